"""Pooling level (统筹层次): what the county's fund hands up, what it receives, and who fills a gap.

Under an adjustment fund (调剂金) the county hands up a share of the year's income in December and claims part of a deficit
at the clearing. Pooled by prefecture or province (统收统支) it hands up all income every month and is given what it spends:
entitled as cost arises, paid as it pays, so that neither basis leaves it a balance. What counts then is the allocated
budget; beyond it the county's treasury bears its part of the gap.
"""

from __future__ import annotations

from datetime import date

from sim.ledger.book import Batch, Ledger
from sim.ledger.posting import Postings
from sim.ledger.query import change, total, where
from sim.policy.fund.pooling import balance
from sim.policy.policy import PolicyAt
from sim.settlement.notices import Notices

RULE = "fund.pooling"
INCOME = ("premiums", "subsidies", "other_income")
SPENDING = ("benefits", "catastrophic_premium", "retained", "contract_fees")
WHAT = {"line": "pooling"}


def level(law: PolicyAt) -> int:
    """0 the county, 1 with an adjustment fund, 2 the prefecture, 3 the province."""
    return law.values[RULE].one("level") if law.uses(RULE) else 0


def income_of(rows: Postings) -> int:
    """Premiums, subsidies and other income of the fund, fen."""
    return sum(change(rows, f"basic_fund.{name}") for name in INCOME)


def spending_of(rows: Postings) -> int:
    """Spending of the fund on the incurred basis, less what institutions bear, fen."""
    return sum(change(rows, f"basic_fund.{name}") for name in SPENDING) - change(rows, "basic_fund.not_paid")


class Pooling:
    """Posts between the county's fund and the pool above it."""

    def __init__(self, ledger: Ledger, notices: Notices) -> None:
        self._ledger, self._notices = ledger, notices
        self._due = 0  # fen that the pool still owes

    def month(self, batch: Batch, law: PolicyAt, month: int) -> None:
        """After everything else of a month is posted: hand up its income, receive what it spent."""
        if level(law) < 2:
            return
        rows = self._ledger.of_month(month)
        income, spent = income_of(rows), spending_of(rows)
        batch.move(
            income, ("basic_fund.handed_up", "basic_fund.cash"), ("pool.cash", "pool.contributions"), purpose="hand_up", **WHAT
        )
        granted, received = ("pool.granted", "pool.owed_county"), ("basic_fund.due_from_pool", "basic_fund.from_above")
        if spent >= 0:
            batch.move(spent, granted, received, purpose="hand_down", **WHAT)
        else:
            batch.move(-spent, received[::-1], granted[::-1], purpose="hand_down", **WHAT)
        self._due += spent
        came = total(where(rows, debit="basic_fund.cash", purpose=("premium_early", "subsidy", "other_income")))
        left = came - change(rows, "basic_fund.cash")
        cash = min(max(left, 0), max(self._due, 0))
        batch.move(
            cash, ("pool.owed_county", "pool.cash"), ("basic_fund.cash", "basic_fund.due_from_pool"), purpose="hand_down", **WHAT
        )
        self._due -= cash

    def december(self, batch: Batch, law: PolicyAt, rows: Postings) -> None:
        """The year's contribution to the adjustment fund; `rows` are the year's postings."""
        if level(law) == 1:
            paid = balance(law.values[RULE], income_of(rows), spending_of(rows))["contribution"]
            batch.move(
                paid, ("basic_fund.handed_up", "basic_fund.cash"), ("pool.cash", "pool.contributions"), purpose="hand_up", **WHAT
            )

    def year_over(self, law: PolicyAt, rows: Postings, day: date) -> None:
        """What a year that ended on `day`, whose postings are `rows`, left of the allocated budget."""
        if level(law) >= 2:
            found = balance(law.values[RULE], income_of(rows), spending_of(rows))
            self._notices.add("quota_balance", day, found["quota_balance"] / 100, found["allocated"] / 100)

    def clear(self, batch: Batch, law: PolicyAt, rows: Postings) -> None:
        """At the clearing of a year: the claim on the adjustment fund, or the county treasury's part of a gap."""
        if not level(law):
            return
        found = balance(law.values[RULE], income_of(rows), spending_of(rows))
        if level(law) == 1:
            batch.move(
                found["received"], ("pool.granted", "pool.cash"), ("basic_fund.cash", "basic_fund.from_above"),
                purpose="hand_down", **WHAT,
            )  # fmt: skip
            return
        batch.move(
            found["county_finance"], ("government.gap", "government.cash"), ("pool.cash", "pool.gap_filled"),
            payer="county", purpose="gap", **WHAT,
        )  # fmt: skip
