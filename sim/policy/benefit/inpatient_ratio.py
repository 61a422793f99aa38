"""住院报销比例: the share of eligible cost above the deductible that basic insurance pays."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of the hospital's cell; rules after this one add or take points."""
    return {"ratio_ppm": values["ratio"][claims.where, claims.level]}


RULE = Rule(
    name="benefit.inpatient_ratio",
    slot="ratio",
    zh="住院报销比例",
    en="inpatient reimbursement ratio by place and grade",
    function=ratio,
    parameters=(Parameter("ratio", "%", "报销比例", "share paid", axes=("where", "level"), low=0, high=100, better="high"),),
    kinds=(INPATIENT,),
    reads=("where", "level"),
    writes=("ratio_ppm",),
)
