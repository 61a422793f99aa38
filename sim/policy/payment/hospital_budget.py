"""定点医疗机构总额预算: each institution's budget from its own earlier years, and shared balances.

The base is the past spending of the institution itself, so a saving lowers a later budget: the ratchet is in the rule.
"""

from __future__ import annotations

import numpy as np

from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.rule import Parameter, Rule, Values
from sim.policy.sharing.clearing import Amount, Clearing, Schedule, Totals, settle


def next_budget(values: Values, history_fen: Amount) -> Amount:
    """Budget (H,) from spending of earlier years (Y, H), oldest first; the newest years count, one per weight."""
    return grown(weighted_mean(history_fen, values["weights"]), values.one("growth"))


def hospital_budget(values: Values, history_fen: Amount, spent_fen: Amount) -> Clearing:
    """Clear H institutions: history (Y, H), spent (..., H)."""
    return clear(values, Totals(spent_fen, history=history_fen))


def break_even_growth(values: Values, history_fen: Amount, spent_fen: Amount) -> Amount:
    """Growth (H,) as a fraction at which the budget would equal the spending: above it surplus, below it deficit."""
    growth: Amount = spent_fen / weighted_mean(history_fen, values["weights"]) - 1
    return growth


def schedule(values: Values) -> Schedule:
    """The policy's bands."""
    return Schedule(
        surplus_ppms=values["surplus_shares"],
        deficit_ppms=values["deficit_shares"],
        surplus_edges_ppm=values["surplus_edges"],
        deficit_edges_ppm=values["deficit_edges"],
        surplus_ceiling_ppm=values.one("surplus_ceiling") if "surplus_ceiling" in values else None,
        fund_limit_ppm=values.one("fund_limit") if "fund_limit" in values else None,
    )


def clear(values: Values, totals: Totals) -> Clearing:
    """The same from `Totals`; a budget given from outside replaces the computation from history."""
    budget = totals.budget
    if budget is None:
        if totals.history is None:
            raise ValueError("the hospital budget needs the spending of earlier years")
        budget = next_budget(values, totals.history).astype(totals.spent.dtype)
    return settle(budget, totals, schedule(values))


def covered(values: Values) -> tuple[np.ndarray, np.ndarray]:
    """Which claims are charged to the budget: flags by kind of claim (4,) and by tier of the institution (5,)."""
    return values["covers"] > 0, values["tiers"] > 0


RULE = Rule(
    name="payment.hospital_budget",
    slot="payment",
    zh="定点医疗机构总额预算",
    en="budget of each institution from its earlier years",
    function=clear,
    parameters=(
        Parameter(
            "weights",
            "%",
            "各年权重（由远及近）",
            "weights of earlier years, oldest first",
            listed=True,
            low=0,
            high=100,
        ),
        Parameter("growth", "%", "增长率", "growth", low=-100, high=100),
        Parameter("surplus_edges", "%", "结余分段上限（占预算）", "upper edges of surplus bands, of the budget", listed=True,
                  low=0, neutral=()),
        Parameter("surplus_shares", "%", "各段机构留用比例", "institution's share of each band", listed=True, low=0,
                  high=100, neutral=(0,)),
        Parameter("deficit_edges", "%", "超支分段上限（占预算）", "upper edges of deficit bands, of the budget", listed=True,
                  low=0, neutral=()),
        Parameter("deficit_shares", "%", "各段机构承担比例", "institution's share of each band", listed=True, low=0,
                  high=100, neutral=(0,)),
        Parameter(
            "surplus_ceiling", "%", "留用上限（占预算）", "most that is retained, of the budget", low=0, optional=True
        ),
        Parameter(
            "fund_limit", "%", "基金分担上限（占预算）", "most that the fund adds, of the budget", low=0, optional=True
        ),
        Parameter("covers", "flag", "纳入预算的费用种类", "kinds of claim charged to the budget", axes=("kind",)),
        Parameter("tiers", "flag", "纳入预算的机构", "tiers with a budget", axes=("institution_tier",)),
    ),
)  # fmt: skip
