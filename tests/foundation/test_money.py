"""Money: exact to the fen, whatever the shape; expected values are worked out with fractions, not with the code."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.foundation.money import MAX_FEN, ONE, brackets, cap, fen, share, split, times, yuan

AMOUNTS = st.integers(0, MAX_FEN)
SHARES = st.integers(0, ONE)


def half_up(x: Fraction) -> int:
    return floor(x + Fraction(1, 2))


@pytest.mark.parametrize(
    ("written", "amount"),
    [("0.01", 1), ("1200", 120_000), (300, 30_000), (Decimal("-12.30"), -1230), ("1e3", 100_000), ("0.10000", 10)],
)
def test_yuan_become_fen_exactly(written, amount):
    assert fen(written) == amount


@pytest.mark.parametrize("written", ["0.005", "12.345", "", "12元", "1,200", "nan", "Infinity", "0." + "3" * 90])
def test_what_is_no_whole_number_of_fen_is_refused(written):
    with pytest.raises(ValueError, match=r"fen|yuan"):
        fen(written)


@pytest.mark.parametrize("written", [1.5, True, None])
def test_floats_and_other_things_are_no_amounts(written):
    with pytest.raises(TypeError, match="yuan are given as"):
        fen(written)


@pytest.mark.parametrize("written", ["90000000000.01", "1e300", "-1e15"])
def test_amounts_beyond_the_limit_are_refused(written):
    with pytest.raises(OverflowError, match="limit"):
        fen(written)


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_fen_to_yuan_and_back_is_the_same(amount):
    assert fen(yuan(amount)) == amount
    assert yuan(amount).as_tuple().exponent == -2


def test_half_a_fen_is_rounded_up():
    assert share(1, 500_000) == 1
    assert share(1, 499_999) == 0
    assert share(3, 500_000) == 2  # 1.5 fen; a rounding to even would also give 2, so:
    assert share(5, 500_000) == 3  # 2.5 fen; a rounding to even would give 2


def test_a_hospital_bill_of_1234_56_yuan_at_65_per_cent():
    assert share(123_456, 650_000) == 80_246  # 80,246.4 fen


@given(AMOUNTS, SHARES)
def test_a_share_is_the_exact_one_rounded_half_up(amount, ppm):
    assert share(amount, ppm) == half_up(Fraction(amount * ppm, ONE))


@given(AMOUNTS, SHARES)
def test_the_two_sides_of_a_share_miss_the_amount_by_a_fen_at_most(amount, ppm):
    assert 0 <= share(amount, ppm) + share(amount, ONE - ppm) - amount <= 1


@given(st.integers(0, 10**9), st.integers(0, 9 * 10**9))
def test_times_is_the_exact_product_rounded_half_up(amount, factor):
    assert times(amount, factor) == half_up(Fraction(amount * factor, ONE))


def test_times_is_exact_at_the_limit():
    assert times(MAX_FEN, ONE) == MAX_FEN
    assert times(9, ONE * ONE) == 9_000_000
    assert times(MAX_FEN // 1000, 1000 * ONE) == MAX_FEN


@given(st.lists(st.tuples(AMOUNTS, SHARES), max_size=20))
def test_a_column_is_settled_like_each_of_its_rows(rows):
    amounts = np.array([a for a, _ in rows], np.int64)
    ppms = np.array([p for _, p in rows], np.int64)
    assert share(amounts, ppms).tolist() == [share(a, p) for a, p in rows]
    assert share(amounts, 650_000).tolist() == [share(a, 650_000) for a, _ in rows]
    assert times(amounts, 999_999).tolist() == [times(a, 999_999) for a, _ in rows]
    assert cap(amounts, 12_345).tolist() == [min(a, 12_345) for a, _ in rows]
    edges, rates = [100_000, 5_000_000], [0, 600_000, 700_000]
    assert brackets(amounts, edges, rates).tolist() == [brackets(a, edges, rates) for a, _ in rows]


def test_plain_integers_give_a_plain_integer_and_arrays_an_int64_array():
    assert type(share(100, 500_000)) is int
    assert type(share(np.int32(100), np.int64(500_000))) is int
    column = share(np.array([100], np.int32), 500_000)
    assert column.dtype == np.int64
    assert share(np.zeros((0,), np.int64), 1).shape == (0,)
    assert share(np.full((2, 1), 100), np.array([0, ONE, 500_000])).tolist() == [[0, 100, 50], [0, 100, 50]]


@pytest.mark.parametrize("function", [share, times, cap])
def test_negative_amounts_and_floats_and_overflows_are_refused(function):
    with pytest.raises(ValueError, match="negative"):
        function(np.array([5, -1]), 10)
    with pytest.raises(TypeError, match="integers"):
        function(1.0, 10)
    with pytest.raises(TypeError, match="integers"):
        function(np.array([1.0]), 10)
    with pytest.raises(TypeError, match="integers"):
        function(True, 10)
    for amount in (MAX_FEN + 1, 2**63, 2**70, np.array([2**63 + 5], np.uint64)):
        with pytest.raises(OverflowError):
            function(amount, 10)


@pytest.mark.parametrize("ppm", [-1, ONE + 1])
def test_a_share_lies_between_nothing_and_everything(ppm):
    with pytest.raises(ValueError, match="between 0 and"):
        share(100, ppm)


def test_a_product_beyond_the_limit_is_refused_not_wrapped():
    with pytest.raises(OverflowError, match="product"):
        times(MAX_FEN, ONE + 1)
    with pytest.raises(OverflowError, match="product"):
        times(np.array([1, MAX_FEN]), ONE * ONE)
    with pytest.raises(OverflowError, match="factor"):
        times(1, ONE * ONE + 1)
    with pytest.raises(ValueError, match="negative"):
        times(1, -1)


# 甘政办发〔2018〕72号, general tiers of catastrophic insurance: the base up to 10,000 yuan at 60 %, to 20,000 at 65 %,
# to 50,000 at 70 %, to 100,000 at 75 %, the rest at 80 %.
BANDS = ([1_000_000, 2_000_000, 5_000_000, 10_000_000], [600_000, 650_000, 700_000, 750_000, 800_000])


@pytest.mark.parametrize(
    ("spent", "paid"),
    [
        (0, 0),
        (1_000_000, 600_000),
        (1_000_001, 600_001),  # 600,000 + 0.65 fen
        (2_000_000, 1_250_000),
        (6_000_000, 600_000 + 650_000 + 2_100_000 + 750_000),
        (12_000_000, 600_000 + 650_000 + 2_100_000 + 3_750_000 + 1_600_000),
    ],
)
def test_every_part_is_paid_at_the_rate_of_its_own_band(spent, paid):
    assert brackets(spent, *BANDS) == paid


@st.composite
def bands(draw):
    edges = sorted(draw(st.lists(AMOUNTS, max_size=5)))
    return edges, draw(st.lists(SHARES, min_size=len(edges) + 1, max_size=len(edges) + 1))


@given(AMOUNTS, bands())
def test_bands_are_rounded_once_and_agree_with_their_shares_within_rounding(amount, bands):
    edges, rates = bands
    lows, highs = [0, *edges], [*edges, amount]
    parts = [max(min(amount, high) - low, 0) for low, high in zip(lows, highs, strict=True)]
    assert sum(parts) == amount
    exact = sum((Fraction(p * r, ONE) for p, r in zip(parts, rates, strict=True)), Fraction(0))
    assert brackets(amount, edges, rates) == half_up(exact)
    separately = sum(share(p, r) for p, r in zip(parts, rates, strict=True))
    assert abs(brackets(amount, edges, rates) - separately) <= len(parts) / 2 + 0.5


def test_bands_may_differ_from_row_to_row():
    edges = np.array([[100, 1000]])
    rates = np.array([[0, 0], [ONE, 500_000]])
    assert brackets(np.array([300, 3000]), edges, rates).tolist() == [200, 1000]


def test_bands_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="last band is open"):
        brackets(1, [10], [1])
    with pytest.raises(ValueError, match="fall"):
        brackets(1, [10, 5], [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        brackets(1, [-10], [1, 2])


def test_three_townships_share_100_fen():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(100, [0, 1, 1]) == [0, 50, 50]
    assert split(5, [2, 1, 2, 1]) == [2, 1, 1, 1]  # 1.67 0.83 1.67 0.83: the two larger remainders, then the first
    assert split(0, []) == []
    assert split(0, [0, 0]) == [0, 0]


@given(st.integers(0, 10**30), st.lists(st.integers(0, 10**30), min_size=1, max_size=12).filter(any))
def test_a_split_adds_up_within_a_fen_of_exact(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or not part


@given(st.integers(0, 1000), st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any), st.integers(1, 9))
def test_only_the_proportions_of_the_weights_count(total, weights, k):
    assert split(total, weights) == split(total, [w * k for w in weights])


def test_numpy_weights_are_taken_and_floats_are_not():
    assert split(np.int64(10), np.array([1, 1])) == [5, 5]
    with pytest.raises(TypeError):
        split(10, [0.5, 0.5])


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [1, -1]), (1, [0, 0]), (1, [])])
def test_a_split_that_cannot_be_is_refused(total, weights):
    with pytest.raises(ValueError, match=r"split|nobody"):
        split(total, weights)
