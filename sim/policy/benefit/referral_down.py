"""下转免起付线: a patient stepped down to a lower hospital pays no further deductible."""

import numpy as np

from sim.policy.benefit.referral_classes import CLASSES_ENTITLED, entitled
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import DOWN, INPATIENT, Claims, YearToDate
from sim.policy.rule import Rule, Values


def waive(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Zero for stays that were reached by a referral downward."""
    waived = (claims.referral == DOWN) & entitled(values, claims)
    return {"deductible": np.where(waived, 0, work["deductible"])}


RULE = Rule(
    name="benefit.referral_down",
    slot="deductible",
    zh="下转免计起付线",
    en="stepped down: no deductible",
    function=waive,
    parameters=(CLASSES_ENTITLED,),
    kinds=(INPATIENT,),
    reads=("klass", "referral", "deductible"),
    writes=("deductible",),
    after=(
        "benefit.inpatient_deductible",
        "benefit.deductible_bill_share",
        "benefit.place_deductible",
        "benefit.contract_deductible",
        "benefit.inpatient_nth_stay",
        "benefit.referral_up",
    ),
)
