"""Paired differences between policies: each replication has the same people and the same luck under every policy, so
what differs within a replication is the policy's doing; intervals are about the mean of those differences.

The factor says what pairing is worth: how many times more replications two unpaired samples would need for an interval
of the same width, (variance under the policy + variance under the baseline) / variance of the difference.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.analysis.interval import interval
from sim.analysis.resample import RESAMPLES, studentised

Floats = npt.NDArray[np.float64]
COLUMNS = (
    "outcome",
    "policy",
    "mean",
    "sd",
    "difference",
    "sd_difference",
    "t_low",
    "t_high",
    "boot_low",
    "boot_high",
    "n",
    "unpaired_factor",
    "unit",
    "zh",
    "en",
)


def paired(
    values: Mapping[str, pd.DataFrame],
    words: pd.DataFrame,
    baseline: str,
    *,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """What every policy changes against the baseline, for every outcome, with intervals.

    Args:
        values: by policy, one row a replication (the index), one column an outcome. A replication that is missing under
            one of two policies (a failed run), or whose value is not known there, is left out of their difference.
        words: unit, zh and en of every outcome, by outcome, in the order wanted.
        baseline: the policy with which the others are compared.
        confidence: of both intervals.
        resamples: of the bootstrap; 0 leaves `boot_low` and `boot_high` empty, which is faster.

    Returns:
        A frame with the columns `COLUMNS`, outcomes in their order, policies in theirs; the baseline's own rows have
        difference zero. mean, sd: of the outcome under the policy, over the pairs; sd_difference: of the differences,
        divisor n - 1; n: pairs used. t_*: `interval` of the mean difference, Student's and Hall's; boot_*: studentised bootstrap.
        unpaired_factor: infinite where the difference never varies but the outcome does, not a number where neither
        does.
    """
    if baseline not in values:
        raise ValueError(f"no run of the baseline {baseline!r} to compare with")
    was, names = values[baseline][words.index], words[["unit", "zh", "en"]]
    parts = [
        _compare(policy, now[words.index], was, confidence, resamples).join(names, on="outcome") for policy, now in values.items()
    ]
    order = {name: n for n, name in enumerate(words.index)}
    table = pd.concat(parts, ignore_index=True)
    table = table.sort_values("outcome", key=lambda found: found.map(order), kind="stable", ignore_index=True)
    return table[list(COLUMNS)]


def _compare(policy: str, now: pd.DataFrame, was: pd.DataFrame, confidence: float, resamples: int) -> pd.DataFrame:
    both = now.index.intersection(was.index).sort_values()
    a, b = now.loc[both].to_numpy(float), was.loc[both].to_numpy(float)
    there = np.isfinite(a) & np.isfinite(b)
    table = pd.DataFrame(np.nan, index=now.columns, columns=list(COLUMNS[2:12]))
    for pattern in np.unique(there, axis=1).T if there.size else ():
        at = np.flatnonzero((there == pattern[:, None]).all(axis=0))
        table.iloc[at] = _moments(a[np.ix_(pattern, at)], b[np.ix_(pattern, at)], confidence, resamples)
    table["n"] = there.sum(axis=0)
    table.insert(0, "policy", policy)
    return table.rename_axis("outcome").reset_index()


def _moments(a: Floats, b: Floats, confidence: float, resamples: int) -> Floats:
    """The numbers of `COLUMNS[2:12]` for k outcomes of n pairs, shape (k, 10)."""
    n, k = a.shape
    nothing = np.full(k, np.nan)
    if n == 0:
        return np.full((k, 10), np.nan)
    gap = a - b
    mean, sd, spread = gap.mean(axis=0), _sd(gap), _sd(a)
    t_low, t_high = interval(gap, confidence)
    low, high = studentised(gap, confidence, resamples) if resamples else (nothing, nothing)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = (spread**2 + _sd(b) ** 2) / sd**2
    return np.column_stack([a.mean(axis=0), spread, mean, sd, t_low, t_high, low, high, np.full(k, n), factor])


def _sd(values: Floats) -> Floats:
    """Standard deviation of every column, divisor n - 1; exactly zero where all values are equal, not a number for
    one."""
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    return np.where((values == values[0]).all(axis=0), 0.0, values.std(axis=0, ddof=1))
