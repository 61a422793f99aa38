"""DRG 付费覆盖面: which institutions, diseases and share of the fund are paid by groups, year by year.

The yearly steps of a plan are dated values of these parameters. Institutions enter in the order of their past inpatient
spending, so that the fund's share is reached with the fewest institutions.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE
from sim.policy.rule import Fact, Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def entered(values: Values, spent_fen: I8) -> npt.NDArray[np.bool_]:
    """Which of H institutions with inpatient spending (H,) are in: the largest first, until both the share of
    institutions (rounded up) and the share of the fund are reached.
    """
    spent = np.asarray(spent_fen, np.int64)
    order = np.lexsort((np.arange(spent.size), -spent))
    needed = -(-values.one("institutions") * spent.size // ONE)
    before = np.cumsum(spent[order]) - spent[order]
    short = before * ONE < int(values.one("fund_share")) * int(spent.sum())
    inside = np.zeros(spent.size, bool)
    inside[order] = (np.arange(spent.size) < needed) | (short & (spent[order] > 0))
    return inside


def grouped(values: Values, cases: I8) -> npt.NDArray[np.bool_]:
    """Which of C diseases with numbers of cases (C,) are paid by groups: the commonest first."""
    order = np.lexsort((np.arange(cases.size), -np.asarray(cases)))
    inside = np.zeros(cases.size, bool)
    inside[order[: -(-values.one("conditions") * cases.size // ONE)]] = True
    return inside


def of_year(values: Values, spent: I8) -> dict[str, I8 | int]:
    """Institutions covered and the share of the fund that they make up."""
    inside = entered(values, spent)
    total = max(int(spent.sum()), 1)
    return {"covered": inside.astype(np.int64), "fund_share": int(spent[inside].sum()) * ONE // total}


RULE = Rule(
    name="payment.drg_coverage",
    slot="tariff",
    zh="DRG付费覆盖面",
    en="coverage of payment by groups",
    function=of_year,
    parameters=(
        Parameter("institutions", "%", "覆盖医疗机构比例（累计）", "share of institutions, cumulated", low=0, high=100),
        Parameter("conditions", "%", "覆盖病种比例", "share of diseases", low=0, high=100, neutral=100),
        Parameter("fund_share", "%", "占住院统筹支出比例", "share of the inpatient pooled fund", low=0, high=100,
                  neutral=0),
    ),
    takes=(Fact("spent", "yuan", "各机构住院统筹支出", "inpatient fund spending by institution", listed=True),),
    gives=(
        Fact("covered", "flag", "是否纳入", "covered or not", listed=True),
        Fact("fund_share", "%", "占住院统筹支出", "their share of the fund"),
    ),
    needs=(Need(("payment.points_pool",), in_run=True),),
)
