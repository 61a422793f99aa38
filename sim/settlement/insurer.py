"""The catastrophic insurer (大病保险承办机构): its premium leaves the fund, a part of it only after the year's assessment.

Where a policy has no catastrophic insurance there is no premium. Where it does not say how much, the county's funding
table does, and everything is paid at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.foundation.money import share
from sim.ledger.book import Batch
from sim.policy.fund.insurer import earned
from sim.policy.fund.insurer import year as insurer_year
from sim.policy.policy import Policy, PolicyAt
from sim.settlement.income import Funding
from sim.settlement.terms import Terms

BENEFIT, PREMIUM, CONTRACT = "benefit.catastrophic", "fund.catastrophic_premium", "fund.insurer"


@dataclass(frozen=True)
class Premium:
    """One year's premium, fen: all of it, and the part that waits."""

    total: int
    withheld: int


class Insurer:
    """What passes between fund, insurer and province."""

    def __init__(self, funding: Funding, policy: Policy, terms: Terms) -> None:
        self._funding, self._policy, self._terms = funding, policy, terms
        self.premiums: dict[int, Premium] = {}
        self.raises: dict[int, int] = {}  # year -> fen that policy-caused loss of the year before adds to its premium

    def premium(self, law: PolicyAt, year: int) -> Premium:
        """The premium of a year under the policy of its first day."""
        if not law.uses(BENEFIT):
            return Premium(0, 0)
        more = self.raises.get(year, 0)
        if law.uses(PREMIUM):
            rule = next(r for r in law.rules["funding"] if r.name == PREMIUM)
            found = rule.function(law.values[PREMIUM], self._funding.heads(year))
            return Premium(int(found["total"]) + more, int(found["withheld"]))
        return Premium(self._funding.total(year, "catastrophic_premium") + more, 0)

    def year_over(self, law: PolicyAt, year: int, benefits: int, policy_caused: int) -> int:
        """What a loss of the year that a change of policy caused adds to the next year's premium, fen. `policy_caused` is
        by how much benefits exceed those under the terms for which the premium was reckoned."""
        now = self.premiums.get(year, Premium(0, 0))
        if not (law.uses(CONTRACT) and now.total):
            return 0
        more = int(insurer_year(law.values[CONTRACT], now.total, benefits, max(policy_caused, 0))["next_premium_raise"])
        if more:
            self.raises[year + 1] = more
        return more

    def month(self, batch: Batch, first: date) -> None:
        """Pay the premium in its month, but for the part that waits for the assessment."""
        if first.month != self._terms.catastrophic_premium_month:
            return
        now = self.premiums[first.year] = self.premium(self._policy.at(first), first.year)
        what = {"line": "catastrophic_premium", "purpose": "catastrophic_premium"}
        batch.move(
            now.total - now.withheld,
            ("basic_fund.catastrophic_premium", "basic_fund.cash"), ("catastrophic.cash", "catastrophic.premiums"), **what,
        )  # fmt: skip
        batch.move(
            now.withheld,
            ("basic_fund.catastrophic_premium", "basic_fund.premium_payable"),
            ("catastrophic.premium_receivable", "catastrophic.premiums"), **what,
        )  # fmt: skip

    def settle(self, batch: Batch, law: PolicyAt, year: int, benefits: int) -> None:
        """After the year: of the withheld part that is paid which the insurer's score earns, the rest stays with the fund;
        and what is left after cost and profit goes back to the province where the policy says so. `benefits` in fen."""
        now = self.premiums.get(year, Premium(0, 0))
        what = {"line": "catastrophic_premium", "purpose": "catastrophic_premium"}
        kept = int(share(now.withheld, earned(law.values[CONTRACT]))) if law.uses(CONTRACT) else now.withheld
        lost = now.withheld - kept
        batch.move(
            kept,
            ("basic_fund.premium_payable", "basic_fund.cash"), ("catastrophic.cash", "catastrophic.premium_receivable"),
            **what,
        )  # fmt: skip
        batch.move(
            lost,
            ("basic_fund.premium_payable", "basic_fund.catastrophic_premium"),
            ("catastrophic.premiums", "catastrophic.premium_receivable"), line="catastrophic_premium", purpose="assessed",
        )  # fmt: skip
        if law.uses(CONTRACT) and now.total:
            back = int(insurer_year(law.values[CONTRACT], now.total - lost, benefits)["returned"])
            batch.move(
                back, ("catastrophic.returned", "catastrophic.cash"), ("government.cash", "government.returned"),
                line="catastrophic_premium", payer="province", purpose="returned",
            )  # fmt: skip
