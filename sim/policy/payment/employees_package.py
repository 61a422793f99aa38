"""职工医保打包: the employees' part of an alliance's package, an account of its own beside the residents'.

Whether employees are inside is `payment.package.schemes`; scope, base, growth, bands and division are those of the
package. What differs for employees may be stated here. Employees' money never pays for residents, nor theirs for them.
"""

from __future__ import annotations

import numpy as np

from sim.policy.package.scope import LEAKS
from sim.policy.payment.package import clear
from sim.policy.rule import I8, Need, Parameter, Rule, Values

PPM = 1_000_000
VISITS, STAYS = range(2)


def covered(values: Values) -> I8:
    """1 for visits and stays (2,) that the package covers: employees' visits are not told apart by kind."""
    return (values["covers"][[VISITS, STAYS]] > 0).astype(np.int64)


def outside_part(values: Values, treatable_ppm: int | None, away_ppm: int | None) -> int:
    """Part (ppm) of what is paid outside the county that is charged, by the way in which members left.

    Args:
        treatable_ppm: of those who live here, part that could have been treated at home. away_ppm: part of those who live
            away. None: the county does not say.

    Raises:
        ValueError: the scope asks for a difference that the county does not know.
    """
    leak, away = LEAKS[values.one("leak")], values.one("away") > 0
    if (leak == "all") is away and leak != "treatable":
        return PPM if away else 0  # everybody or nobody
    if away_ppm is None:
        raise ValueError("the package tells employees who live away apart, and employees.csv has no away_percent")
    of_here = {"none": 0, "all": PPM, "treatable": treatable_ppm}[leak]
    if of_here is None:
        raise ValueError("the package is charged with treatable care only, and employees.csv has no treatable_percent")
    return (away_ppm if away else 0) + ((PPM - away_ppm) * of_here + PPM // 2) // PPM


RULE = Rule(
    name="payment.employees_package",
    slot="payment",
    zh="医共体职工医保打包",
    en="package of an alliance for employees",
    function=clear,
    parameters=(
        Parameter("per_head", "yuan/person/year", "职工人均筹资（不写为县数据）",
                  "income a head of the employees' pooled fund (else the county's own)", low=0, optional=True),
        Parameter("growth", "%", "职工总额增长率（不写为与居民相同）", "growth (else that of the residents' package)", low=-100,
                  high=100, optional=True),
    ),
    needs=(Need(("payment.package.schemes",)),),
)  # fmt: skip
