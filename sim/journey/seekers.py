"""Who seeks care in a month: found in the order of persons, then sorted by time, for the compiled engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import PERSON
from sim.foundation.compiled import compiled
from sim.journey import choice
from sim.journey.illness import Onsets
from sim.journey.tables import Flow, World

SEEKER = np.dtype(
    [
        ("minute", "<i4"), ("person", "<u4"), ("condition", "<u2"), ("severity", "u1"), ("j", "u1"), ("group", "<u4"),
        ("record", PERSON),
    ]
)  # fmt: skip
"""An episode for which care is sought, 32 bytes, with all that the choice of a place reads of the person: while the year is played,
a look into tables of half a million people is a wait for memory."""


@compiled
def _who_seek(w, f, month, o, found):  # type: ignore[no-untyped-def]
    """Write the episodes for which care is sought: in the order of persons, so that memory is read once from front to back."""
    n, residents = 0, w.const[0].residents
    for k in range(o.minute.shape[0]):
        p = o.person[k]
        if p >= residents or choice.seeks(w, f, p, month * 64 + o.j[k], o.condition[k], o.severity[k] & 3):
            e = found[n]
            e.minute, e.person, e.condition, e.severity, e.j = o.minute[k], p, o.condition[k], o.severity[k], o.j[k]
            if p < residents:
                e.group, found[n].record = w.group[p], w.persons[p]
            n += 1
    return n


@compiled
def _in_time(found, first_min, start, ordered):  # type: ignore[no-untyped-def]
    """A stable counting sort by minute: it keeps the order (person, j) inside a minute."""
    for k in range(found.shape[0]):
        start[found[k].minute - first_min + 1] += 1
    for m in range(start.shape[0] - 1):
        start[m + 1] += start[m]
    for k in range(found.shape[0]):
        m = found[k].minute - first_min
        ordered[start[m]] = found[k]
        start[m] += 1


def seekers(world: World, flow: Flow, month: int, o: Onsets, first_min: int, end_min: int) -> npt.NDArray[np.void]:
    """The care seekers of a month in the order of time, of `SEEKER`."""
    found = np.empty(len(o.minute), SEEKER)
    found = found[: int(_who_seek(world, flow, month, o, found))]
    ordered = np.empty_like(found)
    _in_time(found, first_min, np.zeros(end_min - first_min + 1, np.int64), ordered)
    return ordered
