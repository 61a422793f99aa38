"""What must be true of every book, as checks that recompute it from the postings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.ledger.accounts import ACCOUNT, NO_HOLDER
from sim.ledger.book import Ledger
from sim.ledger.posting import GIVING, RECEIVING, Postings
from sim.ledger.query import change, change_by_holder, where

PAYERS_WITH_PAYABLES = ("basic_fund", "catastrophic", "assistance", "supplement")
OWED = ("payable", "owed_residents", "owed_agency")
"""Accounts in which a payer's debts for care stand."""
PAYING = ("pay", "offset", "recover", "reimburse", "agency_clearing")


class Tie(NamedTuple):
    """The bridge between the two bases of a payer over some months, fen."""

    opening: int
    incurred: int
    paid: int
    written_off: int
    closing: int

    @property
    def miss(self) -> int:
        """opening + incurred - paid - written off - closing; 0 when the bases are tied."""
        return self.opening + self.incurred - self.paid - self.written_off - self.closing


def residual(ledger: Ledger) -> int:
    """Sum over all transactions of what each side misses of the declared total, fen. 0 in a book that is whole."""
    rows = ledger.rows()
    if rows.size == 0:
        return 0
    sides = np.zeros((2, int(rows["transaction"].max()) + 1), np.int64)
    np.add.at(sides, (rows["side"], rows["transaction"]), rows["amount_fen"])
    declared = np.zeros(sides.shape[1], np.int64)
    declared[rows["transaction"]] = rows["total_fen"]
    received = np.where(np.bincount(rows["transaction"], rows["side"] == RECEIVING) > 0, declared, 0)
    return int(np.abs(sides[GIVING] - declared).sum() + np.abs(sides[RECEIVING] - received).sum())


def payables_mirror(ledger: Ledger, holders: int) -> int:
    """Largest difference between what payers say they owe an institution and what it says it is owed, fen. 0 when the
    books agree."""
    rows = ledger.rows()
    owed = sum(change_by_holder(rows, f"{payer}.payable", holders) for payer in PAYERS_WITH_PAYABLES)
    claimed = change_by_holder(rows, "institution.receivable", holders)
    return int(np.abs(owed - claimed).max(initial=0))


def advances_mirror(ledger: Ledger, holders: int) -> int:
    """The same for prepayments and for what institutions must pay back, fen."""
    rows = ledger.rows()
    advance = change_by_holder(rows, "basic_fund.advanced", holders)
    recover = change_by_holder(rows, "basic_fund.recoverable", holders)
    advance -= change_by_holder(rows, "institution.advance", holders)
    recover -= change_by_holder(rows, "institution.repayable", holders)
    return int(np.abs(advance).max(initial=0) + np.abs(recover).max(initial=0))


def residents_mirror(ledger: Ledger) -> int:
    """What insurers owe residents who paid first, less what residents advanced, fen. 0 when the books agree."""
    rows = ledger.rows()
    owed = sum(change(rows, f"{payer}.owed_residents") for payer in PAYERS_WITH_PAYABLES)
    return abs(owed - change(rows, "residents.advanced"))


def upward_mirror(ledger: Ledger) -> int:
    """The same between the fund and those above it: the clearing agency (debts, prepayments) and the pool, fen."""
    rows = ledger.rows()
    pairs = (
        ("basic_fund.owed_agency", "agency.due_from_home"), ("basic_fund.prepaid_agency", "agency.prepaid"),
        ("basic_fund.due_from_pool", "pool.owed_county"),
    )  # fmt: skip
    return sum(abs(change(rows, ours) - change(rows, theirs)) for ours, theirs in pairs)


def tie(ledger: Ledger, payer: str, first_month: int, months: int, **conditions: object) -> Tie:
    """Opening payable + incurred - paid - written off = closing payable, each term read from an account of its own.

    Incurred comes from benefits, paid from cash and advances, written off from the deficit borne, opening and closing
    from what is owed to institutions, to residents who paid first, and to the clearing agency.
    """
    rows = where(ledger.rows(), payer=payer, **conditions)
    before, during = rows[rows["month"] < first_month], rows[_within(rows, first_month, months)]
    owed = [f"{payer}.{name}" for name in OWED if f"{payer}.{name}" in ACCOUNT]
    care = during[during["holder"] != NO_HOLDER]
    paid_from = [ACCOUNT[a] for a in (f"{payer}.cash", "basic_fund.advanced", "basic_fund.recoverable")]
    opening = sum(change(before, account) for account in owed)
    paid = sum(change(care, account, purpose=PAYING, credit=paid_from) for account in owed)
    return Tie(
        opening,
        change(care, f"{payer}.benefits"),
        -paid,
        change(care, "basic_fund.not_paid", debit=f"{payer}.payable") if payer == "basic_fund" else 0,
        opening + sum(change(during, account) for account in owed),
    )


def _within(rows: Postings, first: int, months: int) -> np.ndarray:
    return (rows["month"] >= first) & (rows["month"] < first + months)
