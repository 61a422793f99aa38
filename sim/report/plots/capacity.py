"""How full the wards were and how long people waited, month by month; of a part of the residents, how many beds they filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.figures import MONTHS
from sim.report.plots.canvas import (
    INK,
    LINE,
    SOFT,
    alike,
    called,
    colour,
    headed,
    house_style,
    in_,
    marker,
    new_figure,
    titled,
)
from sim.report.plots.legend import below
from sim.report.sections.capacity import partial, wait_days, wait_unit
from sim.report.sections.year import rows
from sim.report.words import TIER_WORDS, say

GROUPS: tuple[tuple[str, Any], ...] = (("county", "-"), ("township", (0, (5, 2))))
"""Tiers that have beds, and how their lines are drawn."""


def capacity(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """Occupied beds over beds of county hospitals and township centres, mean wait for a bed (of those admitted) and for a visit
    (mean of the institutions). Of a part of the residents only the beds they filled: they do not queue for beds that stay whole."""
    numbers = pd.concat([_numbers(run) for run in runs], ignore_index=True)
    with house_style():
        groups = alike(runs, numbers)
        said = partial(runs[0])
        columns = ("occupied_beds",) if said else ("occupancy", "stay_wait_days", "visit_wait_days")
        figure, axes = new_figure(8.6, 1.5 + 2.3 * len(columns) + 0.2 * len(runs) + 0.7 * bool(said), len(columns), sharex=True)
        headed(figure, runs, lang)
        for ax, column in zip(axes, columns, strict=True):
            _draw(ax, numbers, column, runs, groups, lang)
        axes[-1].set_xticks(range(1, 13), [f"{m}月" if lang == "zh" else MONTHS[m - 1] for m in range(1, 13)])
        if said:
            lines = [Words(zh, en) for zh, en in zip(said.zh.split("。", 1), said.en.split(". ", 1), strict=True)]
            below_axis = "\n".join(in_(one, lang) for one in lines)
            axes[0].set_xlabel(below_axis, loc="left", fontsize=9.5, labelpad=8, linespacing=1.6)
        marks = [Line2D([], [], color=SOFT, linestyle=dashes, label=in_(TIER_WORDS[tier], lang)) for tier, dashes in GROUPS]
        if len(runs) > 1:
            marks += [
                Line2D([], [], color=colour(group[0]), marker=marker(group[0]), markersize=5, label=called(runs, group, lang))
                for group in groups
            ]
        below(figure, marks, [str(mark.get_label()) for mark in marks], handlelength=3.2)
    return figure, numbers


def _numbers(run: Run) -> pd.DataFrame:
    frame = rows(run, "capacity")
    found = []
    for tier, _ in GROUPS:
        mine = frame[frame["tier"] == tier]
        grouped = mine.groupby("month")
        table = pd.DataFrame(
            {
                "policy": run.name,
                "tier": tier,
                "beds": grouped["beds"].sum(),
                "occupied_beds": grouped["occupied_beds"].sum(),
                "stay_wait_days": grouped[list(mine.columns)].apply(wait_days),
                "visit_wait_days": grouped["visit_wait_days"].mean(),
            }
        )
        found.append(table.assign(occupancy=table["occupied_beds"] / table["beds"]).reset_index())
    return pd.concat(found, ignore_index=True)


def _draw(
    ax: Axes, numbers: pd.DataFrame, column: str, runs: Sequence[Run], groups: Sequence[Sequence[int]], lang: Lang
) -> None:
    factor, unit = (1.0, say("unit_beds")) if column.startswith("occup") else wait_unit(numbers[column])
    for k, group in enumerate(groups):
        n = group[0]
        for tier, dashes in GROUPS:
            mine = numbers[(numbers["policy"] == runs[n].name) & (numbers["tier"] == tier)]
            mark: dict[str, Any] = {"marker": marker(n), "markersize": 4.5, "markevery": (k % 3, 3)} if len(groups) > 1 else {}
            wide = 2.4 - 0.5 * min(k, 3)
            ax.plot(mine["month"], mine[column] * factor, color=colour(n), linestyle=dashes, linewidth=wide, **mark)
    top = float(numbers[column].max()) * factor
    if column == "occupancy":
        ax.axhline(1, color=INK, linewidth=0.8)
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    ax.set_ylim(0, max(top * 1.08, 1.05 if column == "occupancy" else 1.0))
    ax.grid(axis="y", color=LINE)
    ax.set_title(in_(say(column), lang) if column == "occupancy" else titled(say(column), unit, lang))
