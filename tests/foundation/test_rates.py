"""Rates are parts per million, exactly as written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.foundation.rates import percent, ppm, ratio


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (20, "%", 200_000),
        ("6.25", "%", 62_500),
        (Decimal("-1.5"), "%", -15_000),
        (0.0355, "ratio", 35_500),
        (5, "‰", 5_000),
        ("1.05", "ratio", 1_050_000),
        (7, "ppm", 7),
    ],
)
def test_a_written_rate_is_read_exactly(value, unit, expected):
    assert ppm(value, unit) == expected


@given(st.integers(-(10**9), 10**9))
def test_per_cent_and_back_is_the_same(parts):
    assert ppm(percent(parts), "%") == parts
    assert ppm(ratio(parts), "ratio") == parts


@pytest.mark.parametrize("value", ["0.00001", 1 / 3])
def test_a_rate_finer_than_a_millionth_is_refused_not_rounded(value):
    with pytest.raises(ValueError, match="finer"):
        ppm(value, "%")


@pytest.mark.parametrize("value", ["twenty", "20%", "nan", float("inf"), True, "1e300"])
def test_what_is_no_rate_is_refused(value):
    with pytest.raises(ValueError, match="not a rate"):
        ppm(value, "%")


def test_an_unknown_unit_names_the_known_ones():
    with pytest.raises(ValueError, match=r"percent.*allowed: %, ‰, ratio, ppm"):
        ppm(20, "percent")
