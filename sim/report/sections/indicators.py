"""The indicators that offices quote, each with its variant, numerator and denominator in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, points, signed
from sim.report.sections.names import difference, letter
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import heading, indicator_unit, say


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


def _row(found: Sequence[pd.Series]) -> Row:
    base = found[0]
    unit, value = str(base["unit"]), float(base["value"])
    note = Words(
        f"{base['numerator_zh']} ÷ {base['denominator_zh']}；{base['variant_zh']}",
        f"{base['numerator_en']} / {base['denominator_en']}; {base['variant_en']}",
    )
    cells = [
        Cell(heading(str(base["name_zh"]), str(base["name_en"])), note=note),
        Cell(indicator_unit(unit)),
        figure(_show(unit, value), value),
    ]
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
