"""The state of the compiled engine: episodes under way, the heap of events, the encounters written.

Everything is in arrays, so that the loop can stop and go on anywhere and the conductor can let it grow.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled, inlined
from sim.journey.encounters import DOWN, EMERGENCY, ENCOUNTER, REFERRED, STAY, SUPPLY, Encounters

# kinds of event, in the order in which they happen inside one minute
DISCHARGE, PATIENCE, WARD, SEEN, ARRIVE, ONSET = range(6)
FREE, EVENT, QUEUED, IN_BED = range(4)
NONE, NO_PARENT = 65535, 255
HEAP, OUT, FREE_LIST, POSITION, LOST = range(5)
RESERVE = 64  # room kept in heap, pool and output so that one event always fits

LIVE = np.dtype(
    [
        ("person", "<u4"), ("episode", "<u4"), ("condition", "<u2"), ("institution", "<u2"), ("referrer", "<u2"),
        ("flags", "<u2"), ("severity", "u1"), ("emergency", "u1"), ("visits", "u1"), ("stays", "u1"), ("n", "u1"),
        ("parent", "u1"), ("event", "u1"), ("status", "u1"), ("rehabilitation", "u1"), ("from_tier", "u1"), ("advised", "u1"),
        ("tries", "u1"), ("away", "u1"), ("onward", "u1"), ("lowest", "u1"), ("tried", "<u8"), ("request", "<i4"),
        ("start", "<i4"), ("charge", "<i8"), ("noncovered", "<i8"), ("next", "<i4"), ("at_home", "<i4"), ("rest", "<i4"),
        ("rest_charge", "<i8"), ("rest_noncovered", "<i8"),
    ]
)  # fmt: skip
"""An episode under way."""


class State(NamedTuple):
    """Everything that changes, in arrays, so that the loop can stop and go on anywhere."""

    minute: npt.NDArray[np.uint64]  # heap keys: minute, kind, institution
    who: npt.NDArray[np.uint64]  # heap keys: person, episode, n
    slot: npt.NDArray[np.int32]  # heap: index into `live`
    live: npt.NDArray[np.void]
    out: npt.NDArray[np.void]
    counts: npt.NDArray[np.int64]  # heap size, encounters written, free list, position in the onsets, episodes lost


def new_state(residents: int) -> State:
    """An empty county: nobody ill. Room for about a month of an ordinary county; `grown` makes more."""
    size = max(residents // 8, 1 << 12)
    live = np.zeros(size, LIVE)
    live["next"] = np.arange(1, size + 1)
    return State(np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.zeros(size, np.int32), live,
                 np.zeros(4 * size, ENCOUNTER), np.zeros(5, np.int64))  # fmt: skip


def grown(state: State) -> State:
    """The same state with twice the room where room is short."""

    def twice(a: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.concatenate([a, np.zeros_like(a)])

    minute, who, slot, live, out, count = state
    if count[HEAP] + RESERVE > len(minute):
        minute, who, slot = twice(minute), twice(who), twice(slot)
    if full(live, count):
        old = len(live)
        live = twice(live)
        live["next"][old:] = np.arange(old + 1, 2 * old + 1)  # the old chain ended at `old`: now it goes on
    if count[OUT] + RESERVE > len(out):
        out = twice(out)
    return State(minute, who, slot, live, out, count)


@inlined
def full(live, count):  # type: ignore[no-untyped-def]
    """Whether the next free place in the pool is its last: the free list is kept in a chain that ends at len(live)."""
    return live[count[2]].next >= live.shape[0]


@inlined
def before(a0, a1, b0, b1):  # type: ignore[no-untyped-def]
    return a0 < b0 or (a0 == b0 and a1 < b1)


@inlined
def push(s, minute, kind, h, i):  # type: ignore[no-untyped-def]
    live = s.live[i]
    k0 = (np.uint64(minute) << np.uint64(32)) | (np.uint64(kind) << np.uint64(28)) | np.uint64(h)
    k1 = (np.uint64(live.person) << np.uint64(32)) | (np.uint64(live.episode) << np.uint64(8)) | np.uint64(live.event)
    j = s.counts[0]
    s.counts[0] = j + 1
    while j > 0:
        up = (j - 1) >> 1
        if not before(k0, k1, s.minute[up], s.who[up]):
            break
        s.minute[j], s.who[j], s.slot[j] = s.minute[up], s.who[up], s.slot[up]
        j = up
    s.minute[j], s.who[j], s.slot[j] = k0, k1, i


@inlined
def pop(s):  # type: ignore[no-untyped-def]
    n = s.counts[0] - 1
    s.counts[0] = n
    k0, k1, i = s.minute[n], s.who[n], s.slot[n]
    j = 0
    while True:
        down = 2 * j + 1
        if down >= n:
            break
        if down + 1 < n and before(s.minute[down + 1], s.who[down + 1], s.minute[down], s.who[down]):
            down += 1
        if not before(s.minute[down], s.who[down], k0, k1):
            break
        s.minute[j], s.who[j], s.slot[j] = s.minute[down], s.who[down], s.slot[down]
        j = down
    s.minute[j], s.who[j], s.slot[j] = k0, k1, i


@inlined
def begin(s, person, episode, c, severity):  # type: ignore[no-untyped-def]
    i = s.counts[2]
    s.counts[2] = s.live[i].next
    e = s.live[i]
    e.person, e.episode, e.condition = person, episode, c
    e.severity, e.emergency = severity & 3, (severity >> 2) & 1
    e.visits = e.stays = e.n = e.event = e.rehabilitation = e.from_tier = e.advised = e.tries = e.onward = e.lowest = 0
    e.tried, e.parent, e.referrer, e.flags = 0, NO_PARENT, NONE, (severity >> 3) << SUPPLY
    e.status, e.rest = EVENT, 0
    return i


@inlined
def enqueue(q, s, h, line, i):  # type: ignore[no-untyped-def]
    """Put i at the end of a line of ward h."""
    s.live[i].next = -1
    if q[h].tail[line] < 0:
        q[h].head[line] = i
    else:
        s.live[q[h].tail[line]].next = i
    q[h].tail[line] = i


@compiled
def unqueue(q, s, h, line, i):  # type: ignore[no-untyped-def]
    """Take i out of a line of ward h."""
    before, at = -1, q[h].head[line]
    while at != i:
        before, at = at, s.live[at].next
    after = s.live[i].next
    if before < 0:
        q[h].head[line] = after
    else:
        s.live[before].next = after
    if after < 0:
        q[h].tail[line] = before


@inlined
def finish(s, i):  # type: ignore[no-untyped-def]
    s.live[i].status = FREE
    s.live[i].next = s.counts[2]
    s.counts[2] = i


@inlined
def write(s, i, kind, end, charge, noncovered, flags):  # type: ignore[no-untyped-def]
    e, o = s.live[i], s.out[s.counts[1]]
    s.counts[1] += 1
    o.person, o.episode, o.n, o.parent, o.kind = e.person, e.episode, e.n, e.parent, kind
    o.severity, o.institution, o.condition = e.severity, e.institution, e.condition
    o.referrer = e.referrer if flags & (REFERRED | DOWN) else NONE
    o.flags = flags | (EMERGENCY if e.emergency else 0)
    o.request_min, o.start_min, o.end_min = e.request, e.start, end
    o.charge_fen, o.noncovered_fen = charge, noncovered
    e.parent, e.n = e.n, min(e.n + 1, 254)


def in_bed(state: State) -> Encounters:
    """The stays under way, as encounters without an end (end_min = -1)."""
    live = state.live[state.live["status"] == IN_BED]
    out = np.zeros(len(live), ENCOUNTER)
    for name in ("person", "episode", "n", "parent", "severity", "institution", "condition", "referrer", "flags"):
        out[name] = live[name]
    out["kind"], out["end_min"] = STAY, -1
    out["request_min"], out["start_min"] = live["request"], live["start"]
    out["charge_fen"], out["noncovered_fen"] = live["charge"], live["noncovered"]
    return out
