"""门诊统筹按县乡村比例切块: an outpatient pool is cut into fixed parts for the county, township and village tiers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.foundation.money import split
from sim.policy.rule import Need, Parameter, Rule, Values


def by_tier(values: Values, pool_fen: int) -> list[int]:
    """Part of each tier (5,), adding up to the pool."""
    return split(int(pool_fen), [int(w) for w in values["shares"]])


def by_member(values: Values, pool_fen: int, tiers: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Part of each member, by tier first, then within a tier by weight (visits, enrolees: any non-negative integers).

    Raises ValueError if a tier has a share but no member with a weight: its part would be lost.
    """
    parts = by_tier(values, pool_fen)
    out = [0] * len(tiers)
    for tier in np.flatnonzero(values["shares"]).tolist():
        members = [i for i, t in enumerate(tiers) if t == tier]
        if not members or sum(weights[i] for i in members) == 0:
            raise ValueError(f"tier {tier} has a share of the pool but no member to give it to")
        for i, amount in zip(members, split(parts[tier], [weights[i] for i in members]), strict=True):
            out[i] = amount
    return out


RULE = Rule(
    name="payment.tier_split",
    slot="distribution",
    zh="门诊统筹按县乡村比例切块",
    en="outpatient pool split by tier",
    function=by_member,
    parameters=(
        Parameter("shares", "%", "各级比例", "share of each tier", axes=("institution_tier",), low=0, high=100),
    ),
    writes=("budget_parts",),
    needs=(Need(("payment.tier_pools",)),),
)
