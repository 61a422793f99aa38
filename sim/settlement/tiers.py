"""The outpatient pool that is cut between tiers, as budgets of a run: every institution of a tier with a share holds
its own part and is charged with its own visits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, SCHEMES, TIERS, County
from sim.foundation.errors import Refused
from sim.foundation.money import times
from sim.policy.payment.tier_pools import parts, pool
from sim.policy.policy import PolicyAt
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.budgets import Budget, kinds_of

I8 = npt.NDArray[np.int64]
POOLS, SPLIT = "payment.tier_pools", "payment.tier_split"


def tier_budgets(
    law: PolicyAt, year: int, county: County, residents: npt.NDArray[np.void], history: dict[int, I8], part_ppm: int
) -> list[Budget]:
    """The pool of the year as one budget with a holder for every institution of the county that has a part.

    Raises:
        ValueError: the policy has a pool but does not say how tiers share it.
    """
    if not law.uses(POOLS):
        return []
    if not law.uses(SPLIT):
        raise Refused(f"{POOLS}要有各级的份额（{SPLIT}.shares）", f"{POOLS} needs the share of each tier ({SPLIT}.shares)")
    rule = next(r for r in law.rules["payment"] if r.name == POOLS)
    values, h = law.values[POOLS], county.institutions
    kinds, here = kinds_of(values), h.place == PLACES.index("county")
    earlier = [history[y][:, kinds].sum(axis=1) * here for y in sorted(y for y in history if y < year)]
    past = np.stack(earlier) if earlier else np.zeros((0, len(h)), np.int64)
    insured = residents["village"][residents["scheme"] == SCHEMES.index("residents")]
    whole = int(times(pool(values, insured.size, past.sum(axis=1)), part_ppm))
    facts = {"enrolees": catchment(county, insured), "past": past[-1] if earlier else np.zeros(len(h), np.int64)}
    held = parts(values, law.values[SPLIT], whole, np.where(here, h.tier, len(TIERS)), facts)
    holder = np.flatnonzero(held)
    group = np.full(len(h), -1, np.int64)
    group[holder] = np.arange(holder.size)
    nothing = YearTotals(spent=np.zeros(holder.size, np.int64))
    return [Budget(rule, values, holder, group, kinds, "pool_clearing", nothing, held[holder])]


def catchment(county: County, village_of: npt.NDArray[np.integer]) -> I8:
    """People whom every institution serves (H,), of those who live in villages (N,): a clinic its village, a centre its
    township, a county hospital all."""
    villages, h = county.villages, county.institutions
    at = np.bincount(village_of, minlength=len(villages.id))
    served = np.zeros(len(h), np.int64)
    for column in (villages.clinic, villages.centre):
        named = column >= 0
        np.add.at(served, column[named], at[named])
    hospital = (h.tier == TIERS.index("county")) & (h.place == PLACES.index("county"))
    served[hospital] = len(village_of)
    return served

