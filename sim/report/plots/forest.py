"""The forest plot: what every policy changes against the baseline, with 95 % intervals over replications."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang
from sim.report.plots.canvas import INK, LINE, SOFT, colour, house_style, in_, marker, new_figure
from sim.report.sections import intervals
from sim.report.sections.names import letter, title
from sim.report.words import say


def forest(runs: Sequence[Run], frame: pd.DataFrame, lang: Lang) -> tuple[Figure, pd.DataFrame] | None:
    """Differences in percent of the baseline's mean, so that outcomes of all units share one axis; `frame` is that of
    `sim.report.sections.intervals.read`. None if nothing can be shown."""
    found = intervals.forest(runs, frame)
    moved = {bar.outcome for bar in found if (bar.middle, bar.low, bar.high) != (0.0, 0.0, 0.0)}
    bars = [bar for bar in found if bar.outcome in moved]
    if not bars:
        return None
    names = {bar.outcome: in_(bar.name, lang) for bar in bars}
    still = len({bar.outcome for bar in found} - moved)
    rows, others = list(names), len(runs) - 1
    with house_style():
        figure, [ax] = new_figure(8.8, 1.8 + 0.3 * len(rows) * (1 + 0.45 * (others - 1)))
        for n in range(1, len(runs)):
            mine = [bar for bar in bars if bar.policy == n]
            y = [rows.index(bar.outcome) + 0.62 * ((n - 0.5) / others - 0.5) for bar in mine]
            ax.hlines(y, [bar.low for bar in mine], [bar.high for bar in mine], color=colour(n), linewidth=2)
            label = f"{letter(n)}  {in_(title(runs[n]), lang)}"
            ax.scatter([bar.middle for bar in mine], y, s=26, marker=marker(n), color=colour(n), zorder=3, label=label)
        ax.axvline(0, color=INK, linewidth=0.9)
        ax.set_yticks(range(len(rows)), list(names.values()))
        ax.set_ylim(len(rows) - 0.4, -0.6)
        unmoved = f"  ·  {in_(say('unmoved'), lang)} {still}" if still else ""
        ax.set_xlabel(f"{in_(say('forest_axis'), lang)}{unmoved}")
        ax.grid(axis="x", color=LINE)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.set_title(f"{in_(say('forest'), lang)}  (n = {int(frame['n'].max())})")
        ax.spines["left"].set_color(SOFT)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", fontsize=9)
    numbers = [(bar.outcome, names[bar.outcome], runs[bar.policy].name, bar.middle, bar.low, bar.high) for bar in bars]
    columns = ["outcome", "name", "policy", "difference_percent", "t_low_percent", "t_high_percent"]
    return figure, pd.DataFrame(numbers, columns=columns)
