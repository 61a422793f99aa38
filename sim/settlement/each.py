"""What single stays are paid instead of their bills, and what a year of points would bring: the tariff, asked and not
booked.

`sim.settlement.tariff` adds up and clears; here the same rules answer for any claims and any hypothetical totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, times
from sim.policy.claims import INPATIENT, Claims
from sim.policy.payment import points_pool
from sim.policy.payment.per_diem import by_level
from sim.policy.payment.points import POINT, base_points
from sim.policy.policy import PolicyAt
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.tariff import CASE, DAY, DRG, POOL, Tariff
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
B1 = npt.NDArray[np.bool_]


class Paid(NamedTuple):
    """Columns (N,). `gain`: fen due by case or day less what the fund was billed. `points` (thousandths) and `billed`
    (fen) of stays that are paid by points. `lost`: points that the earlier stay loses if one of the same group follows within
    `soon` days."""

    gain: I8
    points: I8
    billed: I8
    lost: I8
    soon: I8


def paid_instead(tariff: Tariff, year: int, law: PolicyAt, at: I8, claims: Claims, basic: I8, past: I8 | None) -> Paid:
    """How claims (N,) at institutions `at` would be paid; `basic` (N,) fen is what the fund is billed, `past` (H,) its
    inpatient spending of last year."""
    out = Paid(*np.zeros((5, len(claims)), np.int64))
    free = claims.kind == INPATIENT
    for name in (DAY, POOL, CASE):
        if not law.uses(name) or not free.any():
            continue
        rows = np.flatnonzero(free)
        rows = rows[tariff._inside(name, law, at[rows], claims.take(rows), past)]
        free[rows] = False
        stays, fund = claims.take(rows), basic[rows]
        if name == DAY:
            out.gain[rows] = by_level(law.values[DAY], stays.level, stays.days.astype(np.int64)) - fund
        elif name == CASE:
            out.gain[rows] = tariff.gain_by_case(year, law, at[rows].astype(np.int64), stays, fund)
        else:
            drg = law.values[DRG]
            earned = tariff.points_of(law, stays)
            loose = drg.one("ungrouped_share") if "ungrouped_share" in drg else 0
            if loose:  # a stay of the sample stands for grouped and ungrouped ones
                by_cost = np.asarray(base_points(stays.charge_fen, tariff.mean_all)) if drg.one("ungrouped") else 0
                earned = (earned * (ONE - loose) + by_cost * loose + ONE // 2) // ONE
                fund = np.asarray(times(fund, ONE - loose)) if not drg.one("ungrouped") else fund
            out.points[rows], out.billed[rows] = earned, fund
            out.lost[rows] = (earned * (ONE - drg.one("readmission_factor")) + ONE // 2) // ONE
            out.soon[rows] = drg.one("readmission_days")
    return out


def so_far(tariff: Tariff, year: int) -> tuple[I8, I8]:
    """(points in thousandths, billed in fen) (H,) of the year's stays paid by points, as settled until now."""
    nothing = np.zeros(len(tariff.county.institutions), np.int64)
    sums = tariff._sums.get((year, POOL))
    return (nothing, nothing) if sums is None else (sums.points.copy(), sums.billed.copy())


@dataclass(frozen=True)
class PointsYear:
    """A year of points before it is over. `members` (M,) institutions; `pool` fen for everybody's points; `rest`
    points of others; `fixed` fen a point, None = floating; `value` the reference value, fen a point."""

    members: I8
    pool: float
    rest: float
    fixed: float | None
    value: float
    values: Values

    def net(self, points: F8, billed: F8) -> F8:
        """What clearing brings members (..., M) fen for points (..., M) instead of the bills (..., M) fen."""
        everybody = points.sum(axis=-1, keepdims=True) + self.rest
        floating = np.divide(self.pool * points, everybody, out=np.zeros_like(points), where=everybody > 0)
        worth = floating if self.fixed is None else points * (self.fixed / POINT)
        cleared: F8 = points_pool.clear(self.values, YearTotals(spent=billed, budget=worth)).net
        return cleared

    def profile(self, past: I8) -> tuple[F8, F8]:
        """(points, billed) (H,) of a year known by its inpatient fund `past` (H,) fen only, at the reference value."""
        billed = np.zeros(past.size)
        billed[self.members] = past[self.members]
        return billed * (POINT / self.value), billed


def points_year(tariff: Tariff, law: PolicyAt, year: int, history: dict[int, I8], part_ppm: int) -> PointsYear | None:
    """The pool of a year as its rules fix it beforehand; None where nothing is paid by points or no past is known."""
    earlier = [history[y] for y in sorted(y for y in history if y < year)]
    if not law.uses(POOL) or not earlier:
        return None
    values, drg = law.values[POOL], law.values[DRG]
    members = np.flatnonzero(tariff.members(values))
    past = np.stack([one[members, KINDS.index("inpatient")] for one in earlier])
    county = int(times(points_pool.county_budget(values, past), part_ppm))
    value = points_pool.reference_value(values, tariff.mean_all)
    rest_fen, rest = points_pool.rest_of_pool(values, county, value)
    fixed = float(drg.one("fixed_value")) if drg.one("value") == 1 else None
    return PointsYear(members, float(points_pool.net(values, county + rest_fen)), float(rest), fixed, float(value), values)
