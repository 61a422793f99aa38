"""药品目录扩大: part of what used to be outside the catalogue becomes eligible (or, with a negative share, falls out)."""

import numpy as np

from sim.foundation.money import share, times
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def widened(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """A share of the self-paid part comes in; a negative share takes that part of the self-paid amount out again."""
    part = values["share"][claims.where]
    gained = share(claims.selfpaid_fen, np.maximum(part, 0))
    lost = np.asarray(times(claims.selfpaid_fen, np.maximum(-part, 0)))
    return {"eligible": np.maximum(work["eligible"] + gained - lost, 0)}


RULE = Rule(
    name="benefit.wider_catalogue",
    slot="eligible",
    zh="药品目录扩大",
    en="a wider catalogue",
    function=widened,
    parameters=(
        Parameter("share", "%", "原目录外费用转为合规的比例", "share of self-paid cost that becomes eligible",
                  axes=("where",), low=-300, high=100),
    ),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("selfpaid_fen", "where", "eligible"),
    writes=("eligible",),
    after=("benefit.host_catalogue",),
)  # fmt: skip
