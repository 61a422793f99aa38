"""Where to go: a logit over the own village clinic, the own township centre and every hospital.

U = attraction of the tier for this condition - price - travel - expected wait + skill + contract + advice + Gumbel noise, and the
greatest U wins. The compiled form is the same choice as an exponential race: with A = exp(U without noise) and u uniform,
the institution with the smallest -log(u) / A wins (McFadden 1974; the noise -log(-log u) is Gumbel). A is a product of
table entries, so a choice costs one logarithm an alternative. The noise is keyed by institution: a hospital that opens, closes or gets
dearer changes nobody's taste for the others.
"""

from __future__ import annotations

import math

import numpy as np

from sim.foundation.compiled import compiled
from sim.foundation.draws import unit32, words
from sim.journey import streams
from sim.journey.capacity import expected_bed_wait, expected_slot_wait

NOWHERE = -1
_MATERNAL_CHILD = 2  # index into sim.county.county.KINDS
_CENTRE_BIT = np.uint64(1) << np.uint64(63)


@compiled
def _word(seed, stream, person, episode, n, h):  # type: ignore[no-untyped-def]
    """The 32-bit word of one alternative: institutions in blocks of four share a Philox call."""
    w0, w1, w2, w3 = words(seed, stream + np.uint32(((h >> 2) + 1) << 8), person, episode, n)
    k = h & 3
    return w0 if k == 0 else (w1 if k == 1 else (w2 if k == 2 else w3))


@compiled
def _skill(const, s):  # type: ignore[no-untyped-def]
    return const.skill_mild if s == 0 else (const.skill_moderate if s == 1 else const.skill_severe)


@compiled
def seeks(w, f, p, episode, c, s):  # type: ignore[no-untyped-def]
    """Whether person p seeks care: base probability times the price factor of his class and benefit state."""
    person = w.persons[p]
    w0, w1, _, _ = words(w.const[0].seed, streams.SEEK, p, episode, 0)
    u = unit32(w0)
    return u < w.by_severity[c, s].p_seek * f.seek[person.klass, person.state, c]


@compiled
def visit_attraction(w, f, q, p, c, s, h, minute, emergency):  # type: ignore[no-untyped-def]
    """exp(U) of institution h for a visit; 0 where it is no alternative."""
    const, person, place = w.const[0], w.persons[p], w.institutions[h]
    a = w.by_tier[c, place.tier].visit_pull
    if a == 0.0 or q[h].slots == 0:
        return 0.0
    if place.kind == _MATERNAL_CHILD and not w.conditions[c].maternal_child:
        return 0.0
    if place.tier >= w.by_severity[c, s].able:
        a *= _skill(const, s)
    if place.tier >= 2:
        a *= place.pull_visit
    elif person.contract:
        a *= const.contract
    a *= w.time_visit[person.village, h] if person.home == 0 else w.away_visit[h]
    a *= f.price_visit[person.klass, person.state, c, place.setting]
    if not emergency:
        wait = expected_slot_wait(q, h, minute, const.open_min, const.close_min)
        if wait > 0.0:
            a *= math.exp(const.wait_visit * wait)
    return a


@compiled
def choose_visit(w, f, q, p, episode, n, c, s, minute, lowest_tier, emergency):  # type: ignore[no-untyped-def]
    """The institution of a visit, among those of `lowest_tier` and above; NOWHERE if there is none."""
    seed, person = w.const[0].seed, w.persons[p]
    best, winner = math.inf, NOWHERE
    village = w.villages[person.village]
    if lowest_tier <= 0 and village.clinic != 65535:
        a = visit_attraction(w, f, q, p, c, s, village.clinic, minute, emergency)
        if a > 0.0:
            time = -math.log(unit32(_word(seed, streams.VISIT_CHOICE, p, episode, n, village.clinic))) / a
            if time < best:
                best, winner = time, int(village.clinic)
    if lowest_tier <= 1:
        a = visit_attraction(w, f, q, p, c, s, village.centre, minute, emergency)
        if a > 0.0:
            time = -math.log(unit32(_word(seed, streams.VISIT_CHOICE, p, episode, n, village.centre))) / a
            if time < best:
                best, winner = time, int(village.centre)
    for i in range(w.hospitals.shape[0]):
        h = int(w.hospitals[i])
        if w.institutions[h].tier < lowest_tier:
            continue
        a = visit_attraction(w, f, q, p, c, s, h, minute, emergency)
        if a > 0.0:
            time = -math.log(unit32(_word(seed, streams.VISIT_CHOICE, p, episode, n, h))) / a
            if time < best:
                best, winner = time, h
    return winner


@compiled
def stay_attraction(w, f, q, p, c, s, h, slip, advised_tier, emergency):  # type: ignore[no-untyped-def]
    """exp(U) of institution h for a stay; 0 where it is no alternative."""
    const, person, place = w.const[0], w.persons[p], w.institutions[h]
    a = w.by_tier[c, place.tier].stay_pull
    if a == 0.0 or q[h].beds == 0:
        return 0.0
    if place.kind == _MATERNAL_CHILD and not w.conditions[c].maternal_child:
        return 0.0
    if place.tier >= w.by_severity[c, s].able:
        a *= _skill(const, s)
    if place.tier >= 2:
        a *= place.pull_stay
    if place.tier == advised_tier:
        a *= const.advice
    a *= w.time_stay[person.village, h] if person.home == 0 else w.away_stay[h]
    a *= f.price_stay[person.klass, person.state, slip, c, place.setting]
    wait = expected_bed_wait(q, h, place.stay_days, emergency)
    if wait > 0.0:
        a *= math.exp(const.wait_stay * wait)
    return a


@compiled
def slip_of(tier, from_tier, advised_tier, emergency):  # type: ignore[no-untyped-def]
    """The slip with which a patient seen at `from_tier` comes to a bed: emergency, referred on advice, or none."""
    if emergency:
        return 2
    return 1 if tier > from_tier and advised_tier > from_tier else 0


@compiled
def choose_stay(w, f, q, p, episode, n, c, s, from_tier, advised_tier, emergency, tried):  # type: ignore[no-untyped-def]
    """The ward of a stay, without those `tried` (bit i: the i-th hospital, bit 63: the township centre); NOWHERE if none is left.

    A patient who could not be admitted falls back on the next best of the same draw.
    """
    seed, person = w.const[0].seed, w.persons[p]
    best, winner = math.inf, NOWHERE
    centre = int(w.villages[person.village].centre)
    if not tried & _CENTRE_BIT:
        slip = slip_of(1, from_tier, advised_tier, emergency)
        a = stay_attraction(w, f, q, p, c, s, centre, slip, advised_tier, emergency)
        if a > 0.0:
            best = -math.log(unit32(_word(seed, streams.STAY_CHOICE, p, episode, n, centre))) / a
            winner = centre
    for i in range(w.hospitals.shape[0]):
        if tried & (np.uint64(1) << np.uint64(i)):
            continue
        h = int(w.hospitals[i])
        slip = slip_of(w.institutions[h].tier, from_tier, advised_tier, emergency)
        a = stay_attraction(w, f, q, p, c, s, h, slip, advised_tier, emergency)
        if a > 0.0:
            time = -math.log(unit32(_word(seed, streams.STAY_CHOICE, p, episode, n, h))) / a
            if time < best:
                best, winner = time, h
    return winner


@compiled
def tried_bit(w, h):  # type: ignore[no-untyped-def]
    """The bit of institution h in `tried`."""
    if w.institutions[h].tier < 2:
        return _CENTRE_BIT
    return np.uint64(1) << np.uint64(h - w.const[0].first_hospital)
