"""The employees' scheme as a stream with budgets of its own, worked by hand in the small county."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import points_county as base
import pytest
import small_county as small

from sim.county.county import County, Streams
from sim.journey.encounters import OTHER_PAYER
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

Law = dict[str, tuple[Any, str]]
EMPLOYEES: Law = base.FREE | {
    f"payment.employees_budget.{name}": value for name, value in {
        "visit_ratio": (60, "%"), "stay_ratio": (80, "%"), "growth": (5, "%"), "surplus_edges": ([], "%"),
        "surplus_shares": ([100], "%"), "deficit_edges": ([], "%"), "deficit_shares": ([50], "%"),
    }.items()
}  # fmt: skip


def place(scheme: int = 1) -> County:
    """Two visits of 100 yuan a day and a tenth of a stay of 5,000 at the hospital."""
    numbers = (np.array([x]) for x in (2.0, 0.1, 7.0, 0.8, 100.0, 5000.0, 1.0, 1.0))
    return replace(small.county(), streams=Streams(np.array([small.HOSPITAL], np.int32), np.array([scheme], np.uint8), *numbers))


def run(law: Law, *encounters: np.void, where: County | None = None) -> Settlement:
    done = reprice(small.array(*encounters), where or place(), small.people(), small.policy(law), base.YEAR)
    assert set(done.checks().values()) == {0}
    return done


def other(day: int, yuan: int, stay: int = 0) -> np.void:
    return small.encounter(10_000 + day, day, small.HOSPITAL, yuan, stay=stay, episode=day, flags=OTHER_PAYER)


def test_employees_have_a_budget_of_their_own_fund_and_residents_money_is_not_touched() -> None:
    # Budget: 365 x (2 x 100 x 60 % + 0.1 x 5,000 x 80 %) = 365 x (120 + 400) = 189,800. Paid: 100,000 x 60 % for visits
    # and 100,000 x 80 % for stays = 140,000. 49,800 are left and kept.
    done = run(EMPLOYEES, other(9, 100_000), other(30, 100_000, stay=5))
    assert base.gains(done) == {"hospital": 49_800}
    rows = done.ledger.rows()
    assert change(where(rows, line="employees_clearing"), "other_payers.cash") == -4_980_000
    assert change(rows, "basic_fund.retained") == 0


def test_half_of_a_deficit_goes_back_to_the_employees_fund() -> None:
    # 300,000 x 80 % = 240,000: 50,200 above the budget, half of it borne.
    assert base.gains(run(EMPLOYEES, other(30, 300_000, stay=5))) == {"hospital": -25_100}


def test_a_county_without_employees_cannot_have_their_budget() -> None:
    with pytest.raises(ValueError, match="needs employees among the county's streams"):
        run(EMPLOYEES, other(9, 100), where=place(scheme=2))
