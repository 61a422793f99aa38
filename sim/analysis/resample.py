"""Bootstrap intervals of a mean, with resamples that come from keys: the same data give the same interval everywhere.

Bias-corrected and accelerated (BCa): B. Efron, "Better bootstrap confidence intervals", Journal of the American
Statistical Association 82 (1987), 171-185. For a mean the jackknife is known in closed form, so all outcomes are done
at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sim.foundation.draws import uniforms

Floats = npt.NDArray[np.float64]
RESAMPLES = 4999
AT_ONCE = 256  # columns whose resampled means are in memory at the same time


def weights(n: int, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """How often each of n observations is drawn in each resample: shape (resamples, n), every row adds up to n.

    Resample b draws its i-th observation with the key (seed, "bootstrap", b, i); so the first resamples of a longer
    series are those of a shorter one.
    """
    b, i = np.arange(resamples)[:, None], np.arange(n)[None, :]
    drawn = (uniforms(seed, "bootstrap", b, i) * n).astype(np.int64)
    counts = np.bincount((b * n + drawn).ravel(), minlength=resamples * n)
    return counts.reshape(resamples, n).astype(np.float64)


def bca(values: Floats, confidence: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> tuple[Floats, Floats]:
    """BCa interval of the mean of every column.

    Args:
        values: shape (n, k), n observations of k outcomes, finite.
        confidence: such as 0.95.
        resamples: how many; the same resamples serve every column.
        seed: names the resamples.

    Returns:
        (low, high), each of shape (k,). A column of equal values has an interval of no width; of fewer than two
        observations the interval is not a number.
    """
    n, k = values.shape
    low, high = np.full(k, np.nan), np.full(k, np.nan)
    if n < 2:
        return low, high
    same = (values == values[0]).all(axis=0)
    low[same] = high[same] = values[0, same]
    drawn = weights(n, resamples, seed) / n
    varied = np.flatnonzero(~same)
    for start in range(0, len(varied), AT_ONCE):
        at = varied[start : start + AT_ONCE]
        low[at], high[at] = _bca(values[:, at], drawn, confidence)
    return low, high


def _bca(values: Floats, drawn: Floats, confidence: float) -> tuple[Floats, Floats]:
    centre = values.mean(axis=0)
    away = values - centre
    means = np.sort(drawn @ away, axis=0)  # around zero, so that large amounts lose no digits
    b = len(drawn)
    below = (np.sum(means < 0, axis=0) + 0.5 * np.sum(means == 0, axis=0)) / b
    bias = ndtri(np.clip(below, 0.5 / b, 1 - 0.5 / b))
    # the acceleration: leaving an observation out moves the mean by -away / (n - 1)
    pull = np.sum(away**3, axis=0) / (6 * np.sum(away**2, axis=0) ** 1.5)
    ends = []
    for tail in ((1 - confidence) / 2, (1 + confidence) / 2):
        z = bias + ndtri(tail)
        ends.append(centre + _quantile(means, ndtr(bias + z / (1 - pull * z))))
    return ends[0], ends[1]


def _quantile(ordered: Floats, share: Floats) -> Floats:
    """The quantile `share[j]` of column j of sorted values, between neighbours in proportion."""
    place = np.clip(share, 0.0, 1.0) * (len(ordered) - 1)
    under = np.minimum(place.astype(np.int64), len(ordered) - 2)
    column = np.arange(ordered.shape[1])
    low, high = ordered[under, column], ordered[under + 1, column]
    found: Floats = low + (place - under) * (high - low)
    return found
