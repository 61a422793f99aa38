"""集采结余留用: what a procurement round saves against its batch budget is shared with the hospitals by their score, a
year later.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share, times
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def savings(values: Values, batch_budget: int, actual: int, score_share: int = ONE) -> dict[str, int]:
    """One batch of one hospital (fen); score_share: what the assessment leaves of the retained part, ppm."""
    saved = max(batch_budget - actual, 0)
    kept = share(share(saved, values.one("retained")), score_share)
    return {"savings": saved, "retained": kept, "fund_keeps": saved - kept}


def batches(values: Values, items: I8) -> tuple[I8, I8]:
    """(batch budgets, actual cost) (H,) fen of the year's charges by item class (H, 11); nothing where the policy does not
    say how much is bought in rounds and at which budget."""
    if "bought" not in values or "batch_budget" not in values:
        return np.zeros(len(items), np.int64), np.zeros(len(items), np.int64)
    actual = np.asarray(share(items, values["bought"]), np.int64).sum(axis=1)
    return np.asarray(times(actual, values.one("batch_budget")), np.int64), actual


RULE = Rule(
    name="fund.procurement",
    slot="funding",
    zh="集采结余留用",
    en="procurement savings retained",
    function=savings,
    parameters=(
        Parameter("retained", "%", "留用比例", "share retained", low=0, high=100),
        Parameter("bought", "%", "集采金额占该类费用比例", "part of an item class's charges that is bought in rounds",
                  axes=("item",), low=0, high=100, optional=True),
        Parameter("batch_budget", "%", "批次预算为实际采购支出的", "budget of a batch as a share of its actual cost", low=0,
                  high=1000, optional=True),
    ),
    takes=(
        Fact("batch_budget", "yuan", "批次医保资金预算", "budget of the batch"),
        Fact("actual", "yuan", "实际采购支出", "actual cost"),
        Fact("score_share", "%", "考核兑现比例", "share earned by the assessment", optional=True),
    ),
    gives=(
        Fact("savings", "yuan", "节约", "savings"),
        Fact("retained", "yuan", "医院留用", "retained by the hospital"),
        Fact("fund_keeps", "yuan", "归基金", "kept by the fund"),
    ),
)  # fmt: skip
