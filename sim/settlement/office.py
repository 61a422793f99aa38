"""The fund office's calendar: opening balances, income, budgets, payments with their lag, and clearings when they fall
due."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES, County
from sim.foundation.calendar import DAY, Calendar
from sim.ledger.book import Batch, Ledger
from sim.ledger.posting import GIVING, RECEIVING
from sim.policy.policy import Policy
from sim.settlement.billing import LINE_OF_KIND, post_bills
from sim.settlement.budgets import PPM, RESIDENTS, Budget, budgets, history_of, spent_of
from sim.settlement.income import Funding, open_fund, post_income
from sim.settlement.monthly import Payments
from sim.settlement.terms import Terms
from sim.settlement.totals import KINDS, Totals
from sim.settlement.yearend import YearEnd, clear, post, post_earmarks

I8 = npt.NDArray[np.int64]


class Office:
    """Posts everything of a run but knows no patient. Months count from the horizon's first; clearings may lie behind
    its end."""

    def __init__(
        self,
        county: County,
        residents: npt.NDArray[np.void],
        policy: Policy,
        calendar: Calendar,
        terms: Terms,
        totals: Totals,
    ) -> None:
        self.county, self.policy, self.calendar, self.terms, self.totals = county, policy, calendar, terms, totals
        self.ledger = Ledger(county.institutions.id, SCHEMES)
        members = residents[residents["scheme"] == RESIDENTS]
        self.enrolees = len(members)
        township = county.villages.township[members["village"]]
        self.by_township = np.bincount(township, minlength=len(county.townships)).astype(np.int64)
        self.funding = Funding(county.funding, self.enrolees)
        self.history = history_of(county, self.enrolees)
        self.payments = Payments(self.ledger, len(county.institutions), terms)
        self.budgets: dict[int, list[Budget]] = {}
        self.year_ends: dict[int, YearEnd] = {}
        self._pending: dict[int, YearEnd] = {}  # month in which to post -> clearing
        self._first: int | None = None  # first accounted month
        self._opening = np.zeros(
            (len(county.institutions), len(KINDS)), np.int64
        )  # bills of each open month before that

    def day_of_month(self, m: int) -> date:
        """First day of month `m`, which may lie behind the horizon."""
        months = self.calendar.start.year * 12 + self.calendar.start.month - 1 + m
        return max(date(months // 12, months % 12 + 1, 1), self.calendar.start)

    def last_day(self, m: int) -> int:
        """Number of the last day of month `m`."""
        following = self.day_of_month(m + 1)
        return min(self.calendar.minute(following), self.calendar.end if m < self.months else 1 << 40) // DAY - 1

    @property
    def months(self) -> int:
        """Months of the horizon."""
        return len(self.calendar.month_starts) - 1

    def part_of_year(self, year: int) -> int:
        """Accounted days of a year / its days, ppm: a short first or last year opens a short fund year."""
        whole = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        last = self.calendar.date(self.calendar.end - 1)
        first = max(date(year, 1, 1), self.day_of_month(self._first or 0))
        return round(((min(date(year, 12, 31), last) - first).days + 1) * PPM / whole)

    def month(self, m: int) -> None:
        """Post a month whose care is in the totals: bills, income, payments, and a clearing that falls due."""
        first = self.day_of_month(m)
        if self._first is None:
            self._open(m, first)
        if first.year not in self.budgets:
            self._open_year(m, first)
        batch = Batch(self.last_day(m), m)
        post_bills(batch, self.totals.care[m])
        self.ledger.post(batch)
        batch = Batch(self.calendar.minute(first) // DAY, m)
        post_income(batch, self.funding, self.terms, first.year, first.month)
        self.ledger.post(batch)
        self._routine(m)

    def year_end(self, year: int) -> YearEnd:
        """Clear a year that is over; it is posted in `terms.clearing_month` of the following year, behind the horizon
        if need be."""
        within = [m for m in range(self._first or 0, self.months) if self.day_of_month(m).year == year]
        basic = spent_of(self.totals.care[within])
        self.history[year] = basic
        done = self.year_ends[year] = clear(year, self.budgets[year], basic)
        due = (year + 1 - self.calendar.start.year) * 12 + self.terms.clearing_month - self.calendar.start.month
        self._pending[due] = done
        if within[-1] == self.months - 1:  # nobody will come to post what falls due later
            for m in range(self.months, max(self._pending) + 1):
                self._routine(m)
        return done

    def _routine(self, m: int) -> None:
        """Payments of a month, then the clearing if it falls into it."""
        billed, first = m - self.terms.lag, self._first or 0
        if first <= billed < self.months:
            year = self.day_of_month(billed).year
            self.payments.pay(m, self.last_day(m), self.totals.care[billed], year, self.budgets[year])
        elif billed < first:
            self.payments.pay_old(m, self.last_day(m), self._opening)
        if m in self._pending:
            batch = Batch(self.last_day(m), m)
            post(batch, self._pending.pop(m), self.payments, len(self.county.institutions))
            self.ledger.post(batch)

    def _open(self, m: int, first: date) -> None:
        """Balances on the day before the accounts begin: cash, premiums collected early, and what is still owed for the
        last months: one month's bills are taken as a twelfth of the last year in the county's history."""
        self._first = m
        batch = Batch(self.calendar.minute(first) // DAY - 1, m - 1)
        open_fund(batch, self.funding, first.year)
        self._opening = self.history.get(first.year - 1, self._opening * 12) // 12
        owed = self._opening * self.terms.lag
        holder, kind = np.nonzero(owed)
        numbers = batch.transactions(owed[holder, kind])
        what: dict[str, Any] = {"holder": holder, "scheme": RESIDENTS, "line": LINE_OF_KIND[kind], "purpose": "opening"}
        batch.add(numbers, "basic_fund.balance", "basic_fund.payable", owed[holder, kind], GIVING, **what)
        batch.add(numbers, "institution.receivable", "institution.opening", owed[holder, kind], RECEIVING, **what)
        self.ledger.post(batch)

    def _open_year(self, m: int, first: date) -> None:
        part = self.part_of_year(first.year)
        now = budgets(self.policy.at(first), first.year, self.county, self.by_township, self.history, part)
        self.budgets[first.year] = now
        self.payments.open_year(first.year, now)
        batch = Batch(self.calendar.minute(first) // DAY, m)
        post_earmarks(batch, now)
        self.ledger.post(batch)
