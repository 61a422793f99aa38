"""Medical assistance from a budget of its own (医疗救助资金): it pays assisted premiums first, can run out, and is then
rationed or topped up; and it helps, on application, those whom the months before have impoverished (依申请救助).

Rationing goes by months: a month's amounts come in the order of discharge, or share what is left in proportion.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from sim.foundation.money import split, times
from sim.ledger.book import Batch
from sim.policy.access.assistance_lookback import applicants, help_on
from sim.policy.fund.assistance_budget import ration
from sim.policy.policy import Policy, PolicyAt
from sim.policy.rule import AXES
from sim.settlement.income import AID_BUDGET, Funding
from sim.settlement.notices import Notices

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
LOOKBACK, HIGH_COST = "access.assistance_lookback", "fund.high_cost"


class Assistance:
    """What is left of the year's budget, and what governments added to it."""

    def __init__(self, funding: Funding, notices: Notices) -> None:
        self._funding, self._notices = funding, notices
        self.left: dict[int, int] = {}  # year -> fen
        self.budget: dict[int, int] = {}
        self.unpaid: dict[int, int] = {}  # year -> fen that rationing left to the patients
        self._added: dict[int, I8] = {}  # month -> (levels of government,) fen to be topped up

    def open_year(self, law: PolicyAt, year: int, part_ppm: int) -> None:
        """The year's budget, less the premiums that assistance has paid; nothing where the policy sets none."""
        if not law.uses(AID_BUDGET):
            return
        whole = int(times(self._funding.heads(year) * law.values[AID_BUDGET].one("per_head"), part_ppm))
        premiums = self._funding.amounts(year, "premium").get("assistance", 0)
        self.budget[year] = whole
        self.left[year] = max(whole - premiums, 0)
        self.unpaid[year] = 0

    def ration(self, law: PolicyAt, day: date, month: int, due: I8) -> I8:
        """What is paid of amounts due (N,) fen, in the order of settlement; all of it where there is no budget."""
        if day.year not in self.left or not law.uses(AID_BUDGET):
            return due
        left = self.left[day.year]
        paid, added = ration(law.values[AID_BUDGET], due, left)
        short = int(due.sum()) > left
        self.left[day.year] = max(left - int(paid.sum()), 0)
        self.unpaid[day.year] += int(due.sum() - paid.sum())
        if added:
            parts = np.array(_parts(law, added), np.int64)
            self._added[month] = self._added.get(month, np.zeros(parts.size, np.int64)) + parts
        if short:
            self._notices.once((day.year, "assistance_short"), "assistance_short", day, left / 100, self.budget[day.year] / 100)
        return paid

    def top_up(self, batch: Batch, month: int) -> None:
        """What governments add in a month to a budget that has run out."""
        for level, amount in zip(AXES["government"], self._added.pop(month, np.zeros(0, np.int64)).tolist(), strict=False):
            batch.move(
                amount, ("government.gap", "government.cash"), ("assistance.cash", "assistance.income"),
                line="income", payer=level, purpose="top_up",
            )  # fmt: skip


def _parts(law: PolicyAt, added: int) -> list[int]:
    return split(added, law.values[AID_BUDGET]["topped_up_by"].tolist())


def kept_for(policy: Policy) -> tuple[int, bool]:
    """(months of own payments that a look-back needs, whether high payments are watched) over a policy's whole life."""
    looking = [era.values[LOOKBACK] for era in policy.eras if era.uses(LOOKBACK)]
    months = max((values.one("months") for values in looking if "recognised_from" in values), default=0)
    return months, any(era.uses(HIGH_COST) for era in policy.eras)


class OwnPayments:
    """Eligible cost that residents (N,) bore themselves in each of the last `months` months, as a ring of whole fen, and
    what they paid themselves since 1 January. Kept only where a policy asks."""

    def __init__(self, residents: npt.NDArray[np.void], months: int, watch: bool) -> None:
        self._klass, self._scheme = residents["klass"], residents["scheme"]  # views: people turn over
        n = len(residents)
        self.ring = np.zeros((n, months), np.uint32) if months else None
        self.year = np.zeros(n, np.int64) if watch else None
        self._reported = np.zeros(n if watch else 0, bool)

    def begin(self, month: int, new_year: bool) -> None:
        """A new month: the oldest of the ring is forgotten; on 1 January the year begins anew."""
        if self.ring is not None:
            self.ring[:, month % self.ring.shape[1]] = 0
            if new_year:  # a place in the list may go to somebody else
                self.ring[self._scheme != 0] = 0
        if new_year and self.year is not None:
            self.year[:] = 0
            self._reported[:] = False

    def add(self, month: int, person: I8, own_eligible: I8, own_paid: I8) -> None:
        """A month's claims (N,)."""
        if self.ring is not None:
            column = self.ring[:, month % self.ring.shape[1]]
            column += np.bincount(person, np.maximum(own_eligible, 0), column.size).astype(np.uint32)
        if self.year is not None:
            self.year += np.bincount(person, own_paid, self.year.size).astype(np.int64)

    def newly_over(self, line: I8) -> I8:
        """Residents whose payments of the year pass the line of their class (K,) for the first time, by class (K,)."""
        if self.year is None:
            return np.zeros(line.size, np.int64)
        found = (self.year >= line[self._klass]) & ~self._reported & (self._scheme == 0)
        self._reported |= found
        return np.bincount(self._klass[found], minlength=line.size).astype(np.int64)

    def apply(self, law: PolicyAt) -> I8:
        """Assistance (P,) fen to those who apply at the month's end; what they are helped with does not count again."""
        if self.ring is None or not law.uses(LOOKBACK):
            return np.zeros(0, np.int64)
        values, borne = law.values[LOOKBACK], self.ring.sum(axis=1, dtype=np.int64)
        who = np.flatnonzero(applicants(values, borne, self._klass) & (self._scheme == 0))
        given = help_on(values, borne[who])
        self.ring[who] = 0
        found: I8 = given[given > 0]
        return found


def post_lookback(batch: Batch, amount: int) -> None:
    """Assistance paid out to applicants, in one sum."""
    batch.move(
        amount, ("assistance.benefits", "assistance.cash"), ("residents.cash", "residents.helped"),
        line="lookback", payer="assistance", purpose="lookback",
    )  # fmt: skip
