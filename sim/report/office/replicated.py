"""Differences with intervals and chances of a deficit for the documents, where a comparison was replicated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as dataclass_replace
from pathlib import Path

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.sections import effects, forest, intervals, ranges, states
from sim.report.sections.names import difference
from sim.report.table import Cell, Head, Row, Table, plain
from sim.report.words import say

KEY = (
    "fund.balance_cleared", "admissions.county", "indicator.in_county_stays", "own_paid.all", "bonus.township",
    "bonus.county",
)  # fmt: skip
"""Outcomes of the short table of a brief."""


POINTS = Words("百分点", "points")
"""Unit of a difference between shares."""
MOST_BESIDE = 3
"""Policies whose differences have room beside their values on a page of A4."""


def crowded(runs: Sequence[Run]) -> bool:
    """Whether there are more policies than a table has room for with all columns of each."""
    return len(runs) > MOST_BESIDE


def widths(runs: Sequence[Run], *, pairs: bool = True) -> list[float]:
    """Column widths of the table of differences: name, unit, mean, then difference, interval and pairs of each policy."""
    return [2.2, 0.8, 1.1, *((0.95, 1.9, 0.65) if pairs else (0.95, 1.9)) * (len(runs) - 1)]


def _turned(table: Table, count: int) -> Table:
    """The table without pairs with a row a policy and a column an outcome: difference, and the interval below it."""
    rows = [row for group in table.groups for row in group]
    units = [POINTS if row.cells[1].text == intervals.UNITS["ratio"] else row.cells[1].text for row in rows]
    heads = [Head(say("policy"), numeric=False), *(Head(row.cells[0].text, unit) for row, unit in zip(rows, units, strict=True))]
    body = []
    for n in range(1, count):
        cells = [Cell(difference(n))]
        for row in rows:
            middle, span = row.cells[1 + 2 * n : 3 + 2 * n]
            cells.append(Cell(f"{middle.text}\n({span.text})"))
        body.append(Row(tuple(cells)))
    caption = Words("与A的差值（括号内为95%区间）", "Differences from A (95 % intervals in brackets)")
    return dataclass_replace(table, caption=caption, heads=tuple(heads), groups=plain(body))


@dataclass(frozen=True)
class Replicated:
    """Stored tables of a replicated comparison; without rows where it was run once."""

    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    chances: pd.DataFrame = field(default_factory=pd.DataFrame)
    stored: effects.Stored = field(default_factory=effects.Stored)
    ends: pd.DataFrame = field(default_factory=pd.DataFrame)
    institutions: pd.DataFrame = field(default_factory=pd.DataFrame)
    spread: pd.DataFrame = field(default_factory=pd.DataFrame)
    ranked: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of_one(self, name: Words, runs: Sequence[Run]) -> Words:
        """The name of a table of single runs: where there are replications it says that they are of the first seed alone."""
        seed = runs[0].manifest.seed
        return Words(f"{name.zh}（只是种子{seed}的一次）", f"{name.en} (seed {seed} alone)") if self.pairs else name

    @property
    def pairs(self) -> int:
        """Paired replications behind the differences; 0 for a single run or a single pair, which give no interval."""
        return int(self.differences["n"].max()) if intervals.repeated(self.differences) else 0

    def short(self, runs: Sequence[Run]) -> list[Table]:
        """The key outcomes only; empty without replications."""
        if len(runs) < 2 or not self.pairs:
            return []
        chosen = self.differences[self.differences["outcome"].isin(KEY)]
        if not len(chosen):
            return []
        shown = intervals.table(runs, chosen, pairs=False, brief=True)
        return [_turned(shown, len(runs)) if crowded(runs) else shown]

    def split(self, runs: Sequence[Run]) -> list[Table]:
        """What rules and what behaviour do, a row a policy; empty where the effects were not split."""
        made = effects.short(runs, self.stored.parts)
        return [made] if made else []

    def whole(self, runs: Sequence[Run]) -> list[Table]:
        """Differences of every shown outcome; empty without replications."""
        return [intervals.table(runs, self.differences)] if len(runs) > 1 and self.pairs else []

    def deficits(self, runs: Sequence[Run]) -> list[Table]:
        """Chances of a deficit; empty without replications."""
        return [intervals.risks(self.chances, runs)] if intervals.repeated(self.chances) else []


    def states(self, runs: Sequence[Run]) -> list[Table]:
        """In which band every budget holder ends and how often; empty without replications or budgets."""
        made = states.table(runs, self.ends) if self.pairs else None
        return [made] if made else []

    def ranges(self, runs: Sequence[Run]) -> list[Table]:
        """What assumptions do to the differences, and which matter most; empty where there was one set of them."""
        found = ranges.block(runs, self.spread, self.ranked)
        return list(found.tables) if found else []

    def bonuses(self, runs: Sequence[Run]) -> list[Table]:
        """Differences of institutions' bonuses with intervals; empty without replications."""
        found = forest.blocks(runs, self.differences, self.institutions)
        return [block.tables[0] for block in found if block.title == forest.BONUSES]


def read(folder: Path, runs: Sequence[Run]) -> Replicated:
    """What lies in the folder of a comparison about the year of `runs`."""
    names = ("intervals.csv", "risk.csv", "states.csv", "intervals-institutions.csv", "assumptions.csv", "ranges.csv")
    differences, chances, ends, institutions, spread, ranked = (intervals.of_year(folder, runs, name) for name in names)
    return Replicated(differences, chances, effects.of_year(folder, runs), ends, institutions, spread, ranked)
