"""门诊慢特病年度封顶: at most so much a person and year; what is above goes on to catastrophic insurance.

What severe diseases drew under a cap of their own (`benefit.special_year_cap`) does not count here.
"""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def what_is_left(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Basic insurance, at most what this year's cap leaves."""
    left = np.maximum(values["cap"] - (ytd.chronic_paid_fen - ytd.special_paid_fen), 0)
    return {"basic": np.minimum(work["basic"], left)}


RULE = Rule(
    name="benefit.chronic_year_cap",
    slot="cap",
    zh="门诊慢特病年度封顶",
    en="chronic-special outpatient care: cap a year",
    function=what_is_left,
    parameters=(Parameter("cap", "yuan/person/year", "年度最高支付", "most that is paid in a year", low=0, better="high"),),
    kinds=(CHRONIC,),
    reads=("chronic_paid_fen", "special_paid_fen", "basic"),
    writes=("basic",),
)
