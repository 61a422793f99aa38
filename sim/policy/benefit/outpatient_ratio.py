"""普通门诊报销比例 (门诊统筹): the share of an ordinary visit's eligible cost that the outpatient pool pays, by
place.
"""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of the place; 0 where the pool does not pay."""
    return {"ratio_ppm": values["ratio"][claims.where]}


RULE = Rule(
    name="benefit.outpatient_ratio",
    slot="ratio",
    zh="普通门诊报销比例",
    en="outpatient reimbursement ratio by place",
    function=ratio,
    parameters=(Parameter("ratio", "%", "报销比例", "share paid", axes=("where",), low=0, high=100, better="high"),),
    kinds=(OUTPATIENT,),
    reads=("where",),
    writes=("ratio_ppm",),
)
