"""两病门诊用药年度封顶: by the disease registered, hypertension, diabetes or both."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def what_is_left(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Basic insurance, at most what this year's cap of the registered diseases leaves."""
    left = np.maximum(values["cap"][claims.registered] - ytd.two_disease_paid_fen, 0)
    return {"basic": np.minimum(work["basic"], left)}


RULE = Rule(
    name="benefit.two_disease_year_cap",
    slot="cap",
    zh="两病门诊用药年度封顶",
    en="two-disease outpatient drugs: cap a year",
    function=what_is_left,
    parameters=(
        Parameter(
            "cap", "yuan/person/year", "年度最高支付", "most that is paid in a year", axes=("two_disease",), low=0, better="high"),
    ),
    kinds=(TWO_DISEASE,),
    reads=("registered", "two_disease_paid_fen", "basic"),
    writes=("basic",),
)
