"""Differences with intervals and chances of a deficit for the documents, where a comparison was replicated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as dataclass_replace
from pathlib import Path

import pandas as pd

from sim.experiment.store import Run
from sim.report.sections import effects, intervals
from sim.report.table import Table

KEY = (
    "fund.balance_cleared", "admissions.county", "indicator.in_county_stays", "own_paid.all", "bonus.township",
    "bonus.county",
)  # fmt: skip
"""Outcomes of the short table of a brief."""


def widths(runs: Sequence[Run], *, pairs: bool = True) -> list[float]:
    """Column widths of the table of differences: name, unit, mean, then difference, interval and pairs of each policy."""
    return [2.2, 0.8, 1.1, *((0.95, 1.9, 0.65) if pairs else (0.95, 1.9)) * (len(runs) - 1)]


def _without_pairs(table: Table) -> Table:
    """The table without the number of pairs behind each difference, which a brief says once."""
    keep = [n for n in range(len(table.heads)) if n < 3 or n % 3 != 2]
    groups = tuple(
        tuple(row if row.kind == "section" else dataclass_replace(row, cells=tuple(row.cells[n] for n in keep)) for row in group)
        for group in table.groups
    )
    return dataclass_replace(table, heads=tuple(table.heads[n] for n in keep), groups=groups)


@dataclass(frozen=True)
class Replicated:
    """Stored tables of a replicated comparison; without rows where it was run once."""

    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    chances: pd.DataFrame = field(default_factory=pd.DataFrame)
    stored: effects.Stored = field(default_factory=effects.Stored)

    @property
    def pairs(self) -> int:
        """Paired replications behind the differences; 0 for a single run."""
        return int(self.differences["n"].max()) if len(self.differences) else 0

    def short(self, runs: Sequence[Run]) -> list[Table]:
        """The key outcomes only; empty without replications."""
        if len(runs) < 2 or not self.pairs:
            return []
        chosen = self.differences[self.differences["outcome"].isin(KEY)]
        return [_without_pairs(intervals.table(runs, chosen))] if len(chosen) else []

    def whole(self, runs: Sequence[Run]) -> list[Table]:
        """Differences of every shown outcome; empty without replications."""
        return [intervals.table(runs, self.differences)] if len(runs) > 1 and self.pairs else []

    def deficits(self, runs: Sequence[Run]) -> list[Table]:
        """Chances of a deficit; empty without replications."""
        return [intervals.risks(self.chances, runs)] if len(self.chances) else []


def read(folder: Path) -> Replicated:
    """What lies in the folder of a comparison."""
    return Replicated(intervals.read(folder, "intervals.csv"), intervals.read(folder, "risk.csv"), effects.read(folder))
