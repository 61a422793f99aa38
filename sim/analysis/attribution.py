"""What each of several parts brings to a whole: alone, added in an order, and on average over all orders (Shapley).

Everything is whole numbers. A waterfall adds up by itself; Shapley's values are exact fractions, shown in whole numbers by
largest remainder, so that they add up too. What the parts bring alone need not: the rest is their interaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

MOST = 6
"""Parts up to which all orders are asked: 2 ** 6 = 64 worlds."""


def in_order(values: Mapping[frozenset[int], int], parts: int) -> list[int]:
    """What each part adds when parts 0, 1, ... are added one after another; the sum is the whole less nothing.

    values: value of the world with these parts; the empty set and every first k are needed.
    """
    at = [values[frozenset(range(k))] for k in range(parts + 1)]
    return [after - before for before, after in pairwise(at)]


def alone(values: Mapping[frozenset[int], int], parts: int) -> list[int]:
    """What each part brings without any other."""
    return [values[frozenset([i])] - values[frozenset()] for i in range(parts)]


def last(values: Mapping[frozenset[int], int], parts: int) -> list[int]:
    """What would be missing without each part, all others being there."""
    whole = frozenset(range(parts))
    return [values[whole] - values[whole - {i}] for i in range(parts)]


def shapley(values: Mapping[frozenset[int], int], parts: int) -> list[Fraction]:
    """Mean of what each part adds over all orders (Shapley 1953); the fractions add up to the whole less nothing.

    values: value of the world with these parts, for every one of the 2 ** parts selections. KeyError if one is missing.
    """
    orders = [factorial(n) * factorial(parts - n - 1) for n in range(parts)]  # with these n before i, out of parts!
    found = [0] * parts
    for n in range(parts):
        for before in map(frozenset, combinations(range(parts), n)):
            for i in set(range(parts)) - before:
                found[i] += orders[n] * (values[before | {i}] - values[before])
    return [Fraction(sum_, factorial(parts)) for sum_ in found]


def rounded(exact: Sequence[Fraction]) -> list[int]:
    """Whole numbers with the sum of `exact` (itself whole), each less than one from exact: largest remainder, ties to the
    first. What is whole already stays as it is. ValueError if the sum is not whole."""
    total = sum(exact, Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"the parts add up to {total}, which is not whole")
    down = [value.numerator // value.denominator for value in exact]
    left = int(total) - sum(down)
    for i in sorted(range(len(exact)), key=lambda i: down[i] - exact[i])[:left]:
        down[i] += 1
    return down


def interaction(values: Mapping[frozenset[int], int], parts: int) -> int:
    """The whole less what the parts bring alone: 0 where none of them changes what another one does."""
    return values[frozenset(range(parts))] - values[frozenset()] - sum(alone(values, parts))
