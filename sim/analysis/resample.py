"""Bootstrap intervals of a mean, with resamples that come from keys: the same data give the same interval everywhere.

Studentised (bootstrap-t): B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 12. Each
resample's mean is measured in its own standard errors, and the quantiles of that take the place of Student's: equal tails,
which follow the skewness of the data, and the symmetric form, which errs less where data are skewed (P. Hall, "On symmetric
bootstrap confidence intervals", J. R. Statist. Soc. B 50 (1988), 35-45). Each end is the one of the two that lies further
out, as with `sim.analysis.interval`; percentile and BCa intervals are too short with the 10 to 30 pairs that comparisons
rest on (T. Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69 (2015), 371-386). What
it covers is measured in docs/precision.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.draws import uniforms

Floats = npt.NDArray[np.float64]
RESAMPLES = 4999
AT_ONCE = 256  # columns whose resampled means are in memory at the same time
NOTHING = 1e-9  # spread of a resample, as a share of the data's, that is rounding


def weights(n: int, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """How often each of n observations is drawn in each resample: shape (resamples, n), every row adds up to n.

    Resample b draws its i-th observation with the key (seed, "bootstrap", b, i); so the first resamples of a longer
    series are those of a shorter one.
    """
    b, i = np.arange(resamples)[:, None], np.arange(n)[None, :]
    drawn = (uniforms(seed, "bootstrap", b, i) * n).astype(np.int64)
    counts = np.bincount((b * n + drawn).ravel(), minlength=resamples * n)
    return counts.reshape(resamples, n).astype(np.float64)


def studentised(values: Floats, confidence: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> tuple[Floats, Floats]:
    """Bootstrap-t interval of the mean of every column: equal tails and symmetric, at each end the further one.

    Args:
        values: shape (n, k), n observations of k outcomes, finite.
        confidence: such as 0.95.
        resamples: how many; the same resamples serve every column.
        seed: names the resamples.

    Returns:
        (low, high), each of shape (k,). A column of equal values has an interval of no width; of fewer than two
        observations the interval is not a number. An end is infinite where so many resamples have no spread that the
        data cannot bear one: few observations, of which nearly all are equal.
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
        low[at], high[at] = _studentised(values[:, at], drawn, confidence)
    return low, high


def _studentised(values: Floats, drawn: Floats, confidence: float) -> tuple[Floats, Floats]:
    n, centre = len(values), values.mean(axis=0)
    away = values - centre  # around zero, so that large amounts lose no digits
    sd = away.std(axis=0, ddof=1)
    away = away / sd
    mean = drawn @ away
    spread = np.sqrt(np.maximum(drawn @ away**2 - mean**2, 0.0) * n / (n - 1))
    flat = spread < NOTHING
    ratio = np.where(flat, np.where(np.abs(mean) < NOTHING, 0.0, np.copysign(np.inf, mean)), mean / np.where(flat, 1.0, spread))
    tails = [(1 + confidence) / 2, (1 - confidence) / 2]
    upper, lower = np.quantile(ratio, tails, axis=0, method="inverted_cdf")  # a value that occurred, so infinities stay whole
    even = np.quantile(np.abs(ratio), confidence, axis=0, method="inverted_cdf")
    even[np.isinf(even)] = 0.0  # too many resamples without spread: the tails say on which side
    return centre - np.maximum(upper, even) * sd, centre + np.maximum(-lower, even) * sd
