"""异地住院起付线加倍: outside the own pool the deductible of the tier is multiplied."""

import numpy as np

from sim.foundation.money import times
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def multiplied(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The deductible times the factor of the place."""
    return {"deductible": np.asarray(times(work["deductible"], values["factor"][claims.place]))}


RULE = Rule(
    name="benefit.place_deductible",
    slot="deductible",
    zh="异地住院起付线倍数",
    en="deductible multiplied outside the own pool",
    function=multiplied,
    parameters=(Parameter("factor", "%", "倍数", "factor", axes=("place",), low=0, high=1000, better="low"),),
    kinds=(INPATIENT,),
    reads=("place", "deductible"),
    writes=("deductible",),
    after=("benefit.inpatient_deductible", "benefit.deductible_bill_share"),
)
