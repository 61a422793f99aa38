"""Management of chronic patients: which exacerbations do not happen because a township centre looks after its patients.

What a county's tables call incidence is what is left under today's management. Management that is better by the logarithm x
leaves exp(-x) of it, each exacerbation judged by its own draw. Management that is worse lets happen a part of what today's
averts: those are latent episodes of their own, see `unmanaged`, so that nothing that happens today has to be drawn again.
"""

from __future__ import annotations

import math

from sim.foundation.compiled import inlined
from sim.foundation.draws import unit32, words
from sim.journey import streams
from sim.journey.keys import key_of
from sim.journey.tables import MANAGE

FIRST_UNMANAGED, UNMANAGED_END = 24, 32
"""Numbers inside a month of the exacerbations that today's management averts."""


@inlined
def spared(w, f, p, episode, centre):  # type: ignore[no-untyped-def]
    """Whether management by `centre` spares person p an exacerbation of what it manages."""
    x = f.response[centre, MANAGE]
    j = episode & 63
    averted_today = j >= FIRST_UNMANAGED and j < UNMANAGED_END
    if x == 0.0:
        return averted_today
    if averted_today and x > 0.0:
        return True
    if not averted_today and x < 0.0:
        return False
    w0, _, _, _ = words(w.const[0].seed, streams.MANAGED, key_of(w, p), episode, 0)
    left = math.exp(-x)
    if averted_today:
        return unit32(w0) * f.unmanaged >= left - 1.0
    return unit32(w0) >= left
