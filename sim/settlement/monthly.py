"""The office's month: bills of an earlier month are approved and paid, as far as the year's budget reaches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.ledger.book import Batch, Ledger
from sim.settlement.billing import INSURERS, pay_bills
from sim.settlement.terms import Terms
from sim.settlement.totals import MEASURE, Totals

I8 = npt.NDArray[np.int64]


class Payments:
    """Pays what was billed `terms.lag` months before. One-stop settlement: hospitals carry all insurers' parts until then."""

    def __init__(self, ledger: Ledger, totals: Totals, terms: Terms) -> None:
        self.ledger, self.totals, self.terms = ledger, totals, terms

    def pay(self, month: int, day: int) -> None:
        """Post the payments of one month of the horizon on its last day."""
        billed = month - self.terms.lag
        if billed < 0:
            return
        batch = Batch(day, month)
        for measure, payer in INSURERS.items():
            pay_bills(batch, payer, self.totals.care[billed, ..., MEASURE[measure]])
        self.ledger.post(batch)
