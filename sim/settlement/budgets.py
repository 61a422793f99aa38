"""Who holds a budget under the policy, which bills are charged to it, and what its clearing needs: the bridge to the
pure rules.

A township's outpatient pool is held by its health centre for itself and its village clinics. A hospital budget is held
by every institution of the county that has a past. Hospitals outside the county are under other offices' budgets and
are paid what they bill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES, TIERS, County
from sim.foundation.money import times
from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule, Values
from sim.policy.sharing.clearing import Clearing
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
PPM = 1_000_000
RESIDENTS = SCHEMES.index("residents")
BY_TOWNSHIP = ("payment.outpatient_pool",)
BY_INSTITUTION = ("payment.hospital_budget",)
WITHOUT_BUDGET = ("payment.fee_for_service",)


@dataclass(frozen=True)
class Budget:
    """One mechanism in one year for G holders. `budget` is the control total of the (perhaps short) year."""

    rule: Rule
    values: Values
    holder: npt.NDArray[np.int64]  # (G,) institution that answers for it
    group: npt.NDArray[np.int64]  # (H,) which holder an institution's bills are charged to, -1 = none
    kinds: npt.NDArray[np.bool_]  # (KINDS,) kinds of care charged
    line: str  # line of the book on which it is cleared
    facts: YearTotals  # all but `spent`
    budget: I8  # (G,) fen

    def charged(self, basic: I8) -> I8:
        """Amounts (H, KINDS) of the basic fund -> what each holder is charged, (G,) fen."""
        inside = self.group >= 0
        sums = np.zeros(self.holder.size, np.int64)
        np.add.at(sums, self.group[inside], basic[inside][:, self.kinds].sum(axis=1))
        return sums

    def clear(self, spent: I8) -> Clearing:
        """The year's clearing by the policy's own function; spent (G,) fen."""
        cleared: Clearing = self.rule.function(self.values, replace(self.facts, spent=spent, budget=self.budget))
        return cleared


def budgets(
    policy: PolicyAt, year: int, county: County, enrolees_by_township: I8, spent_before: dict[int, I8], part_ppm: int
) -> list[Budget]:
    """All budgets in force on 1 January (or at the start) of a year.

    Args:
        policy: the policy on that day; budget and sharing rules of the year are those of its first day.
        enrolees_by_township: (townships,) members of the residents' scheme.
        spent_before: year -> (H, KINDS) basic fund at each institution in earlier years, from the county's history and
        from the run. part_ppm: share of the year that is accounted, for a short first year.

    Raises:
        ValueError: a payment rule of which the settlement does not know who holds it (not modelled is not zero); two
        budgets that
            would be charged with the same bill.
    """
    found: list[Budget] = []
    for rule in policy.rules.get("payment", ()):
        if rule.name in WITHOUT_BUDGET:
            continue
        values = policy.values[rule.name]
        if rule.name in BY_TOWNSHIP:
            found.append(_pool(rule, values, county, enrolees_by_township, part_ppm))
        elif rule.name in BY_INSTITUTION:
            found.append(_hospitals(rule, values, county, spent_before, year, part_ppm))
        else:
            raise ValueError(f"the settlement does not know who holds the budget of {rule.name}; it is not modelled")
    charged = sum(((b.group >= 0)[:, None] & b.kinds[None, :]).astype(np.int64) for b in found)
    if np.any(np.asarray(charged) > 1):
        raise ValueError(f"the budgets of {', '.join(b.rule.name for b in found)} are charged with the same bills")
    return found


def _kinds(values: Values) -> npt.NDArray[np.bool_]:
    kinds = np.zeros(len(KINDS), bool)
    covers = values["covers"] > 0
    kinds[: covers.size] = covers
    return kinds


def _pool(rule: Rule, values: Values, county: County, enrolees: I8, part_ppm: int) -> Budget:
    h = county.institutions
    centre = np.array([_centre(county, t) for t in range(len(county.townships))], np.int64)
    inside = (values["tiers"][h.tier] > 0) & (h.township >= 0) & (h.place == 0)
    facts = YearTotals(spent=np.zeros(centre.size, np.int64), enrolees=enrolees)
    return _with_budget(rule, values, centre, np.where(inside, h.township, -1), "pool_clearing", facts, part_ppm)


def _centre(county: County, township: int) -> int:
    h = county.institutions
    centres = np.flatnonzero((h.township == township) & (h.tier == TIERS.index("township")))
    if not centres.size:
        raise ValueError(f"{county.townships[township]} has no health centre that could hold its outpatient pool")
    return int(centres[0])


def _hospitals(
    rule: Rule, values: Values, county: County, spent_before: dict[int, I8], now: int, part_ppm: int
) -> Budget:
    h, kinds = county.institutions, _kinds(values)
    years = sorted(year for year in spent_before if year < now)
    history = (
        np.stack([spent_before[year][:, kinds].sum(axis=1) for year in years])
        if years
        else np.zeros((0, len(h)), np.int64)
    )
    inside = (values["tiers"][h.tier] > 0) & (h.place == 0) & (history.sum(axis=0) > 0)
    holder = np.flatnonzero(inside)
    group = np.full(len(h), -1, np.int64)
    group[holder] = np.arange(holder.size)
    facts = YearTotals(spent=np.zeros(holder.size, np.int64), history=history[:, holder])
    return _with_budget(rule, values, holder, group, "budget_clearing", facts, part_ppm)


def _with_budget(
    rule: Rule, values: Values, holder: I8, group: npt.NDArray[np.integer], line: str, facts: YearTotals, part_ppm: int
) -> Budget:
    whole = rule.function(values, facts).budget
    budget = np.asarray(times(whole, part_ppm), np.int64) if part_ppm != PPM else np.asarray(whole, np.int64)
    return Budget(rule, values, holder, group.astype(np.int64), _kinds(values), line, facts, budget)


def history_of(county: County, residents: int) -> dict[int, I8]:
    """The county's past as year -> (H, KINDS) fen of the basic fund, scaled to the number of residents that is
    simulated."""
    number = {name: i for i, name in enumerate(county.institutions.id)}
    past: dict[int, I8] = {}
    scale = round(residents * PPM / county.enrolees) if county.enrolees else PPM
    for year, institution, line, fen in county.history[["year", "institution", "line", "fen"]].itertuples(index=False):
        table = past.setdefault(int(year), np.zeros((len(number), len(KINDS)), np.int64))
        table[number[str(institution)], KINDS.index(str(line))] += times(int(fen), scale)
    return past


def spent_of(care: I8) -> I8:
    """(..., H, schemes, KINDS, MEASURES) totals -> (H, KINDS) of the residents' basic fund, leading axes added up."""
    basic = care[..., RESIDENTS, :, MEASURE["basic"]]
    return np.asarray(basic.reshape(-1, *basic.shape[-2:]).sum(axis=0), np.int64)
