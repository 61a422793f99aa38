"""门诊慢特病报销比例: the share of eligible cost that basic insurance pays, by place."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of the place."""
    return {"ratio_ppm": values["ratio"][claims.where]}


RULE = Rule(
    name="benefit.chronic_ratio",
    slot="ratio",
    zh="门诊慢特病报销比例",
    en="chronic-special outpatient care: reimbursement ratio",
    function=ratio,
    parameters=(Parameter("ratio", "%", "报销比例", "share paid", axes=("where",), low=0, high=100, better="high"),),
    kinds=(CHRONIC,),
    reads=("where",),
    writes=("ratio_ppm",),
)
