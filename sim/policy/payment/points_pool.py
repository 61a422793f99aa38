"""点数法的区域总额: the inpatient budget of a whole pool, of which the county is a part, divided by all points.

The pool's other counties are exogenous: their budget follows from the county's share of the pool, their points from
the value at which that budget would have paid them as by item. So the county's own points move the value, but only as
much as its share.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share, times
from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.payment.hospital_budget import schedule
from sim.policy.payment.package import SHARING
from sim.policy.payment.points import POINT
from sim.policy.rule import Need, Parameter, Rule, Values
from sim.policy.sharing.clearing import Clearing, Totals, settle

I8 = npt.NDArray[np.int64]


def county_budget(values: Values, history: I8) -> int:
    """The county's part of the pool's budget, fen, from inpatient spending of earlier years (Y, H), oldest first."""
    return int(np.sum(grown(weighted_mean(history, values["weights"]), values.one("growth"))))


def rest_of_pool(values: Values, county_fen: int, reference_fen: int) -> tuple[int, int]:
    """(budget in fen, points in thousandths) of the other counties.

    reference_fen: fen a point at which the rest of the pool is paid what it bills.
    """
    part = values.one("county_share")
    rest = (2 * county_fen * (ONE - part) + part) // (2 * part)
    return rest, (2 * rest * POINT + reference_fen) // (2 * reference_fen)


def reference_value(values: Values, mean_charge_fen: int) -> int:
    """Fen of the fund a point, if a case of mean cost (100 points) is reimbursed as the pool expects."""
    return max(int(share(mean_charge_fen, values.one("reference_ratio"))) // 100, 1)


def net(values: Values, budget_fen: int) -> int:
    """The pool after the adjustment fund."""
    return budget_fen - int(times(budget_fen, values.one("adjustment_fund")))


def clear(values: Values, totals: Totals) -> Clearing:
    """Clear H institutions: `budget` is what their points are worth, `spent` what they billed for the same stays."""
    if totals.budget is None:
        raise ValueError("points are worth something only in a pool: give the worth of the points as the budget")
    return settle(totals.budget, totals, schedule(values))


RULE = Rule(
    name="payment.points_pool",
    slot="payment",
    zh="区域点数法总额",
    en="regional budget divided by points",
    function=clear,
    parameters=(
        Parameter("weights", "%", "各年权重（由远及近）", "weights of earlier years, oldest first", listed=True, low=0,
                  high=100),
        Parameter("growth", "%", "增长率", "growth", low=-100, high=100),
        Parameter("adjustment_fund", "%", "调节金占预算比例", "adjustment fund, of the budget", low=0, high=100),
        Parameter("county_share", "%", "本县占统筹区比例", "the county's share of the pool", low=1, high=100),
        Parameter("reference_ratio", "%", "其余县区的实际报销比例", "fund's share of charges in the rest of the pool",
                  low=1, high=100),
        Parameter("tiers", "flag", "按点数付费的机构", "tiers paid by points", axes=("institution_tier",)),
        *SHARING,
    ),
    needs=(Need(("payment.drg",)),),
)  # fmt: skip
