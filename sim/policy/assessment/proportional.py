"""按得分比例返还: all is paid from a score on; below it the score's share of 100 points."""

from __future__ import annotations

import numpy as np

from sim.foundation.money import ONE
from sim.policy.rule import I8, Need, Parameter, Rule, Values


def proportional(values: Values, score: I8 | int) -> I8:
    """Share paid in ppm for scores in thousandths of a point (any shape)."""
    in_proportion = np.asarray(score) * (ONE // 100_000)
    return np.where(np.asarray(score) >= values["full_from"], ONE, in_proportion)


RULE = Rule(
    name="assessment.proportional",
    slot="assessment",
    zh="按得分比例返还",
    en="paid in proportion to the score",
    function=proportional,
    parameters=(
        Parameter("full_from", "score", "全额返还的最低得分", "lowest score with full payment", low=0, high=100),
    ),
    writes=("deposit_share",),
    needs=(Need(("payment.deposit",), in_run=True),),
)
