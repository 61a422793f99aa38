"""普通门诊单次(当日)封顶: the pool pays at most so much for one visit. One visit a day is assumed for daily caps."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def per_visit(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Basic insurance, at most the cap of the place; what a rule pays in full is outside the cap."""
    return {"basic": work["full"] + np.minimum(work["basic"] - work["full"], values["cap"][claims.where])}


RULE = Rule(
    name="benefit.outpatient_visit_cap",
    slot="cap",
    zh="普通门诊单次封顶",
    en="outpatient cap a visit",
    function=per_visit,
    parameters=(
        Parameter("cap", "yuan/visit", "每次最高支付", "most that is paid for a visit", axes=("where",), low=0, better="high"),
    ),
    kinds=(OUTPATIENT,),
    reads=("where", "full", "basic"),
    writes=("basic",),
)
