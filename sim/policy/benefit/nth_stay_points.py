"""年内多次住院提高报销比例: the second and later stays of a year are paid more points."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def more_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The n-th number of the list; the last one holds for all later stays."""
    points = values["points"]
    return {"ratio_ppm": work["ratio_ppm"] + points[np.minimum(ytd.admissions, len(points) - 1)]}


RULE = Rule(
    name="benefit.nth_stay_points",
    slot="ratio",
    zh="年内多次住院提高报销比例",
    en="more points for further stays in a year",
    function=more_points,
    parameters=(
        Parameter("points", "percentage points", "第 n 次住院提高百分点", "points added at the n-th stay", listed=True, low=0,
                  high=100),
    ),
    kinds=(INPATIENT,),
    reads=("admissions", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=("benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points"),
)  # fmt: skip
