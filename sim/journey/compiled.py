"""The default engine: the journeys of `reference`, in one compiled event loop.

Same decisions, same keyed draws, same total order of events - (minute, kind, institution, person, episode, n) - so the same
encounters to the bit. Two things make it fast. The onsets of a month arrive sorted and are merged with a heap that holds only those
who come back, wait or lie in a bed. And a visit whose outcome touches nobody else is finished when the slot is taken: since draws
are keyed, deciding now or then is the same.
"""

from __future__ import annotations

import numpy as np

from sim.foundation.compiled import compiled, inlined
from sim.journey import care, choice
from sim.journey.capacity import Queues, take_slot, waiting
from sim.journey.encounters import (
    AWAY,
    CLAIMED,
    OTHER_PAYER,
    REFERRED,
    REFILL,
    RETURN,
    SUPPLY,
    VISIT,
    Encounters,
    in_order,
)  # fmt: skip
from sim.journey.illness import Onsets
from sim.journey.live import (
    ARRIVE,
    EVENT,
    HEAP,
    LOST,
    NONE,
    OUT,
    POSITION,
    RESERVE,
    SEEN,
    WARD,
    State,
    begin,
    finish,
    full,
    grown,
    in_bed,
    new_state,
    pop,
    push,
    unqueue,
    write,
)  # fmt: skip
from sim.journey.seekers import SEEKER, seekers
from sim.journey.tables import Flow, World
from sim.journey.wards import ask_for_bed, discharge, fill_beds, next_ward, to_ward


@inlined
def _arrive(w, f, q, s, i, now, month_end):  # type: ignore[no-untyped-def]
    """Take a slot (emergencies are seen at once); finish the visit now if it touches nobody else."""
    e, const = s.live[i], w.const[0]
    e.request = now
    e.start = now if e.emergency else take_slot(q, e.institution, now, const.open_min, const.close_min)
    if e.person >= const.residents:
        if e.start < month_end:
            _seen_other_payer(w, s, i, e.start)
            return
    else:
        follows, advised = care.after_visit(w, f, e.person, e.episode, e.visits, e.condition, e.severity, e.institution)
        touches_nobody = follows == care.DONE or follows == care.COMES_BACK
        if e.start == now or (e.start < month_end and touches_nobody):
            _visit(w, f, q, s, i, e.start, follows, advised)
            return
    e.event += 1
    push(s, e.start, SEEN, e.institution, i)


@compiled
def _seen(w, f, q, s, i, now):  # type: ignore[no-untyped-def]
    e = s.live[i]
    if e.person >= w.const[0].residents:
        _seen_other_payer(w, s, i, now)
        return
    follows, advised = care.after_visit(w, f, e.person, e.episode, e.visits, e.condition, e.severity, e.institution)
    _visit(w, f, q, s, i, now, follows, advised)


@compiled
def _seen_other_payer(w, s, i, now):  # type: ignore[no-untyped-def]
    e = s.live[i]
    charge = care.stream_visit(w, e.person, e.episode, (e.person - w.const[0].residents) >> 16)
    write(s, i, VISIT, now, charge, 0, OTHER_PAYER)
    finish(s, i)


@inlined
def _visit(w, f, q, s, i, now, follows, advised):  # type: ignore[no-untyped-def]
    """The visit takes place: charge, claim, and what follows."""
    e = s.live[i]
    p, c, h, visit = e.person, e.condition, e.institution, e.visits
    charge, noncovered, claimed = care.visit_facts(w, f, p, e.episode, visit, c, h, e.flags >> SUPPLY)
    flags = e.flags | (CLAIMED if claimed else 0) | (AWAY if e.away else 0)
    if w.conditions[c].kind == 2:
        flags |= REFILL
    write(s, i, VISIT, now, charge, noncovered, flags)
    e.visits = min(visit + 1, 255)
    e.flags, e.referrer = 0, NONE
    tier = w.institutions[h].tier
    if follows == care.ADMITTED:
        e.from_tier, e.advised, e.tried, e.tries, e.rehabilitation = tier, advised, 0, 0, 0
        e.referrer = h
        to_ward(w, f, q, s, i, now)
    elif follows == care.REFERRED_UP:
        _refer_up(w, f, q, s, i, now, advised)
    elif follows == care.COMES_BACK and e.visits < 255:
        e.flags = RETURN
        e.event += 1
        push(s, now + care.return_delay(w, p, e.episode, visit, c), ARRIVE, h, i)
    else:
        finish(s, i)


@compiled
def _refer_up(w, f, q, s, i, now, advised):  # type: ignore[no-untyped-def]
    """Sent to a higher tier: the patient goes there at once."""
    e = s.live[i]
    up = choice.choose_next_visit(w, f, q, e.person, e.episode, e.visits, e.condition, e.severity, now, advised, e.emergency)
    if up < 0:
        finish(s, i)
        return
    e.referrer, e.institution, e.flags = e.institution, up, REFERRED
    e.event += 1
    push(s, now, ARRIVE, up, i)


@inlined
def _onset(w, f, q, s, new, episode, now):  # type: ignore[no-untyped-def]
    """A new patient: his place among the live episodes if he now arrives for a visit, otherwise -1."""
    const, person, c, severity = w.const[0], new.person, new.condition, new.severity
    if person >= const.residents:
        i = begin(s, person, episode, NONE, 0)
        e = s.live[i]
        e.institution = w.streams[(person - const.residents) >> 16].institution
        if severity == 0:
            return i
        e.request = now
        e.event += 1
        push(s, now, WARD, e.institution, i)
        return -1
    emergency = (severity >> 2) & 1
    h = choice.choose_visit(w, f, q, person, new.record, new.group, episode, 0, c, severity & 3, now, emergency, emergency)
    if h < 0:
        s.counts[4] += 1
        return -1
    i = begin(s, person, episode, c, severity)
    s.live[i].institution, s.live[i].away = h, new.record.home
    return i


@compiled
def _advance(w, f, q, s, o, month, until, month_end):  # type: ignore[no-untyped-def]
    """Process every event before `until`; returns 1 when arrays must grow first, else 0."""
    stop = np.uint64(until) << np.uint64(32)
    n_onsets = o.shape[0]
    while True:
        if s.counts[0] + 64 > s.minute.shape[0] or s.counts[1] + 64 > s.out.shape[0] or full(s.live, s.counts):
            return 1
        k = s.counts[3]
        if k < n_onsets:
            onset = (np.uint64(o[k].minute) << np.uint64(32)) | (np.uint64(5) << np.uint64(28))
        else:
            onset = stop
        if s.counts[0] > 0 and s.minute[0] < onset:
            top = s.minute[0]
            if top >= stop:
                return 0
            i, now = s.slot[0], np.int64(top >> np.uint64(32))
            kind = (top >> np.uint64(28)) & np.uint64(15)
            who = s.who[0]
            pop(s)
            if kind == 0:
                discharge(w, f, q, s, i, now)
            elif kind == 1:
                e = s.live[i]
                mine = (np.uint64(e.person) << np.uint64(32)) | (np.uint64(e.episode) << np.uint64(8)) | np.uint64(e.event)
                if e.status == 2 and mine == who:
                    h = e.institution
                    unqueue(q, s, h, e.emergency, i)
                    waiting(q, h, e.emergency, -1)
                    q[h].gave_up += 1
                    e.status = EVENT
                    next_ward(w, f, q, s, i, now)
            elif kind == 2:
                ask_for_bed(w, f, q, s, i, now)
            elif kind == 3:
                _seen(w, f, q, s, i, now)
            if kind != 4:
                continue
        else:
            if onset >= stop:
                return 0
            s.counts[3] = k + 1
            now = np.int64(o[k].minute)
            i = _onset(w, f, q, s, o[k], month * 64 + o[k].j, now)
            if i < 0:
                continue
        if q[s.live[i].institution].slots == 0:
            finish(s, i)
        else:
            _arrive(w, f, q, s, i, now, month_end)


class CompiledEngine:
    """The compiled journeys of one county, advanced by the conductor from calendar event to calendar event."""

    def __init__(self, world: World, queues: Queues) -> None:
        self.world, self.queues = world, queues
        self._state = new_state(len(world.persons))
        self._onsets = np.zeros(0, SEEKER)
        self._flow: Flow | None = None
        self._month, self._month_end = 0, 0

    def begin_month(self, month: int, end_min: int, onsets: Onsets, flow: Flow) -> None:
        """Take over the latent episodes and the tables of a month; everything before it must have been advanced."""
        self._onsets = seekers(self.world, flow, month, onsets, self._month_end, end_min)
        self._month, self._month_end, self._flow = month, end_min, flow
        self._state.counts[POSITION] = 0

    def advance(self, until_min: int) -> None:
        """Let everything happen that happens before `until_min`."""
        while _advance(self.world, self._flow, self.queues, self._state, self._onsets, self._month, until_min, self._month_end):
            self._state = grown(self._state)

    def set_beds(self, h: int, beds: int, now_min: int) -> None:
        """Open or close beds; a bed that is occupied closes at discharge, a bed that opens takes who waits."""
        self.queues[h]["beds"] = beds
        state = self._state
        while state.counts[HEAP] + beds + RESERVE > len(state.minute):
            minute, who, slot = (np.concatenate([a, np.zeros_like(a)]) for a in state[:3])
            state = State(minute, who, slot, state.live, state.out, state.counts)
        self._state = state
        if self._flow is not None:
            fill_beds(self.world, self._flow, self.queues, self._state, h, now_min)

    def take(self) -> Encounters:
        """The encounters that ended since the last call, in canonical order."""
        n = int(self._state.counts[OUT])
        self._state.counts[OUT] = 0
        return in_order(self._state.out[:n])

    def open_stays(self) -> Encounters:
        """Stays that have begun and not ended: a memo line, with the charge of the whole stay."""
        return in_bed(self._state)

    @property
    def lost(self) -> int:
        """Episodes that found no institution at all."""
        return int(self._state.counts[LOST])
