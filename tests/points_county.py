"""Stays paid by points in the small county: a policy, a past, and what clearing brings, for tests by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import small_county as small

from sim.county.county import County
from sim.foundation.calendar import Calendar
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
Law = dict[str, tuple[Any, str]]
FREE: Law = {
    "benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip
LEVELS = {"none": 40, "level_1": 40, "level_2": 100, "level_3": 160}
POINTS: Law = FREE | {
    "payment.drg.value": ("floating", "choice"), "payment.drg.adjustment_fund": (5, "%"), "payment.drg.coefficient": (LEVELS, "%"),
    "payment.drg.high_line": (300, "%"), "payment.drg.high_share": (100, "%"), "payment.drg.readmission_days": (15, "days"),
    "payment.drg.readmission_factor": (50, "%"), "payment.drg.small_group": (0, "count"),
    "payment.drg.ungrouped": ("by_item", "choice"),
    "payment.points_pool.weights": ([50, 50], "%"), "payment.points_pool.growth": (10, "%"),
    "payment.points_pool.adjustment_fund": (0, "%"), "payment.points_pool.county_share": (100, "%"),
    "payment.points_pool.reference_ratio": (60, "%"),
    "payment.points_pool.tiers": ({"all": False, "township": True, "county": True}, "flag"),
    "payment.points_pool.surplus_edges": ([], "%"), "payment.points_pool.surplus_shares": ([100], "%"),
    "payment.points_pool.deficit_edges": ([], "%"), "payment.points_pool.deficit_shares": ([100], "%"),
}  # fmt: skip
PAST = [
    (2019, "hospital", "inpatient", 900_000),
    (2020, "hospital", "inpatient", 1_100_000),
    (2020, "ta", "inpatient", 0),
]
"""Mean 10,000 yuan; with 10 % growth a pool of 11,000."""


def county() -> County:
    """Mean charges at the county hospital: pneumonia 6,000, injury 10,000: 75 and 125 points."""
    place = small.county(history=PAST)
    charge = np.zeros((4, 5))
    charge[small.PNEUMONIA], charge[small.INJURY] = 6_000, 10_000
    flags = place.conditions.flags.assign(per_diem=[0, 0, 0, 1])
    return replace(place, conditions=replace(place.conditions, charge_ip=charge, flags=flags), enrolees=4)


def covered(person: int, day: int, institution: int, yuan: int, stay: int = 5, **fields: Any) -> np.void:
    """A stay of which the fund is billed `yuan`: a tenth of every charge is paid first by the patient."""
    return small.encounter(person, day, institution, 0, stay=stay, charge_fen=round(yuan * 1000 / 9), episode=day, **fields)


def run(law: Law, *encounters: np.void) -> Settlement:
    done = reprice(small.array(*encounters), county(), small.people(), small.policy(law), YEAR)
    assert set(done.checks().values()) == {0}
    return done


def gains(done: Settlement) -> dict[str, float]:
    table = done.tables()["institutions"].set_index("id")
    return {k: round(v, 2) for k, v in table["alliance_money_yuan"].to_dict().items() if v}
