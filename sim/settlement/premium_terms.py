"""What catastrophic insurance would have paid under the terms for which its premium was reckoned.

A premium is set for the law of the year's beginning - in the first year of a run, of its first day. Where the law has
changed since, every claim is settled a second time under the old one, with a year to date of its own: the difference is
what the change of policy caused (政策性因素).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.benefit.bill import bill
from sim.policy.claims import Claims
from sim.policy.policy import PolicyAt
from sim.policy.rule import BENEFIT_SLOTS
from sim.settlement.insurer import CONTRACT
from sim.settlement.persons import Persons


class PremiumTerms:
    """The old law's year beside the new one's, kept only while the two differ."""

    def __init__(self, residents: int) -> None:
        self._residents = residents
        self._old: PolicyAt | None = None
        self._persons: Persons | None = None
        self.benefits = 0  # fen under the old terms since 1 January

    def begin(self, old: PolicyAt, laws: list[PolicyAt]) -> None:
        """1 January: the law for which the premium was set, and the laws that will hold within the year."""
        moved = any(law.uses(CONTRACT) for law in laws) and any(not same_terms(old, law) for law in laws)
        self._old, self.benefits = (old if moved else None), 0
        self._persons = Persons(self._residents) if moved else None

    @property
    def active(self) -> bool:
        """Whether claims have to be settled a second time."""
        return self._old is not None

    def add(self, claims: Claims, episode: npt.NDArray[np.uint32]) -> None:
        """A round of claims."""
        assert self._old is not None
        assert self._persons is not None
        before = self._persons.before(claims, episode)
        billed = bill(self._old, claims, before)
        self._persons.add(claims, episode, before, billed.delta)
        self.benefits += int(billed.catastrophic.sum())


def same_terms(one: PolicyAt, other: PolicyAt) -> bool:
    """Whether two laws bill alike: the same benefit rules with the same values."""
    for slot in BENEFIT_SLOTS:
        mine, theirs = ([rule.name for rule in law.rules.get(slot, ())] for law in (one, other))
        if mine != theirs:
            return False
        for name in mine:
            a, b = one.values[name], other.values[name]
            if set(a) != set(b) or any(not np.array_equal(a[key], b[key]) for key in a):
                return False
    return True
