"""门诊病例分组 (APG): an outpatient visit earns the weight of its group; a point is worth the pool divided by all
points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.payment.points import POINT, worth
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def visits(values: Values, points: I8, pool_fen: int, all_points: int) -> I8:
    """What visits (N,) with points (N,) are worth, at most `cap_value` yuan a point; fen."""
    capped = min(pool_fen, values.one("cap_value") * all_points // POINT)
    return worth(np.asarray(points, np.int64), capped, all_points)


def one_visit(values: Values, points: int, pool: int, all_points: int) -> dict[str, int]:
    """One visit."""
    return {"worth": int(visits(values, np.array([points]), pool, all_points)[0])}


RULE = Rule(
    name="payment.apg",
    slot="tariff",
    zh="门诊病例分组付费",
    en="payment of visits by groups",
    function=one_visit,
    parameters=(Parameter("cap_value", "yuan/point", "点值上限", "highest value of a point", low=0),),
    takes=(
        Fact("points", "points", "本次点数", "points of the visit"),
        Fact("pool", "yuan", "门诊预算", "outpatient budget"),
        Fact("all_points", "points", "全部点数", "all points"),
    ),
    gives=(Fact("worth", "yuan", "结算额", "worth of the visit"),),
)
