"""Coverage is measured rightly: of a normal bank both intervals hold 95 %, of a few skewed values far fewer."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy import special

from sim.analysis.coverage import drawn, held
from sim.analysis.interval import half_width, interval
from sim.analysis.resample import studentised

NORMAL = special.ndtri((np.arange(400) + 0.5) / 400)[:, None] * [1.0, 1e6]


def test_of_normal_differences_95_percent_of_the_intervals_hold_the_truth() -> None:
    """4,000 draws: two standard errors are 0.7 points. The further of two ends holds it up to a point and a half more."""
    assert (held(NORMAL, 30, interval) >= 0.943).all()
    assert (held(NORMAL, 30, interval) <= 0.965).all()
    assert held(NORMAL, 30, partial(interval, confidence=0.8)) == pytest.approx(0.81, abs=0.02)


def test_of_normal_differences_the_bootstrap_holds_95_percent_too() -> None:
    """500 draws: three standard errors are 2.9 points."""
    found = held(NORMAL[:, :1], 20, partial(studentised, resamples=999), draws=500)
    assert found == pytest.approx(0.955, abs=0.029)


def test_of_very_skewed_differences_no_interval_of_ten_holds_it() -> None:
    """Lognormal with sigma 2 and n = 10: the interval of the mean is known to hold far less than 95 %."""
    assert held(np.exp(2 * NORMAL[:, :1]), 10, interval)[0] < 0.88


def test_of_skewed_differences_it_holds_more_than_students() -> None:
    """Exponential, skewness 2, n = 20: Student's interval holds too little, this one 93 % or more."""
    exponential = -np.log1p(-(np.arange(400) + 0.5) / 400)[:, None]
    assert held(exponential, 20, students)[0] < 0.926
    assert held(exponential, 20, interval)[0] >= 0.93


def students(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    half = half_width(values.std(axis=0, ddof=1), len(values))
    return values.mean(axis=0) - half, values.mean(axis=0) + half


def test_draws_are_even_and_repeatable() -> None:
    chosen = drawn(7, 50, 2000)
    assert chosen.shape == (2000, 50)
    counts = np.bincount(chosen.ravel(), minlength=7) / chosen.size
    assert counts == pytest.approx(1 / 7, abs=0.005)
    assert (drawn(7, 50, 10) == chosen[:10]).all()
