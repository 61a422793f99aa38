"""Assumptions apart from chance: from where to where a difference goes when unpublished numbers are others, and which matter most.

Reads `assumptions.csv` (written with several sets of assumptions) and `ranges.csv` (with sets drawn from ranges).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import DASH, WAN, number, signed
from sim.report.sections import narrow
from sim.report.sections.effects import Block
from sim.report.sections.intervals import SHOWN, UNITS, shown_gap
from sim.report.sections.names import difference, legend
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.whiskers import Whisker, forest

TITLE = Words("假设的范围，与机会分开", "Ranges of the assumptions, apart from chance")
MATTERS = Words("哪个假设最要紧", "Which assumption matters most")
MOST = 10
"""Assumptions that are shown of each outcome; the file has all."""


def block(runs: Sequence[Run], apart: pd.DataFrame, ranked: pd.DataFrame) -> Block | None:
    """The spread, and where sets were drawn the ranking with its pictures; nothing where there was one set only. `apart` and
    `ranked` are `sim.report.sections.intervals.read` of the two files."""
    if len(runs) < 2 or not len(apart):
        return None
    spread = _spread(runs, apart)
    if len(runs) >= narrow.MANY:
        spread = narrow.turned(spread, main=0)
    if not len(ranked):
        return Block(TITLE, [], [spread])
    pictures = [_tornado(runs, rows) for _, rows in ranked.groupby("outcome", sort=False)]
    return Block(TITLE, [found for found in pictures if found], [spread, _ranking(runs, ranked)])


def _spread(runs: Sequence[Run], apart: pd.DataFrame) -> Table:
    drawn = "low" in apart
    heads = [Head(Words("指标", "outcome"), numeric=False), Head(Words("单位", "unit"), numeric=False)]
    for n in range(1, len(runs)):
        group = difference(n)
        heads += [Head(group, group=group), Head(Words("机会（95%）", "chance (95 %)"), "±", group=group)]
        heads += [Head(Words("假设：5%到95%", "assumptions: 5 % to 95 %"), numeric=False, group=group)] if drawn else []
        heads += [Head(Words("假设：最低到最高", "assumptions: lowest to highest"), numeric=False, group=group)]
    by = {(str(row["outcome"]), str(row["policy"])): row for row in apart.to_dict("records")}
    body = []
    for outcome in SHOWN:
        rows = [by.get((outcome, run.name)) for run in runs[1:]]
        first = next((row for row in rows if row), None)
        if first is not None:
            unit = str(first["unit"])
            cells = [Cell(Words(str(first["zh"]), str(first["en"]))), Cell(UNITS.get(unit, unit))]
            body.append(Row((*cells, *(cell for row in rows for cell in _of_policy(row or {}, unit, drawn)))))
    sets = int(apart["sets"].max())
    zh = f"抽取{sets}套假设" if drawn else f"{sets}套选定的假设"
    en = f"{sets} sets drawn from the ranges" if drawn else f"{sets} chosen sets"
    names = legend(runs)
    note = Words(
        f"差值及机会的半宽按研究自己的假设；{zh}，各以同样的种子运行。重复再多也只收窄机会，不收窄假设。{names.zh}",
        f"The difference and half its interval of chance are under the study's own assumptions; {en}, each run with the same "
        f"seeds. More replications narrow chance, never the assumptions. {names.en}",
    )
    return Table(TITLE, tuple(heads), plain(body), note=note, file="assumptions.csv", wide=True)


def _of_policy(row: Mapping[Any, Any], unit: str, drawn: bool) -> list[Cell]:
    gap, half = float(row.get("difference", math.nan)), float(row.get("half_width_chance", math.nan))
    cells = [change(shown_gap(unit, gap), gap), figure(shown_gap(unit, half).lstrip("+"), half)]
    for low, high in ((("low", "high"),) if drawn else ()) + (("lowest", "highest"),):
        ends = float(row.get(low, math.nan)), float(row.get(high, math.nan))
        cells.append(Cell(f"{shown_gap(unit, ends[0])} … {shown_gap(unit, ends[1])}" if math.isfinite(ends[0]) else DASH))
    return cells


def _ranking(runs: Sequence[Run], ranked: pd.DataFrame) -> Table:
    names = {run.name: difference(n) for n, run in enumerate(runs) if n}
    heads = (
        Head(Words("指标", "outcome"), numeric=False), Head(Words("政策", "policy"), numeric=False),
        Head(Words("假设", "assumption"), numeric=False), Head(Words("取值", "value")),
        Head(Words("范围", "range"), numeric=False), Head(Words("秩相关", "rank correlation")),
        Head(Words("差值：低的三分之一", "difference: lowest third")),
        Head(Words("差值：高的三分之一", "difference: highest third")), Head(Words("单位", "unit"), numeric=False),
    )  # fmt: skip
    body = []
    for _, rows in ranked.groupby(["outcome", "policy"], sort=False):
        for row in rows.head(MOST).to_dict("records"):
            unit, rho = str(row["unit"]), float(row["rank_correlation"])
            clear = abs(rho) > float(row["chance"])
            body.append(Row((
                Cell(Words(str(row["zh"]), str(row["en"]))), Cell(names.get(str(row["policy"]), str(row["policy"]))),
                Cell(Words(str(row["name_zh"]), str(row["name_en"]))), figure(f"{row['given']:g}", float(row["given"])),
                Cell(f"{row['range_low']:g} … {row['range_high']:g}"), change(signed(rho, 2), rho, 0.0 if clear else math.inf),
                figure(shown_gap(unit, float(row["at_low"])), float(row["at_low"])),
                figure(shown_gap(unit, float(row["at_high"])), float(row["at_high"])), Cell(UNITS.get(unit, unit)),
            )))  # fmt: skip
    draws, chance = int(ranked["draws"].max()), number(float(ranked["chance"].min()), 2)
    note = Words(
        f"在{draws}套抽取的假设里，差值与每个假设取值的秩相关；绝对值不超过{chance}的可能只是偶然（不着色）。拟合所得的常数不变，"
        "所以换了假设的县不再同样贴近已知数字。",
        f"Rank correlation of the difference with each assumption over {draws} draws; one of {chance} or less may be luck (not "
        "coloured). Fitted constants stay, so that under other assumptions the county meets known numbers less well.",
    )
    return Table(MATTERS, heads, plain(body), note=note, file="ranges.csv", wide=True)


def strongest(runs: Sequence[Run], rows: pd.DataFrame) -> list[tuple[Words, list[Whisker]]]:
    """The assumptions that move one outcome most (`rows` are its rows of `ranges.csv`), the strongest first; of each policy the
    mean difference over the lowest and over the highest third of the assumption's draws, and half-way between them, in 万元 where
    the outcome is money."""
    share = WAN if rows.iloc[0]["unit"] == "yuan" else 1.0
    place = {run.name: n for n, run in enumerate(runs) if n}
    most = rows.assign(size=rows["rank_correlation"].abs()).groupby("parameter", sort=False)["size"].max().dropna()
    found = []
    for name in most.sort_values(ascending=False, kind="stable").head(MOST).index:
        bars = []
        for row in rows[rows["parameter"] == name].to_dict("records"):
            ends = float(row["at_low"]) / share, float(row["at_high"]) / share
            if str(row["policy"]) in place:
                bars.append(Whisker(place[str(row["policy"])], sum(ends) / 2, *ends))
        one = rows[rows["parameter"] == name].iloc[0]
        found.append((Words(str(one["name_zh"]), str(one["name_en"])), bars))
    return found if any(bars for _, bars in found) else []


def _tornado(runs: Sequence[Run], rows: pd.DataFrame) -> tuple[Words, Any] | None:
    """From the mean difference where a number is low (lowest third of the draws) to that where it is high; the dot is half-way."""
    drawing, first = strongest(runs, rows), rows.iloc[0]
    if not drawing:
        return None
    unit = UNITS.get(str(first["unit"]), Words(str(first["unit"]), str(first["unit"])))
    caption = Words(
        f"{MATTERS.zh}：{first['zh']}的差值，该假设在抽取范围低的三分之一与高的三分之一之间",
        f"{MATTERS.en}: difference in {first['en']} between the lowest and the highest third of the assumption's draws",
    )
    return caption, forest(drawing, lambda v: f"{v:,.4g}", unit, caption)
