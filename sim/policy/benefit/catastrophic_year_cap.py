"""大病保险年度最高支付限额, by benefit class."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def what_is_left(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Catastrophic insurance, at most what the year's cap of the class leaves."""
    left = np.maximum(values["cap"][claims.klass] - ytd.catastrophic_paid_fen, 0)
    return {"catastrophic": np.minimum(work["catastrophic"], left)}


RULE = Rule(
    name="benefit.catastrophic_year_cap",
    slot="catastrophic",
    zh="大病保险年度最高支付限额",
    en="catastrophic insurance: cap a year",
    function=what_is_left,
    parameters=(
        Parameter("cap", "yuan/person/year", "年度最高支付", "most that is paid in a year", axes=("klass",), low=0, better="high"),
    ),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("klass", "catastrophic_paid_fen", "catastrophic"),
    writes=("catastrophic",),
    after=("benefit.catastrophic", "benefit.catastrophic_accident_cap"),
)
