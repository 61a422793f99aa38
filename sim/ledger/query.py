"""Sums over postings: the only way in which statements read the book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ledger.accounts import ACCOUNT, ACCOUNTS, LINE, PAYER, PURPOSE
from sim.ledger.posting import Postings

I8 = npt.NDArray[np.int64]
_CODES = {"debit": ACCOUNT, "credit": ACCOUNT, "line": LINE, "payer": PAYER, "purpose": PURPOSE}


def where(rows: Postings, **conditions: object) -> Postings:
    """Postings that meet all conditions, e.g. `payer="basic_fund"`, `line=("inpatient", "outpatient")`, `scheme=0`,
    `month=range(12)`."""
    kept = rows
    for column, wanted in conditions.items():
        values = list(wanted) if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
        numbers: list[Any] = [_CODES[column][v] if isinstance(v, str) else v for v in values]
        meets = kept[column] == numbers[0] if len(numbers) == 1 else np.isin(kept[column], numbers)
        kept = kept[meets]
    return kept


def total(rows: Postings) -> int:
    """Sum of the amounts, fen."""
    return int(rows["amount_fen"].sum())


def by(rows: Postings, column: str, size: int) -> I8:
    """Sum of the amounts for every value 0..size-1 of a column, fen, shape (size,)."""
    sums = np.zeros(size, np.int64)
    inside = rows[column] < size
    np.add.at(sums, rows[column][inside].astype(np.int64), rows["amount_fen"][inside])
    return sums


def change(rows: Postings, account: str, **conditions: object) -> int:
    """By how much the account grew, fen: debit less credit for assets and expenses, credit less debit for the
    others."""
    chosen = where(rows, **conditions)
    grown = total(where(chosen, debit=account)) - total(where(chosen, credit=account))
    return grown if _grows_by_debit(account) else -grown


def change_by_holder(rows: Postings, account: str, holders: int, **conditions: object) -> I8:
    """The same for every holder, shape (holders,)."""
    chosen = where(rows, **conditions)
    grown = by(where(chosen, debit=account), "holder", holders) - by(where(chosen, credit=account), "holder", holders)
    return grown if _grows_by_debit(account) else -grown


def _grows_by_debit(account: str) -> bool:
    return ACCOUNTS[ACCOUNT[account]].nature in ("asset", "expense")
