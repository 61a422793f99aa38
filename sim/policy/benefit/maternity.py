"""生育医疗费用定额补助: a birth is paid a fixed amount, without deductible and ratio."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def fixed(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The amount of the kind of birth, at most the eligible cost; ordinary terms where the amount is zero."""
    amount = values["amount"][claims.birth]
    applies = (claims.birth > 0) & (amount > 0)
    return {"basic": np.where(applies, np.minimum(amount, work["eligible"]), work["basic"])}


RULE = Rule(
    name="benefit.maternity",
    slot="basic",
    zh="生育医疗费用定额补助",
    en="fixed amount for a birth",
    function=fixed,
    parameters=(Parameter("amount", "yuan", "定额补助", "fixed amount", axes=("birth",), low=0, better="high"),),
    kinds=(INPATIENT,),
    reads=("birth", "eligible", "basic"),
    writes=("basic",),
    after=("benefit.inpatient_bands", "benefit.tcm_bonus"),
)
