"""The derivative at kinks: averaged over what is not known yet, it passes from one slope to the other without a
jump."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from sim.behaviour.actors import Actors
from sim.behaviour.directions import Directions
from sim.behaviour.holders import holders
from sim.behaviour.incentives import marginal
from sim.behaviour.levers import LEVERS
from sim.behaviour.projection import Projection, project, uncertainty
from sim.behaviour.totals import NET, WIDTH
from sim.settlement.totals import KINDS

BUDGET = 1_000_000.0
STAYS = KINDS.index("inpatient")


def slope(spending: float, kept: float = 1.0, borne: float = 0.5) -> float:
    """m of one hospital whose year is heading for `spending`: one unit is 100 charged, all of it the fund's."""
    units = Actors(("h",), np.array([0]), np.array([2]), np.array([-1]))
    change = np.zeros((len(LEVERS), WIDTH))
    change[0, [STAYS, NET]] = 100.0
    stake = np.zeros(len(LEVERS))
    stake[0] = 100.0
    moved = Directions(sparse.csr_matrix(change), stake, np.ones(len(LEVERS)))
    load = np.zeros((1, 1, len(KINDS)))
    load[0, 0, STAYS] = 1.0
    budget = holders(
        load, np.ones((1, 1)),
        lambda x: kept * np.maximum(BUDGET - x, 0) - borne * np.maximum(x - BUDGET, 0), np.array([BUDGET]),
    )  # fmt: skip
    year = np.zeros(WIDTH)
    year[STAYS] = spending
    at = Projection(year, np.zeros((0, WIDTH)))
    m = marginal(units, np.array([-1]), moved, [budget], at, steer=0.0, prior_cv=0.1, prior_months=6.0, forecast=0.02)
    return float(m[0, 0])


def test_far_from_the_kink_the_slope_is_that_of_its_side() -> None:
    """All of a surplus is kept: a yuan more brings 1 - 1 = 0. Half of a deficit is borne: it brings 0.5."""
    assert slope(0.7 * BUDGET) == pytest.approx(0.0, abs=1e-9)
    assert slope(1.3 * BUDGET) == pytest.approx(0.5, abs=1e-9)


def test_at_the_kink_it_is_the_mean_of_both_sides() -> None:
    """Half of all futures lie below: (0 + 0.5) / 2 = 0.25. A node of the rule lies on the kink itself and is halved
    too."""
    assert slope(BUDGET) == pytest.approx(0.25, abs=1e-6)


def test_it_passes_the_kink_step_by_step() -> None:
    """Spending grows by 0.1 % of the budget a step; the forecast error is at least 2.45 % of it. The slope rises from
    0 to 0.5 and never falls. The steepest interval is that of the middle node: 0.41 of the rise over 2 x 0.51 x 2.45
    %, so 0.0082 a step at most."""
    steps = np.array([slope(s * BUDGET) for s in np.arange(0.85, 1.15, 0.001)])
    assert (np.diff(steps) > -1e-9).all()
    assert steps[0] < 0.005
    assert steps[-1] > 0.495
    assert np.diff(steps).max() < 0.0083


def test_a_year_is_projected_from_run_rate_and_last_year() -> None:
    """After 3 months of 10 a month and a last year of 240: (3 x 120 + 9 x 240) / 12 = 210. What last year did not
    have: 120."""
    got = project(np.full((3, 2), 10.0), np.array([240.0, 0.0]), np.array([True, False]))
    assert got.year.tolist() == [210.0, 120.0]
    assert got.left == 9


def test_uncertainty_never_falls_below_two_percent_of_the_budget() -> None:
    """Months of 100 and 140 around 120, prior spread of a tenth of 1,440 / 12 = 120 worth one month: variance (1 x
    144 + 800) / 2 = 472 a month, ten months left: root of 4,720 = 68.70. With nothing known and little expected the
    floor holds."""
    months = np.array([[100.0], [140.0]])
    assert uncertainty(np.array([1440.0]), months, np.array([10.0]), 0.1, 1.0).tolist() == pytest.approx([68.70], abs=0.01)
    assert uncertainty(np.array([0.0]), np.zeros((0, 1)), np.array([20.0]), 0.1, 6.0).tolist() == [20.0]
