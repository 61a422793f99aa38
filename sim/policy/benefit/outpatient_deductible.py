"""普通门诊起付线: a deductible per visit by place."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def per_visit(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Amount of the place."""
    return {"deductible": values["per_visit"][claims.where]}


RULE = Rule(
    name="benefit.outpatient_deductible",
    slot="deductible",
    zh="普通门诊起付线",
    en="outpatient deductible a visit",
    function=per_visit,
    parameters=(Parameter("per_visit", "yuan/visit", "每次起付线", "deductible a visit", axes=("where",), low=0, better="low"),),
    kinds=(OUTPATIENT,),
    reads=("where",),
    writes=("deductible",),
)
