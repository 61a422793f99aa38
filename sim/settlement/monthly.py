"""The office's month: bills of an earlier month are approved and paid, as far as the year's budget reaches.

One-stop settlement: hospitals advance the parts of all insurers and carry the receivable until then. What the fund owes
above a budget is held back from its holder until the clearing - for a pool from the township's centre, while its
village clinics are paid - and what has to be paid back from earlier years is taken off later payments.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES
from sim.ledger.book import Batch, Ledger
from sim.settlement.billing import INSURERS, LINE_OF_KIND, pay_bills
from sim.settlement.budgets import RESIDENTS, Budget
from sim.settlement.terms import Terms
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]


class Payments:
    """State of the office: what each budget has paid so far, what is held back, what is still to be recovered."""

    def __init__(self, ledger: Ledger, institutions: int, terms: Terms) -> None:
        self.ledger, self.institutions, self.terms = ledger, institutions, terms
        self.held: dict[int, I8] = {}  # year -> (H, KINDS) fen of the basic fund, billed above a budget
        self._paid: dict[int, list[I8]] = {}  # year -> for every budget (G,) fen paid so far
        self.recoverable = np.zeros(institutions, np.int64)  # fen that an institution still has to pay back
        self._instalment = np.zeros(institutions, np.int64)

    def open_year(self, year: int, budgets: list[Budget]) -> None:
        """The year's budgets begin with nothing paid."""
        self.held[year] = np.zeros((self.institutions, len(KINDS)), np.int64)
        self._paid[year] = [np.zeros_like(b.budget) for b in budgets]

    def pay(self, month: int, day: int, care: I8, year: int, budgets: list[Budget]) -> None:
        """Post the payments of a month of the horizon for earlier bills `care` (H, schemes, KINDS, MEASURES), which
        belong to `year` and its budgets."""
        batch = Batch(day, month)
        for measure, payer in INSURERS.items():
            due = care[..., MEASURE[measure]].copy()
            if payer == "basic_fund":
                ours = due[:, RESIDENTS]
                ours -= self._hold(ours, year, budgets)
                ours -= self._recover(batch, ours)
            pay_bills(batch, payer, due)
        self.ledger.post(batch)

    def pay_old(self, month: int, day: int, amounts: I8) -> None:
        """Post the payment of bills (H, KINDS) fen that were open when the accounts began."""
        batch = Batch(day, month)
        due = np.zeros((amounts.shape[0], len(SCHEMES), amounts.shape[1]), np.int64)
        due[:, RESIDENTS] = amounts
        pay_bills(batch, "basic_fund", due)
        self.ledger.post(batch)

    def _hold(self, due: I8, year: int, budgets: list[Budget]) -> I8:
        """What of the bills due (H, KINDS) has to wait for the clearing."""
        held = np.zeros_like(due)
        for number, budget in enumerate(budgets):
            charged = budget.charged(due)
            if self.terms.hold_over_budget:
                left = np.maximum(budget.budget - self._paid[year][number], 0)
                part = first_come(np.maximum(charged - left, 0), due[budget.holder] * budget.kinds)
                held[budget.holder] += part
                charged = charged - part.sum(axis=1)
            self._paid[year][number] += charged
        self.held[year] += held
        return held

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

    def owe_back(self, amounts: I8) -> None:
        """Institutions have to pay back (H,) fen, in equal instalments over `terms.recovery_months`."""
        self.recoverable += amounts
        self._instalment = -(-self.recoverable // self.terms.recovery_months)

    def release(self, batch: Batch, year: int, borne: I8) -> I8:
        """Clear what was held of a year (H,): `borne` is never paid, the rest is paid now. Returns what of `borne` had
        been paid before and must be recovered."""
        held = self.held.pop(year)
        lost = first_come(borne, held)
        holder, kind = np.nonzero(lost)
        batch.move(
            lost[holder, kind],
            ("basic_fund.payable", "basic_fund.not_paid"),
            ("institution.not_paid", "institution.receivable"),
            holder=holder, scheme=RESIDENTS, line=LINE_OF_KIND[kind], purpose="borne",
        )  # fmt: skip
        rest = np.zeros((held.shape[0], len(SCHEMES), held.shape[1]), np.int64)
        rest[:, RESIDENTS] = held - lost
        pay_bills(batch, "basic_fund", rest)
        too_much: I8 = borne - lost.sum(axis=1)
        return too_much


def first_come(limit: I8, amounts: I8) -> I8:
    """Take up to `limit` (N,) from the columns of `amounts` (N, P), from the first column on."""
    before = np.cumsum(amounts, axis=1) - amounts
    return np.minimum(np.maximum(limit[:, None] - before, 0), amounts)
