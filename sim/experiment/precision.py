"""How many replications are enough: until the interval of every named difference is as narrow as was asked for.

Whoever looks after every run and stops at the first narrow interval stops too early, and intervals then miss more often
than they say. Therefore at least `MINIMUM` replications are made, and further looks come at numbers fixed by what was
seen before, never by which process was quicker. (Chow and Robbins, Annals of Mathematical Statistics 36 (1965),
457-462: stopping this way is right in the limit of narrow intervals; how far off it is with few runs stands in
docs/precision.md. A target that is a share of the difference is met sooner where the difference is over-estimated: that bias
stands there, too.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.foundation.errors import Problem, did_you_mean, refuse

MINIMUM = 20
"""Replications before the first look: with fewer, intervals of skewed differences hold the truth less often than they say
(docs/precision.md)."""
MOST = 200
"""Replications at which the search ends where nothing else was said."""


@dataclass(frozen=True)
class Target:
    """Half the width of the 95 % interval of the difference in `outcome`: at most `size`, in the unit of the outcome,
    or, if `relative`, as a share of the difference itself."""

    outcome: str
    size: float
    relative: bool

    def allowed(self, difference: float) -> float:
        """The largest half-width that meets the target, in the outcome's unit."""
        return self.size * abs(difference) if self.relative else self.size


def read_targets(texts: Sequence[str], known: Sequence[str]) -> list[Target]:
    """`fund.balance:1%` or `visits.township:500`, one target each. `Problems` with everything that is wrong, all at
    once."""
    targets, problems = [], list[Problem]()
    for text in texts:
        outcome, _, size = text.rpartition(":")
        number = size.strip().removesuffix("%")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if outcome not in known:
            zh, en = "没有这个结果指标", "there is no such outcome"
            allowed = ", ".join(name for name in known if not name.startswith(("indicator.", "institution.")))
            problems.append(Problem("--precision", None, "", outcome or text, allowed, did_you_mean(outcome, known), zh, en))
        elif not (math.isfinite(value) and value > 0):
            zh, en = "精度须为正数，可加%", "a precision is a positive number, with or without %"
            problems.append(Problem("--precision", None, "", text, "fund.balance:1%, visits.township:500", "", zh, en))
        else:
            relative = size.strip().endswith("%")
            targets.append(Target(outcome, value / 100 if relative else value, relative))
    refuse(problems)
    return targets


def reached(table: pd.DataFrame, targets: Sequence[Target], baseline: str) -> pd.DataFrame:
    """How near every target is, from a table of `sim.analysis.paired.paired`.

    Columns: outcome, policy, difference, half_width, allowed, n, met, needed (replications that should do, judged by
    the spread so far), unit. A difference that is not known, or rests on fewer than two pairs, does not meet a target.
    """
    rows = []
    for target in targets:
        for _, row in table[(table["outcome"] == target.outcome) & (table["policy"] != baseline)].iterrows():
            n, half = int(row["n"]), (float(row["t_high"]) - float(row["t_low"])) / 2
            allowed = target.allowed(float(row["difference"]))
            met = half <= allowed
            ratio = half / allowed if allowed > 0 else math.inf
            needed = n if met else math.inf if not math.isfinite(ratio) else math.ceil(n * ratio**2)
            rows.append((target.outcome, row["policy"], row["difference"], half, allowed, n, met, needed, row["unit"]))
    columns = ["outcome", "policy", "difference", "half_width", "allowed", "n", "met", "needed", "unit"]
    return pd.DataFrame(rows, columns=columns)


def next_look(made: int, state: pd.DataFrame, most: int) -> int:
    """At how many replications to look again: where the targets should be met, at most twice as many as now, at most
    `most`.

    Equal to `made` if there is nothing more to do.
    """
    if made >= most or bool(state["met"].all()):
        return made
    needed = float(np.max(state.loc[~state["met"], "needed"]))
    return int(min(max(needed, made + 1), 2 * made, most))
