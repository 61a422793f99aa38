"""医疗救助: what basic and catastrophic insurance leave of the eligible cost, shared by class from its own budget.

As in catastrophic insurance the year's total decides: deductible and cap count once a year, a claim gets the increment.
"""

import numpy as np

from sim.foundation.money import share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def aid(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Ratio of the class on the year's base above the deductible, up to the cap of the class."""
    ratio = values["ratio"][claims.klass]
    counted = (values["covers"][claims.kind] > 0) & (ratio > 0)
    left = work["eligible"] + work["beyond"] - work["basic"] - work["catastrophic"]
    base = np.where(counted, left, 0)
    paid = np.zeros(len(claims), np.int64)
    rows = np.flatnonzero(base)
    klass = claims.klass[rows]
    line, cap = values["deductible"][klass], values["cap"][klass]
    before = ytd.assistance_base_fen[rows]
    after = before + base[rows]
    due = [np.minimum(share(np.maximum(total - line, 0), ratio[rows]), cap) for total in (before, after)]
    paid[rows] = due[1] - due[0]
    return {"assistance": paid, "assistance_base_fen": base}


RULE = Rule(
    name="benefit.assistance",
    slot="aid",
    zh="医疗救助",
    en="medical assistance by class",
    function=aid,
    parameters=(
        Parameter("ratio", "%", "救助比例", "share paid", axes=("klass",), low=0, high=100, better="high"),
        Parameter("deductible", "yuan/person/year", "年度救助起付标准", "deductible a year", axes=("klass",), low=0, better="low"),
        Parameter("cap", "yuan/person/year", "年度救助限额", "most that is paid in a year", axes=("klass",), low=0, better="high"),
        Parameter("covers", "flag", "纳入的费用种类", "kinds of claim that count", axes=("kind",)),
    ),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("klass", "kind", "eligible", "beyond", "basic", "catastrophic", "assistance_base_fen"),
    writes=("assistance", "assistance_base_fen"),
)
