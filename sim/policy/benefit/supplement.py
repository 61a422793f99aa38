"""大额补充保险: pays a share of the cost for which the year's basic cap left nothing
(超过基本医保最高支付限额的部分).
"""

import numpy as np

from sim.foundation.money import ONE, share
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def above_the_cap(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """The cost above the cap is the payment lost to it, grossed up by the ratio that would have paid it."""
    lost = work["basic_uncapped"] - work["basic"]
    ratio = np.maximum(work["ratio_ppm"], 1)
    millions, rest = np.divmod(lost, ratio)
    cost = millions * ONE + rest * ONE // ratio
    open_cost = work["eligible"] - work["basic"] - work["catastrophic"] - work["assistance"]
    return {"supplement": share(np.clip(cost, 0, np.maximum(open_cost, 0)), values["ratio"])}


RULE = Rule(
    name="benefit.supplement",
    slot="supplement",
    zh="大额补充保险",
    en="supplement above the cap of basic insurance",
    function=above_the_cap,
    parameters=(Parameter("ratio", "%", "支付比例", "share paid of the cost above the cap", low=0, high=100),),
    kinds=(INPATIENT, CHRONIC),
    reads=("basic_uncapped", "basic", "ratio_ppm", "eligible", "catastrophic", "assistance"),
    writes=("supplement",),
)
