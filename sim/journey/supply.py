"""Long prescriptions (长期处方): a chronic patient whose drugs last longer leaves out regular visits that he has no need of.

Illness is as it was: the days on which a usual prescription runs out do not know the policy. Who is on long prescriptions, and at
which of his visits he got the first one, stand in words of the draw of his phase that nothing else uses, so no draw is added.
A visit that is left out is one for which the drugs of an earlier long prescription are still there; nobody leaves out a visit for a
prescription of the time before long ones were given.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled
from sim.foundation.draws import unit, unit32, words
from sim.journey import streams
from sim.journey.illness import Onsets
from sim.journey.keys import key_of
from sim.journey.tables import World

EXTRA_BITS = 3
"""In `Onsets.severity` above severity and emergency: usual prescriptions beyond the first that this visit brings."""
LEFT_OUT = 255


class Supply(NamedTuple):
    """What the policy in force says of prescriptions: an access table."""

    periods: npt.NDArray[np.uint8]  # (C,) usual prescriptions that a long one replaces, 1 to 16; 1 = none are given
    share: float  # of patients who get them
    since: float  # minute from which they are given


@compiled
def _extra(w, o, s, refill, extra):  # type: ignore[no-untyped-def]
    for k in range(o.minute.shape[0]):
        p, c = o.person[k], o.condition[k]
        if p >= w.const[0].residents or not refill[c] or s.periods[c] < 2:
            continue
        m = int(s.periods[c])
        w0, w1, w2, w3 = words(w.const[0].seed, streams.REFILL, key_of(w, p), c, 0)
        if unit32(w2) >= s.share:
            continue
        every = w.conditions[c].refill_days * 1440.0
        phase = unit(w0, w1) * every
        nth = np.ceil((o.minute[k] // 1440 * 1440 - phase) / every)
        if phase + nth * every < s.since:
            continue
        after = (int(nth) + int(unit32(w3) * m)) % m  # refills since the last visit that brings a long prescription
        if after == 0:
            extra[k] = m - 1
        elif phase + (nth - after) * every >= s.since:
            extra[k] = LEFT_OUT


def spaced(world: World, latent: Onsets, supply: Supply) -> Onsets:
    """A month's episodes without the regular visits that long prescriptions replace; those that bring one say so in `severity`."""
    extra = np.zeros(len(latent.minute), np.uint8)
    _extra(world, latent, supply, world.conditions["kind"] == 2, extra)
    k = np.flatnonzero(extra != LEFT_OUT)
    severity = (latent.severity[k] | extra[k] << EXTRA_BITS).astype(np.uint8)
    return Onsets(latent.minute[k], latent.person[k], latent.condition[k], severity, latent.j[k])
