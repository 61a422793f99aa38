"""基本医保年度最高支付限额: all that basic insurance pays for a person in a year, stays and outpatients together."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def what_is_left(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Basic insurance, at most what the year's limit leaves."""
    left = np.maximum(values["cap"] - ytd.basic_paid_fen, 0)
    return {"basic": np.minimum(work["basic"], left)}


RULE = Rule(
    name="benefit.basic_year_cap",
    slot="cap",
    zh="基本医保年度最高支付限额",
    en="basic insurance: cap a year",
    function=what_is_left,
    parameters=(Parameter("cap", "yuan/person/year", "年度最高支付限额", "most that is paid in a year", low=0, better="high"),),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("basic_paid_fen", "basic"),
    writes=("basic",),
    after=(
        "benefit.outpatient_visit_cap",
        "benefit.long_prescription",
        "benefit.outpatient_year_cap",
        "benefit.chronic_year_cap",
        "benefit.special_year_cap",
        "benefit.two_disease_year_cap",
    ),
)
