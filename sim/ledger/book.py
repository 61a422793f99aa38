"""The book: an append-only list of postings in columns, which refuses a transaction that misses by one fen.

A posting moves an amount between two accounts of one owner. A transaction says what it is about and how much it is
(`total_fen`); the postings on the giving side must add up to that, and so must those on the receiving side. So a claim
whose parts miss its charge by one fen never enters, and two owners can never remember one payment differently.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.ledger import store
from sim.ledger.accounts import ACCOUNT, LINE, NO_HOLDER, OWNER_OF, PAYER, PURPOSE
from sim.ledger.posting import GIVING, POSTING, RECEIVING, Postings

I8 = npt.NDArray[np.int64]


class Refused(ValueError):
    """A transaction that does not balance, or a posting that makes no sense. The message names the first one."""


@dataclass
class Batch:
    """Postings being gathered: rows by `add`, transactions numbered from 0 within the batch with their declared
    totals."""

    day: int
    month: int

    def __post_init__(self) -> None:
        self._rows: list[Postings] = []
        self._totals: list[I8] = []
        self._received: list[I8] = []
        self._count = 0

    def transactions(self, total_fen: npt.ArrayLike, internal: bool = False) -> I8:
        """Open one transaction for every declared total; returns their numbers in this batch. Internal = no
        receiver."""
        totals = np.atleast_1d(np.asarray(total_fen, np.int64))
        numbers = np.arange(self._count, self._count + totals.size, dtype=np.int64)
        self._totals.append(totals)
        self._received.append(np.zeros_like(totals) if internal else totals)
        self._count += totals.size
        return numbers

    def add(
        self,
        transaction: npt.ArrayLike,
        debit: str | npt.ArrayLike,
        credit: str | npt.ArrayLike,
        amount_fen: npt.ArrayLike,
        side: int,
        *,
        holder: npt.ArrayLike = NO_HOLDER,
        scheme: npt.ArrayLike = 0,
        line: str | npt.ArrayLike = "income",
        payer: str | npt.ArrayLike = "basic_fund",
        purpose: str = "bill",
        day: npt.ArrayLike | None = None,
    ) -> None:
        """Postings of these transactions; arguments broadcast against `transaction`; amounts of zero are left out. `day`
        is the batch's unless another within its month is given."""
        number = np.atleast_1d(np.asarray(transaction, np.int64))
        amount = np.broadcast_to(np.asarray(amount_fen, np.int64), number.shape)
        keep = amount != 0
        if not keep.any():
            return
        rows = np.zeros(int(keep.sum()), POSTING)
        columns: dict[str, npt.ArrayLike] = {
            "transaction": number,
            "amount_fen": amount,
            "holder": holder,
            "scheme": scheme,
            "line": LINE[line] if isinstance(line, str) else line,
            "payer": PAYER[payer] if isinstance(payer, str) else payer,
            "debit": ACCOUNT[debit] if isinstance(debit, str) else debit,
            "credit": ACCOUNT[credit] if isinstance(credit, str) else credit,
        }
        for name, values in columns.items():
            rows[name] = np.broadcast_to(np.asarray(values), number.shape)[keep]
        rows["side"], rows["purpose"] = side, PURPOSE[purpose]
        rows["day"] = self.day if day is None else np.broadcast_to(np.asarray(day), number.shape)[keep]
        rows["month"] = self.month
        self._rows.append(rows)

    def move(
        self, amount_fen: npt.ArrayLike, giver: tuple[Any, Any], receiver: tuple[Any, Any] | None, **what: Any
    ) -> None:
        """One transaction for every amount: (debit, credit) in the giver's book and, unless internal, in the
        receiver's."""
        amounts = np.atleast_1d(np.asarray(amount_fen, np.int64))
        numbers = self.transactions(amounts, internal=receiver is None)
        self.add(numbers, *giver, amounts, GIVING, **what)
        if receiver is not None:
            self.add(numbers, *receiver, amounts, RECEIVING, **what)

    def finished(self) -> tuple[Postings, I8]:
        """All rows, those of a transaction together, and what each side must add up to: shape (2, transactions)."""
        rows = np.concatenate(self._rows) if self._rows else np.zeros(0, POSTING)
        empty = [np.zeros(0, np.int64)]
        totals = np.stack([np.concatenate(self._totals or empty), np.concatenate(self._received or empty)])
        rows = rows[np.argsort(rows["transaction"], kind="stable")]
        rows["total_fen"] = totals[GIVING][rows["transaction"]]
        return rows, totals


class Ledger:
    """Append-only. `rows()` are all postings in the order they were made; `institutions` and `schemes` are the names of
    holders and schemes, by index."""

    def __init__(self, institutions: Sequence[str] = (), schemes: Sequence[str] = ()) -> None:
        self.institutions, self.schemes = tuple(institutions), tuple(schemes)
        self._parts: list[Postings] = []
        self._transactions = 0

    @classmethod
    def of(cls, rows: Postings, institutions: Sequence[str] = (), schemes: Sequence[str] = ()) -> Ledger:
        """A book of postings that exist already, checked again: `Refused` if one of its transactions does not
        balance."""
        refuse_nonsense(rows)
        number = rows["transaction"].astype(np.int64)
        totals = np.zeros((2, int(number.max(initial=-1)) + 1), np.int64)
        totals[GIVING, number] = rows["total_fen"]
        received = rows["side"] == RECEIVING
        totals[RECEIVING, number[received]] = rows["total_fen"][received]
        refuse_misses(rows, totals, "read")
        ledger = cls(institutions, schemes)
        ledger._parts, ledger._transactions = [rows], totals.shape[1]
        return ledger

    def post(self, batch: Batch) -> None:
        """Append a batch, or refuse all of it: `Refused` when a transaction misses its total by as little as one
        fen."""
        rows, totals = batch.finished()
        refuse_nonsense(rows)
        refuse_misses(rows, totals, f"of day {batch.day}")
        rows["transaction"] += self._transactions
        self._transactions += totals.shape[1]
        rows.flags.writeable = False
        self._parts.append(rows)

    @classmethod
    def read(cls, path: str | os.PathLike[str], institutions: Sequence[str], schemes: Sequence[str]) -> Ledger:
        """The book back from `ledger.parquet`, checked again. ValueError for a file that is none, `Refused` for one
        that was changed."""
        return cls.of(store.read(path, institutions, schemes), institutions, schemes)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write `ledger.parquet`; the same book gives the same bytes."""
        store.write(self.rows(), path, self.institutions, self.schemes)

    def frame(self) -> pd.DataFrame:
        """All postings with names instead of codes."""
        made: pd.DataFrame = store.table(self.rows(), self.institutions, self.schemes).to_pandas()
        return made

    def of_month(self, month: int) -> Postings:
        """Postings of one month so far, shape (P,)."""
        found = [part[part["month"] == month] for part in self._parts]
        return np.concatenate(found) if found else np.zeros(0, POSTING)

    def rows(self) -> Postings:
        """All postings, shape (P,), dtype `POSTING`."""
        if not self._parts:
            return np.zeros(0, POSTING)
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
            self._parts[0].flags.writeable = False
        return self._parts[0]


def misses(rows: Postings, totals: I8) -> I8:
    """By how much each transaction misses what its two sides must add up to; `totals` and so on as in
    `Batch.finished`."""
    sides = np.zeros_like(totals)
    np.add.at(sides, (rows["side"], rows["transaction"]), rows["amount_fen"])
    giving, receiving = sides - totals
    missed: I8 = np.where(giving != 0, giving, receiving)
    return missed


def refuse_misses(rows: Postings, totals: I8, which: str) -> None:
    """`Refused`, naming the first transaction that misses its total."""
    missing = misses(rows, totals)
    if missing.any():
        number = int(np.flatnonzero(missing)[0])
        raise Refused(
            f"transaction {number} of the batch {which} declares {int(totals[GIVING][number])} fen "
            f"and misses it by {int(missing[number])} fen; nothing of the batch was posted"
        )


def refuse_nonsense(rows: Postings) -> None:
    """`Refused` for negative amounts and for postings between the books of two owners."""
    if (rows["amount_fen"] <= 0).any():
        raise Refused("a posting carries a negative amount; turn its debit and credit round instead")
    owner = np.array(OWNER_OF)
    if (owner[rows["debit"]] != owner[rows["credit"]]).any():
        raise Refused("a posting runs between the books of two owners; write one posting in each book")
