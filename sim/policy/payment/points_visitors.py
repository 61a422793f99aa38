"""外来就医纳入同一点值: visitors' home insurers pay their stays by points too, at the value that the local pool has,
so that a hospital gains nothing by choosing between residents and visitors.

Their points do not move the value: their money is not in the pool.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share
from sim.policy.payment.points import POINT
from sim.policy.rule import Fact, Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def worth(values: Values, charge_fen: I8, stays: I8, mean_points: I8, value_fen: float) -> tuple[I8, I8]:
    """(what visitors' home insurers owe by points, what they were billed by item), (H,) fen.

    Args:
        charge_fen, stays: (H,) of all patients of other payers. mean_points: (H,) thousandths of a point of a mean
            stay of the hospital. value_fen: fen a point.
    """
    part = values.one("share")
    billed = np.asarray(share(share(np.asarray(charge_fen, np.int64), part), values.one("ratio")), np.int64)
    points = np.asarray(stays, np.int64) * np.asarray(mean_points, np.int64) * part / ONE
    return np.rint(points * value_fen / POINT).astype(np.int64), billed


def one(values: Values, charge: int, stays: int, mean_points: int, value: int) -> dict[str, int]:
    """One hospital's visitors of a year."""
    due, billed = worth(values, np.array([charge]), np.array([stays]), np.array([mean_points]), float(value))
    return {"worth": int(due[0]), "billed": int(billed[0]), "gain": int(due[0] - billed[0])}


RULE = Rule(
    name="payment.points_visitors",
    slot="tariff",
    zh="外来就医同一点值",
    en="visitors at the value of a point",
    function=one,
    parameters=(
        Parameter("share", "%", "其他病人中外来参保人比例", "share of other payers' patients who are insured visitors",
                  low=0, high=100),
        Parameter("ratio", "%", "外来参保人实际报销比例", "their insurers' share of a charge", low=0, high=100),
    ),
    takes=(
        Fact("charge", "yuan", "其他病人住院费用", "inpatient charges of other payers' patients"),
        Fact("stays", "count", "其他病人住院人次", "their stays"),
        Fact("mean_points", "points", "本院例均点数", "mean points of a stay of the hospital"),
        Fact("value", "yuan/point", "点值", "value of a point"),
    ),
    gives=(
        Fact("worth", "yuan", "按点数应付", "due by points"),
        Fact("billed", "yuan", "按项目已付", "billed by item"),
        Fact("gain", "yuan", "差额", "difference"),
    ),
    needs=(Need(("payment.points_pool",), in_run=True),),
)  # fmt: skip
