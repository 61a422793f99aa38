"""Who advances the insurers' money, and on which day he has it back: by hand, on both bases, with what is owed at the year's
end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import small_county as small
from small_packages import FREE, YEAR, Law
from small_packages import covered as paid_for

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

OUTSIDE: Law = FREE | {
    "access.cross_region.direct": (True, "flag"), "access.cross_region.filing_required": (True, "flag"),
    "access.cross_region.claim_days": (30, "days"), "access.cross_region.prepaid_months": (0, "months"),
    "access.cross_region.cleared_every": (1, "months"), "access.cross_region.away_filed": (True, "flag"),
}  # fmt: skip
NOT_YET: Law = OUTSIDE | {"access.cross_region.direct": (False, "flag")}
CHRONIC: Law = {
    "benefit.outpatient_ratio.ratio": (50, "%"), "benefit.inpatient_ratio.ratio": (50, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
    "benefit.chronic_ratio.ratio": (50, "%"),
    "benefit.catastrophic.deductible": (1000, "yuan/person/year"),
    "benefit.catastrophic.edges": ([], "yuan"), "benefit.catastrophic.ratios": ([60], "%"),
    "benefit.catastrophic.covers": (True, "flag"), "benefit.catastrophic.counts_first_paid": (False, "flag"),
    "access.catastrophic_timing.chronic_months": ([9, 1], "months"),
}  # fmt: skip


def covered(person: int, day: int, institution: int, yuan: int, **fields: Any) -> np.void:
    """A stay of five days of which the fund pays `yuan`."""
    return paid_for(person, day, institution, yuan, stay=5, **fields)


def run(law: Law, *encounters: np.void, calendar: Calendar = YEAR, away: tuple[int, ...] = (), **county: Any) -> Settlement:
    people = small.people()
    people["home"][list(away)] = 1
    place = replace(small.county(**county), enrolees=4)
    done = reprice(small.array(*encounters), place, people, small.policy(law), calendar, keep_claims=True)
    assert set(done.checks().values()) == {0}
    return done


def moved(done: Settlement, **conditions: Any) -> list[tuple[date, int]]:
    """Day and fen of postings on the giving side."""
    rows = where(done.ledger.rows(), side=0, **conditions)
    return [(done.calendar.date(int(p["day"]) * 1440), int(p["amount_fen"])) for p in rows]


def spending(done: Settlement, line: str) -> dict[tuple[str, int, int], float]:
    fund = done.tables()["fund"]
    sums = fund[fund["line"] == line].groupby(["basis", "year", "month"])["amount_yuan"].sum()
    return {key: round(float(v), 2) for key, v in sums.items()}


def test_a_stay_without_referral_is_paid_by_the_patient_and_reimbursed_thirty_days_after_discharge() -> None:
    # G-R3: discharged on 20 December (day 353), the charge is 1,000 yuan, the fund's part 900. The patient pays the hospital
    # 1,000 that day and has 900 back on 19 January.
    done = run(OUTSIDE, covered(0, 353, small.CITY, 900))
    rows = done.ledger.rows()
    assert moved(done, purpose="reimburse") == [(date(2022, 1, 19), 90_000)]
    assert change(rows, "institution.cash", holder=small.CITY, month=11) == 100_000
    assert change(rows, "institution.receivable", holder=small.CITY) == 0
    assert change(where(rows, month=range(12)), "basic_fund.owed_residents") == 90_000  # owed at the year's end
    assert spending(done, "inpatient_benefits") == {("incurred", 2021, 12): 900, ("cash", 2022, 1): 900}


def test_who_pays_first_changes_no_amount() -> None:
    stays = [covered(0, 40, small.CITY, 900), covered(1, 80, small.HOSPITAL, 500)]
    plain, first = run(FREE, *stays), run(OUTSIDE, *stays)
    assert np.array_equal(plain.totals.care, first.totals.care)
    claims = first.claims()
    assert claims["advanced_fen"].tolist() == [90_000, 0]
    assert claims["reimbursed"].dt.date.tolist()[0] == date(2021, 3, 12)  # 10 February and 30 days
    assert first.tables()["patients"]["advanced_yuan"].sum() == 900


def test_who_was_referred_or_lives_away_and_registered_pays_only_his_own_part() -> None:
    from sim.journey.encounters import CLAIMED, REFERRED

    referred = covered(0, 40, small.CITY, 900, flags=CLAIMED | REFERRED)
    done = run(OUTSIDE, referred, covered(1, 50, small.CITY, 900), away=(1,))
    assert moved(done, purpose="reimburse") == []
    assert change(done.ledger.rows(), "residents.advanced") == 0


def test_before_direct_settlement_even_they_advance_the_bill() -> None:
    done = run(NOT_YET, covered(1, 50, small.CITY, 900), away=(1,))
    assert moved(done, purpose="reimburse") == [(date(2021, 3, 22), 90_000)]  # 20 February and 30 days


def test_a_stay_in_the_county_is_never_claimed_at_home() -> None:
    assert moved(run(NOT_YET, covered(1, 50, small.HOSPITAL, 900)), purpose="reimburse") == []


def test_what_catastrophic_insurance_adds_to_chronic_care_is_paid_in_september_and_january() -> None:
    # Visits of 4,000 and 2,000 yuan in March and November: eligible 3,600 and 1,800, of which the fund pays half.
    # Own eligible 1,800: 800 above the line, 60 % = 480. Then 900 more: 540. The patient pays both at the desk.
    done = run(CHRONIC, small.refill(1, 75, small.HOSPITAL, 4000), small.refill(1, 310, small.HOSPITAL, 2000))
    assert moved(done, purpose="reimburse", payer="catastrophic") == [
        (date(2021, 9, 30), 48_000), (date(2022, 1, 31), 54_000),
    ]  # fmt: skip
    rows = done.ledger.rows()
    assert change(where(rows, month=range(12)), "catastrophic.owed_residents") == 54_000
    assert change(where(rows, month=2), "institution.receivable", payer="catastrophic") == 0


def test_what_it_adds_to_a_stay_is_advanced_by_the_hospital_as_before() -> None:
    # 10,000 yuan: eligible 9,000, fund 4,500, own 4,500: 3,500 above the line x 60 % = 2,100, paid to the hospital in April.
    done = run(CHRONIC, small.encounter(0, 75, small.HOSPITAL, 10_000, stay=5))
    paid = moved(done, purpose="pay", payer="catastrophic")
    assert paid == [(date(2021, 4, 30), 210_000)]


def test_nothing_below_the_line_is_carried_into_the_next_year() -> None:
    # Own eligible 900 in 2021 and 900 in 2022: neither year passes 1,000.
    two = Calendar(date(2021, 1, 1), 730)
    done = run(
        CHRONIC, small.refill(1, 300, small.HOSPITAL, 2000), small.refill(1, 400, small.HOSPITAL, 2000), calendar=two
    )
    assert change(done.ledger.rows(), "catastrophic.benefits") == 0


NETTED: Law = FREE | {"fund.agency_netting.every": (3, "months")}


def test_agencies_clear_what_the_other_one_paid_its_hospital() -> None:
    # the city's agency pays the city hospital in February and March for bills of January and February; every third
    # month - in March - the county's fund clears 900 + 450.
    done = run(NETTED, covered(0, 10, small.CITY, 900), covered(1, 40, small.CITY, 450))
    assert moved(done, purpose="agency_pays", debit="agency.due_from_home") == [
        (date(2021, 2, 28), 90_000), (date(2021, 3, 31), 45_000),
    ]  # fmt: skip
    assert moved(done, purpose="agency_clearing") == [(date(2021, 3, 31), 135_000)]
    assert spending(done, "inpatient_benefits") == {
        ("incurred", 2021, 1): 900, ("incurred", 2021, 2): 450, ("cash", 2021, 3): 1350,
    }  # fmt: skip


def test_a_month_of_care_outside_is_prepaid_and_stays_prepaid_while_bills_are_cleared() -> None:
    # Y-4: last year 12,000 yuan were spent in the city: one month is 1,000, prepaid in January and topped up in the next
    # year to a twelfth of 24,000 = 2,000.
    law = OUTSIDE | {"access.cross_region.prepaid_months": (1, "months"), "access.cross_region.filing_required": (False, "flag")}
    done = run(
        law, covered(0, 40, small.CITY, 24_000), covered(1, 400, small.CITY, 100), calendar=Calendar(date(2021, 1, 1), 730),
        history=[(2020, "city", "inpatient", 1_200_000)],
    )  # fmt: skip
    assert moved(done, purpose="agency_prepay") == [(date(2021, 1, 31), 100_000), (date(2022, 1, 31), 100_000)]
    assert moved(done, purpose="agency_clearing", month=2) == [(date(2021, 3, 31), 2_400_000)]
    balance = done.tables()["balance"].set_index(["year", "basis"])["balance_yuan"]
    # In cash 24,000 of bills, the prepaid 1,000 and the twelfth of 2020 that was open: 1,000; incurred without the prepayment.
    assert balance[2021, "cash"] == -26_000
    assert balance[2021, "incurred"] == -25_000


def test_arrears_leave_hospitals_of_the_county_waiting_before_those_outside() -> None:
    # 40 % of 1,800 due in February = 720: all of it goes to the city, which insists; the county's hospital waits. From
    # March on nothing new is due, and 40 % of what is left is paid every month.
    law = FREE | {"payment.arrears.paid_share": (40, "%"), "payment.arrears.order": ("outside_first", "choice")}
    done = run(law, covered(0, 10, small.CITY, 900), covered(1, 12, small.HOSPITAL, 900))
    february = where(done.ledger.rows(), purpose="pay", side=0, month=1)
    assert {int(p["holder"]): int(p["amount_fen"]) for p in february} == {small.CITY: 72_000}
