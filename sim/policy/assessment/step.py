"""分档计分: the share of the deposit that is paid out is constant between thresholds of the score."""

from __future__ import annotations

import numpy as np

from sim.policy.rule import I8, Need, Parameter, Rule, Values


def step(values: Values, score: I8 | int) -> I8:
    """Share paid in ppm for scores in thousandths of a point (any shape); a threshold belongs to the band above it."""
    bands = np.searchsorted(values["thresholds"], score, side="right")
    return np.asarray(values["shares"][bands])


RULE = Rule(
    name="assessment.step",
    slot="assessment",
    zh="考核分档返还",
    en="paid out by bands of the score",
    function=step,
    parameters=(
        Parameter("thresholds", "score", "分档线", "thresholds, rising", listed=True, low=0, high=100),
        Parameter("shares", "%", "各档返还比例", "share paid in each band", listed=True, low=0, high=100),
    ),
    writes=("deposit_share",),
    needs=(Need(("payment.deposit",), in_run=True),),
)
