"""大病保险: own-paid eligible cost above a yearly deductible is paid again, in bands, with better terms for the poor.

The base accumulates over the calendar year and the deductible counts once. A claim gets the benefit of the year's total
after it minus the benefit of the total before it, so that the claims of a year add up to the formula on the year's
total, to the fen, in whatever portions the cost came.
"""

import numpy as np

from sim.foundation.money import brackets
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def second_payment(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Adds the own-paid eligible cost of a covered claim to the year's base and pays the increment."""
    covered = values["covers"][claims.kind] > 0
    beyond = np.where(covered & (values["counts_first_paid"] > 0), claims.firstpaid_fen, 0)
    own = np.where(covered, work["eligible"] - work["basic"], 0) + beyond
    line = values["deductible"][claims.klass]
    before = np.maximum(ytd.own_paid_eligible_fen - line, 0)
    after = np.maximum(ytd.own_paid_eligible_fen + own - line, 0)
    paid = np.zeros(len(claims), np.int64)
    passed = np.flatnonzero(after > before)
    edges, ratios = values["edges"], values["ratios"]
    for klass in np.unique(claims.klass[passed]).tolist():
        rows = passed[claims.klass[passed] == klass]
        bands = edges[klass], ratios[klass]
        paid[rows] = brackets(after[rows], *bands) - brackets(before[rows], *bands)
    tallies = {"own_paid_eligible_fen": own, "catastrophic_base_used_fen": after - before}
    return {"beyond": beyond, "catastrophic": paid, **tallies}


RULE = Rule(
    name="benefit.catastrophic",
    slot="catastrophic",
    zh="大病保险分段报销",
    en="catastrophic insurance, in bands",
    function=second_payment,
    parameters=(
        Parameter("deductible", "yuan/person/year", "起付线", "deductible a year", axes=("klass",), low=0, better="low"),
        Parameter(
            "edges", "yuan", "分段上限", "upper edges of the bands of the base", axes=("klass",), listed=True, low=0
        ),
        Parameter("ratios", "%", "分段报销比例", "ratio of each band", axes=("klass",), listed=True, low=0, high=100),
        Parameter("covers", "flag", "纳入的费用种类", "kinds of claim that count", axes=("kind",)),
        Parameter("counts_first_paid", "flag", "先行自付是否计入", "whether the first-paid part counts"),
    ),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("eligible", "basic", "firstpaid_fen", "kind", "klass", "own_paid_eligible_fen"),
    writes=("beyond", "catastrophic", "own_paid_eligible_fen", "catastrophic_base_used_fen"),
)
