"""The indicators that offices quote, each with its variant, numerator and denominator in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, points, signed
from sim.report.sections.names import difference, letter, of_group
from sim.report.sections.year import reported_year, rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import heading, indicator_unit, say

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def values(run: Run) -> dict[str, float]:
    """Indicator -> value of the reported year, not a number where it is not known."""
    frame = rows(run, "indicators")
    return dict(zip(frame["indicator"].astype(str), frame["value"].astype(float), strict=True))


def table(runs: Sequence[Run]) -> Table:
    """Every indicator of every policy."""
    frames = [rows(run, "indicators").set_index("indicator", drop=False) for run in runs]
    heads = [Head(say("indicator"), numeric=False), Head(say("unit"), numeric=False)]
    for n in range(len(runs)):
        heads.append(Head(letter(n) if len(runs) > 1 else say("value")))
        if n:
            heads.append(Head(difference(n)))
    body = [_row([frame.loc[key, :] for frame in frames]) for key in frames[0].index]
    return Table(say("indicators"), tuple(heads), plain(body), file="indicators.csv", wide=len(runs) > 1)


def by_month(runs: Sequence[Run]) -> list[tuple[list[int], Table]]:
    """The indicators that are known by month, a table a policy, or of those that have the same (their places come with it); none
    of results that an earlier version wrote."""
    alike = dict[str, tuple[list[int], pd.DataFrame]]()
    for n, run in enumerate(runs):
        frame = run.tables.get("indicators-months", pd.DataFrame())
        frame = frame[frame["year"] == reported_year(run)] if len(frame) else frame
        if len(frame):
            alike.setdefault(frame.to_csv(index=False), ([], frame))[0].append(n)
    return [(group, _months(runs, group, frame)) for group, frame in alike.values()]


def _months(runs: Sequence[Run], group: Sequence[int], frame: pd.DataFrame) -> Table:
    months = sorted(set(frame["month"].astype(int)))
    heads = [Head(say("indicator"), numeric=False), Head(say("unit"), numeric=False)]
    heads += [Head(Words(f"{month}月", MONTHS[month - 1])) for month in months]
    body = []
    for _, of in frame.groupby("indicator", sort=False):
        values = of.set_index("month")["value"].astype(float)
        cells = [figure(_short(str(of["unit"].iloc[0]), value), value) for value in values.reindex(months)]
        body.append(Row((*_lead(of.iloc[0]), *cells)))
    said, whose = say("indicators_months"), of_group(runs, group)
    caption = Words(f"{said.zh} · {whose.zh}", f"{said.en} · {whose.en}") if len(runs) > 1 else said
    return Table(caption, tuple(heads), plain(body), say("pace"), file="indicators-months.csv", wide=True)


def _lead(of: pd.Series) -> tuple[Cell, Cell]:
    """Name and unit of an indicator, with its numerator, denominator and variant."""
    note = Words(
        f"{of['numerator_zh']} ÷ {of['denominator_zh']}；{of['variant_zh']}",
        f"{of['numerator_en']} / {of['denominator_en']}; {of['variant_en']}",
    )
    return Cell(heading(str(of["name_zh"]), str(of["name_en"])), note=note), Cell(indicator_unit(str(of["unit"])))


def _row(found: Sequence[pd.Series]) -> Row:
    base = found[0]
    unit, value = str(base["unit"]), float(base["value"])
    cells = [*_lead(base), figure(_show(unit, value), value)]
    for other in found[1:]:
        now = float(other["value"])
        gap = now - value
        text = number(math.nan) if not math.isfinite(gap) else points(gap) if unit == "ratio" else signed(gap, 2)
        cells += [figure(_show(unit, now), now), change(text, gap, 5e-5 if unit == "ratio" else 5e-3)]
    return Row(tuple(cells))


def _show(unit: str, value: float) -> str:
    if unit == "ratio":
        return percent(value, 2)
    return number(value, 0 if unit == "yuan" and value >= 1000 else 2)


def _short(unit: str, value: float) -> str:
    """Twelve months stand beside each other."""
    return percent(value, 1) if unit == "ratio" else number(value, 0 if unit == "yuan" else 2)
