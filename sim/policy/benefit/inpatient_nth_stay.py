"""多次住院起付线: the deductible of the second and later stays of a year is reduced."""

import numpy as np

from sim.foundation.money import share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import DOWN, INPATIENT, UP, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def nth_stay(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The n-th factor of the list; the last one holds for all later stays.

    A stay reached by referral continues the one before it and is no further stay, unless the policy says otherwise.
    """
    factors = values["factors"]
    turn = np.minimum(ytd.admissions, len(factors) - 1)
    if not values.one("transfer_counts"):
        turn = np.where((claims.referral == UP) | (claims.referral == DOWN), 0, turn)
    return {"deductible": share(work["deductible"], factors[turn])}


RULE = Rule(
    name="benefit.inpatient_nth_stay",
    slot="deductible",
    zh="年内多次住院起付线折扣",
    en="reduced deductible of further stays in a year",
    function=nth_stay,
    parameters=(
        Parameter(
            "factors",
            "%",
            "第 n 次住院起付线的比例",
            "share of the deductible at the n-th stay",
            listed=True,
            low=0,
            high=100,
        ),
        Parameter(
            "transfer_counts",
            "flag",
            "转诊接续住院是否计次",
            "whether a stay reached by referral counts as a further stay",
        ),
    ),
    kinds=(INPATIENT,),
    reads=("admissions", "referral", "deductible"),
    writes=("deductible",),
    after=(
        "benefit.inpatient_deductible",
        "benefit.deductible_bill_share",
        "benefit.place_deductible",
        "benefit.contract_deductible",
    ),
)
