"""长期处方: a prescription for many days has a visit cap of its own, because it replaces several visits."""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Need, Parameter, Rule, Values


def own_cap(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """What the ratio gives, at most the cap of long prescriptions, where the supply lasts long enough."""
    long = claims.supply_days >= values["from_days"]
    capped = np.minimum(work["basic_uncapped"], work["full"] + values["cap"][claims.where])
    return {"basic": np.where(long, capped, work["basic"])}


RULE = Rule(
    name="benefit.long_prescription",
    slot="cap",
    zh="长期处方",
    en="long prescriptions",
    function=own_cap,
    parameters=(
        Parameter("from_days", "days", "长期处方起算天数", "a long prescription from so many days on", low=1, high=365),
        Parameter("cap", "yuan/visit", "每次最高支付", "most that is paid for it", axes=("where",), low=0, better="high"),
    ),
    kinds=(OUTPATIENT,),
    reads=("supply_days", "where", "full", "basic_uncapped", "basic"),
    writes=("basic",),
    after=("benefit.outpatient_visit_cap",),
    needs=(Need(("access.long_prescription",), in_run=True),),
)
