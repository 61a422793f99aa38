"""The sharing terms behind a clearing, taken from the policy file that the run names, if it still says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.experiment.store import Run
from sim.foundation.errors import Problems
from sim.policy.payment import hospital_budget, outpatient_pool
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Schedule

BANDED = ("payment.hospital_budget", "payment.package", "payment.chronic_package", "payment.points_pool")
"""Rules that share by bands of the budget, all with the same parameters."""
FIXED = ("payment.case_quota", "payment.per_diem")
"""Fixed amounts: what is left of them is the hospital's, what is missing too."""
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
    return {name: _terms(schedule(values[name]), values[name]) for name, schedule in known.items() if name in values}


def _terms(schedule: Schedule, values: Values) -> Terms:
    """Payments by case, day and points are for stays; a package is charged wherever its residents go."""
    covers = tuple(map(bool, values["covers"])) if "covers" in values else STAYS
    tiers = tuple(map(bool, values["tiers"])) if "tiers" in values else (True,) * 5
    return Terms(schedule, covers, tiers)


def _fixed(_: Values) -> Schedule:
    return GAIN_AND_LOSS


def _pool(values: Values) -> Schedule:
    return Schedule(np.reshape(values["surplus_share"], 1), np.reshape(values["deficit_share"], 1))
