"""Stays paid by the case, by the bed-day and by points, worked by hand; the patient's bill never changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import small_county as small
from points_county import FREE, POINTS, YEAR, Law, county, covered, gains, run

from sim.ledger.query import change, where
from sim.settlement.reprice import reprice

TWO = (covered(0, 20, small.HOSPITAL, 6000), covered(1, 50, small.CENTRE_A, 2000))


def test_the_whole_pool_is_divided_by_points() -> None:
    # 75 points at the hospital, 75 x 40 % = 30 at the centre: 11,000 x 75/105 = 7,857.14 and 3,142.86.
    # Billed 6,000 and 2,000: gains of 1,857.14 and 1,142.86.
    done = run(POINTS, *TWO)
    assert gains(done) == {"hospital": 1857.14, "ta": 1142.86}
    points = done.office.tariff.points[2021]
    assert points.value_fen == pytest.approx(1_100_000 / 105)
    assert points.share[[small.HOSPITAL, small.CENTRE_A]].tolist() == pytest.approx([75 / 105, 30 / 105])


def test_in_a_larger_pool_the_countys_points_move_the_value_only_by_their_share() -> None:
    # The rest of the pool has 11,000 yuan and, at 60 % of 8,000 yuan = 48 yuan a point, 229.167 points.
    # 22,000 x 75 / 334.167 = 4,937.65 for the hospital: it loses 1,062.35 of its bill of 6,000 (493,765.6 fen).
    done = run(POINTS | {"payment.points_pool.county_share": (50, "%")}, *TWO)
    assert gains(done)["hospital"] == pytest.approx(22_000 * 75 / 334.167 - 6_000, abs=0.01)


def test_the_patients_bill_and_the_claims_do_not_change() -> None:
    by_item, by_points = run(FREE, *TWO), run(POINTS, *TWO)
    assert (by_item.totals.care == by_points.totals.care).all()
    assert (by_item.totals.people == by_points.totals.people).all()


def test_a_readmission_within_15_days_halves_the_earlier_stay_in_whichever_month_it_was() -> None:
    # 75 / 2 + 75 = 112.5 points; after 16 days 150. The second stay begins in the next month.
    soon = run(POINTS, covered(0, 25, small.HOSPITAL, 5000), covered(0, 45, small.HOSPITAL, 5000))  # admitted on day 40
    late = run(POINTS, covered(0, 25, small.HOSPITAL, 5000), covered(0, 46, small.HOSPITAL, 5000))
    assert soon.office.tariff.points[2021].points[small.HOSPITAL] == 112_500
    assert late.office.tariff.points[2021].points[small.HOSPITAL] == 150_000


def test_a_loss_is_written_off_what_waited_and_a_gain_is_paid_after_the_year() -> None:
    # Value until then 48 yuan: 75 points are 3,600 of a bill of 6,000, so 2,400 wait. In March the pool turns out richer.
    done = run(POINTS, *TWO)
    rows = done.ledger.rows()
    paid = where(rows, purpose="pay", debit="basic_fund.payable", holder=small.HOSPITAL)
    assert [(int(p["month"]), int(p["amount_fen"])) for p in paid][1:] == [(1, 360_000), (14, 240_000)]
    gained = where(rows, purpose="tariff", debit="institution.cash", holder=small.HOSPITAL)
    assert [(int(p["month"]), int(p["amount_fen"])) for p in gained] == [(14, 185_714)]


QUOTA: Law = FREE | {
    "payment.case_quota.of_mean": ({"all": 0, "county": 100}, "%"), "payment.case_quota.same_price": (True, "flag"),
    "payment.case_quota.day_surgery": (False, "flag"),
}  # fmt: skip


def test_a_case_below_its_quota_is_the_hospitals_gain_and_one_above_its_loss() -> None:
    # Quota 6,000. A charge of 5,000: the patient pays 500, the fund 5,500 instead of 4,500. A charge of 8,000: the
    # patient pays 800, the fund 5,200 instead of 7,200. Together 1,000 - 2,000.
    done = run(
        QUOTA, covered(0, 20, small.HOSPITAL, 4500), covered(1, 50, small.HOSPITAL, 7200), covered(2, 9, small.CENTRE_A, 900)
    )
    assert gains(done) == {"hospital": -1000}
    assert change(done.ledger.rows(), "institution.revenue", holder=small.HOSPITAL) == 1_300_000


def test_a_psychiatric_stay_of_30_days_is_paid_4128_yuan() -> None:
    # Dongying 2022: level 2: 160 yuan a day x 30 x (60 % x 90 % + 40 % x 80 %) = 4,128; billed 4,500.
    law = FREE | {
        "payment.per_diem.quota": ({"all": 130, "level_2": 160, "level_3": 260}, "yuan/day"),
        "payment.per_diem.class_a_share": (60, "%"), "payment.per_diem.ratio_a": (90, "%"), "payment.per_diem.ratio_b": (80, "%"),
        "payment.per_diem.ceiling": (102, "%"),
    }  # fmt: skip
    assert gains(run(law, covered(0, 60, small.HOSPITAL, 4500, stay=30, condition=small.INJURY))) == {"hospital": -372}
    # At a bill of 4,000 the ceiling is 4,080: 80 more than billed, not 128.
    assert gains(run(law, covered(0, 60, small.HOSPITAL, 4000, stay=30, condition=small.INJURY))) == {"hospital": 80}


def test_a_package_is_charged_with_what_its_stays_are_paid_not_with_what_was_billed() -> None:
    # One gain of 1,000 at the hospital, where only residents of the package are treated: 4,500 + 1,000 are charged.
    law = QUOTA | {
        f"payment.package.{name}": value for name, value in {
            "holder": ("alliance", "choice"), "residents": ("township", "choice"), "alliances": (1, "count"),
            "base": ("income", "choice"), "per_head": (2000, "yuan/person/year"), "covers": (True, "flag"),
            "others": (True, "flag"), "leak": ("all", "choice"), "away": (True, "flag"), "cross_price": (100, "%"),
            "surplus_edges": ([], "%"), "surplus_shares": ([100], "%"), "deficit_edges": ([], "%"),
            "deficit_shares": ([100], "%"), "measure": ("enrolees", "choice"),
        }.items()
    }  # fmt: skip
    done = run(law, covered(0, 20, small.HOSPITAL, 4500))
    table = done.tables()["clearing"].set_index("rule")
    assert table.loc["payment.package", ["budget_yuan", "spent_yuan", "retained_yuan"]].tolist() == [8000, 5500, 2500]
    assert gains(done) == {"hospital": 3500}


def test_a_city_hospital_without_accounts_in_the_county_belongs_to_the_rest_of_the_pool() -> None:
    tiers = {"all": False, "township": True, "county": True, "city": True}
    done = run(POINTS | {"payment.points_pool.tiers": (tiers, "flag")}, *TWO, covered(2, 90, small.CITY, 9000))
    assert gains(done) == {"hospital": 1857.14, "ta": 1142.86}


def test_a_stay_may_not_be_cleared_by_points_and_by_a_hospitals_own_budget() -> None:
    budget: Law = {
        "payment.hospital_budget.weights": ([50, 50], "%"),
        "payment.hospital_budget.growth": (0, "%"),
        "payment.hospital_budget.surplus_edges": ([], "%"),
        "payment.hospital_budget.surplus_shares": ([100], "%"),
        "payment.hospital_budget.deficit_edges": ([], "%"),
        "payment.hospital_budget.deficit_shares": ([50], "%"),
        "payment.hospital_budget.covers": ({"all": False, "inpatient": True}, "flag"),
        "payment.hospital_budget.tiers": ({"all": False, "county": True}, "flag"),
    }
    with pytest.raises(ValueError, match="cleared once"):
        run(POINTS | budget, *TWO)


COVERAGE: Law = {
    "payment.drg_coverage.institutions": (50, "%"),
    "payment.drg_coverage.conditions": (100, "%"),
    "payment.drg_coverage.fund_share": (30, "%"),
}


def test_in_the_first_year_of_a_plan_only_the_largest_institutions_are_paid_by_points() -> None:
    # Of hospital and centre one half: the hospital, which has all of the past. It alone divides the pool of 11,000.
    place = replace(county(), incidence=np.ones((8, 2, 4)))
    done = reprice(small.array(*TWO), place, small.people(), small.policy(POINTS | COVERAGE), YEAR)
    assert gains(done) == {"hospital": 5000}


def test_diseases_that_a_plan_does_not_cover_yet_are_paid_as_billed() -> None:
    # Of two groups of stays one half: pneumonia, which is commoner than an injury. The injury's 9,000 are paid by item
    # out of the same total: 2,000 of 11,000 are left for points: 1,428.57 and 571.43 for 6,000 and 2,000.
    common = np.ones((8, 2, 4))
    common[..., small.INJURY] = 0.5
    law = POINTS | COVERAGE | {"payment.drg_coverage.conditions": (50, "%"), "payment.drg_coverage.institutions": (100, "%")}
    injury = covered(2, 90, small.HOSPITAL, 9000, condition=small.INJURY)
    done = reprice(
        small.array(*TWO, injury), replace(county(), incidence=common), small.people(), small.policy(law), YEAR
    )
    assert gains(done) == {"hospital": -4571.43, "ta": -1428.57}
