"""中医药全额报销: herbal pieces and appropriate Chinese techniques of near institutions are paid in full."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def in_full(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The Chinese-medicine part of the eligible cost leaves the deductible and the ratio, where the place is listed."""
    listed = values["where"][claims.where] > 0
    return {"full": np.where(listed, np.minimum(claims.tcm_fen, work["eligible"]), 0)}


RULE = Rule(
    name="benefit.tcm_full",
    slot="full",
    zh="中医药合规费用全额报销",
    en="Chinese medicine paid in full",
    function=in_full,
    parameters=(Parameter("where", "flag", "适用机构", "places where it applies", axes=("where",)),),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("tcm_fen", "where", "eligible"),
    writes=("full",),
)
