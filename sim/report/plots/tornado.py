"""Which assumption matters most, as figures: of every ranked outcome a bar an assumption, from its low to its high values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.plots.canvas import INK, LINE, SOFT, colour, headed, house_style, in_, marker, new_figure
from sim.report.plots.legend import below
from sim.report.sections.intervals import UNITS
from sim.report.sections.names import difference, title
from sim.report.sections.ranges import MATTERS, strongest

ENDS = Words("空心：该假设取值低的三分之一；实心：高的三分之一", "hollow: lowest third of its draws; full: highest third")


def figures(runs: Sequence[Run], ranked: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    """(name, figure, its numbers) for every outcome of `ranked`, which is `sim.report.sections.intervals.read` of ranges.csv."""
    if not len(ranked) or len(runs) < 2:
        return
    for outcome, rows in ranked.groupby("outcome", sort=False):
        drawn = _tornado(runs, rows, lang)
        if drawn:
            yield f"ranges-{outcome}", *drawn


def _tornado(runs: Sequence[Run], rows: pd.DataFrame, lang: Lang) -> tuple[Figure, pd.DataFrame] | None:
    found, first = strongest(runs, rows), rows.iloc[0]
    if not found:
        return None
    others = len(runs) - 1
    unit = UNITS.get(str(first["unit"]), Words(str(first["unit"]), str(first["unit"])))
    what = in_(Words(str(first["zh"]), str(first["en"])), lang)
    numbers: list[tuple[str, str, float, float]] = []
    with house_style():
        figure, [ax] = new_figure(9.6, 1.9 + 0.2 * len(runs) + 0.34 * len(found) * (1 + 0.4 * (others - 1)))
        headed(figure, runs, lang, seed=False)
        for n in range(1, len(runs)):
            mine = [(row, w) for row, (_, of) in enumerate(found) for w in of if w.n == n]
            y = [row + 0.66 * ((n - 0.5) / others - 0.5) for row, _ in mine]
            low, high = [w.low for _, w in mine], [w.high for _, w in mine]
            label = f"{difference(n)}  {in_(title(runs[n]), lang)}"
            ax.hlines(y, low, high, color=colour(n), linewidth=3)
            ax.scatter(low, y, s=34, marker=marker(n), facecolor="white", edgecolor=colour(n), linewidth=1.4, zorder=3)
            ax.scatter(high, y, s=34, marker=marker(n), color=colour(n), linewidth=1.4, zorder=3, label=label)
            numbers += [(in_(found[row][0], lang), runs[n].name, w.low, w.high) for row, w in mine]
        ax.axvline(0, color=SOFT, linewidth=0.9)
        ax.set_yticks(range(len(found)), [in_(name, lang) for name, _ in found])
        ax.set_ylim(len(found) - 0.4, -0.6)
        ax.set_xlabel(in_(unit, lang))
        ax.grid(axis="x", color=LINE)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.set_title(f"{in_(MATTERS, lang)} · {what}")
        below(figure, *ax.get_legend_handles_labels(), title=in_(ENDS, lang))
    return figure, pd.DataFrame(numbers, columns=["assumption", "policy", "difference_at_low", "difference_at_high"])
