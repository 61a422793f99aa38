"""When money moves under prepayments, deposits and arrears: by hand, on both bases, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import small_county as small

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR, TWO_YEARS = Calendar.of_year(2021), Calendar(date(2021, 1, 1), 730)
Law = dict[str, tuple[Any, str]]
FREE: Law = {
    "benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip
GANSU: Law = FREE | {
    "payment.prepayment.share": (60, "%"), "payment.prepayment.base": ("of_last_year", "choice"),
    "payment.prepayment.cycle": ("quarter", "choice"),
    "payment.prepayment.remainder": ("of_approved", "choice"),
    "payment.deposit.share": (0, "%"), "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (90, "score"),
    "assessment.proportional.full_from": (95, "score"),
}  # fmt: skip
LAST_YEAR = [(2020, "hospital", "inpatient", 1_000_000)]


def covered(person: int, day: int, institution: int, yuan: int, stay: int = 5) -> np.void:
    """A stay of which the fund pays `yuan`: a tenth of every charge is paid first by the patient."""
    return small.encounter(person, day, institution, 0, stay=stay, charge_fen=round(yuan * 1000 / 9), episode=day)


def run(law: Law, *encounters: np.void, calendar: Calendar = YEAR, history: Any = LAST_YEAR) -> Settlement:
    done = reprice(
        small.array(*encounters), replace(small.county(history=history), enrolees=4), small.people(), small.policy(law), calendar
    )
    assert set(done.checks().values()) == {0}
    return done


def cash(done: Settlement, purpose: str) -> list[tuple[int, int]]:
    rows = where(done.ledger.rows(), purpose=purpose, side=0)
    return [(int(p["month"]), int(p["amount_fen"])) for p in rows]


def spending(done: Settlement, line: str) -> dict[tuple[str, int], float]:
    fund = done.tables()["fund"]
    sums = fund[fund["line"] == line].groupby(["basis", "year"])["amount_yuan"].sum()
    return {key: round(float(v), 2) for key, v in sums.items()}


BILLS = [covered(0, 20, small.HOSPITAL, 2000), covered(1, 200, small.HOSPITAL, 10_000)]


def test_sixty_percent_of_last_year_are_prepaid_in_quarters_and_bills_are_set_off_against_them() -> None:
    # 6,000 of 10,000 in four quarters of 1,500. January's bill of 2,000 meets 1,500 in February; 500 wait. July's bill of
    # 10,000 meets the 3,000 of April and July. 12,000 approved: 40 % = 4,800 depend on 90 points of a proportional score:
    # 480 are lost, in March the rest of the 7,500 that waited is paid: 7,020; October's 1,500 are still prepaid.
    done = run(GANSU, *BILLS)
    assert cash(done, "prepay") == [(0, 150_000), (3, 150_000), (6, 150_000), (9, 150_000)]
    assert cash(done, "offset") == [(1, 150_000), (7, 300_000)]
    assert cash(done, "assessed") == [(14, 48_000)]
    assert cash(done, "pay")[-1] == (14, 702_000)
    assert change(done.ledger.rows(), "basic_fund.advanced") == 150_000


def test_the_first_year_of_60_to_40_shows_a_false_surplus_in_cash() -> None:
    # Incurred 12,000. In cash: 833.33 that were open from 2020 and 4,500 set off; the rest is paid in the next year.
    done = run(GANSU, *BILLS)
    assert spending(done, "inpatient_benefits") == {("incurred", 2021): 12_000, ("cash", 2021): 5_333.33, ("cash", 2022): 7_020}
    assert spending(done, "assessment_lost") == {("incurred", 2022): -480}


def test_the_other_reading_puts_40_percent_of_last_years_settlement_at_stake() -> None:
    # 40 % of 10,000 = 4,000 instead of 4,800: a tenth of it is lost.
    done = run(GANSU | {"payment.prepayment.remainder": ("of_last_year", "choice")}, *BILLS)
    assert cash(done, "assessed") == [(14, 40_000)]
    table = done.tables()["institutions"].set_index("id")
    assert table.loc["hospital", ["assessment_yuan", "alliance_money_yuan"]].tolist() == [-400, -400]


def test_what_was_prepaid_too_much_meets_the_bills_of_the_next_year() -> None:
    # 6,000 prepaid, 1,000 billed in January 2021; in January 2022 600 more are prepaid, and a bill of 8,000 of
    # February 2022 meets everything that is prepaid and not set off: 5,000 and 150 of the first quarter.
    done = run(GANSU, covered(0, 20, small.HOSPITAL, 1000), covered(1, 365 + 40, small.HOSPITAL, 8000), calendar=TWO_YEARS)
    assert cash(done, "offset") == [(1, 100_000), (14, 515_000)]


def test_in_zhejiang_85_percent_of_the_bills_are_paid_and_the_rest_waits_for_the_clearing() -> None:
    # 85 % of 2,000 and of 10,000; in March the 1,800 that waited, of which 90 points lose a tenth.
    done = run(GANSU | {"payment.prepayment.share": (85, "%"), "payment.prepayment.base": ("of_approved", "choice")}, *BILLS)
    assert cash(done, "prepay") == []
    assert cash(done, "pay")[1:] == [(1, 170_000), (7, 850_000), (14, 162_000)]


DEPOSIT: Law = FREE | {
    "payment.deposit.share": ({"all": 5, "village": 0}, "%"), "payment.deposit.covers": (True, "flag"),
    "payment.deposit.score": (72, "score"), "assessment.linear_below.full_from": (80, "score"),
    "assessment.linear_below.loss_per_point": (3, "%"), "assessment.linear_below.zero_below": (60, "score"),
}  # fmt: skip


def test_a_deposit_of_5_percent_comes_back_by_the_score() -> None:
    # Fujian 2001: 5 % of 12,000 = 600 wait; 72 points lose 8 x 3 % = 24 %: 144 are lost and 456 come back in March.
    done = run(DEPOSIT, *BILLS)
    assert cash(done, "pay") == [(0, 83_333), (1, 190_000), (7, 950_000), (14, 45_600)]
    assert cash(done, "assessed") == [(14, 14_400)]


def test_the_deposit_of_december_waits_for_the_score_too() -> None:
    # A bill of 2,000 in December is paid in January: 100 are withheld then, 24 of them are lost in March.
    done = run(DEPOSIT, covered(0, 350, small.HOSPITAL, 2000), history=None)
    assert cash(done, "pay") == [(12, 190_000), (14, 7_600)]
    assert cash(done, "assessed") == [(14, 2_400)]


def test_hospitals_outside_and_village_clinics_pay_no_deposit() -> None:
    done = run(DEPOSIT, covered(0, 20, small.CITY, 1000), small.encounter(1, 20, small.CLINIC_A, 0, charge_fen=10_000))
    assert cash(done, "assessed") == []
    assert [amount for month, amount in cash(done, "pay") if month == 1] == [9_000, 100_000]


def test_a_score_of_counted_indicators_returns_what_they_earned() -> None:
    # One stay of two inside the county: 50 %, halfway from 40 to 60: half of the points. Half of 600 x ... is lost:
    # 5 % of the hospital's 2,000 = 100; proportional: 50 come back.
    law = {k: v for k, v in DEPOSIT.items() if "linear" not in k} | {
        "assessment.proportional.full_from": (95, "score"),
        "payment.deposit.weights": ({"all": 0, "in_county_stays": 100}, "%"),
        "payment.deposit.floors": (40, "%"), "payment.deposit.targets": (60, "%"),
    }  # fmt: skip
    done = run(law, covered(0, 20, small.HOSPITAL, 2000), covered(1, 20, small.CITY, 2000))
    assert cash(done, "assessed") == [(14, 5_000)]


def test_where_cash_is_short_hospitals_outside_are_paid_first_and_local_ones_wait() -> None:
    # 1,000 due at home, 1,000 outside; 60 % of 2,000 = 1,200 can be paid: 1,000 outside, 200 at home. In March 60 % of
    # the 800 that are owed: 480, and so on: the debt falls month by month and is never forgotten.
    law = FREE | {"payment.arrears.paid_share": (60, "%"), "payment.arrears.order": ("outside_first", "choice")}
    done = run(law, covered(0, 20, small.HOSPITAL, 1000), covered(1, 20, small.CITY, 1000), history=None)
    paid = where(done.ledger.rows(), purpose="pay", side=0)
    by_month = {(int(p["month"]), int(p["holder"])): int(p["amount_fen"]) for p in paid}
    assert by_month[1, small.CITY] == 100_000
    assert [by_month[m, small.HOSPITAL] for m in (1, 2, 3)] == [20_000, 48_000, 19_200]
    owed = change(where(done.ledger.rows(), month=range(4)), "basic_fund.payable")
    assert owed == 200_000 - 100_000 - 87_200


def test_the_insurers_surplus_goes_back_to_the_province_after_cost_and_profit() -> None:
    # 4 x 65 = 260 yuan; 5 % cost and profit = 13; no benefits: 247 go back.
    law = FREE | {
        "benefit.catastrophic.deductible": (5000, "yuan/person/year"), "benefit.catastrophic.edges": ([10_000], "yuan"),
        "benefit.catastrophic.ratios": ([60, 65], "%"), "benefit.catastrophic.covers": (True, "flag"),
        "benefit.catastrophic.counts_first_paid": (False, "flag"),
        "fund.catastrophic_premium.per_head": (65, "yuan/person/year"), "fund.catastrophic_premium.instalments": (85, "%"),
        "fund.insurer.cost_rate": (3, "%"), "fund.insurer.profit_rate": (2, "%"), "fund.insurer.policy_loss_share": (100, "%"),
    }  # fmt: skip
    rows = run(law).ledger.rows()
    assert change(rows, "government.returned") == 24_700
    assert change(rows, "catastrophic.cash") == 26_000 - 24_700


def test_under_points_85_percent_of_stays_are_prepaid_and_visits_are_paid_in_full() -> None:
    # January: 85 % of a stay of 2,000, and a visit of 90 of which nothing waits; in March the other 300 of the stay.
    law = FREE | {
        "payment.prepayment.share": (85, "%"), "payment.prepayment.base": ("of_approved", "choice"),
        "payment.prepayment.cycle": ("month", "choice"), "payment.prepayment.remainder": ("of_approved", "choice"),
        "payment.prepayment.covers": ({"all": False, "inpatient": True}, "flag"),
    }  # fmt: skip
    visit = small.encounter(1, 20, small.CENTRE_A, 0, charge_fen=10_000)
    done = run(law, covered(0, 20, small.HOSPITAL, 2000), visit, history=None)
    assert cash(done, "pay") == [(1, 9_000), (1, 170_000), (14, 30_000)]


def test_an_insurer_with_80_points_loses_a_fifth_of_the_withheld_premium() -> None:
    # 4 x 65 = 260 yuan, 15 % of it = 39 wait; 80 of 100 points pay 31.20, 7.80 stay with the fund. Of the 252.20 that it
    # got 5 % are cost and profit: 12.61; no benefits: 239.59 go back to the province.
    law = FREE | {
        "benefit.catastrophic.deductible": (5000, "yuan/person/year"), "benefit.catastrophic.edges": ([10_000], "yuan"),
        "benefit.catastrophic.ratios": ([60, 65], "%"), "benefit.catastrophic.covers": (True, "flag"),
        "benefit.catastrophic.counts_first_paid": (False, "flag"),
        "fund.catastrophic_premium.per_head": (65, "yuan/person/year"), "fund.catastrophic_premium.instalments": (85, "%"),
        "fund.insurer.cost_rate": (3, "%"), "fund.insurer.profit_rate": (2, "%"), "fund.insurer.policy_loss_share": (100, "%"),
        "fund.insurer.score": (80, "score"), "fund.insurer.full_from": (90, "score"),
    }  # fmt: skip
    rows = run(law).ledger.rows()
    assert change(rows, "catastrophic.cash") == 25_220 - 23_959
    assert change(rows, "government.returned") == 23_959
    assert change(rows, "basic_fund.catastrophic_premium") == 25_220
    assert run(law | {"fund.insurer.score": (90, "score")}).office.insurer.premiums[2021].withheld == 3_900
