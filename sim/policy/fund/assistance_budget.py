"""医疗救助资金: assistance has a budget of its own, which can run out; then it is rationed or topped up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import split
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
FIRST_COME, IN_PROPORTION, TOPPED_UP = "first_come", "in_proportion", "topped_up"


def ration(values: Values, due_fen: I8, left_fen: int) -> tuple[I8, int]:
    """(what is paid of each amount due (N,), what a government adds): in order of settlement, in proportion, or in
    full with the gap filled from outside.
    """
    due = np.asarray(due_fen, np.int64)
    gap = int(due.sum()) - left_fen
    mode = values.one("when_short")
    if gap <= 0 or mode == 2:
        return due.copy(), max(gap, 0)
    if mode == 1:
        return np.array(split(max(left_fen, 0), due.tolist()), np.int64), 0
    before = np.cumsum(due) - due
    return np.clip(left_fen - before, 0, due), 0


def year(values: Values, due: I8, left: int | None = None, enrolees: int = 0) -> dict[str, I8 | int]:
    """Amounts due, in the order of settlement, against what is left of the budget (by default all of it)."""
    paid, added = ration(values, due, enrolees * values.one("per_head") if left is None else left)
    parts = np.array(split(added, values["topped_up_by"].tolist()), np.int64)
    return {"paid": paid, "unpaid": int(np.sum(due) - paid.sum()), "added": added, "added_by": parts}


RULE = Rule(
    name="fund.assistance_budget",
    slot="funding",
    zh="医疗救助资金总量",
    en="budget of medical assistance",
    function=year,
    parameters=(
        Parameter("per_head", "yuan/person/year", "人均救助资金", "assistance budget a head", low=0),
        Parameter("when_short", "choice", "资金不足时", "when it runs out",
                  choices=(FIRST_COME, IN_PROPORTION, TOPPED_UP)),
        Parameter("topped_up_by", "%", "兜底各级分担", "who fills the gap", axes=("government",), low=0, high=100),
    ),
    takes=(
        Fact("due", "yuan", "应救助金额（按结算次序）", "amounts due, in order", listed=True),
        Fact("left", "yuan", "剩余资金", "what is left of the budget", optional=True),
        Fact("enrolees", "count", "参保人数", "enrolees", optional=True),
    ),
    gives=(
        Fact("paid", "yuan", "实际救助", "paid", listed=True),
        Fact("unpaid", "yuan", "未能救助", "not paid"),
        Fact("added", "yuan", "财政兜底", "added by government"),
        Fact("added_by", "yuan", "中央、省、市、县分担", "by level of government", listed=True),
    ),
)  # fmt: skip
