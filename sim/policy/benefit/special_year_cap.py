"""门诊特病年度封顶: severe chronic-special care has a cap of its own and leaves the one of the common diseases untouched."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def own_cap(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """What the ratio gives for the severe ones, at most what this year's own cap leaves."""
    left = np.maximum(values["cap"] - ytd.special_paid_fen, 0)
    basic = np.where(claims.severe, np.minimum(work["basic_uncapped"], left), work["basic"])
    return {"basic": basic, "special_paid_fen": np.where(claims.severe, basic, 0)}


RULE = Rule(
    name="benefit.special_year_cap",
    slot="cap",
    zh="门诊特病年度封顶",
    en="severe chronic-special outpatient care: cap a year",
    function=own_cap,
    parameters=(Parameter("cap", "yuan/person/year", "年度最高支付", "most that is paid in a year", low=0, better="high"),),
    kinds=(CHRONIC,),
    reads=("severe", "special_paid_fen", "basic", "basic_uncapped"),
    writes=("basic", "special_paid_fen"),
    after=("benefit.chronic_year_cap",),
)
