"""两病门诊用药报销比例: the share of eligible cost that basic insurance pays, by place."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of the place."""
    return {"ratio_ppm": values["ratio"][claims.where]}


RULE = Rule(
    name="benefit.two_disease_ratio",
    slot="ratio",
    zh="两病门诊用药报销比例",
    en="two-disease outpatient drugs: reimbursement ratio",
    function=ratio,
    parameters=(Parameter("ratio", "%", "报销比例", "share paid", axes=("where",), low=0, high=100, better="high"),),
    kinds=(TWO_DISEASE,),
    reads=("where",),
    writes=("ratio_ppm",),
)
