"""门诊按级按人头付费: the outpatient pool of a county is cut between its tiers, and every institution of a tier holds
its part, clears it, keeps of a surplus and bears of a deficit.

How the pool is cut is the rule `payment.tier_split`; here is how large it is, who holds which part, and who shares.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import split
from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.payment.hospital_budget import schedule
from sim.policy.payment.package import SHARING
from sim.policy.payment.tier_split import by_tier
from sim.policy.rule import Need, Parameter, Rule, Values
from sim.policy.sharing.clearing import Clearing, Totals, settle

I8 = npt.NDArray[np.int64]
BASES = ("per_head", "history")
"""人均定额 x 参保人数; 历史门诊支出 x (1 + 增长率)."""
MEASURES = ("enrolees", "past")
"""同级之间: 按服务的参保人数, 按往年支出."""


def pool(values: Values, enrolees: int, history: I8) -> int:
    """The county's pool in fen, from enrolees or from the county's outpatient spending of earlier years (Y,).

    Raises ValueError if what the base needs is not stated.
    """
    if BASES[values.one("base")] == "per_head":
        if "per_head" not in values:
            raise ValueError("a pool by head needs an amount a head (payment.tier_pools.per_head)")
        return enrolees * values.one("per_head")
    if "weights" not in values or "growth" not in values:
        raise ValueError("a pool from earlier years needs their weights and the growth (payment.tier_pools.weights, growth)")
    past = np.asarray(history, np.int64)[:, None]
    return int(grown(weighted_mean(past, values["weights"]), values.one("growth"))[0])


def parts(values: Values, split_values: Values, pool_fen: int, tier: npt.NDArray[np.integer], facts: dict[str, I8]) -> I8:
    """Part of each institution (H,) fen, adding up to the pool.

    Args:
        tier: (H,). facts: measure of MEASURES -> (H,) non-negative integers, 0 for institutions outside the pool.

    Raises:
        ValueError: a tier has a share but nobody with a weight: its part would be lost.
    """
    out = np.zeros(len(tier), np.int64)
    for t, amount in enumerate(by_tier(split_values, pool_fen)):
        if not amount:
            continue
        rows = np.flatnonzero(np.asarray(tier) == t)
        weights = facts[MEASURES[int(values["within"][t])]][rows]
        if not weights.any():
            raise ValueError(f"tier {t} has a share of the outpatient pool but no institution to hold it")
        out[rows] = split(amount, [int(w) for w in weights])
    return out


def clear(values: Values, totals: Totals) -> Clearing:
    """Clear the parts of G institutions: `budget` is what each holds; without one the whole pool by head."""
    budget = totals.budget
    if budget is None:
        if totals.enrolees is None or "per_head" not in values:
            raise ValueError("the outpatient pool needs the number of enrolees and an amount a head, or a budget")
        budget = (totals.enrolees * values.one("per_head")).astype(totals.spent.dtype)
    return settle(budget, totals, schedule(values))


RULE = Rule(
    name="payment.tier_pools",
    slot="payment",
    zh="门诊按级按人头付费",
    en="outpatient pool held by tiers",
    function=clear,
    parameters=(
        Parameter("base", "choice", "总额基数", "base of the pool", choices=BASES),
        Parameter("per_head", "yuan/person/year", "人均定额", "amount a head", low=0, optional=True),
        Parameter("weights", "%", "各年权重（由远及近）", "weights of earlier years, oldest first", listed=True, low=0,
                  high=100, optional=True),
        Parameter("growth", "%", "增长率", "growth", low=-100, high=100, optional=True),
        Parameter("within", "choice", "同级之间分配依据", "measure inside a tier", axes=("institution_tier",),
                  choices=MEASURES),
        Parameter("covers", "flag", "纳入包干的费用种类", "kinds of claim charged to the pool", axes=("kind",)),
        *SHARING,
    ),
    needs=(
        Need(("payment.tier_split",)),
        Need(("payment.tier_pools.per_head",), "base", ("per_head",)),
        Need(("payment.tier_pools.weights",), "base", ("history",)),
        Need(("payment.tier_pools.growth",), "base", ("history",)),
    ),
)  # fmt: skip
