"""Which assumption matters most: rank correlations worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.ranking import least, ranking, spearman


def test_rank_correlation_of_four_draws_by_hand() -> None:
    """Ranks 1 2 3 4 against 1 3 2 4: 1 - 6 x (0 + 1 + 1 + 0) / (4 x 15) = 0.8. Ties share ranks: 1, 2.5, 2.5, 4 against 1 2 3 4
    has deviations -1.5 0 0 1.5 and -1.5 -0.5 0.5 1.5: 4.5 / sqrt(4.5 x 5) = 0.948683."""
    rising = np.array([10.0, 20.0, 30.0, 40.0])
    assert spearman(rising, np.array([1.0, 7.0, 5.0, 100.0])) == pytest.approx(0.8)
    assert spearman(rising, np.array([1.0, 5.0, 5.0, 9.0])) == pytest.approx(0.948683, rel=1e-6)
    assert math.isnan(spearman(rising, np.ones(4)))


def test_the_strongest_stands_first_and_ends_are_means_of_thirds() -> None:
    """Six draws: the third with the lowest `b` is draws 6 and 5 (differences 60, 50: 55), with the highest 2 and 1 (15)."""
    gap = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    table = ranking({"a": np.array([1.0, 3, 2, 6, 5, 4]), "b": np.array([6.0, 5, 4, 3, 2, 1]), "still": np.ones(6)}, gap)
    assert list(table["parameter"]) == ["b", "a", "still"]
    assert table["rank_correlation"][0] == pytest.approx(-1.0)
    assert (table["at_low"][0], table["at_high"][0], table["draws"][0]) == (55, 15, 6)


def test_what_luck_alone_would_show() -> None:
    """One number in 30 draws: t(28) at 97.5 % is 2.048407, 2.048407 / sqrt(28 + 4.195971) = 0.361007. Three draws agree with
    probability 2/6: nothing is beyond chance. With 50 numbers 2/6! x 50 = 0.139 is too likely, 2/7! x 50 = 0.02 is not."""
    assert least(30, 1) == pytest.approx(0.361007, rel=1e-5)
    assert least(3, 1) == 1.0
    assert least(6, 50) == 1.0
    assert least(7, 50) < 1.0
