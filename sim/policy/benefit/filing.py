"""异地就医未备案: outside the pool, care that was not filed beforehand loses points and may have a dearer deductible."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import EMERGENCY, INPATIENT, NOT_FILED, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def fewer_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The ratio minus the points of the place, where nothing was filed and it was no emergency."""
    unfiled = (claims.filing == NOT_FILED) & (claims.referral != EMERGENCY)
    return {"ratio_ppm": work["ratio_ppm"] - np.where(unfiled, values["points"][claims.place], 0)}


RULE = Rule(
    name="benefit.filing",
    slot="ratio",
    zh="异地就医未备案降低报销比例",
    en="care outside that was not filed: fewer points",
    function=fewer_points,
    parameters=(
        Parameter("points", "percentage points", "降低百分点", "points taken off", axes=("place",), low=0, high=100),
    ),
    kinds=(INPATIENT,),
    reads=("filing", "referral", "place", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=(
        "benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points",
        "benefit.nth_stay_points", "benefit.contract_points", "benefit.unreferred_points", "benefit.unreferred_multiplier",
    ),
)  # fmt: skip
