"""What a deciding unit gains from a yuan more of each lever: the derivative of its projected year-end income.

m = E_z[ I(P + s z + h D) - I(P + s z - h D) ] / (2 h x yuan at stake)

I is revenue less variable cost, plus what clearing brings. The mean over the forecast error z makes it smooth at the
edges of bands, at gates and at the point where a budget is used up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.behaviour.actors import Actors
from sim.behaviour.directions import Directions
from sim.behaviour.holders import Mechanism
from sim.behaviour.levers import LEVERS
from sim.behaviour.projection import Projection, uncertainty
from sim.behaviour.totals import NET, WIDTH

F8 = npt.NDArray[np.float64]
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_HALF_GAP = float(_NODES[5] - _NODES[4]) / 2
"""Half the distance of the middle node from the next, in standard deviations: 0.51."""


def marginal(
    units: Actors, alliance: npt.NDArray[np.integer], moved: Directions, mechanisms: Sequence[Mechanism],
    projected: Projection, *, steer: float, prior_cv: float, prior_months: float, forecast: float,
) -> F8:  # fmt: skip
    """m (A, levers): yuan of income a yuan at stake; not a number where nothing is at stake.

    Args:
        alliance: (H,) alliance of every institution, -1 = none.
        moved: rows of units and levers. projected: the year's totals, cells (H x totals).
        steer: k; a unit weighs own income and its alliance's as own + k (alliance - own).
        forecast: smallest standard deviation of a forecast, as a share of the budget.
    """
    own, allied = units.own, units.allied(alliance)
    whose = np.repeat(np.arange(len(units)), len(LEVERS))
    weight = own + steer * (allied - own)  # (H, A)
    net = moved.change[:, NET::WIDTH]
    gain = np.asarray(net.multiply(weight.T[whose]).sum(axis=1)).ravel()
    for mechanism in mechanisms:
        gain += _clearing(mechanism, moved, projected, (mechanism.share @ weight)[:, whose].T, (prior_cv, prior_months, forecast))
    m: F8 = np.divide(gain, moved.stake, out=np.full_like(gain, np.nan), where=moved.stake > 0)
    return m.reshape(len(units), len(LEVERS))


def _clearing(
    mechanism: Mechanism, moved: Directions, projected: Projection, weight: F8,
    errors: tuple[float, float, float],
) -> F8:
    """What clearing brings for one unit of every row, (R,) fen; `weight` (R, Y) is how much each amount counts."""
    gain = np.zeros(len(moved.stake))
    d = np.asarray((moved.change @ mechanism.load.T).todense())
    if mechanism.charges is not None and moved.fund is not None and moved.left is not None:
        own = moved.fund @ mechanism.charges(moved.left)  # of these very patients, not of the mean of all
        d[:, : own.shape[1]] = own
    rows = np.flatnonzero(np.abs(d).max(axis=1, initial=0.0) > 0)
    if not rows.size:
        return gain
    expected = mechanism.load @ projected.year
    behind = (mechanism.load @ projected.months.T).T
    prior_cv, prior_months, forecast = errors
    s = uncertainty(expected, behind, forecast * mechanism.budget, prior_cv, prior_months)
    s = mechanism.spread(expected, behind, s, projected.left, forecast)
    d = d[rows]
    reach = np.abs(np.divide(d, s, out=np.zeros_like(d), where=s > 0)).max(axis=1)  # standard deviations moved by a unit
    h = np.maximum(moved.step[rows], _HALF_GAP / np.where(reach > 0, reach, np.inf))[:, None]
    slope = np.zeros((rows.size, mechanism.share.shape[0]))
    for z, p in zip(_NODES, _WEIGHTS, strict=True):
        at = np.maximum(expected + s * z, 0.0)
        slope += p * (mechanism.outcome(at + h * d) - mechanism.outcome(at - h * d))
    gain[rows] = (slope / (2.0 * h) * weight[rows]).sum(axis=1)
    return gain
