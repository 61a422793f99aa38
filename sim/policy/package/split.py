"""Inside the alliance: what clearing brings or takes is divided among the members, by tier and inside a tier by a
measure.

A surplus may leave a part to public-health institutions (疾控等), taken from the lead hospital's part. A deficit never
does: members bear it alone, by the same key.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share, split
from sim.policy.rule import Values

I8 = npt.NDArray[np.int64]
COUNTY = 2
MEASURES = ("enrolees", "visits", "income", "workload", "equal")
"""同级之间: 按服务人口, 按诊疗人次, 按医保收入, 按工分 (a stay counts as several visits), 平均."""


def by_key(
    key_ppm: I8, total: int, tiers: npt.NDArray[np.integer], weights: I8, *, health_ppm: int = 0, of_lead: bool = False
) -> tuple[I8, int]:
    """Members' parts (M,) fen and the part of public health: together the total.

    Args:
        key_ppm: (5,) share of each tier; a tier without member or weight leaves its share to the others.
        tiers, weights: (M,) tier and weight of each member; if nobody has a weight, all members count the same.
        health_ppm: part of public health, of the total or (`of_lead`) of the county tier's part.
    """
    weights = np.asarray(weights, np.int64)
    if not weights.any():
        weights = np.ones_like(weights)
    present = np.zeros(len(key_ppm), np.int64)
    np.add.at(present, tiers, weights)
    key = np.where(present > 0, key_ppm, 0)
    if not key.any():
        key = (present > 0).astype(np.int64)
    parts = split(int(total), [int(k) for k in key])
    health = min(int(share(parts[COUNTY] if of_lead else int(total), health_ppm)), parts[COUNTY])
    parts[COUNTY] -= health
    out = np.zeros(weights.size, np.int64)
    for tier in np.flatnonzero(parts).tolist():
        members = np.flatnonzero(tiers == tier)
        out[members] = split(parts[tier], [int(w) for w in weights[members]])
    return out, health


def key_of(values: Values | None) -> tuple[I8, int, bool]:
    """(key (5,) ppm, public health's share in ppm, of the lead's part?) of the rule of internal distribution; without
    one the lead hospital has all."""
    if values is None:
        only_lead = np.zeros(5, np.int64)
        only_lead[COUNTY] = 1_000_000
        return only_lead, 0, False
    return values["shares"], values.one("public_health_share"), values.one("public_health_of") == 1


def weights_of(measure: int, facts: dict[str, I8], score_ppm: I8 | None, stay_points: int = 8) -> I8:
    """Weight of each institution (H,) inside its tier: a measure, times the score that its assessment left (assessed
    distribution), exact integers."""
    name = MEASURES[measure]
    if name == "workload":
        weight = facts["visits"] + stay_points * facts["stays"]
    elif name == "equal":
        weight = np.ones_like(facts["visits"])
    else:
        weight = facts[name]
    if score_ppm is None:
        return weight
    scaled: I8 = weight * (score_ppm // 1000)
    return scaled
