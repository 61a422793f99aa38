"""未经转诊降低报销比例: coming without a referral costs percentage points of the ratio."""

import numpy as np

from sim.policy.benefit.unreferred import EXEMPTIONS, unreferred
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def fewer_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The ratio minus the points of the place, where the patient was not referred."""
    points = np.where(unreferred(values, claims), values["points"][claims.where], 0)
    return {"ratio_ppm": work["ratio_ppm"] - points}


RULE = Rule(
    name="benefit.unreferred_points",
    slot="ratio",
    zh="未经转诊降低报销比例",
    en="without referral: fewer points",
    function=fewer_points,
    parameters=(
        Parameter("points", "percentage points", "降低百分点", "points taken off", axes=("where",), low=0, high=100, better="low"),
        *EXEMPTIONS,
    ),
    kinds=(INPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=(
        "benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points",
        "benefit.nth_stay_points", "benefit.contract_points",
    ),
)  # fmt: skip
