"""Behaviour inside whole runs: exactly nothing where nothing should happen, and no oscillation where something does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.behaviour.levers import LEVERS, NAMES
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.foundation.shelves import names
from sim.policy.read import read_policy

SHARE = 0.02
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
    """The signs of hand-made worlds in a whole county: stays shorter, fewer, cheaper and less split; more outside the
    catalogue."""
    run = reform("rizhao-2017")
    assert run.behaviour is not None
    response = run.behaviour.table().query("unit == 'county-general' and month == '2021-12'").set_index("lever")["response"]
    assert (response[["intensity", "admit", "stay", "split"]] < 0.97).all()
    assert response["noncovered"] > 1.03


@pytest.mark.parametrize("behaviour", ["central", "strong"])
def test_the_monthly_loop_does_not_oscillate(behaviour: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Month-to-month change of every response over the shipped policies, printed. From the third month on no log
    response moves by more than 0.15 a month, and a change is hardly ever followed by an equal change back: fewer than
    one in a hundred."""
    largest, turned, counted = np.zeros(len(LEVERS)), 0, 0
    for policy in names("policies"):
        if policy == "henan-2011":
            continue  # of another county and time
        run = reform(policy, behaviour)
        assert run.behaviour is not None
        months = run.behaviour.response[2:]  # the accounted year
        change = np.diff(months, axis=0)
        largest = np.maximum(largest, np.abs(change[2:]).max(axis=(0, 1)))
        back = (change[1:] * change[:-1] < 0) & (np.minimum(np.abs(change[1:]), np.abs(change[:-1])) > 0.01)
        turned, counted = turned + int(back.sum()), counted + back.size
    with capsys.disabled():
        said = ", ".join(f"{name} {x:.3f}" for name, x in zip(NAMES, largest, strict=True))
        print(f"\n{behaviour}: largest monthly change {said}; turned back {turned} of {counted}")
    assert largest.max() < 0.15
    assert turned < 0.01 * counted
