"""拖欠与付款次序: when the fund cannot pay all, who is paid first, and what the hospitals advance in the meantime."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share, split
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
OUTSIDE_FIRST, IN_PROPORTION = "outside_first", "in_proportion"


def paid_now(values: Values, due_fen: I8, outside: npt.NDArray[np.bool_]) -> I8:
    """What is paid at once of bills due (H,): all together `paid_share` of the sum, in the policy's order; int64 fen.

    outside: hospitals outside the pool, whose office insists.
    """
    due = np.asarray(due_fen, np.int64)
    cash = int(share(int(due.sum()), values.one("paid_share")))
    if values.one("order") == 1:
        return np.array(split(cash, due.tolist()), np.int64)
    first = np.where(outside, due, 0)
    if int(first.sum()) >= cash:
        return np.array(split(cash, first.tolist()), np.int64)
    local = np.where(outside, 0, due)
    rest = split(cash - int(first.sum()), local.tolist()) if local.any() else [0] * due.size
    return np.asarray(first + np.array(rest, np.int64))


def month(values: Values, local: int, outside: int) -> dict[str, int]:
    """One month's bills of local hospitals and of hospitals outside."""
    here, there = paid_now(values, np.array([local, outside]), np.array([False, True])).tolist()
    return {"paid_local": here, "paid_outside": there, "owed_local": local - here, "owed_outside": outside - there}


RULE = Rule(
    name="payment.arrears",
    slot="cash",
    zh="拖欠与付款次序",
    en="arrears and the order of payment",
    function=month,
    parameters=(
        Parameter("paid_share", "%", "当期能付的比例", "share that can be paid at once", low=0, high=100),
        Parameter("order", "choice", "付款次序", "order of payment", choices=(OUTSIDE_FIRST, IN_PROPORTION)),
    ),
    takes=(
        Fact("local", "yuan", "本地医疗机构应付", "due to local hospitals"),
        Fact("outside", "yuan", "异地医疗机构应付", "due to hospitals outside"),
    ),
    gives=(
        Fact("paid_local", "yuan", "付给本地", "paid to local hospitals"),
        Fact("paid_outside", "yuan", "付给异地", "paid to hospitals outside"),
        Fact("owed_local", "yuan", "拖欠本地", "owed to local hospitals"),
        Fact("owed_outside", "yuan", "拖欠异地", "owed to hospitals outside"),
    ),
)
