"""一般诊疗费: of the fee of a visit the fund pays a fixed part and the patient a fixed part, whatever the ratio is.

A further visit of the same course has no second fee.
"""

import numpy as np

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import OUTPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def fixed_parts(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The fund's part is paid in full, the patient's is not insured; both at most what is left of the visit."""
    where = claims.where
    room = work["eligible"] - work["full"]
    due = np.where(claims.same_course, 0, 1)
    fund = np.minimum(values["fund"][where] * due, room)
    own = np.minimum(values["patient"][where] * due, room - fund)
    return {"full": work["full"] + fund, "deductible": work["deductible"] + own}


RULE = Rule(
    name="benefit.consultation_fee",
    slot="deductible",
    zh="一般诊疗费",
    en="consultation fee of a visit",
    function=fixed_parts,
    parameters=(
        Parameter("fund", "yuan/visit", "基金支付部分", "part of the fund", axes=("where",), low=0),
        Parameter("patient", "yuan/visit", "患者负担部分", "part of the patient", axes=("where",), low=0),
    ),
    kinds=(OUTPATIENT,),
    reads=("where", "same_course", "eligible", "full", "deductible"),
    writes=("full", "deductible"),
    after=("benefit.outpatient_deductible",),
)
