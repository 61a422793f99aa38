"""儿童、老人提高报销比例: more points below one age and from another age on."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def more_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Adds the points of the age group."""
    favoured = (claims.age < values["below"]) | (claims.age >= values["from_age"])
    return {"ratio_ppm": work["ratio_ppm"] + np.where(favoured, values["points"], 0)}


RULE = Rule(
    name="benefit.age_points",
    slot="ratio",
    zh="儿童和老人提高报销比例",
    en="more points for children and elders",
    function=more_points,
    parameters=(
        Parameter("below", "years", "低于此年龄", "below this age", low=0, high=150),
        Parameter("from_age", "years", "此年龄及以上", "from this age on", low=0, high=150),
        Parameter("points", "percentage points", "提高百分点", "points added", low=0, high=100, better="high"),
    ),
    kinds=(INPATIENT,),
    reads=("age", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=("benefit.inpatient_ratio", "benefit.place_points"),
)
