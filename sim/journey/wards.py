"""Wards of the default engine: a bed is chosen, waited for, lain in and left - for home, another ward, or a later stay.

The compiled form of `ReferenceEngine._hospital` and what it calls.
"""

from __future__ import annotations

import numpy as np

from sim.foundation.compiled import compiled
from sim.journey import care, choice
from sim.journey.capacity import expected_bed_wait, occupy, waiting
from sim.journey.division import lie_down
from sim.journey.encounters import (
    AWAY,
    CLAIMED,
    DIVIDED,
    DOWN,
    LEFT_QUEUE,
    OTHER_PAYER,
    READMISSION,
    REFERRED,
    STAY,
    TRANSFERRED,
)
from sim.journey.live import DISCHARGE, EVENT, IN_BED, NONE, PATIENCE, QUEUED, WARD, enqueue, finish, push, unqueue, write


@compiled
def to_ward(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    """Choose a ward among those not tried and go there."""
    e = s.live[i]
    h = choice.choose_stay(
        w, f, q, e.person, e.episode, e.stays, e.condition, e.severity, e.from_tier, e.advised, e.emergency, e.tried,
        e.lowest,
    )
    if h < 0:
        s.counts[4] += 1
        finish(s, i)
        return
    _go_to_ward(w, s, i, h, now)


@compiled
def _go_to_ward(w, s, i, h, now):  # type: ignore[no-untyped-def]
    e = s.live[i]
    e.institution = h
    e.flags &= ~np.uint16(REFERRED)
    if e.referrer != NONE and choice.slip_of(w.institutions[h].tier, e.from_tier, e.advised, 0) == 1:
        e.flags |= REFERRED
    e.request = now
    e.event += 1
    push(s, now, WARD, h, i)


@compiled
def ask_for_bed(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    """A bed, or a place in the queue, or - when the wait looks too long - the next ward."""
    e = s.live[i]
    h = e.institution
    q[h].asked += 1
    if q[h].occupied < q[h].beds:
        _admit(w, f, q, s, i, now)
        return
    if e.person >= w.const[0].residents:
        patience = care.patience_minutes(w, e.person, e.episode, 0, 1)
    else:
        patience = care.patience_minutes(w, e.person, e.episode, min(e.stays, 31) * 8 + min(e.tries, 7), e.severity)
    if q[h].beds == 0 or expected_bed_wait(q, h, w.institutions[h].stay_days, e.emergency) * 1440.0 > patience:
        q[h].balked += 1
        next_ward(w, f, q, s, i, now)
        return
    e.status = QUEUED
    enqueue(q, s, h, e.emergency, i)
    waiting(q, h, e.emergency, 1)
    e.event += 1
    push(s, now + patience, PATIENCE, h, i)


@compiled
def next_ward(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    """Turned away: the next best ward, or nothing for another payer's patient."""
    e = s.live[i]
    if e.person >= w.const[0].residents or e.rehabilitation or e.tries >= 7:
        s.counts[4] += 1
        finish(s, i)
        return
    e.tried |= choice.tried_bit(w, e.institution)
    e.tries += 1
    e.flags |= LEFT_QUEUE
    to_ward(w, f, q, s, i, now)


@compiled
def _admit(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    e = s.live[i]
    h = e.institution
    occupy(q, h, now, 1)
    q[h].waited_min += now - e.request
    e.start, e.status = now, IN_BED
    if e.person >= w.const[0].residents:
        minutes, e.charge = care.stream_stay(w, e.person, e.episode, (e.person - w.const[0].residents) >> 16)
        e.noncovered = 0
    else:
        minutes = lie_down(w, f, s, i, h)
    e.event += 1
    push(s, now + minutes, DISCHARGE, h, i)


@compiled
def fill_beds(w, f, q, s, h, now):  # type: ignore[no-untyped-def]
    """Give free beds to those who wait: emergencies first, each line in order of coming."""
    while q[h].occupied < q[h].beds:
        line = 1 if q[h].head[1] >= 0 else 0
        i = q[h].head[line]
        if i < 0:
            return
        unqueue(q, s, h, line, i)
        waiting(q, h, line, -1)
        _admit(w, f, q, s, i, now)


@compiled
def discharge(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    e, const = s.live[i], w.const[0]
    p, c, h = e.person, e.condition, e.institution
    occupy(q, h, now, -1)
    fill_beds(w, f, q, s, h, now)
    if p >= const.residents:
        write(s, i, STAY, now, e.charge, 0, OTHER_PAYER)
        finish(s, i)
        return
    write(s, i, STAY, now, e.charge, e.noncovered, e.flags | CLAIMED | (AWAY if e.away else 0))
    again = e.flags & DIVIDED
    e.flags, e.referrer = 0, NONE
    if e.onward:
        _transfer(w, f, q, s, i, now)
        return
    follows, delay = care.HOME, 0
    if e.rest > 0:
        follows, delay = care.READMITTED, e.at_home
    elif not e.rehabilitation and not again:
        follows, delay = care.after_stay(w, f, p, e.episode, e.stays, c, h)
    e.stays = min(e.stays + 1, 255)
    if follows == care.HOME or e.stays == 255:
        finish(s, i)
        return
    e.emergency = e.lowest = 0
    e.tried, e.tries, e.status = 0, 0, EVENT
    if follows == care.STEPPED_DOWN:
        e.institution, e.referrer, e.flags, e.rehabilitation = w.villages[w.persons[p].village].centre, h, DOWN, 1
    else:
        e.flags, e.from_tier, e.advised = READMISSION | again, w.institutions[h].tier, w.institutions[h].tier
    e.request = now + delay
    e.event += 1
    push(s, now + delay, WARD, e.institution, i)


@compiled
def _transfer(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    """Out of one bed and on to a higher ward the same day."""
    e = s.live[i]
    h, e.stays = e.institution, min(e.stays + 1, 255)
    if e.stays == 255:
        finish(s, i)
        return
    e.emergency = e.onward = e.tried = e.tries = 0
    e.status, e.flags, e.referrer = EVENT, TRANSFERRED, h
    e.from_tier = w.institutions[h].tier
    e.advised = e.lowest = care.beyond(w, e.condition, e.severity, h)
    up = choice.choose_onward(w, f, q, e.person, e.episode, e.stays, e.condition, e.severity, h, e.from_tier, e.advised)
    if up < 0:
        s.counts[4] += 1
        finish(s, i)
        return
    _go_to_ward(w, s, i, up, now)
