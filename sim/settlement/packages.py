"""Packages in force in a year: holders and members, the mask of what they are charged with, and how much they get.

The package of the whole county is computed once and divided among the holders, so that one alliance or three share the
same money.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, SCHEMES, TIERS, County
from sim.county.rates import expected_charges
from sim.foundation.errors import Refused
from sim.foundation.money import share, times
from sim.policy.package.attribution import NOBODY, REGISTERED, followed
from sim.policy.package.base import BASES, LAST_PACKAGE, after_score, by_history, by_income, divided
from sim.policy.package.scope import LEAKS, WAYS, charged_to, price
from sim.policy.package.split import key_of
from sim.policy.payment.chronic_package import PATIENTS, quota
from sim.policy.payment.package import ALLIANCE, GROUP, HOSPITAL, TOWNSHIP
from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule, Values
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.alliances import alliances
from sim.settlement.budgets import PPM, Budget, centres, kinds_of
from sim.settlement.followed import Followed
from sim.settlement.income import Funding
from sim.settlement.members import Members
from sim.settlement.tiers import catchment
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
PACKAGE, CHRONIC = "payment.package", "payment.chronic_package"
INTERNAL = "sharing.internal"


@dataclass(frozen=True)
class Before:
    """How a package's last year ended: whole-year package and charged spending of its holders, (G,) fen."""

    package: I8
    spent: I8


@dataclass
class Known:
    """What the office knows when a year begins."""

    county: County
    residents: npt.NDArray[np.void]
    territory: I8  # (T,) members in the first year: by them townships are divided among alliances
    enrolees: I8  # (T,) members in the year that begins
    funding: Funding
    history: dict[int, I8]  # year -> (H, KINDS)
    ended: dict[tuple[str, int], Before] = field(default_factory=dict)  # (rule, year) of packages that were cleared
    opened: dict[tuple[str, int], I8] = field(default_factory=dict)  # whole-year package of each holder, (G,)
    counts: dict[int, I8] = field(default_factory=dict)  # year -> (H, Q) what indicators are made of
    scores: dict[int, I8] = field(default_factory=dict)  # year -> (H,) thousandths of a point

    @property
    def insured(self) -> B1:
        """Members of the residents' scheme, (N,)."""
        ours: B1 = self.residents["scheme"] == SCHEMES.index("residents")
        return ours

    def need(self) -> I8:
        """Expected charges of every resident a year, fen, (N,): by age, sex, registers and frailty."""
        yuan = expected_charges(self.county)[self.residents["profile"]] * self.residents["frailty"]
        fen: I8 = np.rint(100 * yuan).astype(np.int64)
        return fen

    @property
    def home(self) -> I8:
        """Township of every resident, (N,)."""
        found: I8 = self.county.villages.township[self.residents["village"]].astype(np.int64)
        return found


@dataclass(frozen=True)
class Held:
    """G holders: township -> holder (T,), institution -> holder (H,), who answers (G,), whose key divides."""

    township: I8
    of: I8
    first: I8
    alone: bool  # the holder shares with nobody


def holders(values: Values, known: Known) -> Held:
    """Who holds the packages under the policy."""
    shares = values.get("alliance_shares")
    found = alliances(known.county, known.territory, values.one("alliances"), shares)
    kind = values.one("holder")
    if kind == TOWNSHIP:
        return townships(known.county)
    if kind == GROUP:
        one = np.where(found.of == NOBODY, NOBODY, 0)
        return Held(np.zeros_like(found.township), one, found.lead[:1], False)
    if kind == HOSPITAL:
        only = np.full_like(found.of, NOBODY)
        only[found.lead] = np.arange(found.lead.size)
        return Held(found.township, only, found.lead, True)
    assert kind == ALLIANCE
    return Held(found.township, found.of, found.lead, False)


def townships(county: County) -> Held:
    """Every township's centre with the clinics of the township."""
    h = county.institutions
    local = (h.place == PLACES.index("county")) & (h.tier <= TIERS.index("township")) & (h.township >= 0)
    return Held(
        np.arange(len(county.townships)), np.where(local, h.township, NOBODY).astype(np.int64), centres(county), False
    )


def packages(law: PolicyAt, year: int, known: Known, part_ppm: int) -> list[Budget]:
    """Budgets of all packages in force on 1 January of a year, the chronic packages first: they are paid before the
    alliance's own."""
    rules = {rule.name: rule for rule in law.rules.get("payment", ())}
    key = law.values[INTERNAL] if law.uses(INTERNAL) else None
    found: list[Budget] = []
    inside = 0
    if CHRONIC in rules:
        budget, inside = _chronic(rules[CHRONIC], law.values[CHRONIC], year, known, key, part_ppm)
        found.append(budget)
    if PACKAGE in rules:
        values = law.values[PACKAGE]
        if "schemes" not in values or values["schemes"][SCHEMES.index("residents")]:
            found.append(_package(rules[PACKAGE], values, year, known, key, part_ppm, inside))
    return found


def _chronic(
    rule: Rule, values: Values, year: int, known: Known, key: Values | None, part_ppm: int
) -> tuple[Budget, int]:
    """The chronic packages, and what they are together in a whole year."""
    held = townships(known.county)
    people = known.residents
    bits = _special(known.county) if values.one("patients") == PATIENTS.index("special_list") else 255
    mine = followed(REGISTERED, known.home, people["contract"], people["chronic"] & bits, known.insured)
    ours = mine >= 0
    heads = np.bincount(mine[ours], minlength=held.first.size)
    signed = np.bincount(mine[ours & (people["contract"] > 0)], minlength=held.first.size)
    whole = np.asarray(quota(values, heads, signed), np.int64)
    known.opened[rule.name, year] = whole
    return _budget(rule, values, known, held, mine, whole, key, part_ppm), int(whole.sum())


def _special(county: County) -> int:
    """Bits of the registered chronic conditions whose regular visit is on the chronic-special list (门诊慢特病)."""
    c = county.conditions
    listed = c.flags["chronic_special"].to_numpy() > 0
    return int(sum(1 << int(b) for b in np.unique(c.chronic[listed & (c.chronic >= 0)])))


def _package(
    rule: Rule, values: Values, year: int, known: Known, key: Values | None, part_ppm: int, inside: int
) -> Budget:
    held = holders(values, known)
    people = known.residents
    mine = followed(
        values.one("residents"), held.township[known.home], people["contract"], people["chronic"], known.insured
    )
    heads = np.bincount(mine[mine >= 0], minlength=held.first.size)
    whole = _whole(rule, values, year, known, held, heads, inside, mine)
    if "lost_per_point" in values and year - 1 in known.scores:
        whole = after_score(values, whole, known.scores[year - 1][held.first])
    known.opened[rule.name, year] = whole
    return _budget(rule, values, known, held, mine, whole, key, part_ppm)


def _whole(
    rule: Rule, values: Values, year: int, known: Known, held: Held, heads: I8, inside: int, mine: I8
) -> I8:
    """Whole-year package of every holder, (G,) fen: the county's, divided."""
    everybody, last = np.array([heads.sum()], np.int64), known.ended.get((rule.name, year - 1))
    if values.one("base") == BASES.index("income"):
        first = inside
        if "less_catastrophic" in values and values.one("less_catastrophic"):
            premium = known.funding.total(year, "catastrophic_premium")
            first += _part(premium, int(heads.sum()), int(known.enrolees.sum()))
        total = by_income(values, everybody, known.funding.per_head(year), first)
        return divided(int(total[0]), heads)
    past = past_spending(values, year, known, held, mine, rule.name)
    before = None if last is None else last.package.sum(keepdims=True)
    total = by_history(values, past, before, known.funding.growth(year)) - inside
    rebase = values.one("rebase") if "rebase" in values else 0
    if last is None or last.spent.size != heads.size:
        return divided(int(total[0]), heads)
    return divided(int(total[0]), last.package if rebase == LAST_PACKAGE else last.spent)


def past_spending(values: Values, year: int, known: Known, held: Held, mine: I8, rule: str) -> I8:
    """Spending in scope of all holders together in earlier years, (Y, 1) fen, oldest first: what packages were charged
    with, and before them the county's own past. That does not say whose it was: those whom a holder answers for
    (`mine`, (N,)) have the part that their expected charges are of everybody's, for who signs is older and sicker."""
    h, kinds = known.county.institutions, kinds_of(values)
    inside = (h.place == PLACES.index("county")) & ((held.of >= 0) | (values.one("others") > 0))
    leak = values.one("leak")
    outside = (h.place != PLACES.index("county")) & (leak != LEAKS.index("none"))
    if not values.one("away"):
        outside &= h.place != PLACES.index("elsewhere")
    counted = values.one("past_leaving") if "past_leaving" in values else PPM
    everybody = known.insured
    need = np.ones(mine.size, np.int64) if (mine[everybody] >= 0).all() else known.need()
    ours, all_ = int(need[everybody & (mine >= 0)].sum()), int(need[everybody].sum())
    years = []
    for before in sorted(y for y in known.history if y < year):
        own = known.ended.get((rule, before))
        if own is not None:
            years.append(int(own.spent.sum()))
            continue
        of_kinds = known.history[before][:, kinds].sum(axis=1)
        left = int(of_kinds[outside].sum())
        if outside.any() and not known.history[before][h.place != PLACES.index("county")].any():
            if "past_outside" not in values:
                raise Refused(
                    f"打包负担县外就医，而{before}年的支出没有县外医院，政策也没有写明县外支出有多少（{rule}.past_outside）",
                    f"the package pays for care outside the county, but the accounts of {before} name no hospital outside "
                    f"and the policy does not say how much it was ({rule}.past_outside)",
                )
            here = int(of_kinds[h.place == PLACES.index("county")].sum())
            left = int(times(here, values.one("past_outside")))
        amount = int(of_kinds[inside].sum()) + int(share(left, counted))
        years.append(_part(amount, ours, all_))
    return np.array(years, np.int64).reshape(-1, 1)


def _part(amount: int, ours: int, everybody: int) -> int:
    """The part of a county-wide amount that belongs to the residents who are followed, half-up."""
    return (2 * amount * ours + everybody) // (2 * everybody) if everybody else 0


def _budget(
    rule: Rule, values: Values, known: Known, held: Held, mine: I8, whole: I8, key: Values | None, part_ppm: int
) -> Budget:
    h = known.county.institutions
    number, here = np.arange(held.first.size), h.place == PLACES.index("county")
    mask = charged_to(values, number, held.of, here, len(KINDS))
    paid = price(values, number, held.of) if "cross_price" in values else np.full(mask.shape[:2], PPM, np.int64)
    assert mask.shape[2] == len(WAYS)
    kinds = kinds_of(values)
    budget = np.asarray(times(whole, part_ppm), np.int64) if part_ppm != PPM else whole
    group = np.where(here & (held.of >= 0), held.of, NOBODY)
    facts = YearTotals(spent=np.zeros_like(whole))
    return Budget(
        rule, values, held.first, group, kinds, "package_clearing", facts, budget, Followed(mine, mask, paid),
        members_of(held, key, h.tier.astype(np.int64), catchment(known.county, known.residents["village"][known.insured])),
    )  # fmt: skip


def members_of(held: Held, key: Values | None, tier: I8, weights: I8) -> Members:
    """Who shares a holder's result, and by which key; without one the lead has all."""
    of = held.of
    if held.alone or key is None:
        of = np.full_like(held.of, NOBODY)
        of[held.first] = np.arange(held.first.size)
    shares, health, of_lead = key_of(key)
    return Members(of, tier, held.first, shares, health, of_lead, weights)
