"""In which band budget holders end the reported year, and in what share of the replications: a mean hides who tips over."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import percent
from sim.report.sections.names import legend, letter
from sim.report.sections.year import reported_year
from sim.report.table import Cell, Head, Row, Table, figure, plain

TITLE = Words("预算持有方各档机会", "In which band budget holders end")


def table(runs: Sequence[Run], frame: pd.DataFrame) -> Table | None:
    """A row a holder and state, a column a policy: share of replications. `frame` is `intervals.read(folder, "states.csv")`;
    None where no budget was cleared in the reported year."""
    mine = frame[frame["year"] == reported_year(runs[0])] if len(frame) else frame
    if mine.empty:
        return None
    names = (Words("预算持有方", "budget holder"), Words("年末所在档", "state at the year's end"))
    heads = [Head(name, numeric=False) for name in names]
    heads += [Head(letter(n), Words("占重复", "of replications")) for n in range(len(runs))]
    body = []
    for _, rows in mine.groupby(["rule", "id", "state", "state_zh"], sort=False):
        first, known = rows.iloc[0], dict(zip(rows["policy"], rows["share"].astype(float), strict=True))
        cells = [Cell(Words(str(first[f"{of}_zh"]), str(first[f"{of}_en"]))) for of in ("name", "state")]
        cells += [figure(percent(known[run.name]), known[run.name]) if run.name in known else Cell("") for run in runs]
        body.append(Row(tuple(cells)))
    return Table(TITLE, tuple(heads), plain(body), note=legend(runs), file="states.csv", wide=True)
