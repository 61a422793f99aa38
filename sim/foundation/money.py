"""Money is a whole number of fen (分) in int64; yuan exist only at the edges.

Every rounding is half-up, to the fen, on a non-negative amount, and happens in one of the functions below. They take
plain integers or integer arrays, broadcast against each other: plain integers give an `int`, anything else an int64
array. There is one code path, so a column of claims is settled exactly like one claim.

Limit: an amount may be at most `MAX_FEN` = 9e12 fen (90 billion yuan, a hundred times a county's fund). Up to there no
product below can leave int64; beyond it the functions refuse with `OverflowError` instead of wrapping around.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from operator import index
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt

from sim.foundation.exact import whole

I8: TypeAlias = npt.NDArray[np.int64]
Whole: TypeAlias = "int | np.integer"
Array: TypeAlias = "npt.NDArray[np.integer]"
Wholes: TypeAlias = "int | np.integer | npt.NDArray[np.integer]"

MAX_FEN = 9_000_000_000_000
"""Largest amount that is calculated with; also serves as 'no limit' in `cap`."""
ONE = 1_000_000
"""A ratio of 1 in parts per million."""
_MAX_FACTOR = ONE * ONE


def fen(x: str | int | Decimal) -> int:
    """Yuan to fen, exactly.

    Raises:
        TypeError: `x` is a float (it cannot say what was written) or no number.
        ValueError: `x` is no number, not finite, or not a whole number of fen.
        OverflowError: more than `MAX_FEN` either way.
    """
    if isinstance(x, bool) or not isinstance(x, str | int | Decimal | np.integer):
        raise TypeError(f"yuan are given as str, int or Decimal, not as {type(x).__name__}: {x!r}")
    try:
        amount = Decimal(int(x) if isinstance(x, np.integer) else x)
    except InvalidOperation:
        raise ValueError(f"not an amount in yuan: {x!r}") from None
    if not amount.is_finite():
        raise ValueError(f"not an amount in yuan: {x!r}")
    if amount.adjusted() > 12:
        raise OverflowError(f"{x} yuan is beyond the limit of {MAX_FEN} fen")
    fen = whole(amount, 100)
    if fen is None:
        raise ValueError(f"not a whole number of fen: {x} yuan")
    if abs(fen) > MAX_FEN:
        raise OverflowError(f"{x} yuan is beyond the limit of {MAX_FEN} fen")
    return fen


def yuan(fen: Whole) -> Decimal:
    """Fen to yuan, exactly, always with two decimals: `yuan(120)` is `Decimal("1.20")`."""
    return Decimal(index(fen)).scaleb(-2)


@overload
def share(amount_fen: Whole, ppm: Whole) -> int: ...
@overload
def share(amount_fen: Array, ppm: Wholes) -> I8: ...
@overload
def share(amount_fen: Whole, ppm: Array) -> I8: ...
def share(amount_fen: Wholes, ppm: Wholes) -> int | I8:
    """The part `ppm` / 1,000,000 of an amount, half-up to the fen.

    Args:
        amount_fen: fen, 0 to `MAX_FEN`, any shape.
        ppm: parts per million, 0 to 1,000,000, of a shape that broadcasts with the amount.

    Raises:
        TypeError: not integers.
        ValueError: a negative amount, or a share outside 0-100 %.
        OverflowError: an amount beyond `MAX_FEN`.
    """
    part = _ratio(ppm)
    return _back((_amount(amount_fen) * part + ONE // 2) // ONE)  # at most MAX_FEN * ONE: fits into int64


@overload
def times(amount_fen: Whole, factor_ppm: Whole) -> int: ...
@overload
def times(amount_fen: Array, factor_ppm: Wholes) -> I8: ...
@overload
def times(amount_fen: Whole, factor_ppm: Array) -> I8: ...
def times(amount_fen: Wholes, factor_ppm: Wholes) -> int | I8:
    """An amount times a non-negative factor in ppm (1,050,000 = plus 5 %), half-up to the fen.

    As `share`, but the factor may be more than one; a product beyond `MAX_FEN` raises `OverflowError`.
    """
    factor = _integers(factor_ppm, "factor_ppm")
    if factor.size and int(factor.min()) < 0:
        raise ValueError(f"a factor cannot be negative: {int(factor.min())} ppm")
    if factor.size and int(factor.max()) > _MAX_FACTOR:
        raise OverflowError(f"a factor of {int(factor.max())} ppm is beyond the limit of {_MAX_FACTOR} ppm")
    amount = _amount(amount_fen)
    millions = amount // ONE
    product = (
        millions * factor + ((amount - millions * ONE) * factor + ONE // 2) // ONE
    )  # in two parts: fits into int64
    _within_limit(product, "the product")
    return _back(product)


@overload
def cap(amount_fen: Whole, limit_fen: Whole) -> int: ...
@overload
def cap(amount_fen: Array, limit_fen: Wholes) -> I8: ...
@overload
def cap(amount_fen: Whole, limit_fen: Array) -> I8: ...
def cap(amount_fen: Wholes, limit_fen: Wholes) -> int | I8:
    """The amount, but at most the limit; both in fen, non-negative, at most `MAX_FEN`."""
    return _back(np.minimum(_amount(amount_fen), _amount(limit_fen, "limit_fen")))


@overload
def brackets(amount_fen: Whole, edges_fen: Sequence[int] | Array, ppms: Sequence[int] | Array) -> int: ...
@overload
def brackets(amount_fen: Array, edges_fen: Sequence[int] | Array, ppms: Sequence[int] | Array) -> I8: ...
def brackets(amount_fen: Wholes, edges_fen: Sequence[int] | Array, ppms: Sequence[int] | Array) -> int | I8:
    """Marginal bands (分段累进): each part of the amount at the rate of its own band, the sum rounded half-up once.

    Args:
        amount_fen: fen, shape () or (N,).
        edges_fen: upper edges of all bands but the last, which is open; shape (B - 1,), or (B - 1, N) by row.
            Band i is (edges[i-1], edges[i]]; the first one starts at 0. Edges may coincide (an empty band), not fall.
        ppms: rate of each band in ppm, 0 to 1,000,000; shape (B,) or (B, N).

    Raises:
        ValueError: B rates need B - 1 edges; edges fall or are negative; see `share`.
    """
    amount, edges, rates = _amount(amount_fen), _amount(edges_fen, "edges_fen"), _ratio(ppms)
    if rates.ndim == 0 or len(rates) != len(edges) + 1:
        raise ValueError(f"B rates need B - 1 edges, as the last band is open: {rates.shape} and {edges.shape}")
    if np.any(np.diff(edges, axis=0) < 0):
        raise ValueError(f"the edges of the bands fall: {edges.tolist()}")
    below: I8 | int = 0
    weighted: I8 = np.zeros_like(amount)
    for edge, rate in zip(edges, rates[:-1], strict=True):
        reached = np.minimum(amount, edge)
        weighted = weighted + (reached - below) * rate
        below = reached
    weighted = weighted + (amount - below) * rates[-1]  # at most MAX_FEN * ONE in all: fits into int64
    return _back((weighted + ONE // 2) // ONE)


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Share out a total by weights, to the fen, so that the parts add up (最大余额法, largest remainder).

    Each part is its exact share rounded down, and the fen that are left go one each to the largest remainders, ties to
    the first. So every part is less than one fen from exact, and a weight of 0 gets nothing. Python integers, no limit.

    Args:
        total_fen: fen, non-negative (a deficit is a positive number).
        weights: non-negative integers of any size; at least one positive unless the total is 0.

    Raises:
        TypeError: something is not an integer. ValueError: negative, or nobody to give it to.
    """
    total, ws = index(total_fen), [index(w) for w in weights]
    if total < 0 or min(ws, default=0) < 0:
        raise ValueError(f"a split needs a non-negative total and weights: {total} fen by {ws}")
    everything = sum(ws)
    if everything == 0:
        if total:
            raise ValueError(f"nobody to give {total} fen to: the weights {ws} add up to 0")
        return [0] * len(ws)
    parts, remainders = map(list, zip(*(divmod(total * w, everything) for w in ws), strict=True))
    by_remainder = sorted(range(len(ws)), key=lambda i: -remainders[i])  # a stable sort: ties to the first
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _integers(x: object, name: str) -> I8:
    a = np.asarray(x)
    if a.size == 0:
        return a.astype(np.int64)
    if a.dtype == object:
        raise OverflowError(f"{name} holds something beyond int64, or no integer: {x!r:.80}")
    if not np.issubdtype(a.dtype, np.integer):
        raise TypeError(f"{name} must be integers, not {a.dtype}: {x!r:.80}")
    if a.dtype == np.uint64 and int(a.max()) > MAX_FEN:
        raise OverflowError(f"{name} of {int(a.max())} is beyond the limit of {MAX_FEN}")
    return a.astype(np.int64, copy=False)


def _amount(x: object, name: str = "amount_fen") -> I8:
    a = _integers(x, name)
    if a.size and int(a.min()) < 0:
        raise ValueError(f"{name} cannot be negative: {int(a.min())} fen")
    _within_limit(a, name)
    return a


def _within_limit(a: I8, name: str) -> None:
    if a.size and int(a.max()) > MAX_FEN:
        raise OverflowError(f"{name} of {int(a.max())} fen is beyond the limit of {MAX_FEN} fen")


def _ratio(ppm: object) -> I8:
    a = _integers(ppm, "ppm")
    if a.size and (int(a.min()) < 0 or int(a.max()) > ONE):
        raise ValueError(f"a share lies between 0 and {ONE} ppm: {int(a.min())} to {int(a.max())}")
    return a


def _back(result: I8) -> int | I8:
    return result if np.ndim(result) else int(result)
