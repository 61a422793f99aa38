"""The sharing terms behind a clearing, taken from the policy file that the run names, if it still says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.experiment.store import Run
from sim.foundation.errors import Problems
from sim.policy.clear import FIXED
from sim.policy.payment import hospital_budget, outpatient_pool
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Schedule

BANDED = ("payment.hospital_budget", "payment.package", "payment.chronic_package", "payment.points_pool", "payment.tier_pools",
          "payment.employees_budget")  # fmt: skip
"""Rules that share by bands of the budget, all with the same parameters."""
PACKAGE, OF_PACKAGE = "payment.package", "payment.employees_package"
PACKAGES = (PACKAGE, "payment.chronic_package")
OTHER_MONEY = (OF_PACKAGE, "payment.employees_budget", "payment.apg", "payment.points_visitors")
"""Budgets whose bills the ledger does not hold as the residents' stays, or not as a holder's own."""
STAYS = (False, True, False, False)
GAIN_AND_LOSS = Schedule(np.array([1_000_000]), np.array([1_000_000]))


@dataclass(frozen=True)
class Terms:
    """How a balance is shared, and which bills are charged: flags by kind of claim (4) and tier of institution (5)."""

    schedule: Schedule
    covers: tuple[bool, ...]
    tiers: tuple[bool, ...]


def policy_of(run: Run) -> Policy | None:
    """The policy of a run as its file says it today; None if it is not here or no longer the one that was run."""
    try:
        policy = read_policy(run.manifest.policy.id)
    except Problems:
        return None
    return policy if policy.hash == run.manifest.policy.hash else None


def terms_of(run: Run, year: int) -> dict[str, Terms]:
    """Payment rule -> its terms on 1 January of `year`; empty where the policy is not at hand."""
    policy = policy_of(run)
    if policy is None:
        return {}
    try:
        values = policy.at(date(year, 1, 1)).values
    except ValueError:
        return {}
    known: dict[str, Callable[[Values], Schedule]] = dict.fromkeys(BANDED, hospital_budget.schedule)
    known |= dict.fromkeys(FIXED, _fixed) | {outpatient_pool.RULE.name: _pool}
    found = {name: _terms(schedule(values[name]), values[name]) for name, schedule in known.items() if name in values}
    if PACKAGE in found:  # the employees' part of a package is shared as the residents' is
        found[OF_PACKAGE] = found[PACKAGE]
    return found


def _terms(schedule: Schedule, values: Values) -> Terms:
    """Payments by case, day and points are for stays; a package is charged wherever its residents go."""
    covers = tuple(map(bool, values["covers"])) if "covers" in values else STAYS
    tiers = tuple(map(bool, values["tiers"])) if "tiers" in values else (True,) * 5
    return Terms(schedule, covers, tiers)


def _fixed(_: Values) -> Schedule:
    return GAIN_AND_LOSS


def _pool(values: Values) -> Schedule:
    return Schedule(np.reshape(values["surplus_share"], 1), np.reshape(values["deficit_share"], 1))
