"""How often an interval holds what it promises, found by drawing many small comparisons from a large bank of paired
differences.

The bank plays the world: its mean is the truth. Each draw takes n differences from it, with replacement, makes the
intervals of their mean and asks whether the truth is inside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analysis.paired import half_width
from sim.analysis.resample import RESAMPLES, studentised
from sim.foundation.draws import uniforms

Floats = npt.NDArray[np.float64]


def drawn(size: int, n: int, draws: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """Which of `size` differences each of `draws` comparisons of n pairs is made of, shape (draws, n); keyed, always
    the same."""
    d, i = np.arange(draws)[:, None], np.arange(n)[None, :]
    return (uniforms(seed, "coverage", d, i) * size).astype(np.int64)


def students(bank: Floats, n: int, draws: int = 4000, confidence: float = 0.95) -> Floats:
    """Share of draws whose Student's interval holds the truth, for every column of `bank`, shape (size, k): shape
    (k,)."""
    truth, held = bank.mean(axis=0), np.zeros(bank.shape[1])
    for chosen in drawn(len(bank), n, draws):
        sample = bank[chosen]
        held += np.abs(sample.mean(axis=0) - truth) <= half_width(sample.std(axis=0, ddof=1), n, confidence)
    return held / draws


def bootstrapped(bank: Floats, n: int, draws: int = 1000, confidence: float = 0.95, resamples: int = RESAMPLES) -> Floats:
    """The same for the studentised bootstrap."""
    truth, held = bank.mean(axis=0), np.zeros(bank.shape[1])
    for chosen in drawn(len(bank), n, draws):
        low, high = studentised(bank[chosen], confidence, resamples)
        held += (low <= truth) & (truth <= high)
    return held / draws
