"""The year's clearing (年终清算): computed when the year is over, posted in the following year, when it happens.

Order: bills are closed and follow their residents -> points become money -> scores decide about withheld money ->
surpluses and deficits by bands -> division among members -> the chain to the bonus.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES, TIERS, County
from sim.foundation.money import share
from sim.ledger.book import Batch
from sim.policy.package.scope import INSIDE
from sim.policy.package.split import MEASURES, weights_of
from sim.policy.policy import PolicyAt
from sim.policy.sharing.clearing import Clearing
from sim.settlement.assessment import earned, enough_visits, may_keep, scores
from sim.settlement.bonus import ClearingMoney
from sim.settlement.budgets import PPM, RESIDENTS, Budget, spent_of
from sim.settlement.employees import LINE as EMPLOYEES_LINE
from sim.settlement.employees_package import LINE as EMPLOYEES_PACKAGE
from sim.settlement.employees_package import kept_employees
from sim.settlement.monthly import Payments
from sim.settlement.tariff import VISITOR_LINE
from sim.settlement.totals import KINDS, MEASURE
from sim.settlement.visits import VISIT_LINE

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
INPATIENT, OUTPATIENT = KINDS.index("inpatient"), KINDS.index("outpatient")

OTHERS_MONEY = {VISITOR_LINE: "other", EMPLOYEES_LINE: "employees", EMPLOYEES_PACKAGE: "employees"}
"""Lines of the book that are cleared between institutions and other payers -> whose scheme."""


@dataclass(frozen=True)
class Result:
    """What one clearing brings institutions, (H,) fen, none negative."""

    retained: I8
    borne: I8
    unpaid: I8  # part of their bills that another alliance does not pay, by the price between alliances
    kept: I8  # bonus on stays that were kept in the county
    health: int  # public-health institutions' part of surpluses


@dataclass(frozen=True)
class YearEnd:
    """The clearings of one year, one for every budget in force, in the order in which they were made."""

    year: int
    budgets: list[Budget]
    clearings: list[Clearing]
    results: list[Result]
    lost: I8  # (H,) withheld money that the assessment does not give back
    scores: I8 | None = None  # (H,) thousandths of a point
    tariffs: int = field(default=0)  # how many of the budgets are payments by case, day or points
    stake: I8 | None = None  # (H,) fen about which the assessment decides
    counted: I8 | None = None  # (H, I) the indicators behind the scores, each in its unit

    def money(self, institutions: int) -> ClearingMoney:
        """What clearing brings every institution, (H,) fen; the assessment's part is negative where money is lost."""
        none = np.zeros(institutions, np.int64)
        retained = sum((r.retained + r.kept for r in self.results), none)
        borne = sum((r.borne + r.unpaid for r in self.results), none)
        return ClearingMoney(retained, -self.lost, borne)


def clear(
    year: int, budgets: list[Budget], tariffs: list[Budget], care: I8, law: PolicyAt, county: County,
    counted: I8, payments: Payments | None = None, last_scores: I8 | None = None, part_ppm: int = PPM,
) -> YearEnd:  # fmt: skip
    """Clear a year by the policy's own functions; `care` (H, schemes, KINDS, MEASURES) is what was delivered in it, `counted`
    (H, I) its indicators,
    `tariffs` what stays were worth that are not paid as billed, `part_ppm` the accounted part of the year."""
    basic, h = spent_of(care), county.institutions
    score, stake = scores(law, counted, county), None
    clearings, results, worth = [], [], np.zeros((2, len(h)), np.int64)  # of stays, of visits

    def judged(budget: Budget) -> Budget:
        gate = _both(may_keep(law, score, budget.holder), enough_visits(law, budget, care, part_ppm))
        return budget if gate is None else replace(budget, facts=replace(budget.facts, gate=gate))

    for budget in tariffs:
        _renew_weights(budget, care, score)
        of = judged(budget) if budget.line == EMPLOYEES_PACKAGE else budget
        clearings.append(of.clear(budget.facts.spent))
        results.append(_result(budget, clearings[-1], len(h), county, care, year))
        if budget.line not in OTHERS_MONEY:
            worth[int(budget.line == VISIT_LINE)] += results[-1].retained - results[-1].borne
    for budget in budgets:
        spent = budget.charged(basic) + _of_points(budget, worth)
        _renew_weights(budget, care, score)
        clearings.append(judged(budget).clear(spent))
        results.append(_result(budget, clearings[-1], len(h), county, care, year))
    lost = np.zeros(len(h), np.int64)
    back = earned(law, score, last_scores)
    if payments is not None and back is not None:
        stake = payments.at_stake(year, basic)
        lost = stake - np.asarray(share(stake, back), np.int64)
    return YearEnd(year, [*tariffs, *budgets], clearings, results, lost, score, len(tariffs), stake, counted)


def _both(one: B1 | None, other: B1 | None) -> B1 | None:
    """Two conditions on the same holders, each of which may not exist."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _of_points(budget: Budget, worth: I8) -> I8:
    """Gains and losses by points or cases (2, H), of stays and of visits, that belong to a package: the part of an
    institution's care that is its residents', half-up to the fen."""
    if budget.followed is None or not worth.any():
        return np.zeros(budget.holder.size, np.int64)
    stays, visits = (budget.parts()[:, :, kind] for kind in (INPATIENT, OUTPATIENT))
    moved: I8 = np.rint(stays * worth[0] + visits * worth[1]).astype(np.int64).sum(axis=1)
    return moved


def _renew_weights(budget: Budget, care: I8, score: I8 | None) -> None:
    """The measure by which members of one tier share, from what they did this year."""
    if budget.members is None or "measure" not in budget.values:
        return
    ours = care[:, budget.scheme]
    insured = "basic" if budget.scheme == RESIDENTS else "other_paid"
    cases = ours[..., MEASURE["cases"]]
    facts = {
        "enrolees": budget.members.weights, "visits": cases.sum(axis=1) - cases[:, INPATIENT],
        "stays": cases[:, INPATIENT], "income": ours[..., MEASURE[insured]].sum(axis=1) // 100,
    }  # fmt: skip
    assessed = "assessed" in budget.values and budget.values.one("assessed")
    if MEASURES[budget.values.one("measure")] != "enrolees" or (assessed and score is not None):
        part = None if score is None or not assessed else score * 10
        budget.members.weights = weights_of(budget.values.one("measure"), facts, part)


def _result(budget: Budget, cleared: Clearing, institutions: int, county: County, care: I8, year: int) -> Result:
    none = np.zeros(institutions, np.int64)
    unpaid = kept = none
    if budget.followed is not None:
        unpaid = budget.followed.charged()[1]
        kept = _kept(budget, county)
    elif budget.line == EMPLOYEES_PACKAGE:
        kept = kept_employees(budget, county, care, year)
    if budget.members is None:
        retained, borne = none.copy(), none.copy()
        np.add.at(retained, budget.holder, cleared.retained)
        np.add.at(borne, budget.holder, cleared.borne)
        return Result(retained, borne, unpaid, kept, 0)
    retained, health = budget.members.divide(cleared.retained, surplus=True)
    borne, _ = budget.members.divide(cleared.borne, surplus=False)
    return Result(retained, borne, unpaid, kept, health)


def _kept(budget: Budget, county: County) -> I8:
    """Bonus on residents' stays in the county hospitals of their own alliance (H,)."""
    none = np.zeros(len(county.institutions), np.int64)
    if budget.followed is None or "kept_bonus" not in budget.values:
        return none
    own = np.flatnonzero((budget.group >= 0) & (county.institutions.tier == TIERS.index("county")))
    none[own] = share(budget.followed.basic[budget.group[own], own, INSIDE, INPATIENT], budget.values.one("kept_bonus"))
    return none


def post_earmarks(batch: Batch, budgets: list[Budget], back: bool = False) -> None:
    """Set the outpatient pools of the townships aside within the fund on 1 January, or give them back at the
    clearing."""
    accounts = ("basic_fund.balance", "basic_fund.pools")
    for budget in budgets:
        if budget.line == "pool_clearing":
            batch.move(
                budget.budget, accounts[::-1] if back else accounts, None,
                holder=budget.holder, line=budget.line, purpose="release" if back else "earmark",
            )  # fmt: skip


def _post_others(batch: Batch, line: str, result: Result, everybody: I8) -> None:
    """Visitors' insurers or the employees' fund pay what is due beyond the bills, and get back what was paid beyond what
    is due: money of other payers, never of the residents' fund."""
    what: dict[str, Any] = {"holder": everybody, "scheme": SCHEMES.index(OTHERS_MONEY[line]), "line": line, "payer": "other_payers"}
    whole = line == EMPLOYEES_PACKAGE
    gives = ("other_payers.care", "other_payers.cash")
    for amount, purpose in ((result.retained, "retained" if whole else "tariff"), (result.kept, "kept")):
        batch.move(amount, gives, ("institution.cash", "institution.retained"), purpose=purpose, **what)
    batch.move(
        result.borne, ("institution.not_paid", "institution.cash"), ("other_payers.cash", "other_payers.care"),
        purpose="borne" if whole else "tariff", **what,
    )  # fmt: skip
    if result.health:
        batch.move(
            result.health, gives, ("public_health.cash", "public_health.income"), line=line, payer="other_payers",
            purpose="retained",
        )  # fmt: skip


def post(batch: Batch, done: YearEnd, payments: Payments, institutions: int) -> None:
    """Post a clearing: surplus paid out, deficits borne and money lost written off what was held, the rest of what was
    held paid, and what had been paid too much made a claim on later bills."""
    everybody = np.arange(institutions)
    losses = {name: np.zeros(institutions, np.int64) for name in ("tariff", "borne", "price", "assessed")}
    for n, (budget, result) in enumerate(zip(done.budgets, done.results, strict=True)):
        if budget.line in OTHERS_MONEY:
            _post_others(batch, budget.line, result, everybody)
            continue
        by_tariff = n < done.tariffs
        for amount, purpose in ((result.retained, "tariff" if by_tariff else "retained"), (result.kept, "kept")):
            batch.move(
                amount, ("basic_fund.retained", "basic_fund.cash"), ("institution.cash", "institution.retained"),
                holder=everybody, line=budget.line, purpose=purpose,
            )  # fmt: skip
        if result.health:
            batch.move(
                result.health, ("basic_fund.retained", "basic_fund.cash"), ("public_health.cash", "public_health.income"),
                line=budget.line, purpose="retained",
            )  # fmt: skip
        losses["tariff" if by_tariff else "borne"] += result.borne
        losses["price"] += result.unpaid
    losses["assessed"] += done.lost
    payments.release(batch, done.year, losses)
    post_earmarks(batch, done.budgets, back=True)
