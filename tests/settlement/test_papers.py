"""Late payers and filings in a run, by hand: care before the first insured day is no claim; who did not file advances the bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import small_county as small
from county.test_turnover import county

from sim.county.county import UNINSURED
from sim.county.population import Population
from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, REFERRED
from sim.policy.claims import FILED, NOT_FILED
from sim.settlement.papers import Papers
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
FREE: dict[str, tuple[Any, str]] = {
    "benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (80, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip
JOINERS = FREE | {"access.joiner.months_after": (1, "months"), "benefit.joiner_waiting.counts": ("admission", "choice")}
MAY_FIRST = 120  # day of the year from 0: 31 + 28 + 31 + 30


def settled(law: Any, *encounters: Any, filing: tuple[int, ...] = (0, 0, 0, 0), away: tuple[int, ...] = ()) -> Settlement:
    """A year in which person 1 paid in April, so that he is insured from 1 May, and all others in time."""
    who = small.people()
    who["home"][list(away)] = 1
    made = Settlement(small.county(), who, small.policy(law), YEAR, keep_claims=True)
    from_day = np.zeros(4, np.int32)
    if "access.joiner.months_after" in law:
        from_day[1] = MAY_FIRST
    papers = Papers(np.array([0, 4, 0, 0], np.uint8), np.array(filing, np.uint8), from_day)
    made.facts = replace(made.facts, papers=papers)
    month = YEAR.month_of(np.array([e["end_min"] for e in encounters]).astype(np.int64))
    for m in range(12):
        made.month(m, small.array(*(e for e, at in zip(encounters, month, strict=True) if at == m)))
    made.year_end(2021)
    assert set(made.checks().values()) == {0}
    return made


def test_the_first_insured_day_is_the_first_of_the_month_after_the_payment() -> None:
    people = Population(county(600, late=1.0), 1)  # everybody pays in some month of the year
    papers = Papers.of(people, small.policy(JOINERS).at(date(2021, 1, 1)), 2021, date(2021, 1, 1))
    first = dict(zip(papers.joined_month.tolist(), papers.covered_from.tolist(), strict=True))
    assert first[4] == MAY_FIRST
    assert first[12] == 365  # who pays in December is insured in the new year
    assert len(first) == 12
    silent = Papers.of(people, small.policy(FREE).at(date(2021, 1, 1)), 2021, date(2021, 1, 1))
    assert not silent.covered_from.any()


def test_care_before_the_insurance_begins_is_paid_by_the_patient() -> None:
    early, late = small.encounter(1, 119, small.CENTRE_B, 100), small.encounter(1, 120, small.CENTRE_B, 100)
    other = small.encounter(3, 119, small.CENTRE_B, 100)
    made = settled(JOINERS, early, late, other)
    assert len(made.claims()) == 2
    own = made.tables()["patients"]["own_paid_yuan"].sum()
    assert own == 100 + 10 + 10  # his first visit is all his; of the two claims a tenth is paid first
    assert made.totals.care[3, small.CENTRE_B, 0, 0].sum() > 0


@pytest.mark.parametrize(("counts", "claims"), [("admission", 0), ("discharge", 1)])
def test_a_stay_over_the_first_insured_day_counts_by_the_day_that_the_policy_names(counts: str, claims: int) -> None:
    stay = small.encounter(1, MAY_FIRST + 2, small.HOSPITAL, 1000, stay=5)
    law = JOINERS | {"benefit.joiner_waiting.counts": (counts, "choice")}
    made = settled(law, stay)
    assert len(made.claims()) == claims
    # charge 1000, a tenth paid first, 80 % of 900 by the fund
    assert made.tables()["patients"]["own_paid_yuan"].sum() == (280 if claims else 1000)


def test_a_policy_that_says_nothing_of_late_payers_insures_them() -> None:
    made = settled(FREE, small.encounter(1, 10, small.CENTRE_B, 100))
    assert len(made.claims()) == 1


def test_who_is_not_insured_knows_it_before_he_seeks_care() -> None:
    made = settled(JOINERS, small.encounter(1, 10, small.CENTRE_B, 100))
    made._day = date(2021, 3, 31)
    assert made.benefit_state().tolist() == [0, UNINSURED, 0, 0]  # insured from 1 May
    made._day = date(2021, 4, 30)
    assert made.benefit_state().tolist() == [0, 0, 0, 0]
    made._scheme = np.array([0, 0, 2, 0], np.uint8)  # lapsed
    assert made.benefit_state().tolist() == [0, 0, UNINSURED, 0]


FILING = FREE | {"benefit.filing.points": ({"all": 0, "province": 10, "elsewhere": 10}, "percentage points")}
ABROAD = FREE | {
    "access.cross_region.direct": (True, "flag"), "access.cross_region.filing_required": (True, "flag"),
    "access.cross_region.claim_days": (30, "days"), "access.cross_region.prepaid_months": (0, "months"),
    "access.cross_region.cleared_every": (1, "months"),
}  # fmt: skip


def far(person: int, **what: Any) -> Any:
    return small.encounter(person, 50, small.CITY, 1000, stay=4, **what)


@pytest.fixture
def city_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The city hospital lies outside the province."""
    made = small.county

    def moved(*a: Any, **k: Any) -> Any:
        place = made(*a, **k)
        where = place.institutions.place.copy()
        where[small.CITY] = 3
        return replace(place, institutions=replace(place.institutions, place=where))

    monkeypatch.setattr(small, "county", moved)


@pytest.mark.usefixtures("city_elsewhere")
def test_who_lives_away_and_did_not_file_loses_points() -> None:
    """80 % of 900; without filing 70 %."""
    made = settled(FILING, far(0), far(2), filing=(FILED, 0, NOT_FILED, 0), away=(0, 2))
    assert made.claims().set_index("person")["basic_fen"].to_dict() == {0: 720_00, 2: 630_00}


@pytest.mark.usefixtures("city_elsewhere")
def test_who_did_not_file_advances_what_the_insurers_pay() -> None:
    made = settled(ABROAD, far(0), far(2), small.encounter(1, 50, small.HOSPITAL, 1000, stay=4),
                   filing=(FILED, 0, NOT_FILED, 0), away=(0, 2))  # fmt: skip
    assert made.tables()["outside"].to_dict("records") == [
        {"year": 2021, "cases": 2, "direct": 1, "insurers_yuan": 1440.0, "advanced_yuan": 720.0, "days": 30}
    ]


@pytest.mark.usefixtures("city_elsewhere")
def test_who_lives_at_home_has_filed_by_his_referral() -> None:
    made = settled(ABROAD, far(0, flags=CLAIMED | REFERRED), far(3))
    row = made.tables()["outside"].iloc[0]
    assert (row["cases"], row["direct"], row["advanced_yuan"]) == (2, 1, 720.0)


def test_where_nobody_was_outside_nothing_is_said() -> None:
    assert not len(settled(ABROAD, small.encounter(0, 50, small.HOSPITAL, 1000, stay=4)).tables()["outside"])
