"""Who pays first: bills that the patient pays in full and claims at home, and catastrophic payments that come later.

The amounts of a claim do not change. What changes is who advances the insurers' parts - the patient instead of the
hospital - and the day on which he has his money back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES
from sim.foundation.calendar import Calendar
from sim.ledger.book import Batch
from sim.policy.access.catastrophic_timing import paid_on
from sim.policy.access.cross_region import at_home
from sim.policy.claims import CHRONIC, Claims
from sim.policy.policy import PolicyAt
from sim.settlement.billing import INSURERS, LINE_OF_KIND
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
CROSS, TIMING = "access.cross_region", "access.catastrophic_timing"
RESIDENTS = SCHEMES.index("residents")
PAYERS = tuple(INSURERS)
"""Measures that insurers pay."""


class Advanced(NamedTuple):
    """What patients advance of claims (N,). `fen` (payers, N) of the insurers' parts; `day` (payers, N) on which it comes
    back, counted from the horizon's first day."""

    fen: I8
    day: I8


def says(law: PolicyAt) -> bool:
    """Whether a policy has any rule about who pays first."""
    return law.uses(CROSS) or law.uses(TIMING)


def advanced(law: PolicyAt, claims: Claims, parts: I8, calendar: Calendar) -> Advanced:
    """Who pays first under the law of the day of discharge; `parts` (payers, N) fen is what insurers bear."""
    first = np.zeros(parts.shape, bool)
    day = np.tile(claims.discharged_day.astype(np.int64), (len(PAYERS), 1))
    if law.uses(TIMING):
        later = np.flatnonzero(claims.kind == CHRONIC)
        n = PAYERS.index("catastrophic")
        first[n, later] = True
        days, which = np.unique(claims.discharged_day[later], return_inverse=True)
        dates = [paid_on(law.values[TIMING], CHRONIC, calendar.start + timedelta(days=int(d))) for d in days]
        due = np.array([(when - calendar.start).days for when in dates], np.int64)
        day[n, later] = due[which]
    if law.uses(CROSS):
        mine = at_home(law.values[CROSS], claims)
        first |= mine
        back = claims.discharged_day.astype(np.int64) + law.values[CROSS].one("claim_days")
        day[:, mine] = np.maximum(day[:, mine], back[mine])
    return Advanced(np.where(first, parts, 0), day)


class Due(NamedTuple):
    """What is to be paid back to residents: rows (R,) by day, institution, kind of care and payer."""

    day: I8
    institution: I8
    kind: I8
    payer: I8
    fen: I8


def gathered(some: Advanced, institution: npt.NDArray[np.integer], kind: npt.NDArray[np.integer], institutions: int) -> Due:
    """The rows of many claims added up by day, institution, kind and payer."""
    payer, row = np.nonzero(some.fen)
    shape = (len(PAYERS), institutions, len(KINDS))
    cell = np.ravel_multi_index((payer, institution[row].astype(np.int64), kind[row].astype(np.int64)), shape)
    key = some.day[payer, row] * int(np.prod(shape)) + cell
    keys, which = np.unique(key, return_inverse=True)
    fen = np.zeros(keys.size, np.int64)
    np.add.at(fen, which, some.fen[payer, row])
    day, rest = np.divmod(keys, int(np.prod(shape)))
    of, rest = np.divmod(rest, institutions * len(KINDS))
    at, care = np.divmod(rest, len(KINDS))
    return Due(day, at, care, of, fen)


def month_of(day: I8, calendar: Calendar) -> I8:
    """Months since the horizon's first of days that may lie behind it, (R,)."""
    start = np.datetime64(calendar.start, "D")
    months = (start + day).astype("datetime64[M]") - start.astype("datetime64[M]")
    found: I8 = months.astype(np.int64)
    return found


class AtHome:
    """The claims at home of a run: what was advanced in each month, and what falls due when."""

    def __init__(self, calendar: Calendar, institutions: int) -> None:
        self._calendar, self._institutions = calendar, institutions
        self.advanced: dict[int, I8] = {}  # month of care -> (H, KINDS, payers) fen that patients advanced
        self._due: dict[int, list[Due]] = {}  # month of payment -> rows

    @property
    def last(self) -> int:
        """Last month in which something falls due, -1 if nothing does."""
        return max(self._due, default=-1)

    def add(self, m: int, some: Advanced, institution: npt.NDArray[np.integer], kind: npt.NDArray[np.integer]) -> None:
        """Claims of a month with what their patients advanced."""
        due = gathered(some, institution, kind, self._institutions)
        if not due.fen.size:
            return
        sums = self.advanced.setdefault(m, np.zeros((self._institutions, len(KINDS), len(PAYERS)), np.int64))
        np.add.at(sums, (due.institution, due.kind, due.payer), due.fen)
        months = np.maximum(month_of(due.day, self._calendar), m)
        for month in np.unique(months).tolist():
            rows = months == month
            self._due.setdefault(int(month), []).append(Due(*(column[rows] for column in due)))

    def pay(self, batch: Batch, m: int) -> None:
        """Pay back what falls due in a month, each on its day."""
        for due in self._due.pop(m, []):
            for n, payer in enumerate(INSURERS.values()):
                rows = due.payer == n
                batch.move(
                    due.fen[rows], (f"{payer}.owed_residents", f"{payer}.cash"), ("residents.cash", "residents.advanced"),
                    holder=due.institution[rows], scheme=RESIDENTS, line=LINE_OF_KIND[due.kind[rows]], payer=payer,
                    purpose="reimburse", day=due.day[rows],
                )  # fmt: skip
