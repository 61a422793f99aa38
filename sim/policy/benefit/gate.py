"""首诊与逐级转诊: what a gate does to a stay that skipped it. A strict gate leaves the whole bill to the patient.

`none` and `soft` change no bill: under a soft gate doctors advise, and what skipping costs is the business of the
penalty rules (points, multiplier, share of the quota).
"""

from sim.policy.benefit.unreferred import EXEMPTIONS, let_through
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values

STRICT = 2


def refuse(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Nothing of a stay that skipped a strict gate is eligible, so that no insurance follows."""
    if values.one("kind") != STRICT:
        return {"eligible": work["eligible"]}
    return {"eligible": let_through(values, claims, work["eligible"])}


RULE = Rule(
    name="benefit.gate",
    slot="eligible",
    zh="基层首诊、逐级转诊",
    en="gate to higher hospitals",
    function=refuse,
    parameters=(
        Parameter("kind", "choice", "约束强度", "how strict", choices=("none", "soft", "strict")),
        Parameter("at", "flag", "须经转诊的医院", "hospitals that need a referral", axes=("where",)),
        *EXEMPTIONS,
    ),
    kinds=(INPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "eligible"),
    writes=("eligible",),
    after=("benefit.host_catalogue", "benefit.wider_catalogue", "benefit.joiner_waiting"),
)
