"""检查检验结果互认: what of a later contact of the same illness repeats tests that are known is not charged.

The encounter says from which other contact of its episode it follows; whether that hospital's result counts here is the
rule's to say. How much of the tests would be repeated is a fact of the county (`repeated_tests`), how far hospitals obey
an assumption of the policy. Contacts before the accounts begin are not known.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import ITEM_CLASSES, County
from sim.foundation.calendar import DAY
from sim.foundation.money import ONE, share
from sim.journey.encounters import OTHER_PAYER, Encounters
from sim.policy.access.test_recognition import recognised
from sim.policy.policy import Policy, PolicyAt
from sim.settlement.prices import Parts

I8 = npt.NDArray[np.int64]
RECOGNITION = "access.test_recognition"
TESTS = tuple(ITEM_CLASSES.index(name) for name in ("examination", "laboratory"))
NO_PARENT = 255
_LONGEST_STAY = 180
"""Days for which a contact is remembered beyond the validity of its tests: what follows from it is settled at its end."""


class _Month(NamedTuple):
    """Columns of a month's encounters."""

    person: npt.NDArray[np.uint32]
    episode: npt.NDArray[np.uint32]
    n: npt.NDArray[np.uint8]
    end_min: npt.NDArray[np.int32]
    institution: npt.NDArray[np.uint16]


class Recognition:
    """Remembers the contacts of the last months and takes what is repeated off the bills."""

    def __init__(self, county: County, policy: Policy) -> None:
        self._level = county.institutions.level
        self._repeated = np.rint(county.repeated_tests * ONE).astype(np.int64)[county.institutions.tier]  # (H,) ppm
        self._months: deque[_Month] = deque()
        laws = [law.values[RECOGNITION] for law in policy.eras if law.uses(RECOGNITION)]
        self._valid = max((values.one("within") for values in laws), default=0)  # days

    def month(self, encounters: Encounters) -> None:
        """Remember a month's contacts; call before `cut`. Other payers' patients have numbers of their own."""
        self._months.append(_Month(*(encounters[name].copy() for name in _Month._fields)))
        newest = self._months[-1].end_min
        known = (self._valid + _LONGEST_STAY) * DAY
        while self._months and newest.size and self._months[0].end_min.max(initial=0) < newest.min() - known:
            self._months.popleft()

    def cut(self, law: PolicyAt, encounters: Encounters, parts: Parts) -> None:
        """Take the tests that need not be done again off the parts of the bills (R,), in place."""
        if not law.uses(RECOGNITION):
            return
        values = law.values[RECOGNITION]
        follows = (encounters["parent"] != NO_PARENT) & ((encounters["flags"] & OTHER_PAYER) == 0)
        now = encounters["institution"][parts.rows].astype(np.int64)
        rows = np.flatnonzero(follows[parts.rows] & (self._repeated[now] > 0))
        at, now = parts.rows[rows], now[rows]
        before, day = self._find(*(encounters[name][at] for name in ("person", "episode", "parent")))
        days = encounters["start_min"][at] // DAY - day
        holds = (before >= 0) & recognised(values, self._level[before], self._level[now], before == now, days)
        obeyed = values.one("compliance") if "compliance" in values else ONE
        rows, part = rows[holds], (self._repeated[now[holds]] * obeyed + ONE // 2) // ONE
        for k in TESTS:
            parts.spared[rows] += share(parts.new[k, rows], part)
            for amounts in (parts.new,) if parts.new is parts.old else (parts.old, parts.new):
                amounts[k, rows] -= share(amounts[k, rows], part)

    def _find(self, person: npt.NDArray[np.uint32], episode: npt.NDArray[np.uint32], n: npt.NDArray[np.uint8]) -> tuple[I8, I8]:
        """Institution (-1 = not known) and last day of contacts. Most are of the same month: the newest is asked first, the
        others only for what is left; and of a month only the contacts of the persons asked for are looked at."""
        asked, of = np.unique(_key(person, episode, n), return_inverse=True)
        institution, day = np.full(asked.size, -1, np.int64), np.zeros(asked.size, np.int64)
        left = np.arange(asked.size)
        for month in reversed(self._months):
            if not left.size:
                break
            keys = asked[left]
            whom = np.zeros(int(max(month.person.max(initial=0), keys[-1] >> 32)) + 1, bool)
            whom[keys >> 32] = True
            rows = np.flatnonzero(whom[month.person])
            theirs = _key(month.person[rows], month.episode[rows], month.n[rows])
            at = np.minimum(np.searchsorted(keys, theirs), keys.size - 1)
            found = keys[at] == theirs
            rows, at = rows[found], left[at[found]]
            institution[at], day[at] = month.institution[rows], month.end_min[rows] // DAY
            left = left[institution[left] < 0]
        return institution[of], day[of]


def _key(person: npt.NDArray[np.uint32], episode: npt.NDArray[np.uint32], n: npt.NDArray[np.uint8]) -> I8:
    """One number for a contact: person, episode, number inside the episode."""
    key: I8 = person.astype(np.int64) << 32 | episode.astype(np.int64) << 8 | n
    return key
