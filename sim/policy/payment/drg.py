"""按疾病诊断相关分组付费 (DRG/DIP) as a policy states it: how a case earns points and what a point is worth.

The arithmetic is in `points.py`; here are the parameters, and the same arithmetic for one case. The value of a point
belongs to the whole pool of a prefecture: what the county does not know of the rest of the pool is a fact to be given.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share, times
from sim.policy.claims import LEVELS
from sim.policy.payment.points import POINT, base_points, complete, incomplete, net_pool
from sim.policy.rule import Fact, Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
FLOATING, FIXED = "floating", "fixed"
BY_ITEM, LIKE_OTHERS = "by_item", "mean_of_ungrouped"


def points_of(
    values: Values, cost_fen: I8, mean_group_fen: I8, mean_all_fen: int, level: npt.NDArray[np.integer], whole: B1,
    same_price: B1,
) -> I8:  # fmt: skip
    """Points (N,) of cases: base x grade coefficient, a broken-off stay by its cost; groups of one price (N,) have no
    coefficient; beyond the high line the excess cost earns points too.
    """
    base = base_points(mean_group_fen, mean_all_fen)
    coefficient = np.where(same_price, ONE, values["coefficient"][level])
    earned = np.where(whole, complete(base, coefficient), incomplete(base, cost_fen, mean_group_fen))
    line = np.asarray(times(np.asarray(mean_group_fen), values["high_line"][level]))
    excess = np.maximum(np.asarray(cost_fen) - line, 0)
    counted = np.asarray(share(excess, values.one("high_share")))
    extra: I8 = np.where(whole, base_points(counted, mean_all_fen), 0)
    return np.asarray(earned + extra)


def is_whole(values: Values, cost_fen: I8, mean_group_fen: I8, level: npt.NDArray[np.integer]) -> B1:
    """Whether stays (N,) count as complete: those that cost less than a share of their group's mean were broken off,
    where the policy says so."""
    cost = np.asarray(cost_fen, np.int64)
    if "incomplete_below" not in values:
        return np.ones(cost.size, bool)
    line = np.asarray(times(np.asarray(mean_group_fen, np.int64), values["incomplete_below"][level]))
    return np.asarray(cost >= line)


def reviewed(values: Values, cases: I8) -> B1:
    """Which groups with so many cases in the whole pool (C,) are too small for a mean of their own (特病单议)."""
    return np.asarray((cases > 0) & (cases < values.one("small_group")))


def value_of_point(values: Values, budget_fen: int, all_points: int) -> float:
    """Yuan a point: the fixed one, or the pool after the adjustment fund divided by all points."""
    if values.one("value") == 1:
        return values.one("fixed_value") / 100
    return net_pool(budget_fen, values.one("adjustment_fund")) / 100 / (all_points / POINT)


def one_case(
    values: Values, mean_group: int, mean_all: int, level: int, cost: int | None = None, whole: int | None = None,
    same_price: int = 0, readmitted: int = 0, cases: int | None = None, is_grouped: int = 1, budget: int | None = None,
    all_points: int | None = None,
) -> dict[str, int]:  # fmt: skip
    """Points of one case; with budget and points of the region also the value of a point and the case's worth.

    A case that no group takes is paid by item (no points), or earns points by its own cost against the mean of all.
    Whether a stay was complete follows from its cost, where nothing is said of it and the policy has a line.
    """
    if not is_grouped:
        by_cost = int(base_points(mean_group if cost is None else cost, mean_all))
        return {"points": 0 if values.one("ungrouped") == 0 else by_cost, "by_item": int(values.one("ungrouped") == 0)}
    spent = np.array([mean_group if cost is None else cost])
    complete_ = is_whole(values, spent, np.array([mean_group]), np.array([level])) if whole is None else np.array([whole > 0])
    columns = np.array([level]), complete_, np.array([same_price > 0])
    earned = int(points_of(values, spent, np.array([mean_group]), mean_all, *columns)[0])
    if readmitted:
        earned = int(share(earned, values.one("readmission_factor")))
    found = {"base_points": int(base_points(mean_group, mean_all)), "points": earned, "by_item": 0}
    if cases is not None:
        found["reviewed"] = int(cases < values.one("small_group"))
    if values.one("value") == 1 or (budget is not None and all_points):
        worth = value_of_point(values, budget or 0, all_points or 1)
        found |= {"point_value": round(worth * 100), "worth": round(worth * earned / POINT * 100)}
    return found


RULE = Rule(
    name="payment.drg",
    slot="tariff",
    zh="按疾病诊断相关分组付费",
    en="payment by diagnosis-related groups",
    function=one_case,
    parameters=(
        Parameter("value", "choice", "点值", "value of a point", choices=(FLOATING, FIXED)),
        Parameter("fixed_value", "yuan/point", "固定点值", "the fixed value", low=0, optional=True),
        Parameter("adjustment_fund", "%", "调节金占预算比例", "adjustment fund, share of the budget", low=0, high=100),
        Parameter("coefficient", "%", "等级系数", "grade coefficient", axes=("level",), low=0, high=500,
                  neutral=100),
        Parameter("high_line", "%", "高倍率病例起点（占组均费用）", "high outlier from this share of the group's mean",
                  axes=("level",), low=100, high=10_000, neutral=10_000),
        Parameter("high_share", "%", "高倍率部分计入比例", "share of the excess that earns points", low=0, high=100,
                  neutral=0),
        Parameter("readmission_days", "days", "同组再入院天数", "readmission to the same group within", low=0, high=365,
                  neutral=0),
        Parameter("readmission_factor", "%", "前次住院点数折算", "factor on the earlier stay's points", low=0, high=100,
                  neutral=100),
        Parameter("small_group", "count", "病例数少于此数按特病单议", "groups with fewer cases are reviewed", low=0, neutral=0),
        Parameter("ungrouped", "choice", "未入组病例", "ungrouped cases", choices=(BY_ITEM, LIKE_OTHERS),
                  neutral=LIKE_OTHERS),
        Parameter("ungrouped_share", "%", "未入组病例比例", "share of stays that no group takes", low=0, high=100,
                  optional=True),
        Parameter("incomplete_below", "%", "不完整病例（占组均费用低于此比例）",
                  "a stay below this share of the group's mean is incomplete", axes=("level",), low=0, high=100, optional=True),
    ),
    takes=(
        Fact("mean_group", "yuan", "本组次均费用", "mean cost of the group"),
        Fact("mean_all", "yuan", "全部病例次均费用", "mean cost of all cases"),
        Fact("level", "choice", "医院等级", "grade of the hospital", choices=LEVELS),
        Fact("cost", "yuan", "本例费用", "cost of the case", optional=True),
        Fact("whole", "flag", "完整住院", "a complete stay", optional=True),
        Fact("same_price", "flag", "同病同价病组", "a group of one price", optional=True),
        Fact("readmitted", "flag", "规定天数内同组再入院", "followed by a readmission to the same group", optional=True),
        Fact("cases", "count", "本组病例数", "cases of the group", optional=True),
        Fact("is_grouped", "flag", "已入组", "a group takes it", optional=True),
        Fact("budget", "yuan", "区域住院预算", "inpatient budget of the region", optional=True),
        Fact("all_points", "points", "区域总点数", "all points of the region", optional=True),
    ),
    gives=(
        Fact("base_points", "points", "基准点数", "base points"),
        Fact("points", "points", "本例点数", "points of the case"),
        Fact("by_item", "flag", "按项目付费", "paid by item"),
        Fact("reviewed", "flag", "特病单议", "reviewed singly"),
        Fact("point_value", "yuan/point", "点值", "value of a point"),
        Fact("worth", "yuan", "本例结算额", "worth of the case"),
    ),
    needs=(Need(("payment.drg.fixed_value",), "value", (FIXED,)),),
)  # fmt: skip
