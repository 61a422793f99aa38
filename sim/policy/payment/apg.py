"""门诊病例分组 (APG): an outpatient visit earns the weight of its group; a point is worth the pool divided by all
points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.payment.points import POINT, worth
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def members(values: Values, tier: npt.NDArray[np.integer], in_county: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Institutions (H,) whose visits earn points.

    Raises ValueError if the policy does not say which, or how large their pool is: a run cannot guess it.
    """
    missing = [name for name in ("tiers", "weights", "growth") if name not in values]
    if missing:
        raise ValueError(f"payment.apg in a run needs {', '.join(f'payment.apg.{name}' for name in missing)}")
    return np.asarray((values["tiers"][tier] > 0) & in_county)


def pool(values: Values, history: I8) -> int:
    """The outpatient budget in fen from earlier years' spending (Y,) of the institutions, oldest first."""
    return int(grown(weighted_mean(np.asarray(history, np.int64)[:, None], values["weights"]), values.one("growth"))[0])


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
    parameters=(
        Parameter("cap_value", "yuan/point", "点值上限", "highest value of a point", low=0),
        Parameter("tiers", "flag", "按门诊点数付费的机构", "tiers paid by points", axes=("institution_tier",), optional=True),
        Parameter("weights", "%", "各年权重（由远及近）", "weights of earlier years, oldest first", listed=True, low=0,
                  high=100, optional=True),
        Parameter("growth", "%", "增长率", "growth", low=-100, high=100, optional=True),
    ),
    takes=(
        Fact("points", "points", "本次点数", "points of the visit"),
        Fact("pool", "yuan", "门诊预算", "outpatient budget"),
        Fact("all_points", "points", "全部点数", "all points"),
    ),
    gives=(Fact("worth", "yuan", "结算额", "worth of the visit"),),
)  # fmt: skip
