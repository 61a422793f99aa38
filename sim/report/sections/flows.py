"""Where people were treated: shares by tier, as a picture and a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.figures import Column, ribbons
from sim.report.numbers import number, percent, ratio, signed, wan
from sim.report.sections.names import difference, letter, lettered
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import SHORT_TIERS, TIER_WORDS, TIERS, say


def picture(run: Run) -> Markup:
    """How the tiers share visits, stays, charges and the fund's money: ribbons from one measure to the next."""
    frame = rows(run, "flows")
    columns = []
    for measure, kind, name in (
        ("count", "visit", "visits"),
        ("count", "stay", "stays"),
        ("charge_yuan", None, "charges"),
        ("fund_yuan", None, "fund_paid"),
    ):
        values = [_sum(frame, measure, tier=tier, kind=kind) for tier in TIERS]
        if measure == "count":
            total = Words(number(sum(values)), number(sum(values)))
        else:
            total = Words(f"{wan(sum(values), 0)}万元", f"{number(sum(values) / 1e6, 1)}m yuan")
        columns.append(Column(say(name), total, values))
    return ribbons(columns, [SHORT_TIERS[t] for t in TIERS], say("flows_figure"))


def pictures(runs: Sequence[Run]) -> list[tuple[Words, Markup]]:
    """A picture for every policy; policies under which the picture is the same share it, and its title names them all."""
    drawn: dict[Markup, list[int]] = {}
    for n, run in enumerate(runs):
        drawn.setdefault(picture(run), []).append(n)
    return [
        (
            lettered(runs, group[0]) if len(group) == 1 else Words("、".join(map(letter, group)), ", ".join(map(letter, group))),
            drawing,
        )
        for drawing, group in drawn.items()
    ]


def by_tier(runs: Sequence[Run]) -> Table:
    """Visits, stays, charges and fund by tier; for policies compared, the differences from the baseline beside."""
    frames = [rows(run, "flows") for run in runs]
    measures = (
        ("visits", "count", "visit"),
        ("stays", "count", "stay"),
        ("charges", "charge_yuan", None),
        ("fund_paid", "fund_yuan", None),
    )
    heads = [Head(say("tier"), numeric=False)]
    for name, measure, _ in measures:
        unit = say("unit_count") if measure == "count" else say("unit_wan")
        heads.append(Head("A" if len(runs) > 1 else unit, unit if len(runs) > 1 else "", group=say(name)))
        if len(runs) == 1:
            heads.append(Head(say("share"), group=say(name)))
        heads += [Head(difference(n), group=say(name)) for n in range(1, len(runs))]
    body = []
    for tier in (*TIERS, None):
        cells = [Cell(TIER_WORDS[tier] if tier else say("total"))]
        for _, measure, kind in measures:
            values = [_sum(f, measure, tier=tier, kind=kind) for f in frames]
            show = _count if measure == "count" else wan
            cells.append(figure(show(values[0]), values[0]))
            if len(runs) == 1:
                share = ratio(values[0], _sum(frames[0], measure, tier=None, kind=kind))
                cells.append(figure(percent(share), share))
            for value in values[1:]:
                gap = value - values[0]
                cells.append(change(signed(gap) if measure == "count" else signed(gap / 10_000, 1), gap, 0.5))
        body.append(Row(tuple(cells), "" if tier else "total"))
    return Table(say("flows"), tuple(heads), plain(body), note=say("flows_note"), file="flows.csv", wide=len(runs) > 1)


def _count(value: float) -> str:
    return number(value)


def _sum(frame: pd.DataFrame, measure: str, **conditions: str | None) -> float:
    for column, wanted in conditions.items():
        if wanted is not None:
            frame = frame[frame[column] == wanted]
    return float(frame[measure].sum())
