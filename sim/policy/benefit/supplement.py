"""大额补充保险: pays a share of the cost above the yearly limit of basic insurance (最高支付限额以上)."""

import numpy as np

from sim.foundation.money import ONE, share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def above_the_cap(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The cost above the limit is what is insured less the cost that basic insurance paid for, at the stay's ratio.

    Catastrophic insurance and assistance go first; the supplement never reaches into what they paid.
    """
    insured = work["eligible"] - work["full"] - work["deductible"]
    ratio = np.maximum(work["ratio_ppm"], 1)
    millions, rest = np.divmod(np.maximum(work["basic"] - work["full"], 0), ratio)
    paid_for = millions * ONE + (2 * rest * ONE + ratio) // (2 * ratio)
    over = np.where(work["basic"] < work["basic_uncapped"], insured - paid_for, 0)
    open_cost = work["eligible"] + work["beyond"] - work["basic"] - work["catastrophic"] - work["assistance"]
    return {"supplement": share(np.clip(over, 0, np.maximum(open_cost, 0)), values["ratio"])}


RULE = Rule(
    name="benefit.supplement",
    slot="supplement",
    zh="大额补充保险",
    en="supplement above the limit of basic insurance",
    function=above_the_cap,
    parameters=(Parameter("ratio", "%", "支付比例", "share paid of the cost above the limit", low=0, high=100, better="high"),),
    kinds=(INPATIENT,),
    reads=("basic_uncapped", "basic", "ratio_ppm", "eligible", "full", "deductible", "catastrophic", "assistance"),
    writes=("supplement",),
)
