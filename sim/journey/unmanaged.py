"""The exacerbations that registered chronic patients would have if nobody managed them, beyond those that they have.

With r the rate that is left under today's management and exp(-k) the part that it leaves, a patient without any would have r
exp(k). The difference, r (exp(k) - 1), is drawn here: latent episodes with streams and numbers (24-31 of a month) of their own,
as blind to policy as all others. They happen only where management gets worse.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled
from sim.foundation.draws import unit, unit32, words
from sim.journey import streams
from sim.journey.illness import Illness, Onsets, find, minute_of, poisson
from sim.journey.keys import key_of
from sim.journey.managed import FIRST_UNMANAGED, UNMANAGED_END
from sim.journey.tables import World

F8 = npt.NDArray[np.float64]
U1 = npt.NDArray[np.uint8]
Arrays = tuple[U1, npt.NDArray[np.int32], npt.NDArray[np.uint32], npt.NDArray[np.uint16], U1]
AT_MOST = UNMANAGED_END - FIRST_UNMANAGED


@compiled
def _draw(w, ill, up_to, number, minute, person, condition, severity):  # type: ignore[no-untyped-def]
    """Write the episodes in the order of persons, or only count them where there is no room; their number."""
    seed, last = w.const[0].seed, up_to.shape[1] - 1
    k, room = 0, minute.shape[0]
    for p in range(w.persons.shape[0]):
        someone = w.persons[p]
        mean = up_to[someone.profile, last] * someone.frailty
        if mean == 0.0:
            continue
        w0, w1, _, _ = words(seed, streams.UNMANAGED_COUNT, key_of(w, p), ill.month, 0)
        n = min(poisson(unit(w0, w1), mean), AT_MOST)
        for i in range(n):
            if k < room:
                episode = ill.month * 64 + FIRST_UNMANAGED + i
                w0, w1, w2, w3 = words(seed, streams.UNMANAGED, key_of(w, p), episode, 0)
                c = find(up_to[someone.profile], unit(w0, w1) * up_to[someone.profile, last])
                s0, s1, _, _ = words(seed, streams.SEVERITY, key_of(w, p), episode, 0)
                day = find(ill.day_up_to, unit32(w2))
                severity[k], minute[k] = minute_of(w, ill, day, unit32(w3), c, unit32(s0), unit32(s1))
                person[k], condition[k], number[k] = p, c, FIRST_UNMANAGED + i
            k += 1
    return k


def with_unmanaged(world: World, ill: Illness, latent: Onsets, rates: F8, registers: int, unmanaged: float) -> Onsets:
    """The month's episodes with those that today's management averts, in the order of persons.

    Args:
        latent: `illness.onsets` of the month. rates: (P, C) of an ordinary person-month, illness events included.
        registers: how many chronic conditions are registered; the last bits of a profile say with which.
        unmanaged: exp(k) - 1.
    """
    managed = world.conditions["managed"].astype(np.int64)
    chronic = np.arange(len(rates)) % 2**registers
    reached = (chronic[:, None] & managed[None, :]) != 0
    up_to = np.cumsum(rates * reached * unmanaged, axis=1)
    arrays = _room(0)
    found = int(_draw(world, ill, up_to, *arrays))
    arrays = _room(found)
    _draw(world, ill, up_to, *arrays)
    number, minute, person, condition, severity = arrays
    at = np.searchsorted(latent.person, person, side="right")
    return Onsets(
        np.insert(latent.minute, at, minute), np.insert(latent.person, at, person),
        np.insert(latent.condition, at, condition), np.insert(latent.severity, at, severity), np.insert(latent.j, at, number),
    )  # fmt: skip


def _room(n: int) -> Arrays:
    return (
        np.empty(n, np.uint8), np.empty(n, np.int32), np.empty(n, np.uint32), np.empty(n, np.uint16), np.empty(n, np.uint8),
    )  # fmt: skip
