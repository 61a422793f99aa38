"""上转连续计算起付线: a patient referred up pays only what the higher hospital's deductible exceeds the one already
paid.
"""

import numpy as np

from sim.policy.benefit.referral_classes import CLASSES_ENTITLED, entitled
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, UP, Claims, YearToDate
from sim.policy.rule import Rule, Values


def continue_upward(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """`ytd.last_deductible_fen` is what the chain of referrals has paid so far."""
    difference = np.maximum(work["deductible"] - ytd.last_deductible_fen, 0)
    continued = (claims.referral == UP) & entitled(values, claims)
    return {"deductible": np.where(continued, difference, work["deductible"])}


RULE = Rule(
    name="benefit.referral_up",
    slot="deductible",
    zh="上转连续计算起付线",
    en="referred up: only the difference of the deductibles",
    function=continue_upward,
    parameters=(CLASSES_ENTITLED,),
    kinds=(INPATIENT,),
    reads=("klass", "referral", "last_deductible_fen", "deductible"),
    writes=("deductible",),
    after=(
        "benefit.inpatient_deductible",
        "benefit.deductible_bill_share",
        "benefit.place_deductible",
        "benefit.contract_deductible",
        "benefit.inpatient_nth_stay",
    ),
)
