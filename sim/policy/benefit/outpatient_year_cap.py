"""普通门诊年度封顶: the pool pays at most so much a person and year; a contract with a family doctor may raise it."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def what_is_left(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Basic insurance, at most what this year's cap leaves."""
    left = np.maximum(values["cap"][np.minimum(claims.contract, 1)] - ytd.outpatient_paid_fen, 0)
    return {"basic": np.minimum(work["basic"], left)}


RULE = Rule(
    name="benefit.outpatient_year_cap",
    slot="cap",
    zh="普通门诊年度封顶",
    en="outpatient cap a year",
    function=what_is_left,
    parameters=(
        Parameter(
            "cap", "yuan/person/year", "年度最高支付", "most that is paid in a year",
            axes=("contract",), low=0, better="high",
        ),
    ),
    kinds=(OUTPATIENT,),
    reads=("contract", "outpatient_paid_fen", "basic"),
    writes=("basic",),
    after=("benefit.outpatient_visit_cap", "benefit.long_prescription"),
)  # fmt: skip
