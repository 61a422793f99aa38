"""How large the package is: from the year's income (以收定支), or from earlier years with growth (历史基数).

The package of a county is computed once and divided between its alliances, so that dividing loses and creates nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share, split
from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.budget.income import from_income
from sim.policy.rule import Values

Amount = npt.NDArray[Any]
I8 = npt.NDArray[np.int64]

BASES = ("income", "history")
MEAN, LAST_PACKAGE, LAST_SPENDING = range(3)
REBASE = ("mean", "last_package", "last_spending")
"""次年基数: 前几年平均, 上年总额, 上年支出. The second keeps a saving, the third takes it away (鞭打快牛)."""


def by_income(values: Values, enrolees: I8, per_head_fen: int | None = None, before_fen: int = 0) -> I8:
    """F1: enrolees x income a head, less the reserve's share, less what is paid before the package; (G,) fen.

    Args:
        per_head_fen: the county's own income a head, used where the policy names none. before_fen: lump sums that the
            county pays first: catastrophic premium, packages inside the package.

    Raises:
        ValueError: no income a head is known.
    """
    per_head = values.one("per_head") if "per_head" in values else per_head_fen
    if per_head is None:
        raise ValueError("a package from income needs the income a head: from the policy, or from the county's funding")
    reserve = values.one("reserve") if "reserve" in values else 0
    deductions = values.one("deductions") if "deductions" in values else 0
    return from_income(enrolees, per_head, reserve, deductions, before_fen)


def growth(values: Values, fund_growth_ppm: int | None = None) -> int:
    """Growth in ppm: the policy's, at most its ceiling, at most the growth of the pooled fund where that binds."""
    wanted = values.one("growth")
    if "growth_cap" in values:
        wanted = min(wanted, values.one("growth_cap"))
    if "within_fund_growth" in values and values.one("within_fund_growth") and fund_growth_ppm is not None:
        wanted = min(wanted, fund_growth_ppm)
    return wanted


def by_history(
    values: Values, history: Amount, last_package: Amount | None = None, fund_growth_ppm: int | None = None
) -> Amount:
    """F2: a base x (1 + growth), (G,) fen.

    Args:
        history: (Y, G) spending in scope, oldest first. last_package: (G,) last year's package, None in the first year.
            The first year is always the weighted mean; later years follow `rebase`.
    """
    rate, rebase = growth(values, fund_growth_ppm), values.one("rebase") if "rebase" in values else MEAN
    if last_package is not None and rebase == LAST_PACKAGE:
        return grown(last_package, rate)
    if last_package is not None and rebase == LAST_SPENDING:
        return grown(history[-1], rate)
    return grown(weighted_mean(history, known_weights(values, len(history))), rate)


def known_weights(values: Values, years: int) -> I8:
    """Weights of the years that count. Where fewer are known than the policy weighs, and it says that these will do,
    the newest weights are scaled to 100 %."""
    weights = values["weights"]
    if 0 < years < len(weights) and "years_available" in values and values.one("years_available"):
        newest = weights[-years:]
        return np.array(split(1_000_000, [int(w) for w in newest]), np.int64)
    return weights


def after_score(values: Values, package: I8, last_score: I8) -> I8:
    """考核与总额挂钩: each point that a holder's last score (G,), in thousandths, was below the standard costs a share of
    its package (G,); half-up to the fen."""
    missing = np.maximum(values.one("full_score") - last_score, 0)
    kept = np.maximum(1_000_000 - (missing * values.one("lost_per_point") + 500) // 1000, 0)
    return np.asarray(share(package, kept), np.int64)


def divided(total: int, weights: I8) -> I8:
    """A package divided by weights (G,): enrolees, or what each part spent. Largest remainder: the parts add up."""
    return np.array(split(total, [int(w) for w in weights]), np.int64)
