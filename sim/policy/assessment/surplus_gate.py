"""结余兑现门槛: below a score no surplus is paid."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.policy.rule import I8, Need, Parameter, Rule, Values


def gate(values: Values, score: I8 | int) -> npt.NDArray[np.bool_]:
    """Whether a surplus may be kept, for scores in thousandths of a point (any shape)."""
    passed: npt.NDArray[Any] = np.asarray(score) >= values["min_score"]
    return passed


RULE = Rule(
    name="assessment.surplus_gate",
    slot="assessment",
    zh="考核得分门槛",
    en="lowest score with which a surplus is kept",
    function=gate,
    parameters=(Parameter("min_score", "score", "最低得分", "lowest score", low=0, high=100),),
    writes=("gate",),
    needs=(Need(("payment.deposit",), in_run=True),),
)
