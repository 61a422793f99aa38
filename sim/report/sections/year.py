"""The year that a page is about, and the rows of that year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.experiment.store import Run, read_any
from sim.foundation.errors import Problem, Problems, one_of


def reported_year(run: Run) -> int:
    """The last accounted year of the horizon."""
    return run.manifest.start.year + run.manifest.years - 1


def rows(run: Run, table: str) -> pd.DataFrame:
    """Rows of `table` in the reported year."""
    frame = run[table]
    return frame[frame["year"] == reported_year(run)]


def accounted_years(run: Run) -> range:
    """Every accounted year of the horizon."""
    return range(run.manifest.start.year, reported_year(run) + 1)


def until(run: Run, year: int | None) -> Run:
    """The run as a page about `year` sees it: its horizon ends there. `Problems` for a year that was not simulated."""
    if year is None:
        return run
    if year not in accounted_years(run):
        found = one_of([str(known) for known in accounted_years(run)])
        zh, en = "没有模拟这一年", "this year was not simulated"
        raise Problems([Problem(run.manifest.study.id, None, "--year", str(year), found, "", zh, en)])
    manifest = run.manifest.model_copy(update={"years": year - run.manifest.start.year + 1})
    return Run(manifest, run.tables)


def runs_of(folder: Path, year: int | None = None) -> list[Run]:
    """The run or comparison in `folder` as if the horizon ended with `year`; `Problems` for a year that was not simulated."""
    return [until(run, year) for run in read_any(folder)]
