"""未经转诊按比例折算: coming without a referral, the ratio is multiplied (halved, for instance)."""

import numpy as np

from sim.foundation.money import ONE, share
from sim.policy.benefit.unreferred import EXEMPTIONS, unreferred
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def multiplied(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The ratio times the factor of the place, where the patient was not referred."""
    factor = np.where(unreferred(values, claims), values["factor"][claims.where], ONE)
    return {"ratio_ppm": share(np.clip(work["ratio_ppm"], 0, ONE), factor)}


RULE = Rule(
    name="benefit.unreferred_multiplier",
    slot="ratio",
    zh="未经转诊按比例折算",
    en="without referral: ratio multiplied",
    function=multiplied,
    parameters=(
        Parameter("factor", "%", "折算系数", "factor on the ratio", axes=("where",), low=0, high=100),
        *EXEMPTIONS,
    ),
    kinds=(INPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "ratio_ppm"),
    writes=("ratio_ppm",),
    after=(
        "benefit.inpatient_ratio", "benefit.place_points", "benefit.age_points",
        "benefit.nth_stay_points", "benefit.contract_points", "benefit.unreferred_points",
    ),
)  # fmt: skip
