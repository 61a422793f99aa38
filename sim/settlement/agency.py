"""Care outside the county, settled at the hospital: the clearing agency pays the hospital, the county's fund prepays and
clears with the agency (异地就医清算; 一个医院一个经办机构, 机构间互相清算).

Under the rule on care outside (`access.cross_region`) that is the provincial account, with a prepayment of so many
months; where agencies net among themselves (`fund.agency_netting`) it is the agency that supervises the hospital.
Residents of other counties are not modelled, so the county's agency advances nothing for others: its position is what it
owes. Other insurers pay hospitals outside themselves.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, County
from sim.ledger.book import Batch
from sim.policy.access.cross_region import covered_places, prepaid
from sim.policy.policy import PolicyAt
from sim.settlement.billing import LINE_OF_KIND, RESIDENTS
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
CROSS, NETTING = "access.cross_region", "fund.agency_netting"


class Agency:
    """What the clearing agency paid for the county's patients, and what the county has prepaid."""

    def __init__(self, county: County) -> None:
        self._place = county.institutions.place.astype(np.int64)
        self.owed = np.zeros((len(county.institutions), len(KINDS)), np.int64)  # fen that the fund owes the agency
        self.prepaid = 0

    def through(self, law: PolicyAt) -> B1:
        """(H,) hospitals whose bills the agency pays."""
        found = np.zeros(self._place.size, bool)
        if law.uses(CROSS) and law.values[CROSS].one("direct"):
            found |= covered_places(law.values[CROSS])[self._place]
        if law.uses(NETTING):
            found |= self._place == PLACES.index("prefecture")
        return found

    def pay(self, batch: Batch, law: PolicyAt, due: I8) -> I8:
        """Pay hospitals outside of bills due (H, KINDS) of the residents' fund; returns what is left for the fund to pay
        itself."""
        mine = due * self.through(law)[:, None]
        holder, kind = np.nonzero(mine)
        if not holder.size:
            return due
        amount = mine[holder, kind]
        what = {"holder": holder, "scheme": RESIDENTS, "line": LINE_OF_KIND[kind], "purpose": "agency_pays"}
        batch.move(amount, ("agency.due_from_home", "agency.cash"), ("institution.cash", "institution.receivable"), **what)
        batch.move(amount, ("basic_fund.payable", "basic_fund.owed_agency"), None, **what)
        self.owed += mine
        return due - mine

    def clear(self, batch: Batch, law: PolicyAt, month: int) -> None:
        """Clear at the end of a month (1-12), where one of the policy's clearings falls into it."""
        every = law.values[CROSS].one("cleared_every") if law.uses(CROSS) else 1
        if law.uses(NETTING):
            every = law.values[NETTING].one("every")
        if month % every or not self.owed.any():
            return
        holder, kind = np.nonzero(self.owed)
        batch.move(
            self.owed[holder, kind],
            ("basic_fund.owed_agency", "basic_fund.cash"), ("agency.cash", "agency.due_from_home"),
            holder=holder, scheme=RESIDENTS, line=LINE_OF_KIND[kind], purpose="agency_clearing",
        )  # fmt: skip
        self.owed[:] = 0

    def prepay(self, batch: Batch, law: PolicyAt, outside_of_year_fen: int) -> None:
        """Bring the prepayment to so many months of a year's spending outside: paid, topped up, or returned."""
        wanted = 0
        if law.uses(CROSS) and law.values[CROSS].one("direct"):
            wanted = prepaid(law.values[CROSS], outside_of_year_fen)
        more = wanted - self.prepaid
        ours, theirs = ("basic_fund.prepaid_agency", "basic_fund.cash"), ("agency.cash", "agency.prepaid")
        what = {"line": "prepayment", "purpose": "agency_prepay"}
        if more > 0:
            batch.move(more, ours, theirs, **what)
        elif more < 0:
            batch.move(-more, theirs[::-1], ours[::-1], **what)
        self.prepaid = wanted
