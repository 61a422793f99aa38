"""FROZEN. A bare event heap in Numba with the contact pattern of `bare_simpy`: a peer to race against, not to improve.

One binary heap holds arrivals, ends of consultations and ends of stays; queues are linked lists. No choices, no charges, no keys.
"""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True)
def _push(keys, slots, size, key, slot):
    j = size
    while j > 0:
        up = (j - 1) >> 1
        if keys[up] <= key:
            break
        keys[j], slots[j] = keys[up], slots[up]
        j = up
    keys[j], slots[j] = key, slot
    return size + 1


@numba.njit(cache=True)
def _pop(keys, slots, size):
    size -= 1
    key, slot = keys[size], slots[size]
    j = 0
    while True:
        down = 2 * j + 1
        if down >= size:
            break
        if down + 1 < size and keys[down + 1] < keys[down]:
            down += 1
        if keys[down] >= key:
            break
        keys[j], slots[j] = keys[down], slots[down]
        j = down
    keys[j], slots[j] = key, slot
    return size


@numba.njit(cache=True)
def run(minutes, place, stay, doctors, beds, consultation):
    """Play all contacts; arrays (n,) of arrival minute, place and stay in minutes (0 = none); doctors and beds a place."""
    n, places = minutes.shape[0], doctors.shape[0]
    keys, slots = np.empty(2 * n + 16, np.int64), np.empty(2 * n + 16, np.int64)
    follower = np.full(n, -1)
    head, tail = np.full((2, places), -1), np.full((2, places), -1)
    free = np.empty((2, places), np.int64)
    free[0], free[1] = doctors, beds
    size, done = 0, 0
    for i in range(n):
        size = _push(keys, slots, size, minutes[i] * 4 + 2, i)
    while size > 0:
        now, kind, i = keys[0] >> 2, keys[0] & 3, slots[0]
        size = _pop(keys, slots, size)
        where = place[i]
        if kind == 2:  # arrives
            line = 0
        else:  # leaves the doctor (1) or the bed (0): the next in line moves up
            line = 1 - kind
            done += 1
            free[line, where] += 1
            j = head[line, where]
            if j >= 0:
                head[line, where] = follower[j]
                if follower[j] < 0:
                    tail[line, where] = -1
                free[line, where] -= 1
                length = consultation if line == 0 else stay[j]
                size = _push(keys, slots, size, (now + length) * 4 + (1 - line), j)
            if kind == 0 or stay[i] == 0 or beds[where] == 0:
                continue
            line = 1
        if free[line, where] > 0:
            free[line, where] -= 1
            length = consultation if line == 0 else stay[i]
            size = _push(keys, slots, size, (now + length) * 4 + (1 - line), i)
        else:
            follower[i] = -1
            if tail[line, where] < 0:
                head[line, where] = i
            else:
                follower[tail[line, where]] = i
            tail[line, where] = i
    return done
