"""Good and bad years (年景): what a year brings to everybody alike, as multiples of an average year.

A year has three factors, each log-normal with mean exactly 1 and the standard deviation of the county's `demand.toml`: on all
illness, on respiratory illness besides, and on charges. They belong to (seed, year): every policy of a seed has the same years,
and a longer run has the same first ones. Years are independent of each other; nobody foresees them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.county.county import F8, YEAR_SD, County
from sim.foundation.draws import uniforms
from sim.foundation.errors import Problem, Problems, Words
from sim.journey import streams

RESPIRATORY = "E"
"""Main diagnostic category of respiratory diseases (CHS-DRG), by which a county's conditions are marked."""


@dataclass(frozen=True)
class Year:
    """Multiples of an average year: of all illness, of respiratory illness (with `illness` in it), of the charge a case."""

    illness: float = 1.0
    respiratory: float = 1.0
    charges: float = 1.0

    def of_conditions(self, county: County) -> F8:
        """Factor on the latent episodes of every condition, (C,)."""
        return np.where(np.array(county.conditions.mdc) == RESPIRATORY, self.respiratory, self.illness)


AVERAGE = Year()


def factor(u: float, sd: float) -> float:
    """The u-quantile of a log-normal with mean 1 and standard deviation `sd`."""
    variance = math.log1p(sd * sd)
    return math.exp(math.sqrt(variance) * float(ndtri(u)) - variance / 2)


def drawn(county: County, seed: int, year: int) -> Year:
    """How the calendar year turns out on this seed. ValueError where the county does not say (see `must_say`)."""
    spreads = [getattr(county.demand, name) for name in YEAR_SD]
    if None in spreads:
        raise ValueError(f"county {county.id} does not say how far good and bad years lie apart")
    u = uniforms(seed, int(streams.YEAR), np.arange(len(YEAR_SD)), year).tolist()
    illness, besides, charges = (factor(one, float(sd)) for one, sd in zip(u, spreads, strict=True))
    return Year(illness, illness * besides, charges)


def must_say(county: County) -> None:
    """Raise `Problems` if good and bad years are asked for and the county's demand.toml lacks one of `YEAR_SD`."""
    zh, en = "该县没有写年景的离散度，不能抽取好坏年景", "the county does not say how far good and bad years lie apart"
    fix = Words("照模型县补上这一项，或用 --average-years", "add it as the model county has it, or use --average-years")
    missing = [name for name in YEAR_SD if getattr(county.demand, name) is None]
    if missing:
        raise Problems([Problem("demand.toml", None, f"constants.{name}", "", "", fix, zh, en) for name in missing])
