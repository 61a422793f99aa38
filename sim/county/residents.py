"""The enrolees as one array: 16 bytes a person, numbered by village, each attribute from a keyed draw of its own.

What a person is at an age follows from his own draws and the shares of his age band. So ageing needs no rule of its own: a year
later the same draws are read against the shares of the new age, and only what the table says of that age changes.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.county.county import AGE_BAND_START, F8, PERSON, County
from sim.county.drawn import EVERYBODY, U4, Drawn, Rows, band_of_age
from sim.foundation.money import split

OLDEST = 95
"""The open age band is taken to end here."""
People = npt.NDArray[np.void]
NEWBORN = 0
"""Cell of the newborn among those who come; cell 1 + a: who moves in at age band a."""


def residents(county: County, seed: int, scale: float = 1.0) -> People:
    """The enrolees of the county, shape (N,) of `PERSON`, N = round(enrolees * scale).

    Deterministic in (county, seed). Persons are numbered by village in blocks by largest remainder. A person's
    attributes are drawn under the key (village, position in it): one more person in a village changes nobody else.
    `scale` is for tests and teaching: queues do not scale.
    """
    return first_residents(county, seed, scale)[0]


def first_residents(county: County, seed: int, scale: float = 1.0) -> tuple[People, Drawn]:
    """The same, and by what they were drawn."""
    n = round(county.enrolees * scale)
    if n < 1:
        raise ValueError(f"scale {scale:g} leaves nobody")
    size = village_sizes(county, n)
    village = np.repeat(np.arange(len(size)), size)
    position = np.arange(n) - np.repeat(np.cumsum(size) - size, size)
    drawn = Drawn(seed, position.astype(np.uint32), village.astype(np.uint32))
    people = np.zeros(n, PERSON)
    people["village"] = village
    band, within = _pick(np.cumsum(county.age_share), drawn.u("resident.age"))
    people["age"] = _age(band, within)
    people["sex"] = drawn.u("resident.sex") < county.male_share[band]
    people["frailty"] = frailty(county, drawn)
    of_age(county, people, drawn)
    return people, drawn


def comers(county: County, seed: int, key: U4, cell: npt.NDArray[np.int64]) -> tuple[People, Drawn]:
    """Who is born or moves in, M persons by key: `cell` 0 = newborn, 1 + a = at age band a. Their village follows the weights."""
    drawn = Drawn(seed, key, np.zeros(key.size, np.uint32))
    people = np.zeros(key.size, PERSON)
    people["village"] = _pick(np.cumsum(county.villages.weight), drawn.u("resident.village"))[0]
    band = np.maximum(cell - 1, 0)
    people["age"] = np.where(cell == NEWBORN, 0, _age(band, drawn.u("resident.age")))
    people["sex"] = drawn.u("resident.sex") < county.male_share[band]
    people["frailty"] = frailty(county, drawn)
    of_age(county, people, drawn)
    return people, drawn


def of_age(county: County, people: People, drawn: Drawn, rows: Rows = EVERYBODY) -> None:
    """Set what depends on age, in place, for some rows: class, home, contract, chronic registration, profile.

    Who is once registered with a chronic condition stays so: with shares that grow with age, onset is the age at which the
    share passes the person's own draw.
    """
    band = band_of_age(people["age"][rows])

    def u(name: str) -> F8:
        return drawn.u(f"resident.{name}", rows)

    bits = people["chronic"][rows].copy()
    for b, name in enumerate(county.chronic):
        bits |= (u(f"chronic.{name}") < county.chronic_share[band, b]).astype(np.uint8) << b
    people["klass"][rows] = _pick_by(county.class_share, band, u("class"))
    people["home"][rows] = _pick_by(county.home_share, band, u("home"))
    people["contract"][rows] = u("contract") < county.contract_share[band]
    people["chronic"][rows] = bits
    people["profile"][rows] = (band * 2 + people["sex"][rows]) * 2 ** len(county.chronic) + bits


def frailty(county: County, drawn: Drawn) -> F8 | float:
    """What multiplies all latent incidence of a person for life: log-normal, mean 1."""
    sd = county.demand.frailty_sd
    made: F8 | float = np.exp(sd * ndtri(drawn.u("resident.frailty")) - sd * sd / 2) if sd > 0 else 1.0
    return made


def village_sizes(county: County, persons: int) -> npt.NDArray[np.int64]:
    """Persons by village, largest remainder of the village weights; the sum is `persons`."""
    weights = [round(w * 1e12) for w in county.villages.weight]
    return np.array(split(persons, weights), np.int64)


def _age(band: npt.NDArray[np.int64], within: F8) -> F8:
    """Whole years of those who stand `within` (0 to 1) their age band."""
    first = np.array(AGE_BAND_START)
    last = np.append(first[1:], OLDEST + 1)
    years: F8 = first[band] + np.floor(within * (last - first)[band])
    return years


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
