"""按改进幅度返还: what counts is the gain over last year's score, not its level."""

from __future__ import annotations

import numpy as np

from sim.foundation.money import ONE
from sim.policy.rule import I8, Need, Parameter, Rule, Values


def improvement(values: Values, score: I8 | int, last: I8 | int) -> I8:
    """Share paid in ppm: the part paid anyway plus a share for each point gained. Scores in thousandths of a point."""
    gained = np.maximum(np.asarray(score) - last, 0)
    paid: I8 = np.clip(values["floor"] + gained * values["per_point"] // 1000, 0, ONE)
    return paid


RULE = Rule(
    name="assessment.improvement",
    slot="assessment",
    zh="按较上年改进幅度返还",
    en="paid for improvement over last year",
    function=improvement,
    parameters=(
        Parameter("floor", "%", "不论改进都返还的比例", "share paid in any case", low=0, high=100),
        Parameter("per_point", "%", "每提高一分返还", "share for each point gained", low=0, high=100),
    ),
    writes=("deposit_share",),
    reads=("last_score",),
    needs=(Need(("payment.deposit",), in_run=True),),
)
