"""按床日付费: a quota a bed-day, paid by the catalogue classes of the cost, at most a share of what the stay really
cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, cap, share, times
from sim.policy.claims import LEVELS
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def per_diem(days: I8, quota_fen: I8 | int, class_a_ppm: I8 | int, ratio_a_ppm: int, ratio_b_ppm: int) -> I8:
    """What the fund pays for stays, (N,) fen.

    Args:
        days: bed-days. quota_fen: amount a bed-day (by level of the hospital).
        class_a_ppm: share of the cost that is class A (甲类), the rest is class B. ratio_*_ppm: the fund's ratio of
        each.

    The quota of the whole stay is multiplied once and rounded half-up once.
    """
    blended = (np.asarray(class_a_ppm) * ratio_a_ppm + (ONE - np.asarray(class_a_ppm)) * ratio_b_ppm + ONE // 2) // ONE
    return np.asarray(share(np.asarray(days, np.int64) * quota_fen, blended))


def within_cost(paid_fen: int, real_advance_fen: int, ceiling_ppm: int) -> int:
    """A hospital's per-diem payments of a year, at most `ceiling_ppm` of what it really and reasonably advanced."""
    return cap(paid_fen, times(real_advance_fen, ceiling_ppm))


def by_level(values: Values, level: npt.NDArray[np.integer], days: I8) -> I8:
    """What the fund pays for stays (N,) of hospitals of grades (N,) under a policy's quotas."""
    return per_diem(
        days, values["quota"][level], values.one("class_a_share"), values.one("ratio_a"), values.one("ratio_b")
    )


def one_stay(values: Values, level: int, days: int, real_advance: int | None = None) -> dict[str, int]:
    """A single payment, at most the ceiling on what was really advanced, if that is known."""
    paid = int(by_level(values, np.array([level]), np.array([days]))[0])
    if real_advance is not None:
        paid = within_cost(paid, real_advance, values.one("ceiling"))
    return {"fund": paid}


RULE = Rule(
    name="payment.per_diem",
    slot="tariff",
    zh="按床日付费",
    en="payment by the bed-day",
    function=one_stay,
    parameters=(
        Parameter("quota", "yuan/day", "床日定额", "amount a bed-day", axes=("level",), low=0),
        Parameter("class_a_share", "%", "甲类费用占比", "share of class A cost", low=0, high=100),
        Parameter("ratio_a", "%", "甲类支付比例", "ratio of class A", low=0, high=100),
        Parameter("ratio_b", "%", "乙类支付比例", "ratio of class B", low=0, high=100),
        Parameter("ceiling", "%", "不超过实际合理垫付的比例", "ceiling as a share of the real advance", low=0, high=1000),
    ),
    takes=(
        Fact("level", "choice", "医院等级", "grade of the hospital", choices=LEVELS),
        Fact("days", "days", "床日", "bed-days"),
        Fact("real_advance", "yuan", "实际合理垫付", "what was really and reasonably advanced", optional=True),
    ),
    gives=(Fact("fund", "yuan", "基金支付", "the fund pays"),),
)
