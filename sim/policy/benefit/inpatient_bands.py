"""住院分段报销: the ratio of a stay rises with its eligible cost, in marginal bands by place."""

import numpy as np

from sim.foundation.money import brackets
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def in_bands(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Replaces the flat ratio: bands of what is insured after the deductible, plus what is paid in full."""
    insured = work["eligible"] - work["full"] - work["deductible"]
    where = claims.where
    paid = np.zeros(len(claims), np.int64)
    for place in np.unique(where).tolist():
        rows = where == place
        paid[rows] = brackets(insured[rows], values["edges"][place], values["ratios"][place])
    return {"basic": work["full"] + paid}


RULE = Rule(
    name="benefit.inpatient_bands",
    slot="basic",
    zh="住院分段报销",
    en="inpatient ratio in bands",
    function=in_bands,
    parameters=(
        Parameter("edges", "yuan", "分段上限", "upper edges of the bands", axes=("where",), listed=True, low=0),
        Parameter("ratios", "%", "各段比例", "ratio of each band", axes=("where",), listed=True, low=0, high=100),
    ),
    kinds=(INPATIENT,),
    reads=("eligible", "full", "deductible", "where"),
    writes=("basic",),
)
