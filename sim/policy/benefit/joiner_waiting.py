"""中途参保等待期: care before the first insured day of the year is not insured."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def not_yet(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Nothing is eligible where the day that counts lies before `covered_from_day`."""
    day = claims.admitted_day if values.one("counts") == 0 else claims.discharged_day
    return {"eligible": np.where(day < claims.covered_from_day, 0, work["eligible"])}


RULE = Rule(
    name="benefit.joiner_waiting",
    slot="eligible",
    zh="中途参保等待期",
    en="waiting time of those who join within the year",
    function=not_yet,
    parameters=(Parameter("counts", "choice", "以何日为准", "the day that counts", choices=("admission", "discharge")),),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("admitted_day", "discharged_day", "covered_from_day", "eligible"),
    writes=("eligible",),
    after=("benefit.host_catalogue", "benefit.wider_catalogue"),
)
