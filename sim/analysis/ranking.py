"""Which assumption matters most: rank correlation (Spearman) of a paired difference with each number that was drawn.

With many numbers and few draws some of them correlate by luck. `chance` says how strong the strongest of all would look in one of
twenty analyses in which none matters; a correlation below it proves nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata
from scipy.stats import t as student

COLUMNS = ("parameter", "rank_correlation", "chance", "at_low", "at_high", "draws")


def ranking(values: Mapping[str, npt.NDArray[np.float64]], difference: npt.NDArray[np.float64]) -> pd.DataFrame:
    """One row a parameter, the strongest first; those that tell nothing (the difference never moves) last.

    Args:
        values: by parameter, its value in each draw, shape (draws,).
        difference: mean paired difference of an outcome in each draw, shape (draws,).

    Returns:
        Columns `COLUMNS`. rank_correlation: between -1 and 1; chance: see above; at_low, at_high: mean difference over the third
        of the draws with the lowest and the highest values, in the unit of the difference.
    """
    rows = []
    for name, drawn in values.items():
        order, third = np.argsort(drawn, kind="stable"), max(len(drawn) // 3, 1)
        low, high = difference[order[:third]].mean(), difference[order[-third:]].mean()
        rows.append((name, spearman(drawn, difference), least(len(drawn), len(values)), low, high, len(drawn)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values("rank_correlation", key=lambda rho: -rho.abs(), kind="stable", ignore_index=True)


def spearman(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Rank correlation with mean ranks for ties; not a number where one of the two never moves."""
    x, y = rankdata(a) - (len(a) + 1) / 2, rankdata(b) - (len(b) + 1) / 2
    size = math.sqrt(float(x @ x) * float(y @ y))
    return min(max(float(x @ y) / size, -1.0), 1.0) if size > 0 else math.nan


def least(draws: int, parameters: int) -> float:
    """The correlation that the strongest of `parameters` without effect passes in at most one of twenty analyses, by Student's t
    with `draws` - 2 degrees of freedom and Bonferroni's bound; 1, which nothing passes, where even equal orders (two of draws!
    permutations) are likelier than that."""
    if 2 / math.factorial(draws) * parameters > 0.05:
        return 1.0
    t = float(student.ppf(1 - 0.05 / (2 * parameters), draws - 2))
    return t / math.sqrt(draws - 2 + t * t)
