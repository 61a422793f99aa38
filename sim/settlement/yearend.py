"""The year's clearing (年终清算): computed when the year is over, posted in the following year, when it happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.ledger.book import Batch
from sim.policy.sharing.clearing import Clearing
from sim.settlement.bonus import ClearingMoney
from sim.settlement.budgets import Budget
from sim.settlement.monthly import Payments

I8 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class YearEnd:
    """The clearings of one year, one for every budget in force."""

    year: int
    budgets: list[Budget]
    clearings: list[Clearing]

    def money(self, institutions: int) -> ClearingMoney:
        """What clearing brings every institution, (H,) fen."""
        retained, borne = np.zeros((2, institutions), np.int64)
        for budget, clearing in zip(self.budgets, self.clearings, strict=True):
            np.add.at(retained, budget.holder, clearing.retained)
            np.add.at(borne, budget.holder, clearing.borne)
        return ClearingMoney(retained, np.zeros(institutions, np.int64), borne)


def clear(year: int, budgets: list[Budget], basic: I8) -> YearEnd:
    """Clear a year by the policy's own functions; `basic` (H, KINDS) fen is what the residents' fund was billed in
    it."""
    return YearEnd(year, budgets, [budget.clear(budget.charged(basic)) for budget in budgets])


def post_earmarks(batch: Batch, budgets: list[Budget], back: bool = False) -> None:
    """Set the outpatient pools of the townships aside within the fund on 1 January, or give them back at the
    clearing."""
    accounts = ("basic_fund.balance", "basic_fund.pools")
    for budget in budgets:
        if budget.line == "pool_clearing":
            batch.move(
                budget.budget, accounts[::-1] if back else accounts, None,
                holder=budget.holder, line=budget.line, purpose="release" if back else "earmark",
            )  # fmt: skip


def post(batch: Batch, done: YearEnd, payments: Payments, institutions: int) -> None:
    """Post a clearing: surplus paid out, deficits borne written off what was held, the rest of what was held paid, and
    what had been paid too much made a claim on later bills."""
    for budget, clearing in zip(done.budgets, done.clearings, strict=True):
        batch.move(
            clearing.retained,
            ("basic_fund.retained", "basic_fund.cash"),
            ("institution.cash", "institution.retained"),
            holder=budget.holder, line=budget.line, purpose="retained",
        )  # fmt: skip
    too_much = payments.release(batch, done.year, done.money(institutions).borne)
    batch.move(
        too_much,
        ("basic_fund.recoverable", "basic_fund.not_paid"),
        ("institution.not_paid", "institution.repayable"),
        holder=np.arange(institutions), line="budget_clearing", purpose="borne",
    )  # fmt: skip
    payments.owe_back(too_much)
    post_earmarks(batch, done.budgets, back=True)
