"""异地住院降低报销比例: outside the own pool the ratio of the tier loses points, referred or not."""

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def fewer_points(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The ratio minus the points of the place."""
    return {"ratio_ppm": work["ratio_ppm"] - values["points"][claims.place]}


RULE = Rule(
    name="benefit.place_points",
    slot="ratio",
    zh="异地住院降低报销比例",
    en="fewer points outside the own pool",
    function=fewer_points,
    parameters=(
        Parameter("points", "percentage points", "降低百分点", "points taken off", axes=("place",), low=0, high=100, better="low"),
    ),
    kinds=(INPATIENT,),
    reads=("place", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=("benefit.inpatient_ratio",),
)
