"""Weighted sums over age, sex and condition, done apart from the code that is tested."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county import County
from sim.county.rates import expected_stays

F8 = npt.NDArray[np.float64]


def stays_by_age_and_group(county: County) -> F8:
    """Expected stays a year and enrolee, shape (A, C)."""
    women = county.age_share * (1 - county.male_share)
    men = county.age_share * county.male_share
    stays = expected_stays(county)
    total: F8 = stays[:, 0] * women[:, None] + stays[:, 1] * men[:, None]
    return total


def mean_by_tier(county: County, what: F8, tiers: list[int]) -> float:
    """Mean of a (C, T) table over the stays that the table of groups puts at the given tiers."""
    stays = stays_by_age_and_group(county).sum(axis=0)[:, None] * county.conditions.share
    return float((stays * what)[:, tiers].sum() / stays[:, tiers].sum())
