"""医共体内部分配: what clearing brings is divided between tiers by a key such as 6 : 3 : 1, inside a tier by weight.

A part for public-health institutions may be taken out of the lead hospital's part. One document leaves open whether its
5 % are 5 % of the whole or of that part, so both readings are values of one parameter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.foundation.money import share, split
from sim.policy.rule import Need, Parameter, Rule, Values

COUNTY = 2
OF_TOTAL, OF_LEAD = "of_total", "of_lead"


def by_tier(values: Values, total_fen: int) -> tuple[list[int], int]:
    """(part of each tier (5,), part of public health): they add up to the total."""
    parts = split(total_fen, [int(w) for w in values["shares"]])
    base = total_fen if values.one("public_health_of") == 0 else parts[COUNTY]
    health = min(int(share(base, values.one("public_health_share"))), parts[COUNTY])
    parts[COUNTY] -= health
    return parts, health


def by_member(values: Values, total_fen: int, tiers: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Part of each member, by tier, then by weight inside a tier; public health gets what `by_tier` says, apart.

    Raises ValueError if a tier has a share but no member with a weight.
    """
    parts, _ = by_tier(values, total_fen)
    out = [0] * len(tiers)
    for tier in np.flatnonzero(parts).tolist():
        members = [i for i, t in enumerate(tiers) if t == tier]
        if not members or sum(weights[i] for i in members) == 0:
            raise ValueError(f"tier {tier} has a share but no member to give it to")
        for i, amount in zip(members, split(parts[tier], [weights[i] for i in members]), strict=True):
            out[i] = amount
    return out


RULE = Rule(
    name="sharing.internal",
    slot="distribution",
    zh="医共体内部分配",
    en="distribution inside the alliance",
    function=by_member,
    parameters=(
        Parameter("shares", "%", "各级比例", "share of each tier", axes=("institution_tier",), low=0, high=100),
        Parameter("public_health_share", "%", "公共卫生机构比例", "share of public-health institutions", low=0, high=100,
                  neutral=0),
        Parameter("public_health_of", "choice", "该比例的基数", "what that share is taken of", choices=(OF_TOTAL, OF_LEAD),
                  neutral=OF_TOTAL),
    ),
    writes=("net_parts",),
    needs=(Need(("payment.package", "payment.chronic_package"), in_run=True),),
)  # fmt: skip
