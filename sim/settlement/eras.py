"""Which law settles which claims of a month: rules change on a day, and two former schemes may have terms of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.foundation.calendar import DAY, Calendar
from sim.policy.claims import Claims
from sim.policy.policy import Policy, PolicyAt

B1 = npt.NDArray[np.bool_]
_AT_ONCE = 1 << 14


def eras_of(policy: Policy, calendar: Calendar, m: int, day: npt.NDArray[Any], first: int = 0) -> list[tuple[date, Any]]:
    """The days from which other rules hold in month `m`, and the rows (from `first` on, by their day (N,) of discharge)
    that they settle: one slice unless rules change within the month."""
    start, end = calendar.date(calendar.month_starts[m]), calendar.date(calendar.month_starts[m + 1] - 1)
    changes = policy.changes(start, end)
    if not changes:
        return [(start, slice(first, first + day.size))]
    edges = np.array([calendar.minute(d) // DAY for d in changes])
    which = np.searchsorted(edges, day, side="right")
    return [
        (when, first + np.flatnonzero(which == i)) for i, when in enumerate([start, *changes]) if (which == i).any()
    ]


def terms(
    policy: Policy, calendar: Calendar, m: int, urban: B1, claims: Claims, first: int, last: int
) -> list[tuple[PolicyAt, Any]]:
    """The benefit terms at discharge of the claims from `first` to `last`, and the rows they settle: apart for the former
    urban scheme (`urban` by resident) while it has its own. Few enough rows at a time that their columns stay in the
    cache."""
    found: list[tuple[PolicyAt, Any]] = []
    for when, part in eras_of(policy, calendar, m, claims.discharged_day[first:last], first):
        law, other = policy.at(when), policy.beside(when)
        if other is None or not urban.any():
            found += [(law, some) for some in _pieces(part)]
            continue
        rows = np.arange(part.start, part.stop) if isinstance(part, slice) else part
        theirs = urban[claims.person[rows]]
        found += [(law_, some) for law_, all_ in ((law, rows[~theirs]), (other, rows[theirs])) for some in _pieces(all_)]
    return found


def _pieces(rows: Any) -> list[Any]:
    """A slice or an array of rows, `_AT_ONCE` at a time."""
    if isinstance(rows, slice):
        return [slice(at, min(at + _AT_ONCE, rows.stop)) for at in range(rows.start, rows.stop, _AT_ONCE)]
    return [rows[at : at + _AT_ONCE] for at in range(0, rows.size, _AT_ONCE)]
