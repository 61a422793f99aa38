"""Whose resident is whose: townships are divided among alliances, and residents follow their township.

A package may also follow only those who signed a family-doctor contract, or those who are registered with a chronic
disease; the others then belong to nobody's package.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]

ALL, SIGNED, REGISTERED = range(3)
RESIDENTS = ("township", "contract", "chronic")
"""按参保乡镇, 按签约, 按慢病登记: which residents a package follows."""
NOBODY = -1


def divide(enrolees: I8, shares_ppm: I8) -> I8:
    """Alliance of every township (T,): townships in their order are cut where their enrolees reach the shares.

    Args:
        enrolees: (T,) residents by township, in geographical order. shares_ppm: (A,) wanted parts of all residents.

    Raises:
        ValueError: fewer townships than alliances, so that one would have nobody.
    """
    heads, parts = np.asarray(enrolees, np.int64), np.asarray(shares_ppm, np.int64)
    if heads.size < parts.size:
        raise ValueError(f"{heads.size} townships cannot be divided among {parts.size} alliances")
    middle = np.cumsum(heads) * 2 - heads  # twice the middle of each township, counted in residents
    edges = np.cumsum(parts)[:-1] * 2 * int(heads.sum())
    found = np.searchsorted(edges, middle * int(parts.sum()), side="right")
    first = np.arange(parts.size)  # everybody gets at least one township
    last = heads.size - parts.size + first
    for a in range(parts.size):
        found[a] = min(int(found[a]), a)
        found[last[a]] = max(int(found[last[a]]), a)
    alliances: I8 = np.maximum.accumulate(found).astype(np.int64)
    return alliances


def followed(
    residents: int, home: I8, contract: npt.NDArray[Any], chronic: npt.NDArray[Any], insured: npt.NDArray[np.bool_]
) -> I8:
    """Holder of every resident (N,), NOBODY for those whom the package does not follow.

    Args:
        residents: index into RESIDENTS. home: (N,) holder of the resident's township. contract, chronic: (N,) 0 = none.
        insured: (N,) members of the scheme that the package is paid from.
    """
    inside = insured.copy()
    if residents == SIGNED:
        inside &= contract > 0
    elif residents == REGISTERED:
        inside &= chronic > 0
    return np.where(inside, home, NOBODY)
