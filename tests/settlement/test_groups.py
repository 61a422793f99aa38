"""What happens under points to stays that are no ordinary case of their group, in a run, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import points_county as base
import pytest
import small_county as small

from sim.foundation.calendar import Calendar
from sim.journey.encounters import OTHER_PAYER
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

Law = dict[str, tuple[Any, str]]
BELOW: Law = {"payment.drg.incomplete_below": ({"none": 16, "level_1": 16, "level_2": 40, "level_3": 64}, "%")}


def of(done: Settlement, year: int = 2021) -> list[int]:
    """Points of the hospital and of centre A."""
    return done.office.tariff.points[year].points[[small.HOSPITAL, small.CENTRE_A]].tolist()


def stay(person: int, day: int, institution: int, charge: int, **fields: Any) -> np.void:
    """A stay that costs `charge` yuan; the group of a pneumonia costs 6,000 at a county hospital: 75 points."""
    return small.encounter(person, day, institution, charge, stay=5, episode=day, **fields)


def test_a_stay_far_below_its_groups_mean_is_incomplete_and_has_points_by_its_cost() -> None:
    # Line 40 % of 6,000 = 2,400. 1,200 yuan: 75 x 1,200 / 6,000 = 15; 2,400 is complete: 75.
    assert of(base.run(base.POINTS | BELOW, stay(0, 20, small.HOSPITAL, 1200)))[0] == 15_000
    assert of(base.run(base.POINTS | BELOW, stay(0, 20, small.HOSPITAL, 2400)))[0] == 75_000
    assert of(base.run(base.POINTS, stay(0, 20, small.HOSPITAL, 1200)))[0] == 75_000  # no line: every stay is complete


def test_a_townships_ordinary_stay_is_not_incomplete() -> None:
    # Its line is 16 % of the group's mean, 960 yuan: a stay of 2,000 earns 75 x 40 % = 30.
    assert of(base.run(base.POINTS | BELOW, stay(0, 20, small.CENTRE_A, 2000)))[1] == 30_000


def test_beyond_the_high_line_the_excess_earns_points_by_its_share() -> None:
    # Line 300 % of 6,000 = 18,000; of 20,000 the 2,000 above it count at 100 %: 2,000 / 8,000 x 100 = 25 more points.
    assert of(base.run(base.POINTS, stay(0, 20, small.HOSPITAL, 20_000)))[0] == 100_000
    half = base.POINTS | {"payment.drg.high_share": (50, "%")}
    assert of(base.run(half, stay(0, 20, small.HOSPITAL, 20_000)))[0] == 87_500


def test_a_group_with_too_few_cases_is_reviewed_and_its_stays_earn_points_by_cost() -> None:
    # Two stays of a group, five are wanted: 5,000 and 9,000 yuan: 14,000 / 8,000 x 100 = 175 points instead of 150.
    two = stay(0, 20, small.HOSPITAL, 5000), stay(1, 50, small.HOSPITAL, 9000)
    assert of(base.run(base.POINTS | {"payment.drg.small_group": (5, "count")}, *two))[0] == 175_000
    assert of(base.run(base.POINTS | {"payment.drg.small_group": (2, "count")}, *two))[0] == 150_000


def test_what_counts_is_how_many_cases_the_whole_pool_has() -> None:
    # The county is a fifth of the pool: its two cases stand for ten.
    law = base.POINTS | {"payment.drg.small_group": (10, "count"), "payment.points_pool.county_share": (20, "%")}
    two = stay(0, 20, small.HOSPITAL, 5000), stay(1, 50, small.HOSPITAL, 9000)
    assert of(base.run(law, *two))[0] == 150_000


def test_a_group_of_one_price_has_no_grade_coefficient() -> None:
    place = base.county()
    place = replace(place, conditions=replace(place.conditions, flags=place.conditions.flags.assign(same_price=[0, 0, 1, 0])))
    done = reprice(small.array(stay(0, 20, small.CENTRE_A, 2000)), place, small.people(), small.policy(base.POINTS), base.YEAR)
    assert of(done)[1] == 75_000


ALL_LOOSE: Law = {"payment.drg.ungrouped_share": (100, "%")}


def test_stays_that_no_group_takes_are_paid_by_item_or_by_their_cost() -> None:
    # By item: no points, paid as billed. By cost: 4,000 / 8,000 x 100 = 50 points of 50, so the whole pool of 11,000.
    one = base.covered(0, 20, small.HOSPITAL, 3600)
    by_item = base.run(base.POINTS | ALL_LOOSE, one)
    assert base.gains(by_item) == {}
    assert 2021 not in by_item.office.tariff.points
    by_cost = base.run(base.POINTS | ALL_LOOSE | {"payment.drg.ungrouped": ("mean_of_ungrouped", "choice")}, one)
    assert of(by_cost)[0] == 50_000
    assert base.gains(by_cost) == {"hospital": 11_000 - 3600}


def test_what_is_paid_by_item_is_no_longer_in_the_pool() -> None:
    # Some of 40 stays are drawn as ungrouped; whichever they are, fund and hospital end at the total of 11,000.
    law = base.POINTS | {"payment.drg.ungrouped_share": (30, "%")}
    stays = [base.covered(n % 4, 9 + n * 8, small.HOSPITAL, 200 + n, condition=small.PNEUMONIA + n % 2) for n in range(40)]
    done = base.run(law, *stays)
    billed = sum(200 + n for n in range(40))
    assert base.gains(done)["hospital"] == pytest.approx(11_000 - billed, abs=0.5)
    loose = 40 - int(done.office.tariff._groups[2021].stays.sum())
    assert 4 <= loose <= 20  # 30 % of 40: 12, within three standard deviations of 2.9


def test_which_stay_no_group_takes_depends_on_the_stay_alone() -> None:
    law = base.POINTS | {"payment.drg.ungrouped_share": (50, "%")}
    stays = [base.covered(n % 4, 9 + n * 8, small.HOSPITAL, 200) for n in range(40)]
    together = base.run(law, *stays).office.tariff._groups[2021].stays.sum()
    apart = sum(base.run(law, one).office.tariff._groups.get(2021) is not None for one in stays)
    assert together == apart


STEPS = (
    {"institutions": 40, "conditions": 70, "fund_share": 30},
    {"institutions": 70, "conditions": 80, "fund_share": 50},
    {"institutions": 100, "conditions": 90, "fund_share": 70},
)
"""Chuxiong 2022: 40 + 30 + 30 % of the institutions, 70 / 80 / 90 % of the diseases, 30 / 50 / 70 % of the fund."""


def test_the_steps_of_a_plan_take_institutions_in_year_by_year() -> None:
    # Past spending: hospital 9, centre A 1, centre B 0.5, a second hospital 8. Of four institutions 40 % are two (1.6
    # rounded up), 70 % three, 100 % four: the largest first.
    past = [(2020, "hospital", "inpatient", 900_000), (2020, "ta", "inpatient", 100_000), (2020, "tb", "inpatient", 50_000),
            (2020, "city", "inpatient", 800_000)]  # fmt: skip
    place = replace(base.county(), history=small.county(history=past).history, incidence=np.ones((8, 2, 4)))
    law: Law = base.POINTS | {
        "payment.points_pool.weights": ([100], "%"),
        "payment.points_pool.tiers": ({"all": False, "township": True, "county": True, "city": True}, "flag"),
    }
    years = [{f"payment.drg_coverage.{k}": (v, "%") for k, v in step.items()} for step in STEPS]
    policy = small.policy(law | years[0], *({"from": (date(2021 + n, 1, 1), "")} | years[n] for n in (1, 2)))
    every = [
        stay(n % 4, 365 * y + 20 + n * 30, at, 500)
        for y in range(3) for n, at in enumerate((small.HOSPITAL, small.CITY, small.CENTRE_A, small.CENTRE_B))
    ]  # fmt: skip
    done = reprice(small.array(*every), place, small.people(), policy, Calendar(date(2021, 1, 1), 1095))
    assert set(done.checks().values()) == {0}
    paid = {year: np.flatnonzero(p.points).tolist() for year, p in done.office.tariff.points.items()}
    assert paid[2021] == [small.HOSPITAL, small.CITY]
    assert [len(paid[2022]), len(paid[2023])] == [3, 4]


VISITORS: Law = {"payment.points_visitors.share": (50, "%"), "payment.points_visitors.ratio": (60, "%")}


def test_visitors_stays_are_paid_at_the_value_of_a_point_by_their_own_insurers() -> None:
    # A resident's stay has 75 points and the pool 11,000: 146.67 yuan a point. Two stays of other payers cost 8,000
    # together; half of them are insured visitors: 60 % of 4,000 = 2,400 were billed; one stay x 75 points = 11,000.
    # Their insurers pay 8,600 more; the pool is not touched.
    others = [stay(10_000 + n, 30 + n, small.HOSPITAL, 4000, flags=OTHER_PAYER) for n in range(2)]
    place = replace(base.county(), streams=replace(base.county().streams, scheme=np.array([2], np.uint8)))
    who = base.covered(0, 20, small.HOSPITAL, 6000)
    done = reprice(small.array(who, *others), place, small.people(), small.policy(base.POINTS | VISITORS), base.YEAR)
    assert set(done.checks().values()) == {0}
    assert base.gains(done) == {"hospital": 5000 + 8600}
    rows = done.ledger.rows()
    assert change(where(rows, line="visitor_clearing"), "other_payers.cash") == -860_000
    assert change(rows, "basic_fund.retained") == 500_000


def test_visitors_who_were_billed_more_than_their_points_are_worth_get_the_rest_back() -> None:
    # Each stay cost 100,000: 60 % of half of 200,000 = 60,000 were billed for one stay worth 11,000.
    others = [stay(10_000 + n, 30 + n, small.HOSPITAL, 100_000, flags=OTHER_PAYER) for n in range(2)]
    place = replace(base.county(), streams=replace(base.county().streams, scheme=np.array([2], np.uint8)))
    who = base.covered(0, 20, small.HOSPITAL, 6000)
    done = reprice(small.array(who, *others), place, small.people(), small.policy(base.POINTS | VISITORS), base.YEAR)
    assert set(done.checks().values()) == {0}
    assert base.gains(done) == {"hospital": 5000 - 49_000}
