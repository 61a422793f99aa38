"""Chance and assumptions apart: how much a difference varies because people fall ill differently, and how much because
numbers that nobody has published might be others.

More replications narrow the first and never the second, so the two are never added into one interval. Every set of
assumptions is run with the same seeds, so sets and replications are the rows and columns of one table (two-way analysis
of variance). The first set is the study's own: the difference and its chance interval are under it. Sets that somebody
has chosen are no sample of anything: of them there is a lowest and a highest. Only sets that were drawn from ranges
have a spread.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.analysis.interval import interval

COLUMNS = (
    "outcome",
    "policy",
    "difference",
    "half_width_chance",
    "sd_chance",
    "n",
    "sets",
    "lowest",
    "highest",
    "low",
    "high",
    "sd_assumptions",
    "unit",
    "zh",
    "en",
)
OF_DRAWS = ("low", "high", "sd_assumptions")
"""Columns that only sets drawn from ranges have."""


def apart(
    sets: Mapping[str, Mapping[str, pd.DataFrame]],
    words: pd.DataFrame,
    baseline: str,
    confidence: float = 0.95,
    *,
    drawn: bool = False,
) -> pd.DataFrame:
    """One row an outcome and policy other than the baseline.

    Args:
        sets: by name of the set of assumptions, values as `sim.analysis.paired.paired` takes them; the study's own first.
        words: unit, zh and en of every outcome, by outcome, in the order wanted.
        baseline: the policy with which the others are compared, under the same assumptions.
        confidence: of `half_width_chance`.
        drawn: whether the sets after the first are draws from ranges and not chosen by hand.

    Returns:
        Columns `COLUMNS`, without `OF_DRAWS` for sets chosen by hand. difference, half_width_chance, sd_chance, n: under
        the first set its mean paired difference, half the width of its interval, the standard deviation of a replication, and the
        replications. lowest, highest: mean differences of single sets (the draws alone, where they are drawn); sets: how
        many these are. A set that lacks a replication of the first is not among them. low, high: 5 % and 95 % of the
        draws; sd_assumptions: standard deviation between draws with what chance contributes taken off, zero where
        nothing is left, not a number for fewer than two draws or replications.
    """
    columns = [name for name in COLUMNS if drawn or name not in OF_DRAWS]
    parts = []
    for policy in [name for name in next(iter(sets.values())) if name != baseline]:
        own, *others = gaps_of(sets, policy, baseline, list(words.index)).values()
        chosen = (others if drawn else [own, *others]) if len(own) else []
        found = _chance(own, confidence) | {"sets": len(chosen)}
        if chosen:
            found |= _ends(np.stack(chosen)) | (_spread(np.stack(chosen)) if drawn else {})
        row = {"outcome": words.index, "policy": policy} | dict.fromkeys(columns[2:-3], np.nan) | found
        parts.append(pd.DataFrame(row).join(words[["unit", "zh", "en"]], on="outcome"))
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def gaps_of(
    sets: Mapping[str, Mapping[str, pd.DataFrame]], policy: str, baseline: str, outcomes: list[str]
) -> dict[str, np.ndarray]:
    """Paired differences (replications, outcomes) of the first set and, by name, of every set that has all replications of
    the first."""
    there = {name: of for name, of in sets.items() if policy in of and baseline in of}
    gaps = {name: of[policy].sub(of[baseline])[outcomes].dropna(how="all") for name, of in there.items()}
    wanted = next(iter(gaps.values())).index.sort_values()
    return {name: gap.loc[wanted].to_numpy(float) for name, gap in gaps.items() if wanted.isin(gap.index).all()}


def _chance(own: np.ndarray, confidence: float) -> dict[str, object]:
    """Of the differences of one set, shape (replications, outcomes)."""
    n = len(own)
    low, high = interval(own, confidence)
    spread = own.std(axis=0, ddof=1) if n > 1 else np.full(own.shape[1], np.nan)
    return {
        "difference": own.mean(axis=0) if n else np.full(own.shape[1], np.nan),
        "half_width_chance": (high - low) / 2,
        "sd_chance": spread,
        "n": n,
    }


def _ends(gap: np.ndarray) -> dict[str, object]:
    """Of `gap`, shape (sets, replications, outcomes)."""
    of_set = gap.mean(axis=1)
    return {"lowest": of_set.min(axis=0), "highest": of_set.max(axis=0)}


def _spread(gap: np.ndarray) -> dict[str, object]:
    """Components of `gap`, shape (draws, replications, outcomes); an outcome with an unknown value is not a number
    throughout."""
    sets, n, _ = gap.shape
    of_set, of_replication, whole = gap.mean(axis=1), gap.mean(axis=0), gap.mean(axis=(0, 1))
    between = np.full(len(whole), np.nan)
    if sets > 1 and n > 1:
        rest = gap - of_set[:, None] - of_replication[None] + whole
        error = np.sum(rest**2, axis=(0, 1)) / ((sets - 1) * (n - 1))
        between = np.sqrt(np.maximum(of_set.var(axis=0, ddof=1) - error / n, 0.0))
    low, high = np.quantile(of_set, [0.05, 0.95], axis=0)
    return {"low": low, "high": high, "sd_assumptions": between}
