"""Forest plots: what every policy changes against the baseline, of outcomes and of bonuses, with 95 % intervals over
replications."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.office.typed import in_language
from sim.report.plots.canvas import INK, LINE, SOFT, colour, headed, house_style, in_, marker, new_figure
from sim.report.plots.legend import below
from sim.report.sections import intervals
from sim.report.sections.forest import BONUSES, TIERS, bonus_bars, moved
from sim.report.sections.names import difference, title
from sim.report.sections.year import rows
from sim.report.whiskers import Whisker
from sim.report.words import say


def forest(runs: Sequence[Run], frame: pd.DataFrame, lang: Lang) -> tuple[Figure, pd.DataFrame] | None:
    """Differences in percent of the baseline's mean, so that outcomes of all units share one axis; `frame` is that of
    `sim.report.sections.intervals.read`. None if nothing can be shown."""
    titled = f"{in_(say('forest'), lang)}  (n = {int(frame['n'].max())})"
    return _drawn(runs, [intervals.forest(runs, frame)], "percent", titled, in_(say("forest_axis"), lang), lang)


def bonuses(runs: Sequence[Run], frame: pd.DataFrame, lang: Lang) -> tuple[Figure, pd.DataFrame] | None:
    """Differences of every institution's bonus in 万元, hospitals on an axis of their own, since a centre's bonus is a small part
    of a hospital's; `frame` is `intervals.read` of the institutions' file."""
    titled = f"{in_(BONUSES, lang)}  (n = {int(frame['n'].max())})"
    tiers = rows(runs[0], "institutions").set_index("id")["tier"]
    found = bonus_bars(runs, frame)
    parts = [[bar for bar in found if tiers[bar.outcome.split(".")[1]] == tier] for tier in TIERS]
    return _drawn(runs, parts, "wan", titled, in_(say("unit_wan"), lang), lang)


def _drawn(
    runs: Sequence[Run], parts: Sequence[Sequence[intervals.Bar]], unit: str, titled: str, axis: str, lang: Lang
) -> tuple[Figure, pd.DataFrame] | None:
    """An axis for every part in which something moves."""
    found = [(shown, still) for shown, still in map(moved, parts) if shown]
    if not found:
        return None
    heights = [0.7 + 0.3 * len(shown) * (1 + 0.45 * (len(runs) - 2)) for shown, _ in found]
    with house_style():
        figure, axes = new_figure(8.8, sum(heights) + 0.8 + 0.2 * len(runs), len(found), height_ratios=heights)
        headed(figure, runs, lang, seed=False)
        for ax, (shown, still) in zip(axes, found, strict=True):
            _whiskers(ax, runs, shown, lang)
            rest = f"  ·  {in_(say('unmoved'), lang)} {still}" if still else ""
            ax.set_xlabel(f"{axis}{rest}")
        axes[0].set_title(titled)
        below(figure, *axes[0].get_legend_handles_labels())
    bars = [bar for part in parts for bar in part]
    ids = {bar.outcome for bar in bars if (bar.middle, bar.low, bar.high) != (0, 0, 0)}
    drawn = [bar for bar in bars if bar.outcome in ids]
    numbers = [(bar.outcome, in_language(bar.name, lang), runs[bar.policy].name, bar.middle, bar.low, bar.high) for bar in drawn]
    columns = ["outcome", "name", "policy", f"difference_{unit}", f"t_low_{unit}", f"t_high_{unit}"]
    return figure, pd.DataFrame(numbers, columns=columns)


def _whiskers(ax: Axes, runs: Sequence[Run], shown: Sequence[tuple[Words, Sequence[Whisker]]], lang: Lang) -> None:
    others = len(runs) - 1
    for n in range(1, len(runs)):
        mine = [(row, w) for row, (_, of) in enumerate(shown) for w in of if w.n == n]
        y = [row + 0.62 * ((n - 0.5) / others - 0.5) for row, _ in mine]
        ax.hlines(y, [w.low for _, w in mine], [w.high for _, w in mine], color=colour(n), linewidth=2)
        label = f"{difference(n)}  {in_(title(runs[n]), lang)}"
        ax.scatter([w.middle for _, w in mine], y, s=26, marker=marker(n), color=colour(n), zorder=3, label=label)
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.set_yticks(range(len(shown)), [in_(name, lang) for name, _ in shown])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.grid(axis="x", color=LINE)
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.spines["left"].set_color(SOFT)
