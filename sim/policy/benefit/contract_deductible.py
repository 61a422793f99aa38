"""签约居民起付线: with a family-doctor contract and the right path the deductible of a stay is lower.

The right path means the contracted centre itself, a referral up, or an emergency; who skips it has the ordinary
deductible.
"""

import numpy as np
import numpy.typing as npt

from sim.policy.benefit.work import I8, Work
from sim.policy.claims import EMERGENCY, INPATIENT, UP, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values

PRIMARY = 1  # township centres and below are where the contract is held


def on_the_path(claims: Claims) -> npt.NDArray[np.bool_]:
    """(N,) whether the patient came to his contracted tier, was referred up or was an emergency."""
    path: npt.NDArray[np.bool_] = (claims.tier <= PRIMARY) | (claims.referral == UP) | (claims.referral == EMERGENCY)
    return path


def signed(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The lower of the ordinary and the signed patient's amount, where the contract counts."""
    amount = np.minimum(values["amount"][claims.where], work["deductible"])
    return {"deductible": np.where((claims.contract > 0) & on_the_path(claims), amount, work["deductible"])}


RULE = Rule(
    name="benefit.contract_deductible",
    slot="deductible",
    zh="签约居民住院起付线",
    en="inpatient deductible with a family-doctor contract",
    function=signed,
    parameters=(Parameter("amount", "yuan", "签约起付线", "deductible when signed", axes=("where",), low=0, better="low"),),
    kinds=(INPATIENT,),
    reads=("contract", "tier", "referral", "where", "deductible"),
    writes=("deductible",),
    after=("benefit.inpatient_deductible", "benefit.deductible_bill_share", "benefit.place_deductible"),
)
