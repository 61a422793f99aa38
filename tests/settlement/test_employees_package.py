"""Packages with employees in them, worked by hand in the small county: another fund, another clearing, the same holder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import OUT, YEAR, Law, package

from sim.county.county import County, Streams
from sim.county.employees import Employees
from sim.foundation.calendar import Calendar
from sim.journey.encounters import OTHER_PAYER
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

FACTS = pd.DataFrame(
    {
        "year": [2019, 2020, 2021], "members": [10, 10, 10], "income_yuan_per_head": [180.0, 190.0, 200.0],
        "inside_visits_yuan": [300.0, 300.0, np.nan], "inside_stays_yuan": [500.0, 700.0, np.nan],
        "outside_visits_yuan": [0.0, 0.0, 100.0], "outside_stays_yuan": [200.0, 200.0, 400.0],
        "visit_fund_percent": [50.0] * 3, "stay_fund_percent": [80.0] * 3, "treatable_percent": [25.0] * 3,
        "away_percent": [20.0] * 3, "signed_percent": [40.0] * 3,
    }
)  # fmt: skip
"""10 employees with 200 yuan each in 2021; their fund pays half of a visit, four fifths of a stay, 500 yuan outside."""
BOTH: Law = {"payment.package.schemes": ({"residents": True, "employees": True}, "flag")}
ONLY: Law = {"payment.package.schemes": ({"residents": False, "employees": True}, "flag")}
RULE = "payment.employees_package"


def place(facts: pd.DataFrame | None = FACTS, scheme: int = 1) -> County:
    """The small county with a stream of employees at its hospital: three quarters of the usual charges are stays."""
    numbers = (np.array([x]) for x in (2.0, 0.1, 7.0, 0.8, 100.0, 5000.0, 1.0, 1.0))
    streams = Streams(np.array([small.HOSPITAL], np.int32), np.array([scheme], np.uint8), *numbers)
    return replace(small.county(), streams=streams, employees=None if facts is None else Employees.of(facts))


def other(day: int, yuan: int, stay: int = 0) -> np.void:
    return small.encounter(10_000 + day, day, small.HOSPITAL, yuan, stay=stay, episode=day, flags=OTHER_PAYER)


CARE = other(9, 600), other(30, 1000, stay=5)
"""Their fund pays 300 of the visit and 800 of the stay: 1,100 in the county, 500 outside by the county's table."""


def run(law: Law, *encounters: np.void, where: County | None = None, calendar: Calendar = YEAR) -> Settlement:
    done = reprice(small.array(*encounters), where or place(), small.people(), small.policy(law), calendar)
    assert set(done.checks().values()) == {0}
    return done


def cleared(done: Settlement, rule: str = RULE, year: int = 2021) -> list[float]:
    table = done.tables()["clearing"]
    rows = table[(table["rule"] == rule) & (table["year"] == year)]
    (only,) = rows[[f"{n}_yuan" for n in ("budget", "spent", "retained", "borne")]].to_numpy().tolist()
    return [float(x) for x in only]


def money(done: Settlement) -> dict[str, float]:
    table = done.tables()["institutions"].set_index("id")
    return {k: v for k, v in table["alliance_money_yuan"].to_dict().items() if v}


def test_both_schemes_are_cleared_apart_and_divided_by_one_key() -> None:
    # Residents: 4 x 1,000 - 2,400 = 1,600 left. Employees: 10 x 200 = 2,000; 300 + 800 + 500 = 1,600 spent; 400 left.
    # 6 : 3 : 1 of 2,000 in all: 1,200; 600 to two centres; 200 to two clinics.
    done = run(package() | BOTH, *OUT, *CARE)
    assert cleared(done, "payment.package") == [4000, 2400, 1600, 0]
    assert cleared(done) == [2000, 1600, 400, 0]
    assert money(done) == {"hospital": 1200, "ta": 300, "tb": 300, "va": 100, "vb": 100}


def test_employees_money_never_reaches_the_residents_fund() -> None:
    with_, without = run(package() | BOTH, *OUT, *CARE), run(package(), *OUT, *CARE)
    of_residents = []
    for done in (with_, without):
        rows = where(done.ledger.rows(), payer="basic_fund")
        of_residents.append(sorted(tuple(row[name] for name in rows.dtype.names if name != "transaction") for row in rows))
    assert of_residents[0] == of_residents[1]
    for account in ("basic_fund.cash", "basic_fund.retained", "basic_fund.payable", "basic_fund.not_paid"):
        assert change(with_.ledger.rows(), account) == change(without.ledger.rows(), account)
    theirs = where(with_.ledger.rows(), line="employees_package")
    assert change(theirs, "other_payers.cash") == -40_000
    assert change(theirs, "institution.cash") == 40_000
    assert change(theirs, "basic_fund.cash") == 0


def test_a_package_of_employees_alone_leaves_residents_bills_as_they_are() -> None:
    done = run(package() | ONLY, *OUT, *CARE)
    assert set(done.tables()["clearing"]["rule"]) == {RULE}
    assert cleared(done) == [2000, 1600, 400, 0]
    assert change(done.ledger.rows(), "basic_fund.retained") == 0


def test_half_of_a_deficit_is_borne_by_the_members_and_goes_back_to_the_employees_fund() -> None:
    # 10 x 120 = 1,200 against 1,600: 400 missing, half borne: 200 = 120 + 60 + 20.
    law = package(deficit_shares=([50], "%")) | ONLY | {f"{RULE}.per_head": (120, "yuan/person/year")}
    done = run(law, *CARE)
    assert cleared(done) == [1200, 1600, 0, 200]
    assert money(done) == {"hospital": -120, "ta": -30, "tb": -30, "va": -10, "vb": -10}
    assert change(where(done.ledger.rows(), line="employees_package"), "other_payers.cash") == 20_000


@pytest.mark.parametrize(
    ("leak", "away", "outside"),
    # Of 500 outside, a fifth (100) is of members living away; of the other 400 a quarter (100) was treatable here.
    [("none", False, 0), ("none", True, 100), ("treatable", False, 100), ("treatable", True, 200), ("all", False, 400),
     ("all", True, 500)],
)  # fmt: skip
def test_care_outside_is_charged_by_the_way_in_which_they_left(leak: str, away: bool, outside: int) -> None:
    done = run(package(leak=(leak, "choice"), away=(away, "flag")) | ONLY, *CARE)
    assert cleared(done)[1] == 1100 + outside


def test_only_stays_are_charged_where_only_stays_are_covered() -> None:
    # 800 in the county and 400 outside.
    done = run(package(covers=({"all": False, "inpatient": True}, "flag")) | ONLY, *CARE)
    assert cleared(done)[1] == 1200


def test_those_who_signed_are_two_fifths_of_members_and_of_care() -> None:
    # 40 % of 2,000 and of 1,600.
    assert cleared(run(package(residents=("contract", "choice")) | ONLY, *CARE)) == [800, 640, 160, 0]


def test_reserve_and_deductions_come_off_first() -> None:
    # 10 x (200 x 95 % - 10) = 1,800.
    law = package(reserve=(5, "%"), deductions=(10, "yuan/person/year")) | ONLY
    assert cleared(run(law, *CARE))[0] == 1800


HISTORY: Law = {
    "payment.package.base": ("history", "choice"), "payment.package.weights": ([50, 50], "%"),
    "payment.package.growth": (10, "%"), "payment.package.past_outside": (50, "%"),
}  # fmt: skip


def by_history(**more: tuple[Any, str]) -> Law:
    return package() | HISTORY | {f"payment.package.{name}": value for name, value in more.items()} | ONLY


def test_a_package_from_earlier_years_has_the_countys_table_in_its_base() -> None:
    # 2019: 300 + 500 + 200 = 1,000; 2020: 300 + 700 + 200 = 1,200. Mean 1,100, + 10 % = 1,210.
    assert cleared(run(by_history(), *CARE))[0] == 1210


def test_growth_may_be_their_own_and_keeps_within_that_of_their_fund() -> None:
    own: Law = {f"{RULE}.growth": (20, "%")}
    assert cleared(run(by_history() | own, *CARE))[0] == 1320
    # Their income a head grew from 190 to 200: 5.2631 %, cut to the ppm. 1,100 x 1.052631 = 1,157.8941.
    assert cleared(run(by_history(within_fund_growth=(True, "flag")) | own, *CARE))[0] == 1157.89


def test_a_part_of_past_spending_outside_counts() -> None:
    # 800 + 100 and 1,000 + 100: mean 1,000, + 10 %.
    assert cleared(run(by_history(past_leaving=(50, "%")), *CARE))[0] == 1100


TWO = Calendar(date(2021, 1, 1), 365 * 2)


@pytest.mark.parametrize(
    ("rebase", "second"),
    # 2021: package 1,210, spent 1,600. Mean of 1,200 and 1,600 = 1,400 + 10 %; 1,210 + 10 %; 1,600 + 10 %.
    [("mean", 1540), ("last_package", 1331), ("last_spending", 1760)],
)
def test_the_second_year_is_rebased_like_the_residents(rebase: str, second: int) -> None:
    done = run(by_history(rebase=(rebase, "choice")), *CARE, calendar=TWO)
    assert cleared(done)[0] == 1210
    # Nobody came in 2022; the table ends with 2021, and its 500 outside go on.
    assert cleared(done, year=2022)[:2] == [second, 500]


def test_a_bonus_on_stays_kept_is_the_employees_funds() -> None:
    # A tenth of the 800 that their fund paid for a stay in the county.
    kept = where(run(package(kept_bonus=(10, "%")) | ONLY, *CARE).ledger.rows(), purpose="kept", debit="institution.cash")
    assert [(int(p["holder"]), int(p["amount_fen"])) for p in kept] == [(small.HOSPITAL, 8_000)]


def test_public_health_has_its_part_of_their_surplus() -> None:
    # 5 % of 400 come off the lead's 240.
    law = package() | ONLY | {"sharing.internal.public_health_share": (5, "%")}
    done = run(law, *CARE)
    assert money(done) == {"hospital": 220, "ta": 60, "tb": 60, "va": 20, "vb": 20}
    assert change(done.ledger.rows(), "public_health.cash") == 2_000


def test_a_low_score_leaves_their_surplus_with_their_fund() -> None:
    gate: Law = {
        "assessment.surplus_gate.min_score": (60, "score"), "payment.deposit.score": (50, "score"),
        "payment.deposit.share": (0, "%"), "payment.deposit.covers": (True, "flag"),
    }  # fmt: skip
    assert cleared(run(package() | ONLY | gate, *CARE)) == [2000, 1600, 0, 0]


@pytest.mark.parametrize(
    ("law", "facts", "sentence"),
    [
        (package() | BOTH, None, "needs the number of employees"),
        (package(alliances=(2, "count")) | BOTH, FACTS, "does not know whose employees are whose"),
        (package(residents=("chronic", "choice")) | ONLY, FACTS, "no chronic register"),
        (package(residents=("contract", "choice")) | ONLY, FACTS.drop(columns="signed_percent"), "no signed_percent"),
        (package(leak=("treatable", "choice")) | ONLY, FACTS.drop(columns="treatable_percent"), "no treatable_percent"),
        (package(away=(False, "flag")) | ONLY, FACTS.drop(columns="away_percent"), "no away_percent"),
        (package() | ONLY, FACTS.drop(columns="outside_stays_yuan"), "does not say how much it was in 2021"),
        (by_history(), FACTS.drop(columns="inside_stays_yuan"), "what their fund paid in 2019"),
        (package() | {f"{RULE}.per_head": (120, "yuan/person/year")}
         | {"payment.package.schemes": ({"residents": True, "employees": False}, "flag")}, FACTS, "with employees in it"),
        (package() | {"payment.package.schemes": (False, "flag")}, FACTS, "needs a scheme"),
    ],
)  # fmt: skip
def test_what_the_county_does_not_know_is_refused_with_a_sentence(law: Law, facts: pd.DataFrame | None, sentence: str) -> None:
    county = place(facts)
    if "alliances" in sentence or "whose" in sentence:
        tier = county.institutions.tier.copy()
        tier[small.CITY] = 2
        spot = county.institutions.place.copy()
        spot[small.CITY] = 0
        county = replace(county, institutions=replace(county.institutions, tier=tier, place=spot))
    with pytest.raises(ValueError, match=sentence):
        run(law, where=county)


def test_a_county_without_a_stream_of_employees_cannot_have_their_package() -> None:
    with pytest.raises(ValueError, match="needs their stream"):
        run(package() | ONLY, where=place(scheme=2))


@settings(max_examples=25, deadline=None)
@given(
    head=st.integers(0, 3000), visit=st.integers(0, 10_000), stay=st.integers(0, 10_000),
    kept=st.integers(0, 100), borne=st.integers(0, 100),
)  # fmt: skip
def test_whatever_is_paid_the_two_funds_stay_apart_and_every_fen_is_somewhere(
    head: int, visit: int, stay: int, kept: int, borne: int
) -> None:
    terms = {"surplus_shares": ([kept], "%"), "deficit_shares": ([borne], "%")}
    law = package(**terms) | BOTH | {f"{RULE}.per_head": (head, "yuan/person/year")}
    done, alone = run(law, *OUT, other(9, visit), other(30, stay, stay=5)), run(package(**terms), *OUT)
    assert cleared(done, "payment.package") == cleared(alone, "payment.package")
    assert change(done.ledger.rows(), "basic_fund.cash") == change(alone.ledger.rows(), "basic_fund.cash")
    theirs = where(done.ledger.rows(), line="employees_package")
    assert change(theirs, "other_payers.cash") + change(theirs, "institution.cash") == 0
    budget, spent, retained, back = cleared(done)
    assert (budget, spent) == (10 * head, round(visit / 2 + stay * 0.8 + 500, 2))
    assert change(theirs, "institution.cash") == round(100 * (retained - back))
