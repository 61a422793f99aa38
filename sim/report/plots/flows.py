"""Where people were treated: an alluvial figure of the tiers, from visits to stays to charges to the fund's money."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Curve

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.numbers import number, percent
from sim.report.plots.canvas import INK, SOFT, TIERS, WAN, alike, called, headed, house_style, in_, letters, new_figure
from sim.report.sections.year import rows
from sim.report.words import SHORT_TIERS, say
from sim.report.words import TIERS as TIER_CODES

MEASURES = (
    ("visits", "count", "visit"),
    ("stays", "count", "stay"),
    ("charges", "charge_yuan", ""),
    ("fund_paid", "fund_yuan", ""),
)
BAR = 0.3
MOST_NAMED = 8
"""Policies with one picture that are named above it; more of them have their letters only."""


def flows(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """One panel a policy, policies under which everything is alike together; numbers: policy, measure, tier, amount, share."""
    numbers = pd.concat([_numbers(run) for run in runs], ignore_index=True)
    with house_style():
        groups = alike(runs, numbers)
        wide = min(len(groups), 2)
        tall = -(-len(groups) // wide)
        lines = max(len(group) for group in groups)
        figure, axes = new_figure(7.2 * wide, (4.5 + 0.2 * min(lines, MOST_NAMED)) * tall, tall, wide)
        headed(figure, runs, lang)
        for ax, group in zip(axes, groups, strict=False):
            _draw(ax, numbers[numbers["policy"] == runs[group[0]].name], lang)
            ax.set_title(called(runs, group, lang) if len(group) <= MOST_NAMED else letters(group), pad=40, fontsize=11)
        for ax in axes[len(groups) :]:
            ax.set_axis_off()
    return figure, numbers


def _numbers(run: Run) -> pd.DataFrame:
    frame, found = rows(run, "flows"), []
    for name, measure, kind in MEASURES:
        chosen = frame[frame["kind"] == kind] if kind else frame
        amounts = [float(chosen.loc[chosen["tier"] == tier, measure].sum()) for tier in TIER_CODES]
        whole = sum(amounts) or 1.0
        found += [(run.name, name, tier, value, value / whole) for tier, value in zip(TIER_CODES, amounts, strict=True)]
    return pd.DataFrame(found, columns=["policy", "measure", "tier", "amount", "share"])


def _draw(ax: Axes, numbers: pd.DataFrame, lang: Lang) -> None:
    tops = []
    for x, (name, measure, _) in enumerate(MEASURES):
        shares = numbers.loc[numbers["measure"] == name, "share"].to_numpy()
        edges = 1 - np.concatenate([[0.0], np.cumsum(shares)])
        tops.append(edges)
        for k, share in enumerate(shares):
            ax.add_patch(Rectangle((x, edges[k + 1]), BAR, share, color=TIERS[k], linewidth=0))
            if share >= 0.05:
                light = "white" if k in (1, 2, 4) else INK
                ax.text(x + BAR / 2, edges[k + 1] + share / 2, percent(share), ha="center", va="center", fontsize=9, color=light)
        whole = float(numbers.loc[numbers["measure"] == name, "amount"].sum())
        size = in_(Words(f"{number(whole)}人次", number(whole)), lang)
        if measure != "count":
            size = in_(Words(f"{number(whole / WAN)}万元", f"{number(whole / 1e6, 1)} million yuan"), lang)
        ax.text(x + BAR / 2, 1.085, in_(say(name), lang), ha="center", va="baseline", fontsize=10.5, fontweight="bold")
        ax.text(x + BAR / 2, 1.025, size, ha="center", va="baseline", fontsize=9, color=SOFT)
    for x in range(len(MEASURES) - 1):
        for k in range(len(TIER_CODES)):
            _ribbon(ax, x + BAR, x + 1, tops[x][k : k + 2].tolist(), tops[x + 1][k : k + 2].tolist(), TIERS[k])
    last, edge = tops[-1], len(MEASURES) - 1 + BAR
    wanted = [(last[k] + last[k + 1]) / 2 for k in range(len(TIER_CODES))]
    for k, y in enumerate(_spread(wanted, 0.075)):
        ax.plot([edge + 0.02, edge + 0.1], [wanted[k], y], color=SOFT, linewidth=0.7)
        ax.text(edge + 0.13, y, in_(SHORT_TIERS[TIER_CODES[k]], lang), va="center", fontsize=10)
    ax.set_xlim(0, len(MEASURES) - 1 + BAR + 0.95)
    ax.set_ylim(-0.06, 1.0)
    ax.set_axis_off()


def _ribbon(ax: Axes, x0: float, x1: float, a: Sequence[float], b: Sequence[float], colour: str) -> None:
    mid = (x0 + x1) / 2
    points = [(x0, a[0]), (mid, a[0]), (mid, b[0]), (x1, b[0]), (x1, b[1]), (mid, b[1]), (mid, a[1]), (x0, a[1]), (x0, a[0])]
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    ax.add_patch(PathPatch(Curve(points, codes), facecolor=colour, alpha=0.28, linewidth=0))


def _spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Label heights, from the top down, as near to `wanted` as the gap allows, none below the figure."""
    placed: list[float] = []
    for y in wanted:
        placed.append(min(y, placed[-1] - gap) if placed else y)
    floor = 0.0
    for i in reversed(range(len(placed))):
        placed[i] = max(placed[i], floor)
        floor = placed[i] + gap
    return placed
