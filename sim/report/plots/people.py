"""What institutions may pay their staff, and what residents paid themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.interval import half_width
from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.numbers import number
from sim.report.plots.canvas import (
    LINE,
    SOFT,
    WAN,
    alike,
    called,
    colour,
    drawn,
    headed,
    house_style,
    in_,
    letters,
    marker,
    new_figure,
    titled,
)
from sim.report.plots.legend import below
from sim.report.sections.names import lettered
from sim.report.sections.year import rows
from sim.report.words import CLASSES, named, say

TIERS = ("county", "township")
"""Institutions that are drawn, hospitals above township centres; village clinics are many and small."""
BARS = Words("均值与95%区间，n = {}", "mean and 95 % interval, n = {}")
COLUMNS = (("bonus", "bonus", "unit_wan", WAN), ("bonus_per_staff", "bonus_per_staff", "unit_yuan", 1.0))


def bonuses(runs: Sequence[Run], lang: Lang, replicated: pd.DataFrame | None = None) -> tuple[Figure, pd.DataFrame]:
    """A row an institution of the county that is not a village clinic, hospitals on an axis of their own: the bonus, and the
    bonus a head, a mark a policy. With `replicated` (`sim.report.sections.intervals.read` of the institutions' file, n > 1) they
    are means of all replications with their 95 % intervals (Student's), otherwise those of the one run. Numbers in yuan."""
    numbers = pd.concat([_bonuses(run) for run in runs], ignore_index=True)
    count = 0
    if replicated is not None and len(replicated):
        numbers, count = _with_intervals(numbers, replicated), int(replicated["n"].max())
    tiers = [tier for tier in TIERS if (numbers["tier"] == tier).any()]
    ids = {tier: list(dict.fromkeys(numbers.loc[numbers["tier"] == tier, "id"])) for tier in tiers}
    step = max(0.27, 0.09 * len(runs) + 0.06) if count else 0.27
    heights = [0.9 + step * len(ids[tier]) for tier in tiers]
    with house_style():
        figure, axes = new_figure(9.6, 1.2 + 0.2 * len(runs) + sum(heights), len(tiers), 2, height_ratios=heights, sharey="row")
        headed(figure, runs, lang, seed=not count)
        for place, tier in enumerate(tiers):
            mine = numbers[numbers["tier"] == tier]
            for ax, (column, title, unit, factor) in zip(axes[2 * place :], COLUMNS, strict=False):
                _marks(ax, mine, ids[tier], runs, column, factor, count)
                ax.set_title(titled(say(title), say(unit), lang) if place == 0 else "")
            label = mine.drop_duplicates("id")["name_zh" if lang == "zh" else "name_en"]
            axes[2 * place].set_yticks(range(len(ids[tier])), label.map(drawn))
            axes[2 * place].set_ylim(len(ids[tier]) - 0.4, -0.6)
        entries = axes[0].get_legend_handles_labels()
        if len(runs) > 1 or count:
            said = in_(BARS, lang).format(count) if count else None
            below(figure, entries[0], [in_(lettered(runs, n), lang) for n in range(len(runs))], title=said)
    return figure, numbers


def _marks(ax: Axes, mine: pd.DataFrame, ids: list[str], runs: Sequence[Run], column: str, factor: float, count: int) -> None:
    """A mark an institution and policy: beside each other with their intervals, or on one line."""
    by = mine.set_index(["policy", "id"])
    known = [run.name for run in runs]
    wide = mine.pivot_table(index="id", columns="policy", values=f"{column}_yuan", sort=False, dropna=False) / factor
    wide = wide.reindex(index=ids, columns=known)
    if len(runs) > 1 and not count:
        ax.hlines(range(len(ids)), wide.min(axis=1), wide.max(axis=1), color=SOFT, linewidth=1.2, zorder=1)
    for n, name in enumerate(known):
        y = np.arange(len(ids)) + (0.7 * ((n + 0.5) / len(runs) - 0.5) if count else 0.0)
        if count:
            ends = [by[f"{column}_{end}_yuan"].reindex([(name, id_) for id_ in ids]) / factor for end in ("low", "high")]
            ax.hlines(y, ends[0], ends[1], color=colour(n), linewidth=1.3)
        ax.scatter(wide[name], y, s=16 if count else 34, marker=marker(n), color=colour(n), zorder=2 + n, label=name)
    ax.set_xlim(min(0.0, ax.get_xlim()[0]) if count else 0)
    ax.grid(axis="both" if not count else "x", color=LINE)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(lambda x, _: number(x, 0 if ax.get_xlim()[1] >= 5 else 1))


def _with_intervals(numbers: pd.DataFrame, replicated: pd.DataFrame) -> pd.DataFrame:
    """The mean of the replications in place of the one run, and the ends of its interval; institutions without one stay out."""
    found = replicated[replicated["outcome"].str.endswith(".bonus")]
    half = half_width(found["sd"], found["n"])
    ids = found["outcome"].str.removeprefix("institution.").str.removesuffix(".bonus")
    levels = pd.DataFrame({"policy": found["policy"], "id": ids, "bonus_yuan": found["mean"],
                           "bonus_low_yuan": found["mean"] - half, "bonus_high_yuan": found["mean"] + half})  # fmt: skip
    made = numbers.drop(columns=["bonus_yuan", "bonus_per_staff_yuan"]).merge(levels, on=["policy", "id"])
    for column in ("", "_low", "_high"):
        made[f"bonus_per_staff{column}_yuan"] = made[f"bonus{column}_yuan"] / made["staff"].where(made["staff"] > 0)
    return made.assign(n=int(replicated["n"].max()))


def own_payment(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """Own payment a head by benefit class, a bar a policy."""
    found = []
    for run in runs:
        sums = rows(run, "patients").groupby("klass", sort=False)[["persons", "own_paid_yuan", "charge_yuan"]].sum()
        sums = sums[sums["persons"] > 0]
        found.append(sums.assign(policy=run.name, own_paid_per_head_yuan=sums["own_paid_yuan"] / sums["persons"]).reset_index())
    numbers = pd.concat(found, ignore_index=True)
    known = list(dict.fromkeys(numbers["klass"]))
    classes = [*(k for k in CLASSES if k in known), *(k for k in known if k not in CLASSES)]
    groups = alike(runs, numbers)
    width = 0.8 / len(groups)
    with house_style():
        figure, [ax] = new_figure(8.2, 4.2 + 0.2 * len(runs))
        headed(figure, runs, lang)
        for k, group in enumerate(groups):
            n = group[0]
            mine = numbers[numbers["policy"] == runs[n].name].set_index("klass")["own_paid_per_head_yuan"].reindex(classes)
            at = np.arange(len(classes)) - 0.4 + width * (k + 0.5)
            bars = ax.bar(at, mine, width * 0.92, color=colour(n), label=called(runs, group, lang))
            if len(groups) <= 4:
                ax.bar_label(bars, [number(value) for value in mine], fontsize=8.5, color=SOFT, padding=2)
            if len(runs) > 1:  # letters, for who cannot tell the colours
                ax.bar_label(bars, [letters(group) if len(group) <= 5 else letters(group[:1]) + "…"] * len(classes),
                             label_type="center", fontsize=8.5, color="white")  # fmt: skip
        ax.margins(y=0.12)
        ax.set_xticks(range(len(classes)), [in_(named(k), lang) for k in classes])
        ax.tick_params(axis="x", length=0)
        ax.yaxis.set_major_formatter(lambda y, _: number(y))
        ax.grid(axis="y", color=LINE)
        ax.set_title(titled(say("own_head"), say("unit_yuan"), lang))
        if len(runs) > 1:
            below(figure, *ax.get_legend_handles_labels())
    return figure, numbers


def _bonuses(run: Run) -> pd.DataFrame:
    frame = rows(run, "institutions")
    shown = frame[(frame["place"] == "county") & frame["tier"].isin(TIERS) & frame["bonus_yuan"].notna()]
    columns = ["id", "name_zh", "name_en", "tier", "staff", "bonus_yuan", "bonus_per_staff_yuan"]
    return shown[columns].assign(policy=run.name)
