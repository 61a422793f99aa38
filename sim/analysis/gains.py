"""Who gains and who loses: how a change is spread over persons or institutions, not only its mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]
QUANTILES = (5, 25, 50, 75, 95)
"""Percent."""
COLUMNS = (
    "count", "concerned", "down_3", "down_2", "down_1", "near", "up_1", "up_2", "up_3", "unchanged", "total",
    *(f"p{q}" for q in QUANTILES),
)  # fmt: skip


def spread(change: I8, concerned: npt.NDArray[np.bool_], edges: Sequence[int]) -> dict[str, float | int]:
    """How a change is spread.

    Args:
        change: (N,) whole numbers, such as fen of own payment, after less before.
        concerned: (N,) those whose quantiles are wanted, such as everybody who used care.
        edges: three rising sizes of a change.

    Returns:
        The `COLUMNS`: count = N; concerned; down_3, up_3: changed by more than the third edge; down_2, up_2: by more than the
        second and at most the third; down_1, up_1: by more than the first and at most the second; near: by at most the first,
        of whom `unchanged` by exactly nothing (the eight but the last add up to count); total, the sum; p5 ... p95: quantiles
        of the concerned, each a value that occurs (the smallest with at least so many at or below it), not a number for
        nobody.
    """
    if len(edges) != 3 or not 0 <= edges[0] < edges[1] < edges[2]:
        raise ValueError(f"three rising sizes are wanted, not {edges}")
    bounds = np.array([-edges[2], -edges[1], -edges[0], edges[0] + 1, edges[1] + 1, edges[2] + 1])
    bands = np.bincount(np.searchsorted(bounds, change, side="right"), minlength=7)
    found: dict[str, float | int] = {"count": int(change.size), "concerned": int(concerned.sum())}
    found |= dict(zip(COLUMNS[2:9], bands.tolist(), strict=True))
    found |= {"unchanged": int((change == 0).sum()), "total": int(change.sum())}
    of = change[concerned]
    values = np.percentile(of, QUANTILES, method="inverted_cdf") if of.size else np.full(len(QUANTILES), np.nan)
    return found | {f"p{q}": float(v) for q, v in zip(QUANTILES, values, strict=True)}
