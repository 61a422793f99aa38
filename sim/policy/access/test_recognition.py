"""检验检查结果互认: a test done before is not charged again where its result has to be recognised."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.claims import LEVELS
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
U1 = npt.NDArray[np.uint8]


def recognised(
    values: Values, before: U1, now: U1, same_hospital: npt.NDArray[np.bool_], days: I8
) -> npt.NDArray[np.bool_]:
    """(N,) whether a result of a hospital of grade `before` counts in one of grade `now` so many days later: the same
    hospital, the same grade, or a lower one that accepts a higher one's, each where the policy says so.
    """
    earlier, later = np.asarray(before, np.int64), np.asarray(now, np.int64)
    accepts = np.asarray(same_hospital) & (values["same_hospital"] > 0)
    accepts |= (earlier == later) & (values["same_level"] > 0)
    accepts |= (earlier > later) & (values["lower_accepts_higher"] > 0)
    return np.asarray(accepts & (np.asarray(days) <= values["within"]))


def one(
    values: Values, tests: int, before: int, now: int, days: int, same_hospital: int = 0
) -> dict[str, int]:
    """What may not be charged again of repeated tests worth `tests` fen."""
    holds = recognised(
        values, np.array([before], np.uint8), np.array([now], np.uint8), np.array([same_hospital > 0]), np.array([days])
    )
    return {"not_charged": tests if holds[0] else 0}


RULE = Rule(
    name="access.test_recognition",
    slot="access",
    zh="检验检查结果互认",
    en="recognition of test results",
    function=one,
    parameters=(
        Parameter("same_level", "flag", "同级医院互认", "hospitals of one grade"),
        Parameter("same_hospital", "flag", "同一医院前后几次住院互认", "successive stays in one hospital"),
        Parameter("lower_accepts_higher", "flag", "下级认可上级结果", "a lower grade accepts a higher one's"),
        Parameter(
            "compliance", "%", "执行比例", "share of repeated tests that hospitals leave out", low=0, high=100, optional=True
        ),
        Parameter("within", "days", "有效期", "within", low=0, high=3650),
    ),
    takes=(
        Fact("tests", "yuan", "重复检查检验费用", "charge of the repeated tests"),
        Fact("before", "choice", "前次医院等级", "grade of the first hospital", choices=LEVELS),
        Fact("now", "choice", "本次医院等级", "grade of this hospital", choices=LEVELS),
        Fact("days", "days", "间隔天数", "days between"),
        Fact("same_hospital", "flag", "同一医院", "the same hospital", optional=True),
    ),
    gives=(Fact("not_charged", "yuan", "不得重复收费", "may not be charged again"),),
)
