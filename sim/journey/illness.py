"""Illness comes first and does not know the policy: the latent episodes of a month, person by person, from keys.

For a person with yearly incidence r the episodes of a month are Poisson(r / 12 x season); which condition, which day and which
minute are further draws of the same key. So the stream is the same under every policy of a seed, one more person changes nobody
else's illness, and nothing has to be stored. An episode is named (person, month * 64 + j), j = its number in that month:
0-23 for ordinary onsets, 24-31 for exacerbations that today's management averts (`unmanaged`), 32-55 for the regular visits of
chronic patients (dialysis alone has 13 or 14), 56-63 for those added by an illness event.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled, inlined
from sim.foundation.draws import unit, unit32, words
from sim.journey import streams
from sim.journey.keys import key_of

DAY = 1440


class Onsets(NamedTuple):
    """The latent episodes of a month, all arrays of one length: as drawn by person, or `in_time`, by (minute, person, j)."""

    minute: npt.NDArray[np.int32]
    person: npt.NDArray[np.uint32]
    condition: npt.NDArray[np.uint16]
    severity: npt.NDArray[np.uint8]  # + 4 for an emergency + 8 x prescriptions beyond the usual one
    j: npt.NDArray[np.uint8]


class Illness(NamedTuple):
    """How much illness there is in one month: P profiles, C conditions, D days."""

    month: int
    first_min: int
    day_up_to: npt.NDArray[np.float64]  # (D,) cumulative shares of the days, ends at 1
    up_to: npt.NDArray[np.float64]  # (P, C) cumulative latent rates a person-month
    extra_up_to: npt.NDArray[np.float64]  # (P, C) cumulative rates added by illness events
    kept: npt.NDArray[np.float64]  # (C,) share of ordinary episodes that illness events leave, <= 1


def illness(
    month: int, first_min: int, weekdays: npt.NDArray[np.int64], weekday_index: npt.NDArray[np.float64],
    rates: npt.NDArray[np.float64], factor: npt.NDArray[np.float64],
) -> Illness:  # fmt: skip
    """The illness of one month from latent rates (P, C) a person-month and the factor (C,) of illness events."""
    days = np.cumsum(weekday_index[weekdays])
    return Illness(
        month, first_min, days / days[-1], np.cumsum(rates, axis=1),
        np.cumsum(rates * np.maximum(factor - 1.0, 0.0), axis=1), np.minimum(factor, 1.0),
    )  # fmt: skip


@inlined
def poisson(u, mean):  # type: ignore[no-untyped-def]
    """The Poisson quantile of u: growing with the mean, so that more illness only adds episodes."""
    if u < 1.0 - mean:  # exp(-m) > 1 - m: most people, most months
        return 0
    p = np.exp(-mean)
    n, total = 0, p
    while u > total and p > 0.0:
        n += 1
        p *= mean / n
        total += p
    return n


@inlined
def find(up_to, u):  # type: ignore[no-untyped-def]
    """The first index whose cumulative value exceeds u, which is below the last one. No branch depends on u."""
    low, n = 0, up_to.shape[0]
    while n > 1:
        half = n >> 1
        low = low + half if up_to[low + half - 1] <= u else low
        n -= half
    return low


@inlined
def minute_of(w, ill, day, u_minute, c, u_severity, u_emergency):  # type: ignore[no-untyped-def]
    """Severity with emergency bit, and the minute of onset: emergencies at any hour, others while clinics are open."""
    s = 0
    while s < 2 and u_severity >= w.by_severity[c, s].up_to:
        s += 1
    const = w.const[0]
    first = ill.first_min + day * 1440
    if u_emergency < w.by_severity[c, s].p_emergency:
        return s + 4, first + int(u_minute * 1440)
    return s, first + const.open_min + int(u_minute * (const.close_min - const.open_min))


@compiled
def _counts(w, ill, count, extra, any_extra):  # type: ignore[no-untyped-def]
    seed, last = w.const[0].seed, ill.up_to.shape[1] - 1
    total = 0
    for person in range(w.persons.shape[0]):
        p = w.persons[person]
        w0, w1, _, _ = words(seed, streams.COUNT, key_of(w, person), ill.month, 0)
        n = min(poisson(unit(w0, w1), ill.up_to[p.profile, last] * p.frailty), 24)
        count[person] = n
        total += n
        if any_extra:
            w0, w1, _, _ = words(seed, streams.EXTRA_COUNT, key_of(w, person), ill.month, 0)
            extra[person] = min(poisson(unit(w0, w1), ill.extra_up_to[p.profile, last] * p.frailty), 8)
            total += extra[person]
    return total


@compiled
def _refills_of(w, ill, c):  # type: ignore[no-untyped-def]
    """An upper bound on the regular visits of condition c in a month."""
    return int(31.0 / w.conditions[c].refill_days) + 2


@compiled
def _draw(w, ill, days, refills, count, extra, minute, person, condition, severity, j):  # type: ignore[no-untyped-def]
    seed, last = w.const[0].seed, ill.up_to.shape[1] - 1
    k = 0
    for p in range(w.persons.shape[0]):
        profile = w.persons[p].profile
        for kind in range(2):
            n = count[p] if kind == 0 else extra[p]
            stream = streams.ONSET if kind == 0 else streams.EXTRA
            for i in range(n):
                up_to = ill.up_to[profile] if kind == 0 else ill.extra_up_to[profile]
                episode = ill.month * 64 + (i if kind == 0 else 56 + i)
                w0, w1, w2, w3 = words(seed, stream, key_of(w, p), episode, 0)
                c = find(up_to, unit(w0, w1) * up_to[last])
                s0, s1, _, s3 = words(seed, streams.SEVERITY, key_of(w, p), episode, 0)
                if kind == 0 and ill.kept[c] < 1.0 and unit32(s3) >= ill.kept[c]:
                    continue
                day = find(ill.day_up_to, unit32(w2))
                severity[k], minute[k] = minute_of(w, ill, day, unit32(w3), c, unit32(s0), unit32(s1))
                person[k], condition[k], j[k] = p, c, episode - ill.month * 64
                k += 1
        chronic = w.persons[p].chronic
        if chronic:
            i = 0
            for r in range(refills.shape[0]):
                c = refills[r]
                if not (chronic >> w.conditions[c].chronic) & 1:
                    continue
                w0, w1, _, _ = words(seed, streams.REFILL, key_of(w, p), c, 0)
                every = w.conditions[c].refill_days * 1440.0
                phase = unit(w0, w1) * every
                nth = np.ceil((ill.first_min - phase) / every)
                while i < 24:
                    due = phase + nth * every
                    day = np.int64(math.floor(due - ill.first_min)) // 1440
                    if day >= days:
                        break
                    episode = ill.month * 64 + 32 + i
                    _, _, _, w3 = words(seed, streams.ONSET, key_of(w, p), episode, 0)
                    s0, s1, _, _ = words(seed, streams.SEVERITY, key_of(w, p), episode, 0)
                    severity[k], minute[k] = minute_of(w, ill, day, unit32(w3), c, unit32(s0), unit32(s1))
                    person[k], condition[k], j[k] = p, c, 32 + i
                    k += 1
                    i += 1
                    nth += 1.0
    return k


@compiled
def _arrivals(w, ill, weekday_weight, minute, person, severity):  # type: ignore[no-untyped-def]
    """Patients of other payers: `severity` 0 = visit, 1 = stay; `person` = residents + stream * 65536 + number in the month."""
    const = w.const[0]
    k = 0
    for s in range(w.streams.shape[0]):
        number = 0
        key = const.first + s
        for day in range(weekday_weight.shape[0]):
            w0, w1, _, _ = words(const.seed, streams.STREAM_COUNT, key, ill.month, day)
            visits = poisson(unit32(w0), w.streams[s].visits_per_day * weekday_weight[day])
            stays = poisson(unit32(w1), w.streams[s].stays_per_day * weekday_weight[day])
            for i in range(visits + stays):
                if k >= minute.shape[0] or number >= 65536:
                    return -1
                w0, _, _, _ = words(const.seed, streams.STREAM, key, ill.month * 32 + day, i)
                minute[k] = ill.first_min + day * 1440 + const.open_min + int(unit32(w0) * (const.close_min - const.open_min))
                person[k] = const.residents + s * 65536 + number
                severity[k] = 0 if i < visits else 1
                number += 1
                k += 1
    return k


def onsets(world, ill: Illness, weekday_weight: npt.NDArray[np.float64]) -> Onsets:  # type: ignore[no-untyped-def]
    """The latent episodes of residents and then the arrivals of other payers in one month, in the order of persons.

    `weekday_weight` (D,) has mean 1 over a week and scales the arrivals of other payers by day.
    """
    n, days = len(world.persons), len(ill.day_up_to)
    count, extra = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
    size = int(_counts(world, ill, count, extra, bool(ill.extra_up_to.any())))
    registered = np.bincount(world.persons["chronic"], minlength=256)
    refills = np.flatnonzero(world.conditions["kind"] == 2)
    for c in refills:
        bit = np.arange(256) >> int(world.conditions["chronic"][c]) & 1
        size += int(registered @ bit) * int(_refills_of(world, ill, c))
    others = float(((world.streams["visits_per_day"] + world.streams["stays_per_day"]) * weekday_weight.sum()).sum())
    size += int(others + 10 * np.sqrt(others) + 100)
    minute, person = np.empty(size, np.int32), np.empty(size, np.uint32)
    condition, severity, j = np.zeros(size, np.uint16), np.empty(size, np.uint8), np.zeros(size, np.uint8)
    used = int(_draw(world, ill, days, refills, count, extra, minute, person, condition, severity, j))
    added = int(_arrivals(world, ill, weekday_weight, minute[used:], person[used:], severity[used:]))
    if added < 0:
        raise ValueError("a stream of other payers brings more than 65,536 patients in one month; split it into several streams")
    condition[used : used + added] = 0
    used += added
    return Onsets(minute[:used], person[:used], condition[:used], severity[:used], j[:used])


def in_time(o: Onsets) -> Onsets:
    """The episodes of a month in the order of time; inside a minute that of persons stays."""
    order = np.argsort(o.minute, kind="stable")
    return Onsets(o.minute[order], o.person[order], o.condition[order], o.severity[order], o.j[order])
