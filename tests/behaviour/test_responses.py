"""One step of a response by hand: pace, bounds, fading, and what nobody knows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.behaviour.levers import LEVERS, NAMES
from sim.behaviour.responses import Responses
from sim.behaviour.sets import BehaviourSet, read_behaviour

HALF: BehaviourSet = replace(read_behaviour("central"), eta=np.full(len(LEVERS), 0.5), lag=3.0, most=1.5, half_life=0.0)
ADMIT = NAMES.index("admit")


def steps(chosen: BehaviourSet, *differences: float) -> list[float]:
    """Log response of one unit to admit, month by month."""
    state, out = Responses(chosen, np.zeros((1, len(LEVERS)))), []
    for difference in differences:
        state.answer(np.full((1, len(LEVERS)), difference))
        out.append(float(state.log[0, ADMIT]))
    return out


def test_a_month_goes_the_part_of_the_way_that_the_lag_says() -> None:
    """0.5 x 0.2 = 0.1 is wanted; with a lag of 3 months 1 - exp(-1/3) = 28.35 % of the way is gone a month: 0.02835, then
    1 - exp(-2/3) = 48.66 % of it: 0.04866. Without a lag at once."""
    assert steps(HALF, 0.2, 0.2) == pytest.approx([0.028347, 0.048658], abs=1e-6)
    assert steps(replace(HALF, lag=0.0), 0.2) == pytest.approx([0.1])


def test_nobody_goes_further_than_the_largest_factor() -> None:
    """0.5 x 10 = 5 is wanted, ln 1.5 = 0.405465 allowed, either way; 28.35 % of it is 0.114937."""
    assert steps(HALF, 10.0) == pytest.approx([0.114937], abs=1e-6)
    assert steps(replace(HALF, lag=0.0), -10.0) == pytest.approx([-0.405465], abs=1e-6)


def test_an_answer_fades_by_half_in_its_half_life() -> None:
    """Half-life two months, no lag: 0.1, 0.1 x 0.7071, 0.1 x 0.5."""
    fading = replace(HALF, lag=0.0, half_life=2.0)
    assert steps(fading, 0.2, 0.2, 0.2) == pytest.approx([0.1, 0.1 * math.sqrt(0.5), 0.05])


def test_where_nothing_is_known_the_response_stays() -> None:
    assert steps(replace(HALF, lag=0.0), 0.2, math.nan, math.nan, -0.2) == pytest.approx([0.1, 0.1, 0.1, -0.1])
