"""Care delivered in a month, posted: one transaction for every institution, scheme and kind of care."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES
from sim.ledger.accounts import LINE, PAYER
from sim.ledger.book import Batch
from sim.ledger.posting import GIVING, RECEIVING
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]

INSURERS = {
    "basic": "basic_fund",
    "catastrophic": "catastrophic",
    "assistance": "assistance",
    "supplement": "supplement",
}
"""Measure of the totals -> payer of the book: those who pay later and owe until then."""
AT_THE_DESK = {"own_paid": "residents", "other_paid": "other_payers"}
"""Those who pay when they leave. The streams of other payers settle outside the residents' fund; their payables are not
modelled."""
RESIDENTS = SCHEMES.index("residents")
LINE_OF_KIND = np.array([LINE[kind] for kind in KINDS])


def post_bills(batch: Batch, care: I8, advanced: I8 | None = None) -> None:
    """Post a month's care (H, schemes, KINDS, MEASURES). The parts that payers bear must add up to the charge, or the
    book refuses. `advanced` (H, KINDS, INSURERS) fen of the residents' part was paid by the patients, who claim it at
    home: the insurer owes it to them and not to the institution."""
    charge = care[..., MEASURE["charge"]]
    holder, scheme, kind = np.nonzero(charge)
    numbers = batch.transactions(charge[holder, scheme, kind])
    for n, (measure, payer) in enumerate((INSURERS | AT_THE_DESK).items()):
        amount = care[holder, scheme, kind, MEASURE[measure]]
        owed = measure in INSURERS
        first = np.zeros_like(amount)
        if advanced is not None and owed:
            first = np.where(scheme == RESIDENTS, advanced[holder, kind, n], 0)
            amount = amount - first
        what: dict[str, Any] = {
            "holder": holder,
            "scheme": scheme,
            "line": LINE_OF_KIND[kind],
            "payer": PAYER[payer],
            "purpose": "bill",
        }
        expense = f"{payer}.benefits" if owed else f"{payer}.care"
        batch.add(numbers, expense, f"{payer}.payable" if owed else f"{payer}.cash", amount, GIVING, **what)
        asset = "institution.receivable" if owed else "institution.cash"
        batch.add(numbers, asset, "institution.revenue", amount, RECEIVING, **what)
        if first.any():
            batch.add(numbers, "residents.advanced", "residents.cash", first, GIVING, **what)
            batch.add(numbers, "institution.cash", "institution.revenue", first, RECEIVING, **what)
            claimed = what | {"purpose": "claim_home"}
            batch.move(first, (f"{payer}.benefits", f"{payer}.owed_residents"), None, **claimed)


def pay_bills(batch: Batch, payer: str, amount: I8, purpose: str = "pay") -> None:
    """Pay what was billed, amounts (H, schemes, KINDS): cash leaves the payer and the debt is gone from both books."""
    holder, scheme, kind = np.nonzero(amount)
    batch.move(
        amount[holder, scheme, kind],
        (f"{payer}.payable", f"{payer}.cash"),
        ("institution.cash", "institution.receivable"),
        holder=holder, scheme=scheme, line=LINE_OF_KIND[kind], payer=payer, purpose=purpose,
    )  # fmt: skip
