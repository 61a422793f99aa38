"""The enrolees as one array: 16 bytes a person, numbered by village, each attribute from a keyed draw of its own."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.county.county import AGE_BAND_START, F8, PERSON, County
from sim.foundation.draws import uniforms
from sim.foundation.money import split

OLDEST = 95
"""The open age band is taken to end here."""


def residents(county: County, seed: int, scale: float = 1.0) -> npt.NDArray[np.void]:
    """The enrolees of the county, shape (N,) of `PERSON`, N = round(enrolees * scale).

    Deterministic in (county, seed). Persons are numbered by village in blocks by largest remainder. A person's
    attributes are drawn under the key (village, position in it): one more person in a village changes nobody else.
    `scale` is for tests and teaching: queues do not scale.
    """
    n = round(county.enrolees * scale)
    if n < 1:
        raise ValueError(f"scale {scale:g} leaves nobody")
    size = village_sizes(county, n)
    village = np.repeat(np.arange(len(size)), size)
    position = np.arange(n) - np.repeat(np.cumsum(size) - size, size)

    def u(name: str) -> F8:
        return uniforms(seed, f"resident.{name}", position, village)

    people = np.zeros(n, PERSON)
    people["village"] = village
    band, within = _pick(np.cumsum(county.age_share), u("age"))
    first = np.array(AGE_BAND_START)
    last = np.append(first[1:], OLDEST + 1)
    people["age"] = first[band] + np.floor(within * (last - first)[band])
    people["sex"] = u("sex") < county.male_share[band]
    people["klass"] = _pick_by(county.class_share, band, u("class"))
    people["home"] = _pick_by(county.home_share, band, u("home"))
    people["contract"] = u("contract") < county.contract_share[band]
    bits = np.zeros(n, np.uint8)
    for b, name in enumerate(county.chronic):
        bits |= (u(f"chronic.{name}") < county.chronic_share[band, b]).astype(np.uint8) << b
    people["chronic"] = bits
    people["profile"] = (band * 2 + people["sex"]) * 2 ** len(county.chronic) + bits
    sd = county.demand.frailty_sd
    people["frailty"] = np.exp(sd * ndtri(u("frailty")) - sd * sd / 2) if sd > 0 else 1.0
    return people


def village_sizes(county: County, persons: int) -> npt.NDArray[np.int64]:
    """Persons by village, largest remainder of the village weights; the sum is `persons`."""
    weights = [round(w * 1e12) for w in county.villages.weight]
    return np.array(split(persons, weights), np.int64)


def _pick(up_to: F8, u: F8) -> tuple[npt.NDArray[np.int64], F8]:
    """Category of each draw under cumulative shares, and where inside its category the draw fell, in [0, 1)."""
    edges = up_to / up_to[-1]
    at = np.minimum(np.searchsorted(edges, u, side="right"), len(edges) - 1)
    low = np.concatenate([[0.0], edges[:-1]])
    inside = (u - low[at]) / (edges - low)[at]
    return at, np.clip(inside, 0.0, math.nextafter(1.0, 0.0))


def _pick_by(share: F8, band: npt.NDArray[np.int64], u: F8) -> npt.NDArray[np.int64]:
    """Category of each draw under the shares (A, K) of its age band."""
    up_to = np.cumsum(share, axis=1) / share.sum(axis=1, keepdims=True)
    chosen = np.zeros(len(u), np.int64)
    for k in range(share.shape[1] - 1):
        chosen += u >= up_to[band, k]
    return chosen
