"""Money that comes into the fund: amounts a head from the county, dates from the terms.

Premiums of a year are collected in the last quarter of the year before and become income on 1 January (暂收款).
Subsidies of every level of government arrive in tranches. What the county's table does not name is not invented.
"""

from __future__ import annotations

import pandas as pd

from sim.foundation.money import split, times
from sim.ledger.accounts import PAYER
from sim.ledger.book import Batch
from sim.settlement.terms import Terms

PAYER_NAMES = {"resident": "residents", "other": "other_payers"}
"""Names of the county's table -> payers of the book; the others are the same."""
GOVERNMENTS = ("central", "province", "prefecture", "county")
FUNDING_LINES = ("premium", "subsidy", "other_income", "catastrophic_premium", "assistance", "opening_balance")
"""Lines of the county's funding table: 个人缴费, 财政补助, 其他收入, 大病保费, 医疗救助资金, 上年滚存结余."""


class Funding:
    """What a year's funding table says for a number of enrolees. Amounts in fen."""

    def __init__(self, table: pd.DataFrame, enrolees: int) -> None:
        unknown = sorted(set(table["line"]) - set(FUNDING_LINES))
        if unknown:
            raise ValueError(f"the funding table has lines that are not known: {', '.join(unknown)}")
        self.enrolees = enrolees
        self._amounts: dict[tuple[int, str], dict[str, int]] = {}
        for year, line, payer, yuan in table[["year", "line", "payer", "yuan_per_head"]].itertuples(index=False):
            of_line = self._amounts.setdefault((int(year), str(line)), {})
            name = PAYER_NAMES.get(str(payer), str(payer))
            of_line[name] = of_line.get(name, 0) + times(enrolees * 100, round(float(yuan) * 1_000_000))

    def amounts(self, year: int, line: str) -> dict[str, int]:
        """Payer -> fen of one line of a year; empty where the county names none."""
        return self._amounts.get((year, line), {})

    def total(self, year: int, line: str) -> int:
        """All payers of a line together, fen."""
        return sum(self.amounts(year, line).values())

    def per_head(self, year: int) -> int | None:
        """Premium and subsidies of a year for one enrolee, fen half-up; None where the county gives none."""
        income = self.total(year, "premium") + self.total(year, "subsidy")
        if not (income and self.enrolees):
            return None
        return (2 * income + self.enrolees) // (2 * self.enrolees)

    def growth(self, year: int) -> int | None:
        """Growth of the income a head over the year before, ppm; None where one of the years is not known."""
        now, before = self.per_head(year), self.per_head(year - 1)
        return None if now is None or before is None else (now - before) * 1_000_000 // before

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have at least one line."""
        return tuple(sorted({year for year, _ in self._amounts}))


def open_fund(batch: Batch, funding: Funding, year: int) -> None:
    """31 December before the first year: the balance brought forward, and the year's premiums already collected."""
    brought = funding.total(year, "opening_balance")
    if brought:
        batch.move(brought, ("basic_fund.cash", "basic_fund.balance"), None, line="opening", purpose="opening")
    collect_premiums(batch, funding, year, funding.amounts(year, "premium"))


def collect_premiums(batch: Batch, funding: Funding, year: int, amounts: dict[str, int]) -> None:
    """Premiums of `year` paid in the autumn before: a liability of the fund until the year begins."""
    for payer, amount in amounts.items():
        if payer == "residents":
            giver = ("residents.premiums", "residents.cash")
        elif payer == "assistance":
            giver = ("assistance.premiums", "assistance.cash")
        else:
            giver = ("government.subsidy", "government.cash")
        receiver = ("basic_fund.cash", "basic_fund.received_early")
        batch.move(amount, giver, receiver, line="income", payer=PAYER[payer], purpose="premium_early")


def post_income(batch: Batch, funding: Funding, terms: Terms, year: int, month: int) -> None:
    """Everything that comes in or is paid up in one month (1-12) of a year."""
    if month == 1:
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
