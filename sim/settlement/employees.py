"""The employees' scheme as a stream of bills with budgets of its own: what its fund was to pay each hospital in a year
against what it paid.

Only the county's streams know employees: how many come and what they cost. Their fund's income, their personal
accounts and their care outside the county are not modelled.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, SCHEMES, County
from sim.foundation.errors import Refused
from sim.foundation.money import times
from sim.policy.payment import employees_budget
from sim.policy.policy import PolicyAt
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.budgets import Budget
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
RULE, LINE = employees_budget.RULE.name, "employees_clearing"
EMPLOYEES = SCHEMES.index("employees")
STAY = KINDS.index("inpatient")


def employees_budgets(law: PolicyAt, year: int, county: County, care: I8, part_ppm: int) -> list[Budget]:
    """The year's budgets of the employees' fund, a holder for every hospital of the county with a stream of employees.
    `care` (H, schemes, KINDS, MEASURES) of the year, of which `part_ppm` is accounted.

    Raises:
        ValueError: the county has no employees among its streams.
    """
    if not law.uses(RULE):
        return []
    s, h = county.streams, county.institutions
    mine = np.flatnonzero((s.scheme == EMPLOYEES) & (h.place[s.institution] == PLACES.index("county")))
    if not mine.size:
        raise Refused(
            f"{RULE}要有职工就医量（streams.csv）：{county.name_zh}没有",
            f"{RULE} needs employees among the county's streams (streams.csv): {county.name_en} has none",
        )
    values, rule = law.values[RULE], next(r for r in law.rules["payment"] if r.name == RULE)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    visits, stays = np.zeros((2, len(h)), np.int64)
    for into, per_day, charge in ((visits, s.visits_per_day, s.charge_op), (stays, s.stays_per_day, s.charge_ip)):
        np.add.at(into, s.institution[mine], np.rint(per_day[mine] * charge[mine] * days * 100).astype(np.int64))
    base = employees_budget.fund_part(values, visits, stays)
    budget = np.asarray(times(employees_budget.grown(values, base, year - county.start.year), part_ppm), np.int64)
    charge_fen = care[:, EMPLOYEES, :, MEASURE["charge"]]
    spent = employees_budget.fund_part(values, charge_fen.sum(axis=1) - charge_fen[:, STAY], charge_fen[:, STAY])
    holder = np.unique(s.institution[mine]).astype(np.int64)
    group: npt.NDArray[np.int64] = np.full(len(h), -1, np.int64)
    facts = YearTotals(spent=spent[holder])
    return [Budget(rule, values, holder, group, np.zeros(len(KINDS), bool), LINE, facts, budget[holder])]
