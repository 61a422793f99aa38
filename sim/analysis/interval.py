"""The interval of a mean difference that tables, pictures and the stopping rule show: Student's, and where the differences
are skewed reaching as far as P. Hall's.

A few patients with a hundred visits a year (dialysis) may go elsewhere as a whole because of a policy: the difference of
visits is then small in most replications and large in a few, and Student's interval misses too often, nearly always on the
side of the long tail. Hall ("On the removal of skewness by transformation", J. R. Statist. Soc. B 54 (1992), 221-228)
transforms the t statistic by a cubic that takes the skewness out of it and can be inverted. On its own it is too short
against the tail, when the few large differences are by chance not among the pairs; so each end is the one that lies further
out. For differences without skewness both are the same. What it covers is measured in docs/precision.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]


def half_width(sd: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95) -> Floats:
    """Half the width of Student's interval of a mean of n values with standard deviation `sd`, for where the values themselves
    are not at hand; not a number for n < 2."""
    sd, n = np.asarray(sd, float), np.asarray(n, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = stdtrit(n - 1, (1 + confidence) / 2) * sd / np.sqrt(n)
    return np.where(n >= 2, found, np.nan)


def interval(values: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of the mean of every column.

    Args:
        values: shape (n, k), n differences of k outcomes; what is not a finite number is left out of its column.
        confidence: such as 0.95.

    Returns:
        (low, high), each of shape (k,), in the columns' units. A column of equal values has an interval of no width; of
        fewer than two values the interval is not a number.
    """
    there = np.isfinite(values)
    n: Floats = there.sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, values, 0.0).sum(axis=0) / n
        away = np.where(there, values - mean, 0.0)
        squares, cubes = (away**2).sum(axis=0), (away**3).sum(axis=0)
        skewness = cubes / n / (squares / n) ** 1.5
        sd, t = np.sqrt(squares / (n - 1)), half_width(1.0, n, confidence)
        above, below = np.fmax(t, _hall(t, skewness, n)), np.fmax(t, -_hall(-t, skewness, n))
        low, high = mean - above * sd, mean + below * sd
    same = (n >= 2) & (np.where(there, values, np.inf).min(axis=0) == np.where(there, values, -np.inf).max(axis=0))
    one = np.where(there, values, -np.inf).max(axis=0)
    low, high = (np.where(n >= 2, np.where(same, one, end), np.nan) for end in (low, high))
    return low, high


def _hall(t: Floats, skewness: Floats, n: Floats) -> Floats:
    """Where the transformed statistic is `t` (over the root of n), in standard deviations of a single value: Hall's inverse
    3 / g ((1 + g (t - g / 6n))^(1/3) - 1), written so that nothing is divided by a skewness g near zero."""
    u = t - skewness / (6 * n)
    root: Floats = np.cbrt(1 + skewness * u)
    return 3 * u / (1 + root + root**2)
