"""经办机构互相垫付的清算: one hospital, one agency; the agencies clear what they advanced for each other's patients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def net(values: Values, advanced: I8) -> dict[str, I8 | int]:
    """advanced: (A * A,) fen, row by row: what agency i paid for the enrolees of agency j. Positions (A,): positive is
    to receive. They add up to zero. ValueError if the table is not square.
    """
    size = round(len(advanced) ** 0.5)
    if size * size != len(advanced):
        raise ValueError(f"{len(advanced)} amounts are no square table of agencies")
    table = np.asarray(advanced, np.int64).reshape(size, size)
    return {"positions": table.sum(axis=1) - table.sum(axis=0), "clearings": 12 // values.one("every")}


RULE = Rule(
    name="fund.agency_netting",
    slot="funding",
    zh="经办机构互相清算",
    en="clearing between agencies",
    function=net,
    parameters=(Parameter("every", "months", "清算周期", "months between clearings", low=1, high=12),),
    takes=(Fact("advanced", "yuan", "互相垫付表（逐行）", "table of advances, row by row", listed=True),),
    gives=(
        Fact("positions", "yuan", "应收（负为应付）", "to receive (negative: to pay)", listed=True),
        Fact("clearings", "count", "每年清算次数", "clearings a year"),
    ),
)
