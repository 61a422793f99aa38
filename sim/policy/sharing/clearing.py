"""What a clearing takes in and gives out: one year of budget holders, any number of hypothetical years at once.

Amounts are int64 fen for the books. The forecast and the incentives pass float64 fen instead; then nothing is rounded
and nothing may be booked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE
from sim.policy.rule import Values
from sim.policy.sharing.bands import borne, part, retained

Amount = npt.NDArray[Any]
"""int64 fen (exact) or float64 fen (hypothetical); shape (..., H)."""
I8 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Totals:
    """One year of H holders of one mechanism. `spent` may carry further dimensions in front: hypothetical totals."""

    spent: Amount  # (..., H) charged to the holder's budget, after audit
    enrolees: Amount | None = None  # (H,) persons
    history: Amount | None = None  # (Y, H) spending of earlier years, oldest first
    budget: Amount | None = None  # (H,) given from outside: the rule's own computation is not used
    gate: Amount | None = None  # (..., H) bool: the holder may keep a surplus; None = all may
    support: Amount | None = None  # (..., H) bool: the fund helps with a deficit; None = everywhere
    per_head: int | None = None  # fen: the county's income a head, where the policy names none
    before: int = 0  # fen: lump sums paid before a package
    last_package: Amount | None = None  # (H,) what the package was last year; None = the first year
    fund_growth: int | None = None  # ppm by which the pooled fund grew
    signed: Amount | None = None  # (H,) registered patients who signed with a family doctor


@dataclass(frozen=True)
class ClearingStep:
    """One line of the reasoning, for holders who ask why."""

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


@dataclass(frozen=True)
class Schedule:
    """Both sides of a sharing rule; edges and ceilings are shares of the budget in ppm, see `bands`."""

    surplus_ppms: I8  # the holder's share of each band of the surplus
    deficit_ppms: I8  # ... of the deficit
    surplus_edges_ppm: I8 = field(default_factory=lambda: np.zeros(0, np.int64))
    deficit_edges_ppm: I8 = field(default_factory=lambda: np.zeros(0, np.int64))
    surplus_ceiling_ppm: int | None = None
    fund_limit_ppm: int | None = None


def settle(budget: Amount, totals: Totals, schedule: Schedule) -> Clearing:
    """Clear a year: the balance, and who takes or bears which part of it. budget: (H,) of the same dtype as the
    spending.
    """
    spent = totals.spent
    budget = np.broadcast_to(budget, spent.shape)
    balance: Amount = budget - spent
    zero = np.zeros_like(balance)
    surplus, deficit = np.maximum(balance, zero), np.maximum(-balance, zero)
    limit = None if schedule.fund_limit_ppm is None else part(budget, schedule.fund_limit_ppm)
    kept = retained(
        surplus, budget, schedule.surplus_edges_ppm, schedule.surplus_ppms, schedule.surplus_ceiling_ppm, totals.gate
    )
    own = borne(deficit, budget, schedule.deficit_edges_ppm, schedule.deficit_ppms, limit, totals.support)
    clearing = Clearing(budget, spent, balance, kept, surplus - kept, own, deficit - own)
    return Clearing(**{**vars(clearing), "steps": explained(clearing)})


OWN = Schedule(np.array([ONE]), np.array([ONE]))


def own_gain_and_loss(values: Values, totals: Totals) -> Clearing:
    """A fixed amount for what was delivered: what is left of it is the institution's, what is missing too."""
    if totals.budget is None:
        raise ValueError("what was fixed for the care must be given as the budget")
    return settle(totals.budget, totals, OWN)


def explained(c: Clearing) -> tuple[ClearingStep, ...]:
    """The lines of a clearing in the order in which an office writes them."""
    return (
        ClearingStep("budget", c.budget, "年度控制总额（预算）", "budget of the year"),
        ClearingStep("spent", c.spent, "统筹基金实际支付额", "spending charged to it"),
        ClearingStep("balance", c.balance, "预算减支出：结余为正、超支为负", "budget minus spending"),
        ClearingStep("retained", c.retained, "结余留用", "surplus retained by the holder"),
        ClearingStep("fund_keeps", c.fund_keeps, "结余归基金", "surplus kept by the fund"),
        ClearingStep("borne", c.borne, "超支由持有方分担", "deficit borne by the holder"),
        ClearingStep("fund_adds", c.fund_adds, "超支由基金分担", "deficit that the fund adds"),
    )


def no_budget(totals: Totals) -> Clearing:
    """The clearing of a holder without budget."""
    zero = np.zeros_like(totals.spent)
    return Clearing(totals.spent, totals.spent, zero, zero, zero, zero, zero)
