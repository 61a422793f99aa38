"""The forest plot: what every policy changes against the baseline, with 95 % intervals over replications."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang
from sim.report.plots.canvas import INK, LINE, POLICIES, SOFT, house_style, in_, new_figure
from sim.report.sections.names import letter, title
from sim.report.words import say

SHOWN = (
    "fund.balance", "fund.spending", "stays.county", "stays.township", "stays.city", "visits.village", "visits.township",
    "visits.county",
    "own_paid.all", "own_paid.general", "own_paid.low_income", "alliance_money.all", "bonus.all",
)  # fmt: skip
"""Outcomes of `sim.analysis.outcomes` in the order of the figure; those that a comparison lacks are left out."""


def forest(runs: Sequence[Run], intervals: pd.DataFrame, lang: Lang) -> tuple[Figure, pd.DataFrame] | None:
    """Differences in percent of the baseline's mean, so that outcomes of all units share one axis. None if nothing can be shown."""
    base = runs[0].name
    table = intervals[intervals["assumptions"] == intervals["assumptions"].iloc[0]] if "assumptions" in intervals else intervals
    chosen = [name for name in SHOWN if name in set(table["outcome"])]
    table = table[(table["policy"] != base) & table["outcome"].isin(chosen)].copy()
    size = (table["mean"] - table["difference"]).abs()
    for column in ("difference", "t_low", "t_high"):
        table[f"{column}_percent"] = 100 * table[column] / size.where(size > 0)
    table = table[table["difference_percent"].notna()]
    if table.empty:
        return None
    others = [run for run in runs if run.name != base]
    rows = [name for name in chosen if name in set(table["outcome"])]
    with house_style():
        figure, [ax] = new_figure(8.8, 1.8 + 0.3 * len(rows) * (1 + 0.45 * (len(others) - 1)))
        for n, run in enumerate(others, start=1):
            mine = table[table["policy"] == run.name].set_index("outcome").reindex(rows)
            y = [k + 0.62 * ((n - 0.5) / len(others) - 0.5) for k in range(len(rows))]
            ax.hlines(y, mine["t_low_percent"], mine["t_high_percent"], color=POLICIES[n % 6], linewidth=2)
            label = f"{letter(n)}  {in_(title(run), lang)}"
            ax.scatter(mine["difference_percent"], y, s=26, color=POLICIES[n % 6], zorder=3, label=label)
        ax.axvline(0, color=INK, linewidth=0.9)
        first = table.drop_duplicates("outcome").set_index("outcome").loc[rows]
        ax.set_yticks(range(len(rows)), first["zh" if lang == "zh" else "en"])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlabel(in_(say("forest_axis"), lang))
        ax.grid(axis="x", color=LINE)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        pairs = int(table["n"].min())
        ax.set_title(f"{in_(say('forest'), lang)}  (n = {pairs})")
        ax.spines["left"].set_color(SOFT)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", fontsize=9)
    return figure, table
