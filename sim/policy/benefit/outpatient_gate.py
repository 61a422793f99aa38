"""门诊基层首诊: an ordinary visit to a hospital is reimbursed only after a visit to primary care that sent the patient on.

Nothing of an unreferred visit is eligible: the patient pays all of it. An emergency is never unreferred.
"""

from sim.policy.benefit.unreferred import EXEMPTIONS, let_through
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def refuse(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Eligible fen (N,): 0 for a visit without referral where one is needed."""
    return {"eligible": let_through(values, claims, work["eligible"])}


RULE = Rule(
    name="benefit.outpatient_gate",
    slot="eligible",
    zh="门诊基层首诊",
    en="first contact at primary care",
    function=refuse,
    parameters=(
        Parameter("at", "flag", "须经转诊的门诊", "hospitals whose visits need a referral", axes=("where",)),
        *EXEMPTIONS,
    ),
    kinds=(OUTPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "eligible"),
    writes=("eligible",),
    after=("benefit.host_catalogue", "benefit.wider_catalogue", "benefit.joiner_waiting"),
)
