"""Who seeks care in a month: found in the order of persons, then sorted by time, for the compiled engine."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled
from sim.journey import choice
from sim.journey.illness import Onsets, order_in_time
from sim.journey.tables import Flow, World


class Seekers(NamedTuple):
    """Those of a month's episodes for which care is sought, in the order of time, with the record of each person beside them."""

    minute: npt.NDArray[np.int32]
    person: npt.NDArray[np.uint32]
    condition: npt.NDArray[np.uint16]
    severity: npt.NDArray[np.uint8]
    j: npt.NDArray[np.uint8]
    record: npt.NDArray[np.void]


@compiled
def _who_seek(w, f, month, o, keep, record):  # type: ignore[no-untyped-def]
    """Mark the episodes for which care is sought: in the order of persons, so that memory is read once from front to back."""
    n, residents = 0, w.const[0].residents
    for k in range(o.minute.shape[0]):
        p = o.person[k]
        if p >= residents or choice.seeks(w, f, p, month * 64 + o.j[k], o.condition[k], o.severity[k] & 3):
            keep[n] = k
            if p < residents:
                record[n] = w.persons[p]
            n += 1
    return n


def seekers(world: World, flow: Flow, month: int, o: Onsets, first_min: int, end_min: int) -> Seekers:
    """The care seekers of a month."""
    keep, record = np.empty(len(o.minute), np.int64), np.empty(len(o.minute), world.persons.dtype)
    n = int(_who_seek(world, flow, month, o, keep, record))
    minute = o.minute[keep[:n]]
    order = order_in_time(minute, first_min, end_min)
    k = keep[order]
    return Seekers(minute[order], o.person[k], o.condition[k], o.severity[k], o.j[k], record.take(order))
