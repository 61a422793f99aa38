"""住院起付线: the first part of a stay's eligible cost, by place and grade of the hospital, borne by the patient."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def deductible(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Amount of the hospital's cell; rules after this one lower it."""
    return {"deductible": values["amount"][claims.where, claims.level]}


RULE = Rule(
    name="benefit.inpatient_deductible",
    slot="deductible",
    zh="住院起付线",
    en="inpatient deductible by place and grade",
    function=deductible,
    parameters=(Parameter("amount", "yuan", "起付线", "deductible of a stay", axes=("where", "level"), low=0, better="low"),),
    kinds=(INPATIENT,),
    reads=("where", "level"),
    writes=("deductible",),
)
