"""What a clearing takes in and gives out: one year of budget holders, any number of hypothetical years at once.

Amounts are int64 fen for the books. The forecast and the incentives pass float64 yuan-in-fen instead; then nothing is
rounded and nothing may be booked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Amount = npt.NDArray[Any]
"""int64 fen (exact) or float64 fen (hypothetical); shape (..., H)."""


@dataclass(frozen=True)
class Totals:
    """One year of H holders of one mechanism. `spent` may carry further dimensions in front: hypothetical totals."""

    spent: Amount  # (..., H) charged to the holder's budget, after audit
    enrolees: Amount | None = None  # (H,) persons
    history: Amount | None = None  # (Y, H) spending of earlier years, oldest first
    last_budget: Amount | None = None  # (H,) the package of last year
    gate: Amount | None = None  # (..., H) bool: conditions for sharing are met; None = nothing is conditional
    income: Amount | None = None  # (H,) income of the fund attributed to the holder


@dataclass(frozen=True)
class ClearingStep:
    """One line of the reasoning, for holders who ask why."""

    rule: str
    item: str
    amount: Amount
    zh: str
    en: str


@dataclass(frozen=True)
class Clearing:
    """Shapes as `Totals.spent`. balance = budget - spent.

    Where the balance is positive: retained + fund_keeps = balance. Where it is negative: borne + fund_adds = -balance.
    """

    budget: Amount
    spent: Amount
    balance: Amount
    retained: Amount
    fund_keeps: Amount
    borne: Amount
    fund_adds: Amount
    steps: tuple[ClearingStep, ...] = field(default=(), repr=False)

    @property
    def net(self) -> Amount:
        """What clearing brings the holder: retained surplus minus deficit borne."""
        out: Amount = self.retained - self.borne
        return out


def no_budget(totals: Totals) -> Clearing:
    """The clearing of a holder without budget."""
    zero = np.zeros_like(totals.spent)
    return Clearing(totals.spent, totals.spent, zero, zero, zero, zero, zero)
