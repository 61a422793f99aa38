"""乡镇门诊统筹按人头包干: a yearly amount per enrolee of the township, held by its health centre with the village
clinics.

What is spent less is shared between centre and fund, what is spent more too. Patients' terms do not change.
"""

from __future__ import annotations

import numpy as np

from sim.policy.rule import Parameter, Rule, Values
from sim.policy.sharing.clearing import Amount, Clearing, Schedule, Totals, settle


def pool(values: Values, enrolees: Amount) -> Amount:
    """The year's control total, (H,) fen."""
    budget: Amount = enrolees * values.one("per_head")
    return budget


def outpatient_pool(values: Values, enrolees: Amount, spent_fen: Amount) -> Clearing:
    """Clear the pools of H townships: enrolees (H,) at the middle of the year, spent (..., H)."""
    return clear(values, Totals(spent_fen, enrolees=enrolees))


def clear(values: Values, totals: Totals) -> Clearing:
    """The same from `Totals`; a budget given from outside replaces head count x amount."""
    budget = totals.budget
    if budget is None:
        if totals.enrolees is None:
            raise ValueError("the outpatient pool needs the number of enrolees")
        budget = pool(values, totals.enrolees).astype(totals.spent.dtype)
    shares = Schedule(values["surplus_share"].reshape(1), values["deficit_share"].reshape(1))
    return settle(budget, totals, shares)


def covered(values: Values) -> tuple[np.ndarray, np.ndarray]:
    """Which claims are charged to the pool: flags by kind of claim (4,) and by tier of the institution (5,)."""
    return values["covers"] > 0, values["tiers"] > 0


RULE = Rule(
    name="payment.outpatient_pool",
    slot="payment",
    zh="乡镇门诊统筹按人头包干",
    en="township outpatient pool per head",
    function=clear,
    parameters=(
        Parameter("per_head", "yuan/person/year", "人均定额", "yearly amount per enrolee", low=0),
        Parameter("surplus_share", "%", "结余奖励比例", "share of a surplus paid to the centre", low=0, high=100,
                  neutral=0),
        Parameter("deficit_share", "%", "超支承担比例", "share of a deficit borne by the centre", low=0, high=100,
                  neutral=0),
        Parameter("covers", "flag", "纳入包干的费用种类", "kinds of claim charged to the pool", axes=("kind",)),
        Parameter("tiers", "flag", "纳入包干的机构", "tiers charged to the pool", axes=("institution_tier",)),
    ),
)  # fmt: skip
