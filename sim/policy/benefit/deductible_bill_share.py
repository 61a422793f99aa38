"""按费用比例计算的起付线: far away, the deductible is a share of the bill between a floor and a ceiling."""

import numpy as np

from sim.foundation.money import share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def of_the_bill(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Replaces the tabled deductible wherever the ceiling is above zero."""
    where = claims.where
    ceiling = values["ceiling"][where]
    amount = np.clip(share(claims.charge_fen, values["share"][where]), values["floor"][where], ceiling)
    return {"deductible": np.where(ceiling > 0, amount, work["deductible"])}


RULE = Rule(
    name="benefit.deductible_bill_share",
    slot="deductible",
    zh="按总费用比例计算的起付线",
    en="deductible as a share of the bill",
    function=of_the_bill,
    parameters=(
        Parameter("share", "%", "占总费用比例", "share of the bill", axes=("where",), low=0, high=100),
        Parameter("floor", "yuan", "最低", "floor", axes=("where",), low=0),
        Parameter("ceiling", "yuan", "最高（零为不适用）", "ceiling (zero: not applied here)", axes=("where",), low=0),
    ),
    kinds=(INPATIENT,),
    reads=("charge_fen", "where"),
    writes=("deductible",),
    after=("benefit.inpatient_deductible",),
)
