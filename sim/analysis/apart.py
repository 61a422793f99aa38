"""Chance and assumptions apart: how much a difference varies because people fall ill differently, and how much because
numbers that nobody has published might be others.

More replications narrow the first and never the second, so the two are never added into one interval. Every set of
assumptions is run with the same seeds, so sets and replications are the rows and columns of one table (two-way analysis
of variance).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.analysis.paired import half_width

COLUMNS = (
    "outcome",
    "policy",
    "difference",
    "sets",
    "lowest",
    "highest",
    "sd_assumptions",
    "sd_chance",
    "half_width_chance",
    "n",
    "unit",
    "zh",
    "en",
)


def apart(
    sets: Mapping[str, Mapping[str, pd.DataFrame]], words: pd.DataFrame, baseline: str, confidence: float = 0.95
) -> pd.DataFrame:
    """One row an outcome and policy other than the baseline.

    Args:
        sets: by name of the set of assumptions, values as `sim.analysis.paired.paired` takes them.
        words: unit, zh and en of every outcome, by outcome, in the order wanted.
        baseline: the policy with which the others are compared, under the same assumptions.
        confidence: of `half_width_chance`.

    Returns:
        Columns `COLUMNS`. difference: mean over sets, each counting once; lowest, highest: mean differences of single
        sets;
        sd_assumptions: standard deviation between sets with what chance contributes taken off, zero where nothing is
        left, not a number for a single set; sd_chance: of a replication inside a set; half_width_chance: of the
        interval of `difference` with the sets as they are; n: replications that are there in every set.
    """
    parts = []
    for policy in [name for name in next(iter(sets.values())) if name != baseline]:
        gaps = [of[policy].sub(of[baseline])[words.index].dropna(how="all") for of in sets.values()]
        both = gaps[0].index
        for gap in gaps[1:]:
            both = both.intersection(gap.index)
        found = _two_way(np.stack([gap.loc[both.sort_values()].to_numpy(float) for gap in gaps]), confidence)
        parts.append(
            pd.DataFrame({"outcome": words.index, "policy": policy} | found).join(words[["unit", "zh", "en"]], on="outcome")
        )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)] if parts else pd.DataFrame(columns=list(COLUMNS))


def _two_way(gap: np.ndarray, confidence: float) -> dict[str, object]:
    """Components of `gap`, shape (sets, replications, outcomes); an outcome with an unknown value is not a number
    throughout."""
    sets, n, _ = gap.shape
    of_set, of_replication, whole = gap.mean(axis=1), gap.mean(axis=0), gap.mean(axis=(0, 1))
    rest = gap - of_set[:, None] - of_replication[None] + whole
    nothing = np.full(len(whole), np.nan)
    between = nothing
    if sets > 1 and n > 1:
        error = np.sum(rest**2, axis=(0, 1)) / ((sets - 1) * (n - 1))
        between = np.sqrt(np.maximum(of_set.var(axis=0, ddof=1) - error / n, 0.0))
    chance = np.sqrt(gap.var(axis=1, ddof=1).mean(axis=0)) if n > 1 else nothing
    spread = of_replication.std(axis=0, ddof=1) if n > 1 else nothing
    return {
        "difference": whole,
        "sets": sets,
        "lowest": of_set.min(axis=0),
        "highest": of_set.max(axis=0),
        "sd_assumptions": between,
        "sd_chance": chance,
        "half_width_chance": half_width(spread, n, confidence),
        "n": n,
    }
