"""Assessment scores from what a simulation can count: each indicator earns its points between a floor and a target.

An indicator is a ratio of two counted quantities. Some are about people - the residents of an alliance or of the county,
wherever they were treated - and everybody who answers for them has the same value; others are an institution's own. What
needs judgement (the other national indicators) has no quantity here: a policy states a score for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]
N = npt.NDArray[Any]

QUANTITIES = (
    "stays", "visits", "fund", "stay_days", "stay_charge", "visit_charge", "stay_outside", "stay_eligible", "stay_fund",
    "readmissions", "referred_stays", "stepped_down",
)  # fmt: skip
"""What is counted at every institution of the residents' scheme: claimed stays and visits; what the fund is billed; days,
charges, wholly self-paid part, insured part and fund of stays, charges of visits; stays within 30 days of the last one of
the same episode, stays on a referral, and stays after a step-down. Money in fen."""
PLACES = ("all", "county", "primary", "outside")
"""Institutions that count: all, those of the county, its township centres and village clinics, those outside it."""


@dataclass(frozen=True)
class Indicator:
    """`part` over `whole`, each a quantity at some PLACES. `own`: of the institution itself, not of people. `growth`: how
    much the ratio has grown over last year's. `unit` "%" is stored in ppm, "yuan" in fen, "days" in millionths."""

    name: str
    part: str
    whole: str
    zh: str
    en: str
    part_at: str = "all"
    whole_at: str = "all"
    own: bool = False
    growth: bool = False
    unit: str = "%"

    @property
    def scale(self) -> int:
        """What the ratio of the two quantities is multiplied by."""
        return 1 if self.unit == "yuan" else 1_000_000


ALL = (
    Indicator("in_county_stays", "stays", "stays", "县域内住院率", "stays in the county", "county"),
    Indicator("in_county_fund", "fund", "fund", "县域内基金支出占比", "fund in the county", "county"),
    Indicator("primary_visits", "visits", "visits", "基层就诊率", "visits at primary institutions", "primary", "county"),
    Indicator("primary_fund", "fund", "fund", "基层基金占比", "fund at primary institutions", "primary", "county"),
    Indicator("referred_out", "referred_stays", "stays", "县域外转诊率", "stays referred out of the county", "outside"),
    Indicator("stepped_down", "stepped_down", "stays", "下转率", "stays stepped down"),
    Indicator("charge_a_stay", "stay_charge", "stays", "次均住院费用", "charge a stay", own=True, unit="yuan"),
    Indicator("charge_a_visit", "visit_charge", "visits", "次均门诊费用", "charge a visit", own=True, unit="yuan"),
    Indicator("stay_charge_growth", "stay_charge", "stays", "次均住院费用增长率", "growth of the charge a stay", own=True,
              growth=True),
    Indicator("visit_charge_growth", "visit_charge", "visits", "次均门诊费用增长率", "growth of the charge a visit", own=True,
              growth=True),
    Indicator("length_of_stay", "stay_days", "stays", "平均住院日", "length of stay", own=True, unit="days"),
    Indicator("readmission", "readmissions", "stays", "30日再入院率", "readmission within 30 days", own=True),
    Indicator("in_policy_ratio", "stay_fund", "stay_eligible", "政策范围内报销比", "paid of what is insured, stays", own=True),
    Indicator("real_ratio", "stay_fund", "stay_charge", "实际报销比", "paid of the whole charge, stays", own=True),
    Indicator("outside_catalogue", "stay_outside", "stay_charge", "目录外费用占比", "outside the catalogue, stays", own=True),
)  # fmt: skip
INDICATORS = tuple(i.name for i in ALL)
BY_UNIT = {unit: tuple(i.name for i in ALL if i.unit == unit) for unit in ("%", "yuan", "days")}
FULL = 100_000
"""100 points in thousandths."""
UNKNOWN = int(np.iinfo(np.int64).min)
"""Value of an indicator of which nothing was counted, or of a growth without a last year: nobody loses by it."""


def earned(value: I8, floor: I8, target: I8) -> I8:
    """Part of an indicator's points that is earned, ppm: none at the floor, all at the target, straight in between. Where
    less is better the floor is the larger one."""
    value, floor, target = np.asarray(value, np.int64), np.asarray(floor, np.int64), np.asarray(target, np.int64)
    known, way = value != UNKNOWN, np.where(target < floor, -1, 1)
    span = np.maximum((target - floor) * way, 1)
    above = np.clip((np.where(known, value, floor) - floor) * way, 0, span)
    part: I8 = np.where(known, above * 1_000_000 // span, 1_000_000)
    return part


def total(stated: I8 | int, weights_ppm: I8, values: I8, floors: I8, targets: I8) -> I8:
    """Score in thousandths of a point: indicators (..., I) by weight (ppm of 100 points), the rest at the stated score."""
    counted = (earned(values, floors, targets) * weights_ppm // 1_000_000).sum(axis=-1)  # ppm of all
    rest = 1_000_000 - int(np.sum(weights_ppm))
    score: I8 = (counted * FULL + rest * np.asarray(stated, np.int64)) // 1_000_000
    return score


def ratio(indicator: Indicator, part: N, whole: N, part_before: N | None = None, whole_before: N | None = None) -> I8:
    """Value of an indicator in its unit from counted quantities of any shape; UNKNOWN where nothing was counted. A growth
    compares with last year's. Counted integers give the ratio rounded down, hypothetical floats the nearest."""
    counts = np.maximum(whole, 1e-9) if np.issubdtype(whole.dtype, np.floating) else np.maximum(whole, 1)
    if not indicator.growth:
        if np.issubdtype(whole.dtype, np.floating):
            return np.where(whole > 0, np.rint(np.where(whole > 0, part / counts, 0.0) * indicator.scale).astype(np.int64), UNKNOWN)
        return np.where(whole > 0, part * indicator.scale // counts, UNKNOWN)
    if part_before is None or whole_before is None:
        return np.full(np.shape(whole), UNKNOWN)
    known = (whole > 0) & (part_before > 0) & (whole_before > 0)
    last = np.maximum(part_before, 1) / np.maximum(whole_before, 1)
    grown = np.where(known, part / counts / last - 1.0, 0.0)
    return np.where(known, np.rint(grown * indicator.scale).astype(np.int64), UNKNOWN)
