"""The one record that the engines write and everybody reads: facts of a visit or a stay, never the outcome of a rule."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled

VISIT, STAY = 0, 1

# flags of an encounter
EMERGENCY = 1  # came as an emergency
REFERRED = 2  # came on the advice of a doctor of a lower tier (`referrer`)
DOWN = 4  # stepped down from a higher tier (`referrer`)
READMISSION = 8  # a stay within 30 days of the last one for the same episode
RETURN = 16  # a repeated visit of the same episode
CLAIMED = 32  # the patient lets the visit draw on the fund; stays are always claimed
AWAY = 64  # the patient lives away from the county
REFILL = 128  # regular visit of a registered chronic patient
LEFT_QUEUE = 256  # gave up (or balked at) a full hospital before coming here
TRANSFERRED = 512  # moved during a stay from a ward that could not do enough (`referrer`); also REFERRED
OTHER_PAYER = 1024  # a patient of a stream: `person` is beyond the residents
DIVIDED = 2048  # one of the two parts of a stay that was divided over two admissions (分解住院); the second is a readmission too
SUPPLY = 12  # from this bit on: usual prescriptions beyond the first that a refill visit brings (长期处方), 0 to 15

ENCOUNTER = np.dtype(
    [
        ("person", "<u4"),
        ("episode", "<u4"),  # month of onset * 64 + number of the onset in that month: never an array position
        ("n", "u1"),  # number of the encounter inside the episode, from 0
        ("parent", "u1"),  # n of the encounter it follows from, 255 = none
        ("kind", "u1"),  # VISIT or STAY
        ("severity", "u1"),
        ("institution", "<u2"),
        ("condition", "<u2"),
        ("referrer", "<u2"),  # institution that advised it, 65535 = none
        ("flags", "<u2"),
        ("request_min", "<i4"),  # minutes since the horizon's first day: asked for
        ("start_min", "<i4"),  # seen / admitted
        ("end_min", "<i4"),  # left / discharged: the date that settles
        ("charge_fen", "<i8"),
        ("noncovered_fen", "<i8"),  # part of the charge outside the catalogue
    ]
)
"""48 bytes. `Encounters` is a structured array of this dtype, in the order (end_min, institution, person, episode, n)."""

Encounters = npt.NDArray[np.void]


def in_order(encounters: Encounters) -> Encounters:
    """The same encounters in the canonical order of `ENCOUNTER`, whatever order an engine wrote them in."""
    if not encounters.size:
        return encounters.copy()
    first, last = int(encounters["end_min"].min()), int(encounters["end_min"].max())
    ordered = np.empty_like(encounters)
    _order(encounters, first, np.zeros(last - first + 2, np.int64), np.empty(len(encounters), np.int64), ordered)
    return ordered


@compiled
def _order(e, first, start, order, ordered):  # type: ignore[no-untyped-def]
    """Counting sort by minute, insertion sort inside a minute: linear while few end in the same minute."""
    for i in range(e.shape[0]):
        start[e[i].end_min - first + 1] += 1
    for m in range(start.shape[0] - 1):
        start[m + 1] += start[m]
    for i in range(e.shape[0]):
        m = e[i].end_min - first
        order[start[m]] = i
        start[m] += 1
    for k in range(1, e.shape[0]):
        i, j = order[k], k
        while j > 0 and _before(e[i], e[order[j - 1]]):
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
    for k in range(e.shape[0]):
        ordered[k] = e[order[k]]


@compiled
def _before(a, b):  # type: ignore[no-untyped-def]
    if a.end_min != b.end_min:
        return a.end_min < b.end_min
    if a.institution != b.institution:
        return a.institution < b.institution
    if a.person != b.person:
        return a.person < b.person
    if a.episode != b.episode:
        return a.episode < b.episode
    return a.n < b.n
