"""Family-doctor contract fees (家庭医生签约服务费) that a policy sets: from fund, public-health money and the person, to
village clinic and health centre. Where it sets none, the county's costs table says what a contract brings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import SCHEMES, County
from sim.foundation.money import times
from sim.ledger.book import Batch
from sim.policy.payment.contract_fee import fees
from sim.policy.policy import PolicyAt
from sim.settlement.items import split_rows

I8 = npt.NDArray[np.int64]
RULE = "payment.contract_fee"
PPM = 1_000_000
PAYERS = ("fund", "public_health", "patient")
GIVERS = {
    "fund": ("basic_fund.contract_fees", "basic_fund.cash", "basic_fund"),
    "public_health": ("government.public_health", "government.cash", "public_health"),
    "patient": ("residents.contract_fees", "residents.cash", "residents"),
}
"""Who pays -> his accounts, and his code in the column payer."""


class ContractFees:
    """Signed residents by village, and what their contracts bring in a year."""

    def __init__(self, county: County, residents: npt.NDArray[np.void]) -> None:
        self._villages, self._institutions, self._residents = county.villages, len(county.institutions), residents
        self._signed: dict[int, I8] = {}  # year -> signed members by village
        self.enrol(county.start.year)

    def enrol(self, year: int) -> None:
        """1 January: count who has signed."""
        r = self._residents
        signed = r["village"][(r["contract"] > 0) & (r["scheme"] == SCHEMES.index("residents"))]
        self._signed[year] = np.bincount(signed, minlength=len(self._villages.id)).astype(np.int64)

    def of_year(self, law: PolicyAt, year: int, part_ppm: int = PPM) -> I8 | None:
        """(payers, H) fen of a (perhaps short) year, as `PAYERS`; None where the policy sets no fee. A village without a
        clinic or centre leaves the other all of it."""
        if not law.uses(RULE):
            return None
        values = law.values[RULE]
        out = np.zeros((len(PAYERS), self._institutions), np.int64)
        village = values.one("village_share")
        at = np.stack([self._villages.clinic, self._villages.centre], axis=1).astype(np.int64)
        there = at >= 0
        weights = np.array([village, PPM - village]) * there
        weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, there)
        for n, amounts in enumerate(fees(values, self._signed[year])[name] for name in PAYERS):
            due = np.where(there.any(axis=1), np.asarray(times(amounts, part_ppm), np.int64), 0)
            np.add.at(out[n], at[there], split_rows(due, weights)[there])
        return out


def post_fees(batch: Batch, of_year: I8, payers: tuple[str, ...]) -> None:
    """Post the year's fees (payers, H) of some payers: residents pay when they sign, fund and treasury in December."""
    for name in payers:
        debit, credit, payer = GIVERS[name]
        batch.move(
            of_year[PAYERS.index(name)], (debit, credit), ("institution.cash", "institution.contract_fees"),
            holder=np.arange(of_year.shape[1]), line="contract_fee", payer=payer, purpose="contract_fee",
        )  # fmt: skip
