"""点数法 (DRG/DIP): cases earn points, the region's budget divided by all points is the value of one.

The value belongs to the whole pool of a region and is known only when the period is over. Points are whole
thousandths of a point. The parameters of a policy are in `drg.py`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share

I8 = npt.NDArray[np.int64]

POINT = 1_000
"""One point in stored thousandths."""
PER_MEAN_CASE = 100 * POINT
"""A case of mean cost earns 100 points."""


def base_points(mean_group_fen: I8 | int, mean_all_fen: int) -> I8:
    """基准点数: mean cost of the group / mean cost of all cases x 100, half-up to a thousandth."""
    group = np.asarray(mean_group_fen, np.int64)
    points: I8 = (2 * group * PER_MEAN_CASE + mean_all_fen) // (2 * mean_all_fen)
    return points


def complete(base: I8, coefficient_ppm: I8 | int) -> I8:
    """Points of a complete stay: base x grade coefficient (half-up)."""
    points: I8 = (np.asarray(base) * coefficient_ppm + ONE // 2) // ONE
    return points


def incomplete(base: I8, cost_fen: I8, mean_group_fen: I8) -> I8:
    """Points of a stay that was broken off: base x cost / mean cost, at most base (half-up)."""
    points: I8 = (2 * np.asarray(base) * cost_fen + mean_group_fen) // (2 * np.asarray(mean_group_fen))
    capped: I8 = np.minimum(points, base)
    return capped


def readmission_factor(
    person: I8,
    group: I8,
    admitted_day: I8,
    discharged_day: I8,
    exempt: npt.NDArray[np.bool_],
    days: int,
    factor_ppm: int,
) -> I8:
    """Factor (N,) ppm on each stay's points: a stay followed within `days` by one of the same group is cut.

    `exempt` marks groups such as chemotherapy. Stays may come in any order.
    """
    factor = np.full(len(person), ONE, np.int64)
    order = np.lexsort((admitted_day, group, person))
    first, then = order[:-1], order[1:]
    same = (person[first] == person[then]) & (group[first] == group[then]) & ~exempt[then]
    soon = admitted_day[then] - discharged_day[first] <= days
    factor[first[same & soon]] = factor_ppm
    return factor


def net_pool(budget_fen: int, adjustment_ppm: int) -> int:
    """The region's budget after the adjustment fund is set aside."""
    return budget_fen - share(budget_fen, adjustment_ppm)


def point_value(pool_fen: int, points: int) -> float:
    """Yuan a point, for people; payments are computed from the pool itself."""
    return pool_fen / 100 / (points / POINT)


def worth(points: I8, pool_fen: int, all_points: int) -> I8:
    """What cases are worth (N,) fen: pool x points / all points, half-up. What rounding leaves belongs to the pool.

    Raises OverflowError where a product would leave int64 (one case with more than about 400,000 points).
    """
    if len(points) and int(points.max()) * pool_fen > 2**62:
        raise OverflowError(f"a case of {int(points.max()) / POINT} points in a pool of {pool_fen} fen")
    amounts: I8 = (2 * points * pool_fen + all_points) // (2 * all_points)
    return amounts
