"""In which band budget holders end the reported year, and in what share of the replications: a mean hides who tips over."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.policy.registry import builtin_rules
from sim.report.numbers import percent
from sim.report.sections.names import legend, letter
from sim.report.sections.year import reported_year
from sim.report.table import NONE, Cell, Head, Row, Table, figure, plain

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
    body = list[Row]()
    for _, of_rule in mine.groupby("rule", sort=False):
        if mine["rule"].nunique() > 1:
            body.append(Row((Cell(_rule(of_rule)),), "section"))
        for _, of_holder in of_rule.groupby("id", sort=False):
            body += [_row(rows, runs) for _, rows in of_holder.groupby(["state", "state_zh"], sort=False)]
    return Table(TITLE, tuple(heads), plain(body), note=legend(runs), file="states.csv", wide=True)


def _rule(rows: pd.DataFrame) -> Words:
    """The rule whose budget it is: a holder may have several."""
    rule = str(rows["rule"].iloc[0])
    known = builtin_rules().get(rule)
    return Words(str(rows["rule_zh"].iloc[0]) if "rule_zh" in rows else rule, known.en if known else rule)


def _row(rows: pd.DataFrame, runs: Sequence[Run]) -> Row:
    """A holder in a state: the share of replications under every policy that has the budget."""
    first, known = rows.iloc[0], dict(zip(rows["policy"], rows["share"].astype(float), strict=True))
    cells = [Cell(Words(str(first[f"{of}_zh"]), str(first[f"{of}_en"])), note=_rule(rows) if of == "name" else NONE)
             for of in ("name", "state")]  # fmt: skip
    cells += [figure(percent(known[run.name]), known[run.name]) if run.name in known else Cell("") for run in runs]
    return Row(tuple(cells))
