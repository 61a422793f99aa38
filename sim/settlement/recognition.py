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
    key: I8  # sorted
    end_day: I8
    institution: I8


class Recognition:
    """Remembers the contacts of the last months and takes what is repeated off the bills."""

    def __init__(self, county: County, policy: Policy) -> None:
        self._level = county.institutions.level
        self._repeated = np.rint(county.repeated_tests * ONE).astype(np.int64)[county.institutions.tier]  # (H,) ppm
        self._months: deque[_Month] = deque()
        laws = [law.values[RECOGNITION] for law in policy.eras if law.uses(RECOGNITION)]
        self._valid = max((values.one("within") for values in laws), default=0)  # days

    def month(self, encounters: Encounters) -> None:
        """Remember a month's contacts of residents; call before `cut`."""
        e = encounters[(encounters["flags"] & OTHER_PAYER) == 0]
        key = _key(e, e["n"])
        order = np.argsort(key, kind="stable")
        self._months.append(_Month(key[order], e["end_min"][order] // DAY, e["institution"][order].astype(np.int64)))
        newest = self._months[-1].end_day
        while self._months and newest.size and self._months[0].end_day.max(initial=0) < newest.min() - self._valid - _LONGEST_STAY:
            self._months.popleft()

    def cut(self, law: PolicyAt, encounters: Encounters, parts: Parts) -> Parts:
        """The parts of the bills (R,) without the tests that need not be done again."""
        if not law.uses(RECOGNITION):
            return parts
        values = law.values[RECOGNITION]
        e = encounters[parts.rows]
        follows = np.flatnonzero((e["parent"] != NO_PARENT) & ((e["flags"] & OTHER_PAYER) == 0))
        e = e[follows]
        before, day = self._find(_key(e, e["parent"]))
        now, known = e["institution"].astype(np.int64), before >= 0
        days = e["start_min"] // DAY - day
        holds = known & recognised(values, self._level[before], self._level[now], before == now, days)
        obeyed = values.one("compliance") if "compliance" in values else ONE
        rows, at = follows[holds], now[holds]
        part = (self._repeated[at] * obeyed + ONE // 2) // ONE
        old, new, spared = parts.old.copy(), parts.new.copy(), np.zeros(parts.rows.size, np.int64)
        for k in TESTS:
            spared[rows] += share(new[k, rows], part)
            for amounts in (old, new):
                amounts[k, rows] -= share(amounts[k, rows], part)
        return Parts(parts.rows, old, new, spared)

    def _find(self, key: I8) -> tuple[I8, I8]:
        """Institution (-1 = not known) and last day of the contacts with these keys."""
        institution, day = np.full(key.size, -1, np.int64), np.zeros(key.size, np.int64)
        for month in self._months:
            if not month.key.size:
                continue
            at = np.minimum(np.searchsorted(month.key, key), month.key.size - 1)
            found = month.key[at] == key
            institution[found], day[found] = month.institution[at[found]], month.end_day[at[found]]
        return institution, day


def _key(e: Encounters, n: npt.NDArray[np.uint8]) -> I8:
    """One number for a contact: person, episode, number inside the episode."""
    key: I8 = e["person"].astype(np.int64) << 32 | e["episode"].astype(np.int64) << 8 | n
    return key
