"""Who holds a budget under the policy, which bills are charged to it, and what its clearing needs: the bridge to the
pure rules.

A township's outpatient pool is held by its health centre for itself and its village clinics. A hospital budget is held
by every institution of the county that has a past. Hospitals outside the county are under other offices' budgets and
are paid what they bill. A package follows residents instead of institutions, see `sim.settlement.packages`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES, TIERS, County
from sim.foundation.errors import Refused
from sim.foundation.money import times
from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule, Values
from sim.policy.sharing.clearing import Clearing
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.followed import Followed
from sim.settlement.members import Members
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
PPM = 1_000_000
F8 = npt.NDArray[np.float64]
RESIDENTS = SCHEMES.index("residents")
BY_TOWNSHIP = ("payment.outpatient_pool",)
BY_INSTITUTION = ("payment.hospital_budget",)
FOLLOWING = ("payment.package", "payment.chronic_package")
"""Budgets that follow residents."""
BY_TIER = ("payment.tier_pools",)
"""Cut between tiers and held by every institution, see `sim.settlement.tiers`."""
OF_EMPLOYEES = ("payment.employees_budget", "payment.employees_package")
"""The employees' own fund, see `sim.settlement.employees` and `sim.settlement.employees_package`."""
OTHERS_MONEY = (*OF_EMPLOYEES, "payment.points_visitors")
"""Cleared between institutions and other payers: nothing of it is the residents' fund's."""
BY_POINTS = ("payment.points_pool",)
"""Cleared by what cases are worth, see `sim.settlement.tariff`."""
WITHOUT_BUDGET = ("payment.fee_for_service",)


@dataclass(frozen=True)
class Budget:
    """One mechanism in one year for G holders. `budget` is the control total of the (perhaps short) year.

    A holder is charged either with the bills of its institutions (`group`, `kinds`) or with those of its residents
    (`followed`). What clearing brings goes to `holder`, or is divided by `members`.
    """

    rule: Rule
    values: Values
    holder: npt.NDArray[np.int64]  # (G,) institution that answers for it
    group: npt.NDArray[np.int64]  # (H,) which holder an institution's bills are charged to, -1 = none
    kinds: npt.NDArray[np.bool_]  # (KINDS,) kinds of care charged
    line: str  # line of the book on which it is cleared
    facts: YearTotals  # all but `spent`
    budget: I8  # (G,) fen
    followed: Followed | None = None
    members: Members | None = None
    scheme: int = RESIDENTS  # whose money it is

    def charged(self, basic: I8) -> I8:
        """What each holder is charged (G,) fen: of amounts (H, KINDS) of the basic fund, or of what its residents
        were billed so far."""
        if self.followed is not None:
            return self.followed.charged()[0]
        inside = self.group >= 0
        sums = np.zeros(self.holder.size, np.int64)
        np.add.at(sums, self.group[inside], basic[inside][:, self.kinds].sum(axis=1))
        return sums

    def charged_in(self, month: int, basic: I8) -> I8:
        """The same for the care of one month, of which `basic` (H, KINDS) is due."""
        return self.charged(basic) if self.followed is None else self.followed.charged_in(month)

    def clear(self, spent: I8) -> Clearing:
        """The year's clearing by the policy's own function; spent (G,) fen. Amounts in float64 are cleared unrounded:
        (..., G) hypothetical years at once, with a budget in float64 too."""
        cleared: Clearing = self.rule.function(self.values, replace(self.facts, spent=spent, budget=self.budget))
        return cleared

    def parts(self) -> F8:
        """The linear map from institutions to holders (G, H, KINDS): part of what the basic fund pays at an
        institution for a kind of care that each holder is charged with."""
        if self.followed is not None and self.followed.basic.any():
            return self.followed.parts()
        found = np.zeros((self.holder.size, self.group.size, len(KINDS)))
        inside = np.flatnonzero(self.group >= 0)
        found[self.group[inside], inside] = self.kinds
        return found

    def shares(self, *, surplus: bool = False) -> F8:
        """(G, H): part of each holder's surplus (of its deficit) that falls to each institution."""
        if self.members is not None:
            return self.members.shares(surplus=surplus)
        found = np.zeros((self.holder.size, self.group.size))
        found[np.arange(self.holder.size), self.holder] = 1.0
        return found

    def rows(self, g: int) -> I8:
        """Institutions of holder `g` whose bills wait when its budget is used up, in this order."""
        return self.holder[g : g + 1] if self.members is None else self.members.rows(g)


def budgets(
    policy: PolicyAt, year: int, county: County, enrolees_by_township: I8, spent_before: dict[int, I8], part_ppm: int
) -> list[Budget]:
    """All budgets of institutions and townships in force on 1 January (or at the start) of a year.

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
        if rule.name in WITHOUT_BUDGET + FOLLOWING + BY_POINTS + BY_TIER + OF_EMPLOYEES:
            continue
        values = policy.values[rule.name]
        if rule.name in BY_TOWNSHIP:
            found.append(_pool(rule, values, county, enrolees_by_township, part_ppm))
        elif rule.name in BY_INSTITUTION:
            found.append(_hospitals(rule, values, county, spent_before, year, part_ppm))
        else:
            raise ValueError(f"the settlement does not know who holds the budget of {rule.name}; it is not modelled")
    refuse_double(found)
    return found


def refuse_double(found: list[Budget]) -> None:
    """ValueError if a bill of an institution in the county would be charged to two budgets. A chronic package may lie
    inside another: what it is charged with, that is not."""
    charged = sum(
        ((b.group >= 0)[:, None] & b.kinds[None, :]).astype(np.int64) for b in found if b.rule.name != "payment.chronic_package"
    )
    if np.any(np.asarray(charged) > 1):
        names = [b.rule.name for b in found]
        raise Refused(
            f"{'、'.join(names)}的总额会记入同一批账单", f"the budgets of {', '.join(names)} are charged with the same bills"
        )


def kinds_of(values: Values) -> npt.NDArray[np.bool_]:
    kinds = np.zeros(len(KINDS), bool)
    covers = values["covers"] > 0
    kinds[: covers.size] = covers
    return kinds


def _pool(rule: Rule, values: Values, county: County, enrolees: I8, part_ppm: int) -> Budget:
    h = county.institutions
    centre = centres(county)
    inside = (values["tiers"][h.tier] > 0) & (h.township >= 0) & (h.place == 0)
    facts = YearTotals(spent=np.zeros(centre.size, np.int64), enrolees=enrolees)
    return _with_budget(rule, values, centre, np.where(inside, h.township, -1), "pool_clearing", facts, part_ppm)


def centres(county: County) -> I8:
    """Health centre of every township (T,), which holds the money of the township. ValueError if it has none."""
    h = county.institutions
    found = []
    for township, name in enumerate(county.townships):
        here = np.flatnonzero((h.township == township) & (h.tier == TIERS.index("township")))
        if not here.size:
            raise Refused(f"{name}没有能够管理包干资金的卫生院", f"{name} has no health centre that could hold its money")
        found.append(int(here[0]))
    return np.array(found, np.int64)


def _hospitals(
    rule: Rule, values: Values, county: County, spent_before: dict[int, I8], now: int, part_ppm: int
) -> Budget:
    h, kinds = county.institutions, kinds_of(values)
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
    return Budget(rule, values, holder, group.astype(np.int64), kinds_of(values), line, facts, budget)


def history_of(county: County, residents: int) -> dict[int, I8]:
    """The county's past as year -> (H, KINDS) fen of the basic fund, scaled to the number of residents that is
    simulated."""
    number = {name: i for i, name in enumerate(county.institutions.id)}
    past: dict[int, I8] = {}
    scale = round(residents * PPM / county.enrolees) if county.enrolees else PPM
    years, ids, lines = (county.history[name].tolist() for name in ("year", "institution", "line"))
    parts = times(county.history["fen"].to_numpy(np.int64), scale).tolist()
    for year, institution, line, fen in zip(years, ids, lines, parts, strict=True):
        table = past.setdefault(int(year), np.zeros((len(number), len(KINDS)), np.int64))
        table[number[str(institution)], KINDS.index(str(line))] += fen
    return past


def spent_of(care: I8) -> I8:
    """(..., H, schemes, KINDS, MEASURES) totals -> (H, KINDS) of the residents' basic fund, leading axes added up."""
    basic = care[..., RESIDENTS, :, MEASURE["basic"]]
    return np.asarray(basic.reshape(-1, *basic.shape[-2:]).sum(axis=0), np.int64)
