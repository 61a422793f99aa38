"""Coverage is measured rightly: of a normal bank Student's interval holds 95 %, of a shifted truth it does not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from sim.analysis.coverage import bootstrapped, drawn, students

NORMAL = special.ndtri((np.arange(400) + 0.5) / 400)[:, None] * [1.0, 1e6]


def test_of_normal_differences_95_percent_of_the_intervals_hold_the_truth() -> None:
    """4,000 draws: two standard errors are 0.7 points."""
    assert students(NORMAL, 10) == pytest.approx(0.95, abs=0.0075)
    assert students(NORMAL, 30, confidence=0.8) == pytest.approx(0.8, abs=0.013)


def test_of_normal_differences_the_bootstrap_holds_95_percent_too() -> None:
    """500 draws: three standard errors are 2.9 points."""
    assert bootstrapped(NORMAL[:, :1], 20, draws=500, resamples=999) == pytest.approx(0.95, abs=0.029)


def test_of_very_skewed_differences_students_interval_holds_less() -> None:
    """Lognormal with sigma 2 and n = 10: Student's interval of the mean is known to hold far less than 95 %."""
    assert students(np.exp(2 * NORMAL[:, :1]), 10)[0] < 0.85


def test_draws_are_even_and_repeatable() -> None:
    chosen = drawn(7, 50, 2000)
    assert chosen.shape == (2000, 50)
    counts = np.bincount(chosen.ravel(), minlength=7) / chosen.size
    assert counts == pytest.approx(1 / 7, abs=0.005)
    assert (drawn(7, 50, 10) == chosen[:10]).all()
