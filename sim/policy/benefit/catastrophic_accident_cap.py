"""意外伤害大病保险封顶: injuries without a liable third party are covered up to an amount a year."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def limited(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Catastrophic insurance of an accident, at most what the year's cap for accidents leaves."""
    left = np.maximum(values["cap"] - ytd.accident_paid_fen, 0)
    paid = np.where(claims.accident, np.minimum(work["catastrophic"], left), work["catastrophic"])
    return {"catastrophic": paid, "accident_paid_fen": np.where(claims.accident, paid, 0)}


RULE = Rule(
    name="benefit.catastrophic_accident_cap",
    slot="catastrophic",
    zh="意外伤害大病保险封顶",
    en="catastrophic insurance of accidents: cap",
    function=limited,
    parameters=(Parameter("cap", "yuan/person/year", "最高支付", "most that is paid in a year", low=0, better="high"),),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("accident", "accident_paid_fen", "catastrophic"),
    writes=("catastrophic", "accident_paid_fen"),
    after=("benefit.catastrophic",),
)
