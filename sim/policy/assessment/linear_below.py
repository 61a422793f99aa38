"""低于标准分按分扣减: all is paid from a score on; below it each point costs a share, and below a floor everything."""

from __future__ import annotations

import numpy as np

from sim.foundation.money import ONE
from sim.policy.rule import I8, Need, Parameter, Rule, Values


def linear_below(values: Values, score: I8 | int) -> I8:
    """Share paid in ppm for scores in thousandths of a point (any shape); half a part per million is rounded up."""
    missing = np.maximum(values["full_from"] - score, 0)
    lost = (missing * values["loss_per_point"] + 500) // 1000
    paid = np.clip(ONE - lost, 0, ONE)
    return np.where(np.asarray(score) < values["zero_below"], 0, paid)


RULE = Rule(
    name="assessment.linear_below",
    slot="assessment",
    zh="低于标准分按分扣减",
    en="each point below the standard costs a share",
    function=linear_below,
    parameters=(
        Parameter("full_from", "score", "全额返还的最低得分", "lowest score with full payment", low=0, high=100),
        Parameter("loss_per_point", "%", "每低一分扣减", "loss for each point below", low=0, high=100),
        Parameter("zero_below", "score", "低于此分不返还", "nothing is paid below", low=0, high=100),
    ),
    writes=("deposit_share",),
    needs=(Need(("payment.deposit",), in_run=True),),
)
