"""The totals that every mechanism is a function of, for H institutions in one year: what a lever moves.

By institution: what the residents' basic fund is billed by kind of care; relative weight and days of stays; points of
stays that are paid by points, and what the fund is billed for them; claimed stays and visits; what is left of the
charges to all payers after variable costs; and what else indicators of an assessment are made of. Amounts are float64
fen: hypothetical, never booked.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import ITEM_CLASSES, County
from sim.settlement.bonus import ratio_of
from sim.settlement.totals import KINDS

F8 = npt.NDArray[np.float64]

ASSESSED = (
    "stay_charge", "visit_charge", "stay_outside", "stay_eligible", "readmissions", "referred_stays", "stepped_down",
)  # fmt: skip
"""Quantities of `sim.policy.package.score` that only an assessment asks for."""
COLUMNS = (*KINDS, "weight", "days", "points", "by_points", "stays", "visits", "net", *ASSESSED)
WEIGHT, DAYS, POINTS, BY_POINTS, STAYS, VISITS, NET = range(len(KINDS), len(KINDS) + 7)
(STAY_CHARGE, VISIT_CHARGE, OUTSIDE, ELIGIBLE, READMISSIONS, REFERRED_STAYS, STEPPED_DOWN) = range(NET + 1, len(COLUMNS))
WIDTH = len(COLUMNS)
OF_QUANTITY = {
    "stays": (STAYS,), "visits": (VISITS,), "fund": tuple(range(len(KINDS) - 1)), "stay_days": (DAYS,),
    "stay_fund": (KINDS.index("inpatient"),), **{name: (COLUMNS.index(name),) for name in ASSESSED},
}  # fmt: skip
"""The totals that add up to each quantity of an indicator."""


def cost_rates(county: County) -> F8:
    """Variable cost of a yuan charged, (visit or stay, C conditions, H institutions): the mean over its item
    classes."""
    rates = np.stack([ratio_of(county, f"variable_{name}") for name in ITEM_CLASSES], axis=1) / 1e6  # (H, classes)
    tier = county.institutions.tier
    items = np.stack([county.conditions.items_op, county.conditions.items_ip])  # (2, C, T, classes)
    mean: F8 = np.einsum("kchi,hi->kch", items[:, :, tier], rates)
    return mean
