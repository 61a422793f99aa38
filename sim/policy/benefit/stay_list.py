"""原则上不外转病种: who goes above the tier that was to keep his disease loses points of the ratio, referred or not.

Emergencies and whoever steps down are never held back. A group of which only a part is on the list loses that part of
the points.
"""

import numpy as np

from sim.foundation.money import share
from sim.policy.benefit.unreferred import EXEMPTIONS, not_exempt
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import ALONE, INPATIENT, SKIPPED, UP, Claims, YearToDate
from sim.policy.rule import Need, Parameter, Rule, Values


def held_back(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The ratio minus the points of the place, by the part of such cases that a lower tier was to keep."""
    counts = not_exempt(values, claims) & np.isin(claims.referral, (ALONE, SKIPPED, UP))
    points = np.asarray(share(values["points"][claims.where], claims.kept_below_ppm.astype(np.int64)))
    return {"ratio_ppm": work["ratio_ppm"] - np.where(counts, points, 0)}


RULE = Rule(
    name="benefit.stay_list",
    slot="ratio",
    zh="原则上不外转病种降低报销比例",
    en="fewer points above the tier that was to keep the disease",
    function=held_back,
    parameters=(
        Parameter("points", "percentage points", "降低百分点", "points taken off", axes=("where",), low=0, high=100, better="low"),
        *EXEMPTIONS,
    ),
    kinds=(INPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "kept_below_ppm", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=(
        "benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points", "benefit.nth_stay_points",
        "benefit.contract_points", "benefit.unreferred_points",
    ),
    needs=(Need(("access.tier_lists",), in_run=True),),
)  # fmt: skip
