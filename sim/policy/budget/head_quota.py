"""人均定额总额 (以收定支): what a head brings in, less risk reserve, other reserves and what is paid before the package.
"""

from __future__ import annotations

import numpy as np

from sim.policy.budget.income import from_income
from sim.policy.rule import Fact, Parameter, Rule, Values


def total(values: Values, enrolees: int, per_head: int) -> dict[str, int]:
    """Total and head quota of a holder with so many enrolees (fen)."""
    reserve, before = values.one("reserve"), values.one("before_package")
    amount = int(from_income(np.array([enrolees]), per_head, reserve, before)[0])
    return {"total": amount, "head_quota": (2 * amount + enrolees) // (2 * enrolees)}


RULE = Rule(
    name="budget.head_quota",
    slot="funding",
    zh="人均定额总额",
    en="budget from income a head",
    function=total,
    parameters=(
        Parameter("reserve", "%", "风险金等提留比例", "reserves, share of income", low=0, high=100),
        Parameter("before_package", "yuan/person/year", "打包前列支（大病保费等）", "paid before the package", low=0),
    ),
    takes=(
        Fact("enrolees", "count", "参保人数", "enrolees"),
        Fact("per_head", "yuan/person/year", "人均筹资", "funding a head"),
    ),
    gives=(
        Fact("total", "yuan", "总额", "total"),
        Fact("head_quota", "yuan", "人均定额", "quota a head"),
    ),
)
