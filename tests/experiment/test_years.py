"""Several years in a row: the first is as if there were no second, and the second has its own people, prices and money."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from sim.county import County, read
from sim.county.population import Population
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.policy.read import read_policy
from sim.settlement.reprice import reprice

SHARE = 0.01


@cache
def county() -> County:
    return read("model-county")


@cache
def run(policy: str = "baseline-ffs", years: int = 2, engine: Any = "compiled", still: bool = False) -> Outcome:
    place = replace(county(), turnover=None, trend=county().trend.iloc[:0]) if still else county()
    return conduct(Plan(place, read_policy("baseline-ffs"), read_policy(policy), 3, years, scale=SHARE, engine=engine,
                        keep_encounters=True))  # fmt: skip


def first_year(outcome: Outcome, table: str) -> pd.DataFrame:
    frame = outcome.settlement.tables()[table]
    return frame[frame["year"] == 2021].reset_index(drop=True)


def test_the_first_year_is_untouched_by_a_second_one() -> None:
    one, two = run(years=1), run(years=2)
    assert (one.settlement.totals.care[:14] == two.settlement.totals.care[:14]).all()
    for table in ("flows", "patients", "institutions"):
        pd.testing.assert_frame_equal(first_year(one, table), first_year(two, table))


def test_a_still_county_has_the_first_year_of_a_living_one() -> None:
    pd.testing.assert_frame_equal(first_year(run(), "patients"), first_year(run(still=True), "patients"))


def test_both_engines_agree_over_the_turn_of_the_year() -> None:
    fast, slow = run(), run(engine="reference")
    assert fast.encounters is not None
    assert slow.encounters is not None
    assert fast.encounters.tobytes() == slow.encounters.tobytes()
    pd.testing.assert_frame_equal(fast.settlement.ledger.frame(), slow.settlement.ledger.frame())


def test_nobody_lives_otherwise_under_another_policy() -> None:
    a, b = run().people, run("rizhao-2017-indexed").people
    names = [name for name in a.persons.dtype.names if name != "state"]
    assert a.persons[names].tobytes() == b.persons[names].tobytes()


def test_every_check_holds_and_repricing_gives_the_same_books() -> None:
    done = run("rizhao-2017-indexed")
    assert set(done.settlement.checks().values()) == {0}
    people = Population(county(), 3, SHARE, 2)
    assert done.encounters is not None
    again = reprice(done.encounters, county(), people, done.plan.policy, done.calendar, 3)
    pd.testing.assert_frame_equal(again.ledger.frame(), done.settlement.ledger.frame())


def test_income_of_a_year_is_per_head_times_its_members() -> None:
    done = run()
    fund = done.settlement.tables()["fund"]
    income = fund[(fund["basis"] == "cash") & (fund["line"] == "premium_income")].set_index("year")["amount_yuan"]
    heads = {year: int(done.people.enrolees(year).sum()) for year in (2021, 2022)}
    assert heads[2022] < heads[2021] == 5000
    assert income.to_dict() == pytest.approx({2021: 320 * heads[2021], 2022: 350 * heads[2022]})
