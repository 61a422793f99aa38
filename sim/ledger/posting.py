"""One posting: a row of the book, in codes of `sim.ledger.accounts`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

POSTING = np.dtype(
    [
        (
            "day",
            "<i4",
        ),  # days since the horizon's first day; may lie behind the horizon (clearing) or before it (opening)
        ("month", "<i2"),  # months since the horizon's first month
        ("transaction", "<i4"),
        ("holder", "<u2"),  # institution, NO_HOLDER = none
        ("scheme", "u1"),
        ("line", "u1"),
        ("payer", "u1"),
        ("purpose", "u1"),
        ("side", "u1"),  # GIVING, RECEIVING
        ("debit", "u1"),  # account
        ("credit", "u1"),  # account
        ("amount_fen", "<i8"),  # positive
        ("total_fen", "<i8"),  # what the transaction declared
    ]
)
GIVING, RECEIVING = 0, 1

Postings = npt.NDArray[np.void]
