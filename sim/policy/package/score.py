"""Assessment scores from what a simulation can count: each indicator earns its points between a floor and a target.

Three of the fourteen national indicators can be counted from claims: enrolees' stays inside the county, fund spent
inside the county, visits at primary institutions. The others need judgement: a policy states a score for them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]

INDICATORS = ("in_county_stays", "in_county_fund", "primary_visits")
"""县域内住院率, 县域内基金支出占比, 基层就诊率."""
FULL = 100_000
"""100 points in thousandths."""


def earned(value_ppm: I8, floor_ppm: I8, target_ppm: I8) -> I8:
    """Part of an indicator's points that is earned, ppm: none at the floor, all at the target, straight in between."""
    span = np.maximum(np.asarray(target_ppm) - floor_ppm, 1)
    part: I8 = np.clip((np.asarray(value_ppm) - floor_ppm) * 1_000_000 // span, 0, 1_000_000)
    return part


def total(stated: I8 | int, weights_ppm: I8, values_ppm: I8, floors_ppm: I8, targets_ppm: I8) -> I8:
    """Score in thousandths of a point: indicators (..., 3) by weight (ppm of 100 points), the rest at the stated
    score."""
    counted = (earned(values_ppm, floors_ppm, targets_ppm) * weights_ppm // 1_000_000).sum(axis=-1)  # ppm of all
    rest = 1_000_000 - int(np.sum(weights_ppm))
    score: I8 = (counted * FULL + rest * np.asarray(stated, np.int64)) // 1_000_000
    return score
