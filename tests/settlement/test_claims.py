"""Encounters become claims and are settled one after another, with what each person has already used this year."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, DOWN, EMERGENCY, REFERRED
from sim.policy.claims import REFERRALS
from sim.settlement.claim import Facts, claims_of, in_rounds
from sim.settlement.settlement import Settlement
from sim.settlement.totals import KINDS, MEASURE

YEAR = Calendar.of_year(2021)
UP = {"benefit.referral_up.active": (True, "flag")}
BY_GRADE = {
    "benefit.inpatient_deductible.amount": ({"all": 200, "county": 500, "city": 800}, "yuan"),
}


def settled(
    *encounters: np.void, policy: dict = small.PLAIN, people: int = 4, calendar: Calendar = YEAR
) -> pd.DataFrame:  # type: ignore[type-arg]
    """Claims of a small county, settled month by month."""
    done = Settlement(small.county(), small.people(people), small.policy(policy), calendar, keep_claims=True)
    every = small.array(*encounters)
    month = calendar.month_of(every["end_min"].astype(np.int64))
    for m in range(len(done.months)):
        done.month(m, every[month == m])
    return done.claims()


def test_a_stay_of_5000_yuan_is_settled_as_by_hand() -> None:
    # 5,000 yuan, a tenth paid first: 4,500 eligible; less 200: 4,300; 80 % of it 3,440; the patient pays 1,560.
    claim = settled(small.encounter(0, 9, small.HOSPITAL, 5000, stay=6)).iloc[0]
    assert claim["kind"] == "inpatient"
    assert claim["days"] == 6
    found = [claim[f"{name}_fen"] for name in ("charge", "firstpaid", "eligible", "deductible", "basic", "own_paid")]
    assert found == [500_000, 50_000, 450_000, 20_000, 344_000, 156_000]


def test_a_visit_of_40_yuan_with_5_yuan_outside_the_catalogue() -> None:
    # 40 yuan, 5 outside the catalogue, 4 paid first: 31 eligible; half of it: 15.50.
    claim = settled(small.encounter(0, 3, small.CLINIC_A, 40, noncovered_fen=500)).iloc[0]
    assert [claim["eligible_fen"], claim["basic_fen"], claim["own_paid_fen"]] == [3_100, 1_550, 2_450]


def test_what_the_patient_pays_first_is_never_more_than_what_is_inside_the_catalogue() -> None:
    # 100 yuan, 95 outside the catalogue: of the tenth to be paid first only 5 yuan are left, and nothing is eligible.
    claim = settled(small.encounter(0, 3, small.CLINIC_A, 100, noncovered_fen=9_500)).iloc[0]
    assert [claim["firstpaid_fen"], claim["eligible_fen"], claim["own_paid_fen"]] == [500, 0, 10_000]


def test_the_five_dates_of_a_claim() -> None:
    claim = settled(small.encounter(0, 9, small.HOSPITAL, 5000, stay=6)).iloc[0]
    dates = [claim[name].date() for name in ("admitted", "discharged", "settled", "approved", "paid")]
    assert dates == [date(2021, 1, 4), date(2021, 1, 10), date(2021, 1, 10), date(2021, 2, 28), date(2021, 2, 28)]


def test_a_yearly_cap_counts_every_earlier_claim_of_the_year_and_begins_anew_on_1_january() -> None:
    # Cap 50 yuan. Two visits of 100 yuan on one day: 45 + 5; a third gets nothing; in January 45 again.
    capped = small.PLAIN | {"benefit.outpatient_year_cap.cap": (50, "yuan/person/year")}
    days = (3, 3, 60, 370)
    visits = [small.encounter(0, day, small.CENTRE_A, 100, n=n) for n, day in enumerate(days)]
    claims = settled(*visits, policy=capped, calendar=Calendar(date(2021, 1, 1), 730))
    assert claims["basic_fen"].tolist() == [4_500, 500, 0, 4_500]


def test_the_year_of_discharge_decides_for_a_stay_across_new_year() -> None:
    # G-C11 of 甘政办发〔2018〕72号: the date of discharge settlement. The stay counts as the first of 2022.
    halved = small.PLAIN | {
        "benefit.inpatient_nth_stay.factors": ([100, 50], "%"),
        "benefit.inpatient_nth_stay.transfer_counts": (False, "flag"),
    }
    stays = [small.encounter(0, day, small.CENTRE_A, 1000, stay=6, episode=day) for day in (100, 200, 368)]
    claims = settled(*stays, policy=halved, calendar=Calendar(date(2021, 1, 1), 730))
    assert claims["deductible_fen"].tolist() == [20_000, 10_000, 20_000]


def test_referred_up_pays_only_the_difference_of_deductibles_along_one_episode() -> None:
    # Township 200, county 500, city 800: 200 + 300 + 300 when referred; a stay of another episode pays in full again.
    policy = small.PLAIN | BY_GRADE | UP
    chain = [
        small.encounter(0, 10, small.CENTRE_A, 3000, stay=3, episode=7),
        small.encounter(0, 20, small.HOSPITAL, 3000, stay=3, episode=7, n=1, flags=CLAIMED | REFERRED),
        small.encounter(0, 40, small.CITY, 3000, stay=3, episode=7, n=2, flags=CLAIMED | REFERRED),
        small.encounter(0, 50, small.HOSPITAL, 3000, stay=3, episode=8, flags=CLAIMED | REFERRED),
    ]
    assert settled(*chain, policy=policy)["deductible_fen"].tolist() == [20_000, 30_000, 30_000, 50_000]


def test_the_same_stays_without_referral_pay_every_deductible() -> None:
    policy = small.PLAIN | BY_GRADE | UP
    stays = [
        small.encounter(0, 10 + 10 * n, h, 3000, stay=3, episode=7, n=n)
        for n, h in enumerate((small.CENTRE_A, small.HOSPITAL, small.CITY))
    ]
    assert settled(*stays, policy=policy)["deductible_fen"].tolist() == [20_000, 50_000, 80_000]


@pytest.mark.parametrize(
    ("institution", "stay", "flags", "how"),
    [
        (small.CITY, 3, 0, "skipped"),
        (small.CITY, 3, EMERGENCY, "emergency"),
        (small.CITY, 3, REFERRED, "up"),
        (small.CITY, 3, REFERRED | EMERGENCY, "up"),
        (small.CENTRE_A, 3, DOWN, "down"),
        (small.HOSPITAL, 3, 0, "none"),
        (small.CITY, 0, 0, "none"),
    ],
)
def test_how_the_patient_came(institution: int, stay: int, flags: int, how: str) -> None:
    encounters = small.array(small.encounter(0, 9, institution, 100, stay=stay, flags=CLAIMED | flags))
    claims = claims_of(encounters, Facts.of(small.county(), small.people()))
    assert REFERRALS[claims.referral[0]] == how


def test_a_chronic_refill_is_a_claim_of_the_chronic_list() -> None:
    claims = settled(small.refill(1, 5, small.CENTRE_B, 100))
    assert claims["kind"].tolist() == ["chronic_outpatient"]
    assert claims["registered"].tolist() == [0b10]


def test_a_visit_that_does_not_draw_on_the_fund_is_paid_by_the_patient() -> None:
    done = Settlement(small.county(), small.people(), small.policy(small.PLAIN), YEAR, keep_claims=True)
    done.month(0, small.array(small.encounter(0, 3, small.CENTRE_A, 100, flags=0)))
    care = done.totals.care[0, small.CENTRE_A, 0, KINDS.index("unclaimed")]
    assert care[[MEASURE["cases"], MEASURE["charge"], MEASURE["own_paid"], MEASURE["basic"]]].tolist() == [
        1,
        10_000,
        10_000,
        0,
    ]
    assert len(done.claims()) == 0


def test_patients_of_other_payers_are_revenue_but_not_the_residents_fund() -> None:
    done = Settlement(small.county(), small.people(), small.policy(small.PLAIN), YEAR)
    done.month(0, small.array(small.of_other_payer(4, 3, small.HOSPITAL, 700, stay=2)))
    by_scheme = done.totals.care[0, small.HOSPITAL, :, KINDS.index("inpatient")]
    assert by_scheme[:, MEASURE["other_paid"]].tolist() == [0, 70_000, 0]  # the stream belongs to the employees' scheme
    assert done.checks()["claims_less_ledger"] == 0


def test_a_rule_that_changes_within_a_month_settles_by_the_day_of_discharge() -> None:
    # 甘政办发〔2018〕72号 starts on 1 June; here the ratio changes on 16 January.
    later = {"from": (date(2021, 1, 16), ""), "benefit.outpatient_ratio.ratio": (70, "%")}
    done = Settlement(small.county(), small.people(), small.policy(small.PLAIN, later), YEAR, keep_claims=True)
    done.month(0, small.array(*(small.encounter(p, day, small.CENTRE_A, 100) for p, day in enumerate((14, 15)))))
    assert done.claims().set_index("person")["basic_fen"].to_dict() == {0: 4_500, 1: 6_300}


def test_the_benefit_state_tells_stays_and_whether_the_outpatient_cap_is_used_up() -> None:
    capped = small.PLAIN | {"benefit.outpatient_year_cap.cap": (45, "yuan/person/year")}
    done = Settlement(small.county(), small.people(), small.policy(capped), YEAR)
    assert done.benefit_state().tolist() == [0, 0, 0, 0]
    stays = [small.encounter(1, day, small.HOSPITAL, 900, stay=1, episode=day) for day in (5, 9, 20)]
    done.month(0, small.array(small.encounter(0, 3, small.CENTRE_A, 100), *stays))
    assert done.benefit_state().tolist() == [2, 8, 0, 0]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 5), max_size=40))
def test_rounds_keep_everybodys_claims_in_order_and_nobody_twice_in_a_round(person: list[int]) -> None:
    order, starts = in_rounds(np.array(person, np.uint32))
    assert sorted(order.tolist()) == list(range(len(person)))
    who = np.array(person)[order]
    for first, last in pairwise(starts.tolist()):
        assert len(set(who[first:last].tolist())) == last - first
    for one in set(person):
        assert order[who == one].tolist() == [i for i, p in enumerate(person) if p == one]
