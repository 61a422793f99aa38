"""中医药提高报销比例: the Chinese-medicine part of a stay is paid at a higher ratio."""

import numpy as np

from sim.foundation.money import ONE, share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def better_ratio(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Adds points on the Chinese-medicine part; the deductible is taken from the rest of the bill first."""
    insured = work["eligible"] - work["full"] - work["deductible"]
    part = np.clip(claims.tcm_fen - work["full"], 0, insured)
    points = np.clip(values["points"][claims.where], 0, ONE - work["ratio_ppm"])
    return {"basic": work["basic"] + share(part, points)}


RULE = Rule(
    name="benefit.tcm_bonus",
    slot="basic",
    zh="中医药提高报销比例",
    en="Chinese medicine: more points",
    function=better_ratio,
    parameters=(
        Parameter("points", "percentage points", "提高百分点", "points added", axes=("where",), low=0, high=100, better="high"),
    ),
    kinds=(INPATIENT,),
    reads=("tcm_fen", "where", "eligible", "full", "deductible", "ratio_ppm", "basic"),
    writes=("basic",),
    after=("benefit.inpatient_bands",),
)
