"""What indicators are made of: quantities counted at every institution, for the books and for any month alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, TIERS, County
from sim.county.county import Institutions as Places
from sim.journey.encounters import DOWN, READMISSION, REFERRED
from sim.policy.package.score import ALL, QUANTITIES, Indicator, ratio
from sim.settlement.budgets import RESIDENTS, Budget
from sim.settlement.totals import KINDS, MEASURE, Totals

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
INPATIENT = KINDS.index("inpatient")
Q = {name: n for n, name in enumerate(QUANTITIES)}
STAY = 1
FLAGGED = {"readmissions": READMISSION, "referred_stays": REFERRED, "stepped_down": DOWN}
STAYS = {
    "stays": "cases", "stay_days": "days", "stay_charge": "charge", "stay_outside": "selfpaid", "stay_eligible": "eligible",
    "stay_fund": "basic",
}  # fmt: skip
"""Quantities that are measures of stays."""
ALL_CARE = {"visits": "cases", "visit_charge": "charge"}


def counted(totals: Totals, months: Sequence[int]) -> I8:
    """(M, H, Q) of some months: claimed care of residents, and their encounters by flags."""
    chosen = list(months)
    ours = totals.care[chosen][:, :, RESIDENTS, :-1]
    found = np.zeros((len(chosen), ours.shape[1], len(QUANTITIES)), np.int64)
    for name, measure in STAYS.items():
        found[..., Q[name]] = ours[:, :, INPATIENT, MEASURE[measure]]
    for name, measure in ALL_CARE.items():
        found[..., Q[name]] = ours[..., MEASURE[measure]].sum(axis=2) - ours[:, :, INPATIENT, MEASURE[measure]]
    found[..., Q["fund"]] = ours[..., MEASURE["basic"]].sum(axis=2)
    flow = totals.flow[chosen, :, STAY]
    for name, flag in FLAGGED.items():  # all cells in which the flag's bit is set
        bits = flow.reshape(*flow.shape[:2], -1, 2, flag)
        found[..., Q[name]] = bits[:, :, :, 1].sum(axis=(2, 3), dtype=np.int64)
    return found


def masks(h: Places) -> dict[str, B1]:
    """Institutions (H,) of each of `score.PLACES`."""
    here = h.place == PLACES.index("county")
    return {"all": np.ones(len(h), bool), "county": here, "primary": here & (h.tier <= TIERS.index("township")), "outside": ~here}


def indicators(now: I8, before: I8 | None, county: County, budgets: Sequence[Budget]) -> I8:
    """(H, I) every indicator of `score.ALL` in its unit, from a year's quantities (H, Q) and last year's: an institution's own,
    or of people - of an alliance's own residents for its members, of the county's for all others. Referrals and step-downs are
    counted for the county's residents together."""
    at = masks(county.institutions)
    out = np.stack([_of_all(i, now, before, at) for i in ALL], axis=-1)
    for budget in budgets:
        if budget.followed is None or budget.rule.name != "payment.package":
            continue
        for g in range(budget.holder.size):
            theirs = _followed(budget, g)
            for n, i in enumerate(ALL):
                if not i.own and i.part in theirs and i.whole in theirs:
                    part, whole = (theirs[name][at[place]].sum() for name, place in ((i.part, i.part_at), (i.whole, i.whole_at)))
                    out[budget.group == g, n] = ratio(i, part, whole)
    return out


def _of_all(i: Indicator, now: I8, before: I8 | None, at: dict[str, B1]) -> I8:
    """(H,) an indicator of every institution, or of all people for each of them."""
    sums = [year[:, Q[name]] * at[place] for year in (now, before) if year is not None
            for name, place in ((i.part, i.part_at), (i.whole, i.whole_at))]  # fmt: skip
    if not i.own:
        sums = [np.full(len(now), column.sum()) for column in sums]
    return ratio(i, *sums)


def _followed(budget: Budget, g: int) -> dict[str, I8]:
    """(H,) what is counted of a holder's own residents."""
    assert budget.followed is not None
    cases, basic = (every[g].sum(axis=1)[:, :-1] for every in (budget.followed.cases, budget.followed.basic))
    return {"stays": cases[:, INPATIENT], "visits": cases.sum(axis=1) - cases[:, INPATIENT], "fund": basic.sum(axis=1)}
