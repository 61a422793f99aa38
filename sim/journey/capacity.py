"""Scarce places: outpatient slots (first come, first served) and beds (first come, first served, emergencies first).

A clinic with s slots a day offers slot number day * s + k at an even distance over its opening hours. Whoever arrives takes the
first slot that is neither past nor taken, so waiting follows Lindley's recursion (Lindley 1952) in units of slots. A ward with
exponential stays and endless patience is the M/M/c queue (Erlang 1917). Both are tests.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import inlined

QUEUE = np.dtype(
    [
        ("next_slot", "<i8"),  # first free slot, counted from the first day
        ("slots", "<i4"),  # slots an open day; 0 = closed
        ("slot_days", "<f8"),  # 1 / slots
        ("beds", "<i4"),  # open beds
        ("occupied", "<i4"),
        ("waiting", "<i4"),  # patients in the queue for a bed
        ("waiting_emergency", "<i4"),
        ("last_min", "<i4"),  # when `occupied` last changed
        ("bed_minutes", "<i8"),  # occupied beds integrated over time, since the last reset
        ("head", "<i4", (2,)),  # the queue as linked lists through the live episodes: ordinary, emergency; -1 = empty
        ("tail", "<i4", (2,)),
        ("asked", "<i8"),  # requests for a bed
        ("balked", "<i8"),  # left at once because the expected wait exceeded their patience
        ("gave_up", "<i8"),  # lost patience while waiting
        ("waited_min", "<i8"),  # minutes waited by those admitted
    ]
)
"""State of every institution's capacity, shape (H,)."""

Queues = npt.NDArray[np.void]


def queues(slots: npt.NDArray[np.int32], beds: npt.NDArray[np.int32]) -> Queues:
    """Empty institutions with `slots` a day and `beds`, both of shape (H,)."""
    q = np.zeros(len(slots), QUEUE)
    q["slots"], q["beds"] = slots, beds
    q["slot_days"] = 1.0 / np.maximum(slots, 1)
    q["head"] = q["tail"] = -1
    return q


@inlined
def earliest_slot(slots, clock):  # type: ignore[no-untyped-def]
    """The first slot that starts at or after `clock`. The margin absorbs float64 rounding, far below the length of a slot."""
    return np.int64(math.ceil(clock * slots - 1e-6))


@inlined
def slot_minute(slots, slot_days, slot, open_min, close_min):  # type: ignore[no-untyped-def]
    """When a slot starts: the first whole minute not before it. `slot_days` is 1 / slots."""
    day = np.int64(math.floor(slot * slot_days + 1e-9))
    return day * 1440 + open_min + np.int64(math.ceil((slot - day * slots) * slot_days * (close_min - open_min) - 1e-6))


@inlined
def take_slot(q, h, minute, open_min, close_min):  # type: ignore[no-untyped-def]
    """Take the first free slot of institution h at or after `minute`; returns when it starts."""
    slots = np.int64(q[h].slots)
    slot = max(earliest_slot(slots, slot_clock(minute, open_min, close_min)), q[h].next_slot)
    q[h].next_slot = slot + 1
    return max(minute, slot_minute(slots, q[h].slot_days, slot, open_min, close_min))


@inlined
def slot_clock(minute, open_min, close_min):  # type: ignore[no-untyped-def]
    """Days of opening hours since the first day: whole days plus the share of today's hours that has passed."""
    day = minute // 1440
    return day + min(max(minute - day * 1440 - open_min, 0), close_min - open_min) / (close_min - open_min)


@inlined
def expected_slot_wait(q, h, clock):  # type: ignore[no-untyped-def]
    """Days until the first free slot: slots taken ahead of now over slots a day, at least 0."""
    return max(q[h].next_slot * q[h].slot_days - clock, 0.0)


@inlined
def expected_bed_wait(q, h, mean_stay_days, emergency):  # type: ignore[no-untyped-def]
    """Days until a bed: the queue now over the beds' daily throughput; 0 while a bed is free."""
    if q[h].occupied < q[h].beds:
        return 0.0
    ahead = q[h].waiting_emergency if emergency else q[h].waiting
    return (ahead + 1) * mean_stay_days / q[h].beds


@inlined
def occupy(q, h, minute, change):  # type: ignore[no-untyped-def]
    """Change the number of occupied beds, keeping the integral of occupancy."""
    q[h].bed_minutes += np.int64(q[h].occupied) * (minute - q[h].last_min)
    q[h].last_min = minute
    q[h].occupied += change


@inlined
def waiting(q, h, emergency, change):  # type: ignore[no-untyped-def]
    """Change the number of patients who wait for a bed."""
    q[h].waiting += change
    if emergency:
        q[h].waiting_emergency += change


def set_slots(q: Queues, h: int, slots: int, minute: int) -> None:
    """Change the slots a day of institution h from `minute` on; the time already booked stays booked."""
    old = int(q[h]["slots"])
    q[h]["next_slot"] = int(q[h]["next_slot"]) * slots // old if old else minute // 1440 * slots
    q[h]["slots"], q[h]["slot_days"] = slots, 1.0 / max(slots, 1)


def close_month(q: Queues, minute: int) -> dict[str, npt.NDArray[np.int64]]:
    """The counters since the last call, each of shape (H,), and a new start for them."""
    q["bed_minutes"] += q["occupied"].astype(np.int64) * (minute - q["last_min"])
    q["last_min"] = minute
    names = ("bed_minutes", "asked", "balked", "gave_up", "waited_min")
    out = {name: q[name].astype(np.int64) for name in names}
    for name in names:
        q[name] = 0
    return out
