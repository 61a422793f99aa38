"""Visits that are paid by the points of their groups instead of their bills: added up month by month, cleared when the
year is over and the pool divided by all points is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, PLACES, TIERS, County
from sim.foundation.errors import Refused
from sim.foundation.money import times
from sim.policy.claims import OUTPATIENT, Claims
from sim.policy.payment import apg
from sim.policy.payment.points import base_points
from sim.policy.policy import PolicyAt
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.policy.sharing.clearing import own_gain_and_loss
from sim.settlement.budgets import Budget
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
APG, VISIT_LINE = apg.RULE.name, "visit_points"


@dataclass
class Year:
    """(H,): points in thousandths and what the fund was billed for the same visits, fen; how many they were."""

    points: I8
    billed: I8
    visits: I8


class Visits:
    """The visits of a run that have points. The group of a visit is its condition; its weight is the county hospitals'
    mean charge of it against that of all."""

    def __init__(self, county: County) -> None:
        self.county, c = county, county.conditions
        mean = np.rint(np.maximum(c.charge_op[:, TIERS.index("county")], 0) * 100).astype(np.int64)
        known = (c.kind != CONDITION_KINDS.index("inpatient")) & (mean > 0)
        all_ = max(int(mean[known].mean()) if known.any() else 1, 1)
        self.points = np.asarray(base_points(mean, all_))
        self.years: dict[int, Year] = {}

    def add(self, year: int, law: PolicyAt, institution: npt.NDArray[np.unsignedinteger], claims: Claims, basic: I8) -> None:
        """A month's claims and what basic insurance pays of them (N,) fen."""
        if not law.uses(APG):
            return
        values, h = law.values[APG], self.county.institutions
        at = institution.astype(np.int64)
        rows = np.flatnonzero((claims.kind == OUTPATIENT) & apg.members(values, h.tier, h.place == PLACES.index("county"))[at])
        size = len(h)
        made = self.years.setdefault(year, Year(*np.zeros((3, size), np.int64)))
        np.add.at(made.points, at[rows], self.points[claims.condition[rows]])
        np.add.at(made.billed, at[rows], basic[rows])
        np.add.at(made.visits, at[rows], 1)

    def budgets(self, year: int, law: PolicyAt, history: dict[int, I8], part_ppm: int) -> list[Budget]:
        """What the year's visits are worth to every institution, against what was billed."""
        made = self.years.get(year)
        if made is None or not made.visits.any():
            return []
        values = law.values[APG]
        rule = next(r for r in law.rules["tariff"] if r.name == APG)
        holder = np.flatnonzero(made.visits)
        earlier = [history[y][holder, OUTPATIENT].sum() for y in sorted(y for y in history if y < year)]
        whole = int(times(apg.pool(values, np.array(earlier, np.int64)), part_ppm))
        due = apg.visits(values, made.points[holder], whole, int(made.points.sum()))
        group = np.full(len(made.points), -1, np.int64)
        as_payment = replace(rule, slot="payment", function=own_gain_and_loss, takes=(), gives=())
        facts = YearTotals(spent=made.billed[holder])
        return [Budget(as_payment, values, holder, group, np.zeros(len(KINDS), bool), VISIT_LINE, facts, due)]

    def refuse_budgets(self, law: PolicyAt, budgets: list[Budget]) -> None:
        """ValueError if an institution would be cleared twice for its visits: by points, and by a budget."""
        if not law.uses(APG):
            return
        h = self.county.institutions
        mine = apg.members(law.values[APG], h.tier, h.place == PLACES.index("county"))
        twice = [b.rule.name for b in budgets if b.kinds[OUTPATIENT] and (mine & (b.group >= 0)).any()]
        if twice:
            raise Refused(
                f"门诊按{APG}付费，又记入{'、'.join(twice)}：一张账单只能清算一次",
                f"visits are paid by {APG} and charged to {', '.join(twice)}: a bill is cleared once",
            )
