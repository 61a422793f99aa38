"""The office's month: bills of an earlier month are approved and paid, as far as the year's budget reaches.

One-stop settlement: hospitals advance the parts of all insurers and carry the receivable until then. What the fund owes
above a budget is held back until the clearing - for a pool from the township's centre, while its village clinics are
paid; for a package from the lead first - and so is what waits for an assessment. Prepaid money is set off against
bills. What has to be paid back from earlier years is taken off later payments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, SCHEMES, County
from sim.foundation.errors import Refused
from sim.foundation.money import share
from sim.ledger.book import Batch, Ledger
from sim.policy.payment import arrears, deposit, prepayment
from sim.policy.policy import PolicyAt
from sim.settlement.billing import INSURERS, LINE_OF_KIND, pay_bills
from sim.settlement.budgets import RESIDENTS, Budget
from sim.settlement.terms import Terms
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
PREPAY, DEPOSIT, ARREARS = "payment.prepayment", "payment.deposit", "payment.arrears"


class Payments:
    """State of the office: what each budget has paid so far, what is held back, what is still to be recovered."""

    def __init__(self, ledger: Ledger, county: County, terms: Terms) -> None:
        self.ledger, self.terms, h = ledger, terms, county.institutions
        self.institutions, self._tier = len(h), h.tier
        self._here = h.place == PLACES.index("county")
        self.held: dict[int, I8] = {}  # year -> (H, KINDS) fen of the basic fund that waits for the clearing
        self.advances = np.zeros(self.institutions, np.int64)  # prepaid and not yet set off
        self.recoverable = np.zeros(self.institutions, np.int64)  # fen that an institution still has to pay back
        self._paid: dict[int, list[I8]] = {}  # year -> for every budget (G,) fen paid so far
        self._instalment = np.zeros(self.institutions, np.int64)
        self._late = np.zeros((self.institutions, len(KINDS)), np.int64)  # due and not paid for want of cash
        self._above: dict[int, I8] = {}  # year -> (H,) billed above the provisional payment, waiting
        self._laws: dict[int, PolicyAt] = {}
        self._last: dict[int, I8] = {}  # year -> (H,) settled the year before

    def open_year(self, year: int, budgets: list[Budget], law: PolicyAt, last_settled: I8 | None) -> None:
        """The year's budgets begin with nothing paid. `last_settled` (H, KINDS) fen is what a prepayment is a share of."""
        self.held[year] = np.zeros((self.institutions, len(KINDS)), np.int64)
        self._above[year] = np.zeros(self.institutions, np.int64)
        self._paid[year] = [np.zeros_like(b.budget) for b in budgets]
        self._laws[year] = law
        if self._ahead(law) and last_settled is None:
            raise Refused(
                f"{PREPAY}以{year - 1}年的结算额为基数，而县数据没有这一年的支出（history.csv，县工作簿“3 历年基金支出”）",
                f"{PREPAY} needs the settlement of {year - 1}, which the county's history does not have (history.csv)",
            )
        before = np.zeros((self.institutions, len(KINDS)), np.int64) if last_settled is None else last_settled
        self._last[year] = (before * self._kinds(law)).sum(axis=1) * self._here

    @staticmethod
    def _kinds(law: PolicyAt) -> I8:
        """1 for the kinds of care (KINDS,) that a prepayment is for."""
        return prepayment.kinds(law.values[PREPAY], len(KINDS)) if law.uses(PREPAY) else np.ones(len(KINDS), np.int64)

    @staticmethod
    def _ahead(law: PolicyAt) -> bool:
        """Whether money is paid before the bills come, as a share of last year's settlement."""
        return law.uses(PREPAY) and law.values[PREPAY].one("base") == 0

    def prepay(self, batch: Batch, year: int, month: int) -> None:
        """Pay the instalment that falls due at the start of a month (1-12), a share of last year's settlement."""
        law = self._laws[year]
        if not self._ahead(law):
            return
        times = prepayment.INSTALMENTS[law.values[PREPAY].one("cycle")]
        turn, waits = divmod(month - 1, 12 // times)
        if waits:
            return
        whole = prepayment.advance(law.values[PREPAY], self._last[year])
        due = whole // times + (turn < whole % times)  # the fen that are left over come first
        self.advances += due
        batch.move(
            due, ("basic_fund.advanced", "basic_fund.cash"), ("institution.cash", "institution.advance"),
            holder=np.arange(self.institutions), line="prepayment", purpose="prepay",
        )  # fmt: skip

    def pay(
        self, month: int, day: int, care: I8, billed: int, year: int, budgets: list[Budget], above: I8 | None = None,
        agency: Callable[[Batch, I8], I8] | None = None,
    ) -> None:  # fmt: skip
        """Post the payments of a month of the horizon for earlier bills `care` (H, schemes, KINDS, MEASURES) of the
        month `billed`, which belong to `year` and its budgets. `above` (H,): by how much the year's bills exceed what
        stays are provisionally worth by case, day or points; that much waits. `agency` pays hospitals outside for the fund
        of amounts (H, KINDS) and returns what it did not pay."""
        batch = Batch(day, month)
        for measure, payer in INSURERS.items():
            due = care[..., MEASURE[measure]].copy()
            if payer == "basic_fund":
                ours = due[:, RESIDENTS]
                ours -= self._wait(ours, year, above)
                ours -= self._hold(ours, billed, year, budgets)
                ours -= self._assess(batch, ours, year)
                ours -= self._recover(batch, ours)
                self._pay_what_there_is(ours, year)
                if agency is not None:
                    due[:, RESIDENTS] = agency(batch, ours)
            pay_bills(batch, payer, due)
        self.ledger.post(batch)

    def pay_old(self, month: int, day: int, amounts: I8) -> None:
        """Post the payment of bills (H, KINDS) fen that were open when the accounts began."""
        batch = Batch(day, month)
        due = np.zeros((amounts.shape[0], len(SCHEMES), amounts.shape[1]), np.int64)
        due[:, RESIDENTS] = amounts
        pay_bills(batch, "basic_fund", due)
        self.ledger.post(batch)

    def _wait(self, due: I8, year: int, above: I8 | None) -> I8:
        """What of the bills due (H, KINDS) exceeds the provisional payment by case, day or points."""
        part = np.zeros_like(due)
        if above is not None:
            stays = due * (np.arange(len(KINDS)) == KINDS.index("inpatient"))
            part = first_come(np.maximum(above - self._above[year], 0), stays)
            self._above[year] += part.sum(axis=1)
            self.held[year] += part
        return part

    def _hold(self, due: I8, billed: int, year: int, budgets: list[Budget]) -> I8:
        """What of the bills due (H, KINDS) has to wait for the clearing because a budget is used up."""
        held = np.zeros_like(due)
        for number, budget in enumerate(budgets):
            charged = budget.charged_in(billed, due)
            if self.terms.hold_over_budget:
                left = np.maximum(budget.budget - self._paid[year][number], 0)
                above = np.maximum(charged - left, 0)
                for g in np.flatnonzero(above).tolist():
                    rows = budget.rows(g)
                    open_ = (due - held)[rows] * budget.kinds
                    part = first_come(above[g : g + 1], open_.reshape(1, -1)).reshape(open_.shape)
                    held[rows] += part
                    charged[g] -= part.sum()
            self._paid[year][number] += charged
        self.held[year] += held
        return held

    def _assess(self, batch: Batch, due: I8, year: int) -> I8:
        """Set bills off against what was prepaid; keep back what waits for the assessment. Returns what is then no
        longer due, (H, KINDS)."""
        law = self._laws[year]
        gone = np.zeros_like(due)
        if self.advances.any():
            gone = first_come(self.advances, due * self._kinds(law))
            self.advances -= gone.sum(axis=1)
            holder, kind = np.nonzero(gone)
            batch.move(
                gone[holder, kind],
                ("basic_fund.payable", "basic_fund.advanced"),
                ("institution.advance", "institution.receivable"),
                holder=holder, scheme=RESIDENTS, line=LINE_OF_KIND[kind], purpose="offset",
            )  # fmt: skip
        waits = np.zeros_like(due)
        if self._ahead(law):
            waits = (due - gone) * self._kinds(law) * self._here[:, None]
        elif law.uses(PREPAY):  # a share of the bills as they come in is paid, the rest waits
            paid = np.asarray(share(due - gone, law.values[PREPAY].one("share")), np.int64)
            waits = (due - gone - paid) * self._kinds(law) * self._here[:, None]
        elif law.uses(DEPOSIT):
            waits = deposit.withheld(law.values[DEPOSIT], due - gone, self._tier) * self._here[:, None]
        self.held[year] += waits
        rest: I8 = gone + waits
        return rest

    def _pay_what_there_is(self, due: I8, year: int) -> None:
        """Where a policy says that the fund pays late, only a part of what is due (and was due before) is paid now;
        `due` (H, KINDS) becomes what is paid."""
        law = self._laws[year]
        if not (law.uses(ARREARS) or self._late.any()):
            return
        due += self._late
        if law.uses(ARREARS):
            now = arrears.paid_now(law.values[ARREARS], due.sum(axis=1), ~self._here)
            paid = first_come(now, due)
            self._late = due - paid
            due[:] = paid
        else:
            self._late = np.zeros_like(self._late)

    def _recover(self, batch: Batch, due: I8) -> I8:
        """Take this month's instalment of what has to be paid back off the bills due (H, KINDS)."""
        if not self.recoverable.any():
            return np.zeros_like(due)
        taken = first_come(np.minimum(self._instalment, self.recoverable), due)
        self.recoverable -= taken.sum(axis=1)
        holder, kind = np.nonzero(taken)
        batch.move(
            taken[holder, kind],
            ("basic_fund.payable", "basic_fund.recoverable"),
            ("institution.repayable", "institution.receivable"),
            holder=holder, scheme=RESIDENTS, line=LINE_OF_KIND[kind], purpose="recover",
        )  # fmt: skip
        return taken

    def at_stake(self, year: int, approved: I8) -> I8:
        """What the assessment of a year decides about (H,) fen, of the year's approved bills (H, KINDS): the deposit,
        also of bills that are still to be paid, or the remainder beside a prepayment."""
        law, ours = self._laws[year], approved * self._here[:, None]
        if law.uses(PREPAY):
            ours = ours * self._kinds(law)
            return prepayment.remainder(law.values[PREPAY], self._last[year], ours.sum(axis=1))
        stake: I8 = deposit.withheld(law.values[DEPOSIT], ours, self._tier).sum(axis=1)
        return stake

    def release(self, batch: Batch, year: int, losses: dict[str, I8]) -> None:
        """Clear what was held of a year: `losses`, purpose -> (H,), are never paid, the rest is paid now. What of the
        losses had been paid before must be paid back, in instalments."""
        held, everybody = self.held.pop(year), np.arange(self.institutions)
        for purpose, loss in losses.items():
            lost = first_come(loss, held)
            held = held - lost
            holder, kind = np.nonzero(lost)
            batch.move(
                lost[holder, kind],
                ("basic_fund.payable", "basic_fund.not_paid"),
                ("institution.not_paid", "institution.receivable"),
                holder=holder, scheme=RESIDENTS, line=LINE_OF_KIND[kind], purpose=purpose,
            )  # fmt: skip
            too_much = loss - lost.sum(axis=1)
            batch.move(
                too_much,
                ("basic_fund.recoverable", "basic_fund.not_paid"),
                ("institution.not_paid", "institution.repayable"),
                holder=everybody, line="budget_clearing", purpose=purpose,
            )  # fmt: skip
            self.recoverable += too_much
        rest = np.zeros((held.shape[0], len(SCHEMES), held.shape[1]), np.int64)
        rest[:, RESIDENTS] = held
        pay_bills(batch, "basic_fund", rest)
        self._instalment = -(-self.recoverable // self.terms.recovery_months)


def first_come(limit: I8, amounts: I8) -> I8:
    """Take up to `limit` (N,) from the columns of `amounts` (N, P), from the first column on."""
    before = np.cumsum(amounts, axis=1) - amounts
    return np.minimum(np.maximum(limit[:, None] - before, 0), amounts)
