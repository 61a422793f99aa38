"""异地就医执行就医地目录: outside the pool the host's catalogue decides what is eligible, the home terms what is paid."""

import numpy as np

from sim.foundation.money import times
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import CHRONIC, INPATIENT, OUTPATIENT, TWO_DISEASE, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def by_the_host(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """What is outside the home catalogue times the factor of the place; the rest of the bill is eligible."""
    outside = np.asarray(times(claims.selfpaid_fen, values["outside_factor"][claims.place]))
    insured = claims.charge_fen - claims.firstpaid_fen
    return {"eligible": work["eligible"] + claims.selfpaid_fen - np.minimum(outside, insured)}


RULE = Rule(
    name="benefit.host_catalogue",
    slot="eligible",
    zh="异地就医执行就医地目录",
    en="catalogue of the place of care",
    function=by_the_host,
    parameters=(
        Parameter("outside_factor", "%", "目录外费用相当于本地目录的比例",
                  "cost outside the host's catalogue as a share of that outside the home one", axes=("place",), low=0,
                  high=300),
    ),
    kinds=(OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE),
    reads=("charge_fen", "selfpaid_fen", "firstpaid_fen", "place", "eligible"),
    writes=("eligible",),
)  # fmt: skip
