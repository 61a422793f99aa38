"""质量保证金与考核得分: a part of every payment waits for the assessment; the score comes from indicators or is stated.

What a score does to the money is a rule of its own (bands, points lost, proportion): see sim.policy.assessment.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share
from sim.policy.package.score import total
from sim.policy.rule import Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def withheld(values: Values, due: I8, tier: npt.NDArray[np.integer]) -> I8:
    """Part of payments due (H, kinds) fen of institutions of tiers (H,) that waits for the assessment."""
    covered = np.zeros(due.shape[1], np.int64)
    covered[: len(values["covers"])] = values["covers"]
    return np.asarray(share(due, values["share"][tier][:, None] * covered), np.int64)


def score(values: Values, indicators_ppm: I8, tier: npt.NDArray[np.integer]) -> I8:
    """Scores (H,) in thousandths of a point: the stated score of the tier, with the counted indicators (H, 3) where the
    policy gives them weight."""
    stated: I8 = values["score"][tier]
    if "weights" not in values:
        return stated
    return total(stated, values["weights"], indicators_ppm, values["floors"], values["targets"])


RULE = Rule(
    name="payment.deposit",
    slot="assessment",
    zh="质量保证金与考核得分",
    en="quality deposit and score",
    function=score,
    parameters=(
        Parameter("share", "%", "保证金比例", "part withheld", axes=("institution_tier",), low=0, high=100),
        Parameter("covers", "flag", "提留的费用种类", "kinds of claim it is withheld from", axes=("kind",)),
        Parameter("score", "score", "考核得分", "stated score", axes=("institution_tier",), low=0, high=100),
        Parameter("weights", "%", "可计算指标的权重：县域内住院率、县域内基金占比、基层就诊率",
                  "weights of counted indicators: stays in county, fund in county, primary visits", listed=True, low=0,
                  high=100, optional=True),
        Parameter("floors", "%", "零分值", "values that earn nothing", listed=True, low=0, high=100, optional=True),
        Parameter("targets", "%", "满分值", "values that earn all", listed=True, low=0, high=100, optional=True),
    ),
    writes=("deposit",),
    needs=(
        Need(("payment.deposit.floors",), "weights"),
        Need(("payment.deposit.targets",), "weights"),
    ),
)  # fmt: skip
