"""Warning lines of the fund (基金运行风险预警): month by month, how long the balance lasts, told when a line is passed.

Where the county is not the pool it has no balance of its own, and no such line.
"""

from __future__ import annotations

from datetime import date, timedelta

from sim.ledger.book import Ledger
from sim.ledger.posting import Postings
from sim.ledger.query import change
from sim.policy.fund.warning import months_payable, warn
from sim.policy.policy import PolicyAt
from sim.settlement.notices import Notices
from sim.settlement.pooling import income_of, level, spending_of

RULE = "fund.warning"
ASSETS = ("cash", "advanced", "recoverable", "prepaid_agency", "due_from_pool")
DEBTS = ("received_early", "payable", "owed_residents", "owed_agency", "premium_payable")


def balance_of(rows: Postings) -> int:
    """Cumulated balance of the fund after postings, on the incurred basis, fen."""
    return sum(change(rows, f"basic_fund.{a}") for a in ASSETS) - sum(change(rows, f"basic_fund.{d}") for d in DEBTS)


class Warnings:
    """Which line the fund has passed so far."""

    def __init__(self, ledger: Ledger, notices: Notices) -> None:
        self._ledger, self._notices, self._passed = ledger, notices, 0

    def month(self, law: PolicyAt, m: int, following: date, within: list[int]) -> None:
        """After month `m`, of which `within` are the year's months so far; `following` is the day after its last."""
        if not law.uses(RULE) or level(law) >= 2:
            return
        rows = self._ledger.rows()
        rows = rows[rows["month"] <= m]
        spent = spending_of(rows[rows["month"] >= within[0]]) * 12 // len(within)
        left = balance_of(rows)
        months, lines = months_payable(left, spent), law.values[RULE]["lines"]
        passed = int((months < lines * 1000).sum())
        for line in lines[self._passed : passed].tolist():
            self._notices.add("months_payable", following - timedelta(days=1), months / 1000, line)
        self._passed = passed

    def year(self, law: PolicyAt, rows: Postings, day: date) -> None:
        """The year that ended on `day`, whose postings are `rows`: whether it spent more than it took in."""
        if not law.uses(RULE) or level(law) >= 2:
            return
        found = warn(law.values[RULE], 0, spending_of(rows), income_of(rows))
        if found["deficit"]:
            self._notices.add("deficit", day, found["deficit"] / 100, 0)
