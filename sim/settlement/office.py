"""The fund office's calendar: opening balances, income, budgets, payments with their lag, and clearings when they fall
due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county import trend
from sim.county.county import SCHEMES, County
from sim.foundation.calendar import DAY, Calendar
from sim.foundation.money import times
from sim.ledger.book import Batch, Ledger
from sim.ledger.posting import GIVING, RECEIVING
from sim.ledger.query import change
from sim.policy.claims import CLASSES, Claims
from sim.policy.policy import Policy, PolicyAt
from sim.settlement import employees_package
from sim.settlement.agency import CROSS, Agency
from sim.settlement.alliances import alliances
from sim.settlement.assessment import earned
from sim.settlement.assistance import Assistance, post_lookback
from sim.settlement.at_home import AtHome
from sim.settlement.billing import INSURERS, LINE_OF_KIND, post_bills
from sim.settlement.budgets import FOLLOWING, PPM, RESIDENTS, Budget, budgets, history_of, refuse_double, spent_of
from sim.settlement.contract_fees import ContractFees, post_fees
from sim.settlement.counted import counted, indicators
from sim.settlement.counts import classes_of
from sim.settlement.employees import employees_budgets
from sim.settlement.followed import Left
from sim.settlement.income import Funding, open_fund, post_income
from sim.settlement.insurer import Insurer
from sim.settlement.monthly import Payments
from sim.settlement.notices import Notices
from sim.settlement.packages import PACKAGE, Before, Known, packages
from sim.settlement.pooling import Pooling
from sim.settlement.procurement import post_savings, savings
from sim.settlement.tariff import Tariff
from sim.settlement.terms import Terms
from sim.settlement.tiers import tier_budgets
from sim.settlement.totals import KINDS, MEASURE, NEW, Totals
from sim.settlement.visits import Visits
from sim.settlement.warnings import Warnings
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
        seed: int = 0,
    ) -> None:
        self.county, self.policy, self.calendar, self.terms, self.totals = county, policy, calendar, terms, totals
        self.ledger = Ledger(county.institutions.id, SCHEMES)
        members = residents[residents["scheme"] == RESIDENTS]
        self.first_enrolees = len(members)
        township = county.villages.township[members["village"]]
        self.territory = np.bincount(township, minlength=len(county.townships)).astype(np.int64)  # members of the first year
        first = max(calendar.start, county.start).year
        years = [year for year in calendar.years if year >= first]
        by_class = np.bincount(members["klass"], minlength=len(CLASSES)).astype(np.int64)
        self.funding = Funding(county.funding, self.first_enrolees, policy, by_class, years, terms.funding_growth)
        self.history = history_of(county, self.first_enrolees)
        self.payments = Payments(self.ledger, county, terms)
        self.known = Known(county, residents, self.territory, self.territory, self.funding, self.history)
        self.tariff = Tariff(county, len(residents), seed)
        self.visits = Visits(county)
        self.insurer = Insurer(self.funding, policy, terms)
        self.notices = Notices()
        self.home = AtHome(calendar, len(county.institutions))
        self.agency = Agency(county)
        self.assistance = Assistance(self.funding, self.notices)
        self.pooling = Pooling(self.ledger, self.notices)
        self.warnings = Warnings(self.ledger, self.notices)
        self.fees = ContractFees(county, residents)
        self.policy_caused: dict[int, int] = {}  # year -> catastrophic benefits that a change of law caused, fen
        self.procured: dict[int, I8] = {}  # year -> (H,) fen of its savings left to institutions, paid a year later
        self.managing: dict[int, I8] = {}  # year -> (H,) fen, see `manage`
        self._diary: dict[int, list[Callable[[Batch], None]]] = {}  # month -> what else falls due in it
        self.budgets: dict[int, list[Budget]] = {}
        self._above: dict[int, I8 | None] = {}  # month -> billed so far above the payment by case, day or points
        self.year_ends: dict[int, YearEnd] = {}
        self._pending: dict[int, YearEnd] = {}  # month in which to post -> clearing
        self._first: int | None = None  # first accounted month
        self._opening = np.zeros(
            (len(county.institutions), len(KINDS)), np.int64
        )  # bills of each open month before that

    def enrol(self, year: int) -> None:
        """1 January: count the members of a year by township; budgets and funding of the year are for so many."""
        home = self.known.home[self.known.insured]
        self.known.enrolees = np.bincount(home, minlength=len(self.county.townships)).astype(np.int64)
        by_class = np.bincount(self.known.residents["klass"][self.known.insured], minlength=len(CLASSES))
        self.funding.enrol(year, int(self.known.enrolees.sum()), by_class.astype(np.int64))
        self.fees.enrol(year)
        self.tariff.at_level(trend.charges(self.county, year)[1])

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

    def begin(self, m: int) -> None:
        """Open the accounts, or a new year of budgets, before the care of month `m` is counted."""
        first = self.day_of_month(m)
        if self._first is None:
            self._open(m, first)
        if first.year not in self.budgets:
            self._open_year(m, first)

    def count(
        self, m: int, claims: Claims, institution: npt.NDArray[np.unsignedinteger], basic: I8, left: Left,
        key: tuple[npt.NDArray[np.unsignedinteger], npt.NDArray[np.unsignedinteger]] | None = None,
    ) -> None:
        """A month's claims and what the basic fund pays of each (N,) fen: to the budgets that follow residents, and to
        payment by cases, days and points. `key` (episode, n) of the encounters."""
        year = self.day_of_month(m).year
        following = [budget.followed for budget in self.budgets[year] if budget.followed is not None]
        taken = None  # the chronic package comes first and lies inside the alliance's
        for followed in following:
            followed.add(m, left, basic, taken)
            taken = followed.takes(left)
        past = self.history.get(year - 1)
        inpatient = None if past is None else past[:, KINDS.index("inpatient")]
        self.tariff.add(year, self.law(year), institution, claims, basic, inpatient, key)
        self.visits.add(year, self.law(year), institution, claims, basic)
        self._above[m] = self.tariff.above(year, self.law(year))

    def law(self, year: int) -> PolicyAt:
        """The policy by whose budget, payment, assessment and sharing rules a year is kept: that of its first accounted
        day."""
        return self.policy.at(max(date(year, 1, 1), self.day_of_month(self._first or 0)))

    def alliance_of(self, year: int) -> I8:
        """Alliance of every institution (H,), -1 = none: under the packages of the year, otherwise the county's own."""
        law = self.law(year)
        if law.uses(PACKAGE):
            values = law.values[PACKAGE]
            shares = values.get("alliance_shares")
            return alliances(self.county, self.territory, values.one("alliances"), shares).of
        return self.county.institutions.alliance.astype(np.int64)

    def manage(self, m: int, fen: I8) -> None:
        """What more management visits to chronic patients than the county's own cost institutions in month `m`, (H,) fen,
        negative for fewer: their own staff's pay and travel, billed to nobody, so a link of the chain and no posting."""
        year = self.day_of_month(m).year
        self.managing[year] = self.managing.get(year, np.zeros_like(fen)) + fen

    def month(self, m: int) -> None:
        """Post a month whose care is in the totals: bills, income, payments, and a clearing that falls due."""
        first = self.day_of_month(m)
        batch = Batch(self.last_day(m), m)
        post_bills(batch, self.totals.care[m], self.home.advanced.get(m))
        self.assistance.top_up(batch, m)
        self.ledger.post(batch)
        batch = Batch(self.calendar.minute(first) // DAY, m)
        post_income(batch, self.funding, self.terms, first.year, first.month)
        self.insurer.month(batch, first)
        self.payments.prepay(batch, first.year, first.month)
        self._contracts(batch, m, first)
        self.ledger.post(batch)
        self._routine(m)
        self.warnings.month(self.law(first.year), m, self.day_of_month(m + 1), self.months_of(first.year, m))

    def _contracts(self, batch: Batch, m: int, first: date) -> None:
        """Contract fees: residents pay when the year begins, fund and treasury when it ends."""
        year = first.year
        of_year = self.fees.of_year(self.law(year), year, self.part_of_year(year))
        if of_year is None:
            return
        if m == self.months_of(year, m)[0]:
            post_fees(batch, of_year, ("patient",))
        if m == self.months - 1 or self.day_of_month(m + 1).year != year:
            post_fees(batch, of_year, ("fund", "public_health"))

    def months_of(self, year: int, until: int | None = None) -> list[int]:
        """Accounted months of a year, at most to `until`."""
        last = self.months - 1 if until is None else until
        return [m for m in range(self._first or 0, last + 1) if self.day_of_month(m).year == year]

    def year_end(self, year: int) -> YearEnd:
        """Clear a year that is over; it is posted in `terms.clearing_month` of the following year, behind the horizon
        if need be."""
        within = self.months_of(year)
        care, law, part = self.totals.care[within].sum(axis=0), self.law(year), self.part_of_year(year)
        worth = self.tariff.budgets(year, law, self.history, part)
        worth += employees_budgets(law, year, self.county, care, part)
        worth += employees_package.employees_package(law, year, self.known, care, part)
        worth += self.tariff.visitors(year, law, care) + self.visits.budgets(year, law, self.history, part)
        last = self.year_ends.get(year - 1)
        scores = None if last is None else last.scores
        now = self.known.counts[year] = counted(self.totals, within).sum(axis=0)
        found = indicators(now, self.known.counts.get(year - 1), self.county, self.budgets[year])
        done = clear(year, self.budgets[year], worth, care, law, self.county, found, self.payments, scores, part)
        self.year_ends[year], self.history[year] = done, spent_of(care)
        if done.scores is not None:
            self.known.scores[year] = done.scores
        for budget, cleared in zip(done.budgets, done.clearings, strict=True):
            if budget.rule.name in (*FOLLOWING, employees_package.RULE):
                whole = self.known.opened[budget.rule.name, year]
                spent = np.asarray(times(cleared.spent, PPM * PPM // part), np.int64) if part != PPM else cleared.spent
                self.known.ended[budget.rule.name, year] = Before(whole, spent)
        due = (year + 1 - self.calendar.start.year) * 12 + self.terms.clearing_month - self.calendar.start.month
        self._pending[due] = done
        self._close(year, within, law, done, care, due)
        if within[-1] == self.months - 1:  # nobody will come to post what falls due later
            m = self.months
            while m <= max(*self._pending, *self._diary, self.home.last, -1) or self.agency.owed.any():
                self._routine(m)
                m += 1
        return done

    def _close(self, year: int, within: list[int], law: PolicyAt, done: YearEnd, care: I8, due: int) -> None:
        """What else the end of a year decides, and what falls due at its clearing in month `due`."""
        last = self.day_of_month(within[-1] + 1) - timedelta(days=1)
        rows = self.ledger.rows()
        of_year = rows[(rows["month"] >= within[0]) & (rows["month"] <= within[-1])]
        batch = Batch(self.last_day(within[-1]), within[-1])
        self.pooling.december(batch, law, of_year)
        self.ledger.post(batch)
        self.pooling.year_over(law, of_year, last)
        owed = change(self.ledger.rows(), "residents.advanced")
        if owed:
            self.notices.add("owed_residents", last, owed / 100)
        self.warnings.year(law, of_year, last)
        benefits = int(care[..., MEASURE["catastrophic"]].sum())
        more = self.insurer.year_over(law, year, benefits, self.policy_caused.get(year, 0))
        if more:
            self.notices.add("premium_raise", last, more / 100)
        if self.assistance.unpaid.get(year):
            self.notices.add("assistance_unpaid", last, self.assistance.unpaid[year] / 100)
        before = self.year_ends.get(year - 1)
        back = earned(law, done.scores, None if before is None else before.scores)
        items = classes_of(self.totals, self.calendar.years.index(year), self.county, NEW)
        kept = savings(law, self.county, items, back)
        if kept is not None:
            self.procured[year] = kept
            self._later(due, lambda b: post_savings(b, kept))
        self._later(due, lambda b: self.pooling.clear(b, law, of_year))

    def _later(self, month: int, action: Callable[[Batch], None]) -> None:
        self._diary.setdefault(month, []).append(action)

    def help(self, m: int, amounts: I8) -> None:
        """Assistance on application (P,) fen of those who apply at the end of month `m`, paid in the month after."""
        day = self.day_of_month(m + 1)
        law = self.policy.at(day)
        paid = self.assistance.ration(law, self.day_of_month(m), m + 1, amounts)
        total = int(paid.sum())
        if total:
            self.notices.add("lookback", day, total / 100)
            self._later(m + 1, lambda batch: post_lookback(batch, total))

    def _routine(self, m: int) -> None:
        """Payments of a month, then the clearing if it falls into it."""
        billed, first = m - self.terms.lag, self._first or 0
        now = self.policy.at(self.day_of_month(m + 1) - timedelta(days=1))
        if first <= billed < self.months:
            year = self.day_of_month(billed).year
            above = self._above.get(billed)
            self.payments.pay(
                m, self.last_day(m), without(self.totals.care[billed], self.home.advanced.get(billed)), billed, year,
                self.budgets[year], above, lambda batch, due: self.agency.pay(batch, now, due),
            )  # fmt: skip
        elif billed < first:
            self.payments.pay_old(m, self.last_day(m), self._opening)
        if m in self._pending:
            batch, done = Batch(self.last_day(m), m), self._pending.pop(m)
            post(batch, done, self.payments, len(self.county.institutions))
            within = [n for n in range(first, self.months) if self.day_of_month(n).year == done.year]
            benefits = int(self.totals.care[within][..., MEASURE["catastrophic"]].sum())
            self.insurer.settle(batch, self.law(done.year), done.year, benefits)
            self.ledger.post(batch)
        self._others(m, now)

    def _others(self, m: int, now: PolicyAt) -> None:
        """Residents who paid first, the clearing agency, what else falls due, and at last the pool above the county."""
        batch = Batch(self.last_day(m), m)
        self.home.pay(batch, m)
        for action in self._diary.pop(m, []):
            action(batch)
        self.agency.clear(batch, now, self.day_of_month(m).month)
        if m < self.months and now.uses(CROSS):
            self.agency.prepay(batch, now, self._outside(m, now))
        self.ledger.post(batch)
        batch = Batch(self.last_day(m), m)
        self.pooling.month(batch, self.law(min(self.day_of_month(m).year, self.calendar.years[-1])), m)
        self.ledger.post(batch)

    def _outside(self, m: int, now: PolicyAt) -> int:
        """A year's spending of the fund at hospitals that the agency pays: last year's, or where the accounts of that year
        name none, this year's months so far as a year, fen."""
        through, year = self.agency.through(now), self.day_of_month(m).year
        last = self.history.get(year - 1)
        past = 0 if last is None else int(last[through].sum())
        if past:
            return past
        within = self.months_of(year, m)
        return int(spent_of(self.totals.care[within])[through].sum()) * 12 // len(within)

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
        now = self.budgets[first.year] = self.opening_budgets(first)
        last = self.history.get(first.year - 1)
        self.payments.open_year(first.year, now, self.law(first.year), last)
        self.assistance.open_year(self.law(first.year), first.year, self.part_of_year(first.year))
        if first.year in self.funding.carried:
            self.notices.add("funding_carried_on", first, self.terms.funding_growth / 10_000)
        batch = Batch(self.calendar.minute(first) // DAY, m)
        post_earmarks(batch, now)
        self.ledger.post(batch)

    def opening_budgets(self, first: date) -> list[Budget]:
        """The budgets of the year that begins on `first`, as they stand before anything is spent."""
        law, part = self.policy.at(first), self.part_of_year(first.year)
        fixed = budgets(law, first.year, self.county, self.known.enrolees, self.history, part)
        fixed += tier_budgets(law, first.year, self.county, self.known.residents, self.history, part)
        following = packages(law, first.year, self.known, part)
        employees_package.open_year(law, first.year, self.known)
        refuse_double([*fixed, *following])
        self.tariff.refuse_budgets(law, fixed)
        self.visits.refuse_budgets(law, fixed)
        return [*fixed, *following]


def without(care: I8, advanced: I8 | None) -> I8:
    """Care (H, schemes, KINDS, MEASURES) without the insurers' parts (H, KINDS, INSURERS) that patients advanced."""
    if advanced is None:
        return care
    left = care.copy()
    for n, measure in enumerate(INSURERS):
        left[:, RESIDENTS, :, MEASURE[measure]] -= advanced[..., n]
    return left
