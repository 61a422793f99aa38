"""The year that a page is about, and the rows of that year."""

from __future__ import annotations

import pandas as pd

from sim.experiment.store import Run


def reported_year(run: Run) -> int:
    """The last accounted year of the horizon."""
    return run.manifest.start.year + run.manifest.years - 1


def rows(run: Run, table: str) -> pd.DataFrame:
    """Rows of `table` in the reported year."""
    frame = run[table]
    return frame[frame["year"] == reported_year(run)]
