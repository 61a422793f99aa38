"""Money that comes into the fund: amounts a head from the county, dates from the terms.

Premiums of a year are collected in the last quarter of the year before and become income on 1 January (暂收款).
Subsidies of every level of government arrive in tranches. Where a policy sets the year's standard a head, premium,
subsidies and assisted premiums are the policy's; the county's table says the rest. Where the table has ended, its last
year is carried on with the stated growth. What neither names is not invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.foundation.money import split, times
from sim.ledger.accounts import PAYER
from sim.ledger.book import Batch
from sim.policy.fund.per_head import funding
from sim.policy.policy import Policy, PolicyAt
from sim.settlement.terms import Terms

I8 = npt.NDArray[np.int64]
PER_HEAD, AID_BUDGET = "fund.per_head", "fund.assistance_budget"

PAYER_NAMES = {"resident": "residents", "other": "other_payers"}
"""Names of the county's table -> payers of the book; the others are the same."""
GOVERNMENTS = ("central", "province", "prefecture", "county")
FUNDING_LINES = ("premium", "subsidy", "other_income", "catastrophic_premium", "assistance", "opening_balance")
"""Lines of the county's funding table: 个人缴费, 财政补助, 其他收入, 大病保费, 医疗救助资金, 上年滚存结余."""


class Funding:
    """What a year brings for the enrolees of each year. Amounts in fen.

    Args:
        table: the county's funding, a head. enrolees, by_class (K,): members of the first year, for assisted premiums by
        benefit class.
        policy: may set the standard of a year. years: years that are accounted.
        growth_ppm: by which the last year of the table is carried on.

    `carried` names the years that no table and no policy knows.
    """

    def __init__(
        self, table: pd.DataFrame, enrolees: int, policy: Policy | None = None, by_class: I8 | None = None,
        years: Sequence[int] = (), growth_ppm: int = 0,
    ) -> None:  # fmt: skip
        unknown = sorted(set(table["line"]) - set(FUNDING_LINES))
        if unknown:
            raise ValueError(f"the funding table has lines that are not known: {', '.join(unknown)}")
        self._enrolees: dict[int, int] = {}  # from this year on
        self._classes: dict[int, I8] = {}
        self._first, self._first_classes = enrolees, by_class
        self._per_head: dict[tuple[int, str], list[tuple[str, int]]] = {}  # millionths of a fen
        self.early: dict[tuple[int, str], int] = {}  # (year, payer) -> premium collected before it began
        for year, line, payer, yuan in table[["year", "line", "payer", "yuan_per_head"]].itertuples(index=False):
            name = PAYER_NAMES.get(str(payer), str(payer))
            self._per_head.setdefault((int(year), str(line)), []).append((name, round(float(yuan) * 1_000_000)))
        self._laws: dict[int, PolicyAt] = {}  # year -> law that sets its standard a head
        self._aid: dict[int, PolicyAt] = {}  # year -> law that sets the budget of assistance
        self.carried: list[int] = []
        known = self.years
        for year in sorted({*years, *(y for y in known if years and y > max(years))}):
            law = None if policy is None else in_force(policy, year)
            if law is not None and sets_year(law, year):
                self._laws[year] = law
            if law is not None and law.uses(AID_BUDGET):
                self._aid[year] = law
            if known and year > max(known):
                self._carry_on(year, growth_ppm)

    def _carry_on(self, year: int, growth_ppm: int) -> None:
        """A year behind the table is the year before, grown; the opening balance is not a yearly sum."""
        if year not in self._laws:
            self.carried.append(year)
        before = self._laws.get(year - 1)
        for line in FUNDING_LINES:
            last = self._per_head.get((year - 1, line), [])
            if before is not None and line in ("premium", "subsidy"):
                last = standard(before, line)
            if last and line != "opening_balance":
                self._per_head[year, line] = [(p, times(a_head, 1_000_000 + growth_ppm)) for p, a_head in last]

    def enrol(self, year: int, enrolees: int, by_class: I8 | None = None) -> None:
        """How many are members from `year` on, together and by benefit class (K,)."""
        self._enrolees[year] = enrolees
        if by_class is not None:
            self._classes[year] = by_class

    def heads(self, year: int) -> int:
        """Members in a year, as far as they have been counted."""
        counted = [y for y in self._enrolees if y <= year]
        return self._enrolees[max(counted)] if counted else self._first

    def classes(self, year: int) -> I8:
        """The same by benefit class, (K,)."""
        counted = [y for y in self._classes if y <= year]
        found = self._classes[max(counted)] if counted else self._first_classes
        return np.zeros(0, np.int64) if found is None else found

    def amounts(self, year: int, line: str) -> dict[str, int]:
        """Payer -> fen of one line of a year: of the policy where it sets the year, otherwise of the county's table; empty
        where neither names any."""
        if year in self._laws and line in ("premium", "subsidy"):
            set_ = funding(self._laws[year].values[PER_HEAD], self.classes(year))
            if line == "premium":
                return {"residents": set_["residents"], "assistance": set_["assisted"]}
            return {level: set_[level] for level in GOVERNMENTS}
        if year in self._aid and line == "assistance":
            whole = self.heads(year) * self._aid[year].values[AID_BUDGET].one("per_head")
            payers = self._of_table(year, line) or self.amounts(year, "subsidy") or {"county": 1}
            weights = list(payers.values()) if any(payers.values()) else [1] * len(payers)
            return dict(zip(payers, split(whole, weights), strict=True))
        return self._of_table(year, line)

    def _of_table(self, year: int, line: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, a_head in self._per_head.get((year, line), ()):
            found[name] = found.get(name, 0) + times(self.heads(year) * 100, a_head)
        return found

    def total(self, year: int, line: str) -> int:
        """All payers of a line together, fen."""
        return sum(self.amounts(year, line).values())

    def per_head(self, year: int) -> int | None:
        """Premium and subsidies of a year for one enrolee, fen half-up; None where the county gives none."""
        income = self.total(year, "premium") + self.total(year, "subsidy")
        heads = self.heads(year)
        return (2 * income + heads) // (2 * heads) if income and heads else None

    def growth(self, year: int) -> int | None:
        """Growth of the income a head over the year before, ppm; None where one of the years is not known."""
        now, before = self.per_head(year), self.per_head(year - 1)
        return None if now is None or before is None else (now - before) * 1_000_000 // before

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have at least one line."""
        return tuple(sorted({year for year, _ in self._per_head} | set(self._laws)))


def in_force(policy: Policy, year: int) -> PolicyAt | None:
    """The policy on 1 January of a year, None before its first day."""
    first = date(year, 1, 1)
    return policy.at(first) if first >= policy.eras[0].date else None


def sets_year(law: PolicyAt, year: int) -> bool:
    """Whether a policy sets the standard a head of this year: from the year in which it does, for so many years as it
    says (a yearly notice: one), without end where it says nothing."""
    if not law.uses(PER_HEAD):
        return False
    values = law.values[PER_HEAD]
    if "years" not in values:
        return True
    since = max(setting.since.year for setting in law.origins[f"{PER_HEAD}.premium"].values())
    return year - since < values.one("years")


def standard(law: PolicyAt, line: str) -> list[tuple[str, int]]:
    """A policy's standard a head as (payer, millionths of a yuan), with nobody's premium assisted."""
    values = law.values[PER_HEAD]
    if line == "premium":
        return [("residents", values.one("premium") * 10_000)]
    return list(zip(GOVERNMENTS, split(values.one("subsidy") * 10_000, values["government"].tolist()), strict=True))


def open_fund(batch: Batch, funding: Funding, year: int) -> None:
    """31 December before the first year: the balance brought forward, and the year's premiums already collected."""
    brought = funding.total(year, "opening_balance")
    if brought:
        batch.move(brought, ("basic_fund.cash", "basic_fund.balance"), None, line="opening", purpose="opening")
    collect_premiums(batch, funding, year, funding.amounts(year, "premium"))


def collect_premiums(batch: Batch, funding: Funding, year: int, amounts: dict[str, int]) -> None:
    """Premiums of `year` paid in the autumn before: a liability of the fund until the year begins."""
    for payer, amount in amounts.items():
        receiver = ("basic_fund.cash", "basic_fund.received_early")
        batch.move(amount, _giver(payer), receiver, line="income", payer=PAYER[payer], purpose="premium_early")
        funding.early[year, payer] = funding.early.get((year, payer), 0) + amount


def _giver(payer: str) -> tuple[str, str]:
    if payer == "residents":
        return "residents.premiums", "residents.cash"
    return ("assistance.premiums", "assistance.cash") if payer == "assistance" else ("government.subsidy", "government.cash")


def square_premiums(batch: Batch, funding: Funding, year: int) -> None:
    """1 January: who died, left or did not renew gets back what was collected for him in the autumn; who came pays now."""
    for payer, amount in funding.amounts(year, "premium").items():
        more = amount - funding.early.get((year, payer), amount)
        if more > 0:
            collect_premiums(batch, funding, year, {payer: more})
        elif more < 0:
            account, cash = _giver(payer)
            giver = ("basic_fund.received_early", "basic_fund.cash")
            batch.move(-more, giver, (cash, account), line="income", payer=PAYER[payer], purpose="premium_refund")


def post_income(batch: Batch, funding: Funding, terms: Terms, year: int, month: int) -> None:
    """Everything that comes in or is paid up in one month (1-12) of a year."""
    if month == 1:
        square_premiums(batch, funding, year)
        for payer, amount in funding.amounts(year, "premium").items():
            book = ("basic_fund.received_early", "basic_fund.premiums")
            batch.move(amount, book, None, line="income", payer=PAYER[payer], purpose="premium")
    for payer, amount in funding.amounts(year, "subsidy").items():
        _subsidy(batch, "basic_fund.subsidies", payer, split(amount, terms.subsidy_shares)[month - 1])
    for payer, amount in funding.amounts(year, "assistance").items():
        _subsidy(batch, "assistance.income", payer, split(amount, terms.subsidy_shares)[month - 1])
    other = split(funding.total(year, "other_income"), [1] * 12)[month - 1]
    batch.move(other, ("basic_fund.cash", "basic_fund.other_income"), None, line="income", purpose="other_income")
    if month >= 10 and year + 1 in funding.years:
        tranche = {
            payer: split(amount, terms.premium_shares)[month - 10]
            for payer, amount in funding.amounts(year + 1, "premium").items()
        }
        collect_premiums(batch, funding, year + 1, tranche)


def _subsidy(batch: Batch, income: str, payer: str, amount: int) -> None:
    if payer not in GOVERNMENTS:
        raise ValueError(f"a subsidy is paid by a level of government ({', '.join(GOVERNMENTS)}), not by {payer!r}")
    account = income.split(".")[0] + ".cash"
    giver = ("government.subsidy", "government.cash")
    batch.move(amount, giver, (account, income), line="income", payer=PAYER[payer], purpose="subsidy")
