"""A stay in the default engine, whole or divided over two admissions (分解住院): the compiled form of `ReferenceEngine._stay`."""

from __future__ import annotations

import numpy as np

from sim.foundation.compiled import inlined
from sim.journey import care
from sim.journey.encounters import DIVIDED


@inlined
def lie_down(w, f, s, i, h):  # type: ignore[no-untyped-def]
    """Minutes in bed of a resident: of a whole stay, or of a part if it is divided; the rest waits in the episode."""
    e = s.live[i]
    p, c, n = e.person, e.condition, e.stays
    if e.rest > 0:
        minutes, e.charge, e.noncovered, e.rest = e.rest, e.rest_charge, e.rest_noncovered, 0
        return np.int64(minutes)
    part = care.transfer(w, f, p, e.episode, n, c, e.severity, h, e.rehabilitation)
    e.onward = part < 1.0
    minutes, charge, noncovered = care.stay_facts(w, f, p, e.episode, n, c, h, e.rehabilitation, part)
    e.at_home = 0 if e.onward or e.rehabilitation else care.divided(w, f, p, e.episode, n, c, h, minutes)
    if e.at_home > 0:
        whole, all_of_it, outside = minutes, charge, noncovered
        minutes, charge, noncovered = care.first_part(f, whole, all_of_it, outside)
        e.rest, e.rest_charge, e.rest_noncovered = whole - minutes, all_of_it - charge, outside - noncovered
        e.flags |= DIVIDED
    e.charge, e.noncovered = charge, noncovered
    return np.int64(minutes)
