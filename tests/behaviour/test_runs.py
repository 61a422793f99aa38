"""Behaviour inside whole runs: exactly nothing where nothing should happen, and no oscillation where something does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.behaviour.levers import LEVERS, NAMES
from sim.behaviour.loop import moves
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.foundation.shelves import names
from sim.policy.read import read_policy

SHARE = 0.04
"""Residents simulated; queues hardly bind, budgets are scaled with them."""


@cache
def plan() -> Plan:
    """The model county under its baseline."""
    law = read_policy("baseline-ffs")
    return Plan(read("model-county"), law, law, 3, scale=SHARE, keep_encounters=True)


@cache
def baseline() -> Outcome:
    return conduct(replace(plan(), behaviour=read_behaviour("central")))


def reform(policy: str, behaviour: str = "central", **how: object) -> Outcome:
    assert baseline().behaviour is not None
    given = replace(plan(), policy=read_policy(policy), behaviour=read_behaviour(behaviour), **how)  # type: ignore[arg-type]
    return conduct(replace(given, reference=baseline().behaviour.reference))  # type: ignore[union-attr]


def same(a: Outcome, b: Outcome) -> bool:
    assert a.encounters is not None
    assert b.encounters is not None
    return a.encounters.tobytes() == b.encounters.tobytes()


def test_with_the_set_none_nothing_differs_from_the_mechanical_run() -> None:
    """Bit for bit: every encounter, and every fen of the book."""
    mechanical = conduct(replace(plan(), policy=read_policy("rizhao-2017")))
    none = reform("rizhao-2017", "none")
    assert same(mechanical, none)
    assert none.behaviour is None
    assert mechanical.settlement.ledger.frame().equals(none.settlement.ledger.frame())


def test_the_baseline_answers_itself_with_exactly_one() -> None:
    """The baseline, run again against its own incentives: every response is 1.0 and not nearly, so every encounter is
    the same."""
    again = reform("baseline-ffs")
    assert again.behaviour is not None
    factors = again.behaviour.table()
    assert (factors["response"] == 1.0).all()
    assert factors["marginal"].equals(factors["reference"])
    assert factors["marginal"].abs().max() > 0.1
    assert same(again, baseline())
    assert same(again, conduct(plan()))


def test_a_reform_finds_its_reference_by_itself() -> None:
    """Without a reference given, the baseline is run first: the same incentives, the same journeys."""
    alone = conduct(replace(plan(), policy=read_policy("rizhao-2017"), behaviour=read_behaviour("central")))
    assert same(alone, reform("rizhao-2017"))


def test_behaviour_is_the_same_on_both_engines() -> None:
    """Compiled and reference engine answer the same responses with the same encounters."""
    small = {"scale": 0.005, "behaviour": read_behaviour("strong"), "policy": read_policy("rizhao-2017")}
    compiled = conduct(replace(plan(), **small))  # type: ignore[arg-type]
    reference = conduct(replace(plan(), engine="reference", **small))  # type: ignore[arg-type]
    assert same(compiled, reference)
    assert compiled.behaviour is not None
    assert (compiled.behaviour.response != 0).any()


def test_a_hospital_with_a_budget_of_its_own_does_less_of_everything_the_fund_pays() -> None:
    """The signs of hand-made worlds in a whole county: stays shorter, fewer and cheaper; more outside the catalogue; and stays
    divided, since a second deductible spares the budget."""
    run = reform("rizhao-2017")
    assert run.behaviour is not None
    response = run.behaviour.table().query("unit == 'county-general' and month == '2021-12'").set_index("lever")["response"]
    assert (response[["intensity", "admit", "stay"]] < 0.97).all()
    assert response["split"] > 1.01
    assert response["noncovered"] > 1.03


def monthly_changes(policies: Iterable[str], behaviour: str) -> tuple[np.ndarray, float]:
    """(largest move of a log response, by lever, after the first two steps; share of moves that are turned back), see
    `sim.behaviour.loop`."""
    largest, turned, counted = np.zeros(len(LEVERS)), 0, 0
    for policy in policies:
        run = reform(policy, behaviour)
        assert run.behaviour is not None
        found = moves(run.behaviour.response[2:])  # the accounted year
        largest = np.maximum(largest, found["largest"].to_numpy())
        turned, counted = turned + int(found["turned"].sum()), counted + int(found["moves"].sum())
    return largest, turned / counted


def test_moves_and_turns_are_counted_as_they_are_made() -> None:
    """One unit, seven months. Admission swings by 0.2 up and down every month: after two steps there are four more, of which
    three turn the one before. Intensity creeps up by 0.05 and trembles once by 0.005, which is no turn."""
    path = np.zeros((7, 1, len(LEVERS)))
    path[:, 0, NAMES.index("admit")] = [0, 0.2, 0, 0.2, 0, 0.2, 0]
    path[:, 0, NAMES.index("intensity")] = [0, 0.05, 0.1, 0.15, 0.145, 0.195, 0.245]
    found = moves(path)
    assert found.loc["admit", ["largest_first", "largest"]].tolist() == [0.2, 0.2]
    assert found.loc["admit", ["turned", "moves"]].tolist() == [3, 3]
    assert found.loc["intensity", "largest"] == pytest.approx(0.05)
    assert found.loc["intensity", "turned"] == 0


def bounded(
    policies: Iterable[str], behaviour: str, limit: float, often: float, capsys: pytest.CaptureFixture[str]
) -> None:
    largest, turned = monthly_changes(policies, behaviour)
    with capsys.disabled():
        said = ", ".join(f"{name} {x:.3f}" for name, x in zip(NAMES, largest, strict=True))
        print(f"\n{behaviour}: largest monthly change of a log response: {said}; turned back: {turned:.2%}")
    assert largest.max() < limit
    assert turned < often


def test_the_monthly_loop_does_not_oscillate(capsys: pytest.CaptureFixture[str]) -> None:
    """Month-to-month change of every response, printed, for the four kinds of payment. After the first quarter no log
    response moves by more than 0.15 a month, and fewer than one change in a hundred is followed by one back."""
    bounded(("rizhao-2017", "points-pool", "package-100", "gansu-2018"), "central", 0.15, 0.01, capsys)


@pytest.mark.slow
@pytest.mark.parametrize(("behaviour", "limit", "often"), [("central", 0.15, 0.01), ("strong", 0.6, 0.02)])
def test_the_monthly_loop_oscillates_under_no_shipped_policy(
    behaviour: str, limit: float, often: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for every policy that ships but those of another time. With `strong` (a month's lag, two and a half
    times the elasticities) the sample's own noise shows: the first cases of a rare kind move a response at once, so
    the bounds are twice as wide and more."""
    bounded((name for name in names("policies") if name != "henan-2011"), behaviour, limit, often, capsys)
