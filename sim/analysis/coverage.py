"""How often an interval holds what it promises, found by drawing many small comparisons from a large bank of paired
differences.

The bank plays the world: its mean is the truth. Each draw takes n differences from it, with replacement, makes the
intervals of their mean and asks whether the truth is inside.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.foundation.draws import uniforms

Floats = npt.NDArray[np.float64]


def drawn(size: int, n: int, draws: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """Which of `size` differences each of `draws` comparisons of n pairs is made of, shape (draws, n); keyed, always
    the same."""
    d, i = np.arange(draws)[:, None], np.arange(n)[None, :]
    return (uniforms(seed, "coverage", d, i) * size).astype(np.int64)


def held(bank: Floats, n: int, interval: Callable[[Floats], tuple[Floats, Floats]], draws: int = 4000) -> Floats:
    """Share of draws whose interval holds the truth, for every column of `bank`, shape (size, k): shape (k,).

    `interval` gives the lower and the upper ends, each of shape (k,), of differences of shape (n, k)."""
    truth, found = bank.mean(axis=0), np.zeros(bank.shape[1])
    for chosen in drawn(len(bank), n, draws):
        low, high = interval(bank[chosen])
        found += (low <= truth) & (truth <= high)
    return found / draws
