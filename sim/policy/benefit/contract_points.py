"""签约居民提高报销比例: with a family-doctor contract a stay on the right path is paid more points."""

import numpy as np

from sim.policy.benefit.contract_deductible import on_the_path
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def more_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Adds the points of the place where the patient is signed and came by the right path."""
    better = (claims.contract > 0) & on_the_path(claims)
    return {"ratio_ppm": work["ratio_ppm"] + np.where(better, values["points"][claims.where], 0)}


RULE = Rule(
    name="benefit.contract_points",
    slot="ratio",
    zh="签约居民提高报销比例",
    en="more points with a family-doctor contract",
    function=more_points,
    parameters=(
        Parameter("points", "percentage points", "提高百分点", "points added", axes=("where",), low=0, high=100, better="high"),
    ),
    kinds=(INPATIENT,),
    reads=("contract", "tier", "referral", "where", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=("benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points", "benefit.nth_stay_points"),
)
