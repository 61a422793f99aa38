"""中途参保等待期: care before the first insured day of the year is not insured."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import B1, CHRONIC, I4, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Need, Parameter, Rule, Values


def waits(values: Values, admitted: I4 | I8, discharged: I4 | I8, covered_from: I4) -> B1:
    """Whether the day that counts lies before the first insured one; days (N,) of one calendar."""
    early: B1 = (admitted if values.one("counts") == 0 else discharged) < covered_from
    return early


def not_yet(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Nothing is eligible where the day that counts lies before `covered_from_day`."""
    early = waits(values, claims.admitted_day, claims.discharged_day, claims.covered_from_day)
    return {"eligible": np.where(early, 0, work["eligible"])}


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
    needs=(Need(("access.joiner",), in_run=True),),
)
