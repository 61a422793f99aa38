"""How a change is spread: counted against a column of numbers small enough to count by eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.gains import COLUMNS, spread

EDGES = (10, 100, 1000)
BANDS = ("down_3", "down_2", "down_1", "near", "up_1", "up_2", "up_3")


def test_every_person_falls_into_the_band_of_his_change() -> None:
    """Two lose more than 1,000 (1,001 and 5,000), one exactly 1,000, one 11; near: 10, 0, 0, -10; -11 and -100 gain a little,
    -101 more, -1,000 still more of that band, -1,001 most."""
    change = np.array([1001, 5000, 1000, 11, 10, 0, 0, -10, -11, -100, -101, -1000, -1001])
    found = spread(change, np.ones(13, bool), EDGES)
    assert tuple(found) == COLUMNS
    assert [found[band] for band in BANDS] == [1, 2, 2, 4, 1, 1, 2]
    assert (found["count"], found["unchanged"], found["total"]) == (13, 2, 4799)


def test_quantiles_are_of_the_concerned_and_values_that_occur() -> None:
    """Of 1 ... 20 the smallest with at least 5 % at or below it is 1, half 10, 95 % 19; the rest of the county is not asked."""
    change = np.concatenate([np.arange(1, 21), np.full(500, -7)])
    found = spread(change, np.arange(520) < 20, EDGES)
    assert [found[p] for p in ("p5", "p25", "p50", "p75", "p95")] == [1, 5, 10, 15, 19]
    assert (found["count"], found["concerned"]) == (520, 20)


def test_nobody_concerned_has_no_quantile() -> None:
    found = spread(np.zeros(3, np.int64), np.zeros(3, bool), EDGES)
    assert np.isnan(found["p50"])
    assert (found["near"], found["unchanged"]) == (3, 3)


@pytest.mark.parametrize("edges", [(10, 100), (10, 10, 100), (-1, 10, 100)])
def test_sizes_must_rise(edges: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="rising"):
        spread(np.zeros(1, np.int64), np.zeros(1, bool), edges)


@given(st.lists(st.integers(-3000, 3000), max_size=60))
def test_the_bands_are_everybody_and_mirror(values: list[int]) -> None:
    change, all_ = np.array(values, np.int64), np.ones(len(values), bool)
    found, mirrored = spread(change, all_, EDGES), spread(-change, all_, EDGES)
    assert sum(found[band] for band in BANDS) == len(values)
    assert [found[band] for band in BANDS] == [mirrored[band] for band in reversed(BANDS)]
    assert found["total"] == -mirrored["total"] == sum(values)
