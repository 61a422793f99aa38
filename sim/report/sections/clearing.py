"""The year's clearing: every budget, what was left or missing, and who kept or bore it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.policy.registry import builtin_rules
from sim.report.numbers import wan
from sim.report.sections.names import of_group
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, figure
from sim.report.words import say

STEPS = ("budget", "spent", "balance", "retained", "fund_keeps", "borne", "fund_adds")


def tables(runs: Sequence[Run]) -> list[Table]:
    """A table for each policy and payment rule with budgets; none for fee for service. Policies under which a rule comes out alike
    share a table."""
    alike = dict[str, tuple[list[int], pd.DataFrame]]()
    for n, run in enumerate(runs):
        frame = rows(run, "clearing") if len(run["clearing"]) else run["clearing"]
        for rule, of_rule in frame.groupby("rule", sort=False) if len(frame) else ():
            alike.setdefault(f"{rule}\n{of_rule.to_csv(index=False)}", ([], of_rule))[0].append(n)
    return [_table(_title(runs, group, of_rule), of_rule) for group, of_rule in alike.values()]


def _title(runs: Sequence[Run], group: Sequence[int], frame: pd.DataFrame) -> Words:
    """Whose budgets they are, and by which rule: one policy by its name, several by their letters."""
    rule = str(frame["rule"].iloc[0])
    known, policy = builtin_rules().get(rule), of_group(runs, group)
    return Words(f"{policy.zh}：{frame['rule_zh'].iloc[0]}", f"{policy.en}: {known.en if known else rule}")


def _table(title: Words, frame: pd.DataFrame) -> Table:
    heads = (
        Head(say("institution"), numeric=False),
        *(Head(say(f"clearing_{step}"), say("unit_wan")) for step in STEPS),
    )
    total = Row((Cell(say("total")), *(_wan(float(frame[f"{step}_yuan"].sum())) for step in STEPS)), "total")
    body = [
        Row(
            (
                Cell(Words(str(row["name_zh"]), str(row["name_en"]))),
                *(_wan(float(row[f"{step}_yuan"])) for step in STEPS),
            )
        )
        for row in frame.to_dict("records")
    ]
    return Table(title, heads, ((total,), *((row,) for row in body)), sortable=True, file="clearing.csv", wide=True)


def _wan(yuan: float) -> Cell:
    return figure(wan(yuan), yuan)
