"""Where to go: a logit over the own village clinic, the own township centre and every hospital.

U = attraction of the tier for this condition - price - travel - expected wait + skill + contract + advice + the institution's own
effort to win patients + Gumbel noise, and the greatest U wins. The compiled form is the same choice as an exponential race: with
A = exp(U without noise) and u uniform, the institution with the smallest -log(u) / A wins (McFadden 1974; the noise -log(-log u) is
Gumbel). A is a product of table entries, so a choice costs one logarithm an alternative. The noise is keyed by alternative: a
hospital that opens, closes or gets dearer changes nobody's taste for the others.
"""

from __future__ import annotations

import math

import numpy as np

from sim.foundation.compiled import compiled, inlined
from sim.foundation.draws import unit32, words
from sim.journey import streams
from sim.journey.capacity import expected_bed_wait, expected_slot_wait, slot_clock
from sim.journey.keys import key_of
from sim.journey.managed import spared
from sim.journey.tables import ATTRACT

NOWHERE, SELF_CARE = -1, -2
REGULAR = 1 << 31
"""Beyond all episodes: a chronic patient's taste for places is one for all his regular visits, so that he keeps to his doctor."""


@inlined
def _bit(rank):  # type: ignore[no-untyped-def]
    return np.uint64(1) << np.uint64(rank)


@inlined
def _block(seed, stream, person, episode, n, rank):  # type: ignore[no-untyped-def]
    """The four words shared by the alternatives rank // 4 * 4 and the three after it."""
    return words(seed, stream + np.uint32(((rank >> 2) + 1) << 8), person, episode, n)


@inlined
def _uniform(block, rank):  # type: ignore[no-untyped-def]
    """The draw of an alternative out of its block."""
    k = rank & 3
    return unit32(block[0] if k == 0 else (block[1] if k == 1 else (block[2] if k == 2 else block[3])))


@inlined
def _decay(x):  # type: ignore[no-untyped-def]
    """exp(x) for x <= 0; near 0 its series, which is right to 3e-7 and quicker: most waits are short."""
    return 1.0 + x * (1.0 + x * (0.5 + x / 6.0)) if x > -0.05 else math.exp(x)


@inlined
def _time(u, a, best):  # type: ignore[no-untyped-def]
    """The alternative's time in the race, or infinity when it is sure to lose: -log(u) is at least 1 - u."""
    if 1.0 - u >= best * a:
        return math.inf
    return -math.log(u) / a


@inlined
def seeks(w, f, p, episode, c, s):  # type: ignore[no-untyped-def]
    """Whether person p seeks care: base probability times the price factor of his group and benefit state. Who is spared the
    illness by good management seeks none."""
    person = w.persons[p]
    if w.conditions[c].managed & person.chronic and spared(w, f, p, episode, w.villages[person.village].centre):
        return False
    w0, _, _, _ = words(w.const[0].seed, streams.SEEK, key_of(w, p), episode, 0)
    u = unit32(w0)
    return u < w.by_severity[c, s].p_seek * f.seek[w.group[p], person.state, c]


@inlined
def choose_visit(w, f, q, p, person, group, episode, n, c, s, minute, lowest_tier, emergency):  # type: ignore[no-untyped-def]
    """The institution of a visit, among those of `lowest_tier` and above; NOWHERE if there is none. `person` is p's record,
    `group` his row of the price tables."""
    const = w.const[0]
    village = w.villages[person.village]
    pull = w.pull_visit[c, s]
    times = w.time_visit[person.village] if person.home == 0 else w.away_visit
    price = f.price_visit[group, person.state, c]
    clock = slot_clock(minute, const.open_min, const.close_min)
    taste = REGULAR + c if w.conditions[c].kind == 2 else episode
    best, winner = math.inf, NOWHERE
    block, words_of = -1, (np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0))
    for r in range(w.ranks.shape[0]):
        alternative = w.ranks[r]
        if alternative.tier < lowest_tier:
            continue
        h = int(village.clinic) if r == 0 else (int(village.centre) if r == 1 else int(alternative.institution))
        a = pull[r] * times[r] * price[alternative.setting]
        if a == 0.0 or h == 65535 or q[h].slots == 0:
            continue
        if r < 2 and person.contract:
            a *= const.contract
        if not emergency:
            a *= f.response[h, ATTRACT]
            wait = expected_slot_wait(q, h, clock)
            if wait > 0.0:
                a *= _decay(const.wait_visit * wait)
        if r >> 2 != block:
            block, words_of = r >> 2, _block(const.seed, streams.VISIT_CHOICE, key_of(w, p), taste, n, r)
        time = _time(_uniform(words_of, r), a, best)
        if time < best:
            best, winner = time, h
    return winner


@compiled
def first_contact(w, f, q, p, episode, c, s, minute, emergency):  # type: ignore[no-untyped-def]
    """Where person p first seeks care: an institution, NOWHERE if none is open to him, or SELF_CARE."""
    if not seeks(w, f, p, episode, c, s):
        return SELF_CARE
    return choose_visit(w, f, q, p, w.persons[p], w.group[p], episode, 0, c, s, minute, 1 if emergency else 0, emergency)


@compiled
def choose_next_visit(w, f, q, p, episode, n, c, s, minute, lowest_tier, emergency):  # type: ignore[no-untyped-def]
    """`choose_visit` for a patient who is sent on."""
    return choose_visit(w, f, q, p, w.persons[p], w.group[p], episode, n, c, s, minute, lowest_tier, emergency)


@compiled
def choose_stay(w, f, q, p, episode, n, c, s, from_tier, advised_tier, emergency, tried, lowest_tier):  # type: ignore[no-untyped-def]
    """The ward of a stay, of `lowest_tier` and above, without those `tried` (a bit for each rank, see `tried_bit`); NOWHERE if
    none is left.

    A patient who could not be admitted falls back on the next best of the same draw.
    """
    const, person = w.const[0], w.persons[p]
    centre = int(w.villages[person.village].centre)
    pull = w.pull_stay[c, s]
    times = w.time_stay[person.village] if person.home == 0 else w.away_stay
    best, winner = math.inf, NOWHERE
    block, words_of = -1, (np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0))
    for r in range(1, w.ranks.shape[0]):
        alternative = w.ranks[r]
        if alternative.tier < lowest_tier:
            continue
        h = centre if r == 1 else int(alternative.institution)
        slip = slip_of(alternative.tier, from_tier, advised_tier, emergency)
        a = pull[r] * times[r] * f.price_stay[w.group[p], person.state, slip, c, alternative.setting]
        if a == 0.0 or q[h].beds == 0 or tried & _bit(r):
            continue
        if alternative.tier == advised_tier:
            a *= const.advice
        if not emergency:
            a *= f.response[h, ATTRACT]
        wait = expected_bed_wait(q, h, w.institutions[h].stay_days, emergency)
        if wait > 0.0:
            a *= _decay(const.wait_stay * wait)
        if r >> 2 != block:
            block, words_of = r >> 2, _block(const.seed, streams.STAY_CHOICE, key_of(w, p), episode, n, r)
        time = _time(_uniform(words_of, r), a, best)
        if time < best:
            best, winner = time, h
    return winner


@compiled
def choose_onward(w, f, q, p, episode, n, c, s, h, from_tier, advised_tier):  # type: ignore[no-untyped-def]
    """The ward to which hospital or centre h passes on a patient in bed: first the lead of its own alliance where that can treat
    him, otherwise a choice among the advised tier and those above it."""
    lead = w.institutions[h].lead
    if lead != 65535 and w.institutions[lead].tier >= advised_tier and q[lead].beds > 0 and w.persons[p].home == 0:
        return np.int64(lead)
    return choose_stay(w, f, q, p, episode, n, c, s, from_tier, advised_tier, 0, np.uint64(0), advised_tier)


@inlined
def slip_of(tier, from_tier, advised_tier, emergency):  # type: ignore[no-untyped-def]
    """The slip with which a patient seen at `from_tier` comes to a bed: emergency, referred on advice, or none."""
    if emergency:
        return 2
    return 1 if tier > from_tier and advised_tier > from_tier else 0


@inlined
def tried_bit(w, h):  # type: ignore[no-untyped-def]
    """The bit of institution h in `tried`: its rank."""
    return _bit(w.institutions[h].rank)
