"""Parts of a whole: they add up exactly, and Shapley's mean is the one that hand arithmetic over all orders gives."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.attribution import alone, in_order, interaction, last, rounded, shapley

WAGE, SHARE, CAP = 0, 1, 2


def game(*values: int) -> dict[frozenset[int], int]:
    """Values by bit pattern: nothing, {0}, {1}, {0, 1}, {2}, ..."""
    return {frozenset(i for i in range(5) if n >> i & 1): value for n, value in enumerate(values)}


def test_two_parts_that_multiply() -> None:
    """60 % of 40 is 24; a share of 80 % makes it 32, an amount of 42 makes it 25.2 (in tenths: 252), both 33.6."""
    values = game(240, 320, 252, 336)
    assert alone(values, 2) == [80, 12]
    assert in_order(values, 2) == [80, 16]  # 336 - 320
    assert last(values, 2) == [84, 16]  # 336 - 252, 336 - 320
    assert interaction(values, 2) == 4  # 96 - 80 - 12
    assert shapley(values, 2) == [Fraction(82), Fraction(14)]  # (80 + 84) / 2, (12 + 16) / 2


def test_three_of_whom_any_two_bring_one() -> None:
    """By symmetry a third each; shown in whole numbers the first gets what is left."""
    values = game(0, 0, 0, 1, 0, 1, 1, 1)
    exact = shapley(values, 3)
    assert exact == [Fraction(1, 3)] * 3
    assert rounded(exact) == [1, 0, 0]
    assert interaction(values, 3) == 1


def test_a_glove_on_one_side_is_worth_more() -> None:
    """One left glove (0), two right ones (1, 2), a pair is worth 6: 4, 1, 1 (Shapley 1953's mean over the six orders: the
    left one completes a pair unless it comes first, 4 orders of 6; each right one when it comes right after a lone left)."""
    values = game(0, 0, 0, 6, 0, 6, 0, 6)
    assert shapley(values, 3) == [Fraction(4), Fraction(1), Fraction(1)]


def test_one_part_and_none() -> None:
    assert shapley(game(3, 10), 1) == [Fraction(7)]
    assert shapley(game(3), 0) == []
    assert rounded([]) == []


def test_a_missing_world_is_not_taken_for_nothing() -> None:
    values = game(0, 1, 2, 3)
    del values[frozenset({1})]
    with pytest.raises(KeyError):
        shapley(values, 2)


def test_fractions_that_make_no_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="not whole"):
        rounded([Fraction(1, 3), Fraction(1, 3)])


games = st.integers(0, 4).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.integers(-(10**12), 10**12), min_size=2**n, max_size=2**n))
)


@given(games)
def test_everything_adds_up_and_shapley_is_the_mean_over_all_orders(drawn: tuple[int, list[int]]) -> None:
    n, amounts = drawn
    values = game(*amounts)
    whole = amounts[-1] - amounts[0]
    exact = shapley(values, n)
    assert sum(in_order(values, n)) == sum(exact) == sum(rounded(exact)) == whole
    assert sum(alone(values, n)) + interaction(values, n) == whole
    assert all(abs(shown - value) < 1 for shown, value in zip(rounded(exact), exact, strict=True))
    orders = list(permutations(range(n)))
    for i in range(n):
        added = [values[frozenset(o[: o.index(i) + 1])] - values[frozenset(o[: o.index(i)])] for o in orders]
        assert exact[i] == Fraction(sum(added), len(orders))


@given(games)
def test_a_part_that_changes_nothing_gets_exactly_nothing(drawn: tuple[int, list[int]]) -> None:
    n, amounts = drawn
    values = game(*amounts, *amounts)  # the last part makes no difference anywhere
    exact = shapley(values, n + 1)
    assert exact[n] == 0
    assert rounded(exact)[n] == 0
    assert exact[:n] == shapley(game(*amounts), n)
