"""以历史支出为基数的总额: a weighted mean of earlier years, times growth; later years from the last package or
spending.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.foundation.errors import Refused
from sim.foundation.money import ONE, times

Amount = npt.NDArray[Any]
I8 = npt.NDArray[np.int64]


def weighted_mean(history: Amount, weights_ppm: I8) -> Amount:
    """Mean of earlier years.

    Args:
        history: (Y, H) spending, oldest first; int64 fen are rounded half-up once.
        weights_ppm: (Y,) weights of the same years, adding up to one million.

    Raises:
        ValueError: fewer years than weights (a year that is not known is not zero), or weights that do not add up.
    """
    if len(history) < len(weights_ppm):
        raise Refused(
            f"总额以前{len(weights_ppm)}年的支出为基数，而县数据只有{len(history)}年（history.csv，县工作簿“3 历年基金支出”）",
            f"the budget needs {len(weights_ppm)} years of history, only {len(history)} are known (history.csv)",
        )
    if int(weights_ppm.sum()) != ONE:
        raise ValueError(f"the weights of the years add up to {int(weights_ppm.sum())} ppm, not to {ONE}")
    years = history[len(history) - len(weights_ppm) :]
    if np.issubdtype(years.dtype, np.integer):
        millions, rest = np.divmod(years, ONE)  # apart, so that nothing leaves int64
        weights = weights_ppm[:, None]
        total: Amount = (millions * weights).sum(0) + ((rest * weights).sum(0) + ONE // 2) // ONE
        return total
    mean: Amount = (years * (weights_ppm[:, None] / ONE)).sum(0)
    return mean


def grown(base: Amount, growth_ppm: int | I8) -> Amount:
    """base x (1 + growth), half-up for int64. Growth may be negative, down to -100 %."""
    factor = ONE + np.asarray(growth_ppm)
    if np.issubdtype(base.dtype, np.integer):
        return np.asarray(times(base, factor))
    out: Amount = base * (factor / ONE)
    return out
