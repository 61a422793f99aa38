"""门诊特病报销比例: severe chronic-special care (dialysis, cancer, transplants, ...) is paid like a stay of the same hospital.

Where it is in force, it replaces the ratio of chronic-special outpatient care for conditions on the severe list.
"""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of place and grade for the severe ones; the others keep theirs."""
    own = values["ratio"][claims.where, claims.level]
    return {"ratio_ppm": np.where(claims.severe, own, work["ratio_ppm"])}


RULE = Rule(
    name="benefit.special_ratio",
    slot="ratio",
    zh="门诊特病报销比例",
    en="severe chronic-special outpatient care: reimbursement ratio",
    function=ratio,
    parameters=(
        Parameter("ratio", "%", "报销比例", "share paid", axes=("where", "level"), low=0, high=100, better="high"),
    ),
    kinds=(CHRONIC,),
    reads=("severe", "where", "level", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=("benefit.chronic_ratio",),
)
