"""What institutions may pay their staff, and what residents paid themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.numbers import number
from sim.report.plots.canvas import LINE, SOFT, WAN, colour, house_style, in_, marker, new_figure, titled
from sim.report.sections.names import letter, title
from sim.report.sections.year import rows
from sim.report.words import CLASSES, named, say


def bonuses(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """A row an institution of the county that is not a village clinic: the bonus, and the bonus a head, a mark a policy."""
    numbers = pd.concat([_bonuses(run) for run in runs], ignore_index=True)
    ids = list(dict.fromkeys(numbers["id"]))
    with house_style():
        figure, axes = new_figure(9.6, 1.7 + 0.27 * len(ids), 1, 2, sharey=True)
        for ax, column, unit in ((axes[0], "bonus_yuan", "unit_wan"), (axes[1], "bonus_per_staff_yuan", "unit_yuan")):
            values = numbers.pivot_table(index="id", columns="policy", values=column, sort=False, dropna=False) / (
                WAN if unit == "unit_wan" else 1.0
            )
            values = values.reindex(index=ids, columns=[run.name for run in runs])
            if len(runs) > 1:
                ax.hlines(range(len(ids)), values.min(axis=1), values.max(axis=1), color=SOFT, linewidth=1.2, zorder=1)
            for n, run in enumerate(runs):
                ax.scatter(
                    values[run.name],
                    range(len(ids)),
                    s=34,
                    marker=marker(n),
                    color=colour(n),
                    zorder=2 + n,
                    label=_label(runs, n, lang),
                )
            ax.set_xlim(0)
            ax.grid(axis="both", color=LINE)
            ax.xaxis.set_major_formatter(lambda x, _: number(x))
            ax.set_title(titled(say("bonus" if column == "bonus_yuan" else "bonus_per_staff"), say(unit), lang))
        column = "name_zh" if lang == "zh" else "name_en"
        axes[0].set_yticks(range(len(ids)), numbers.drop_duplicates("id")[column].str.replace("$", r"\$"))
        axes[0].set_ylim(len(ids) - 0.4, -0.6)
        if len(runs) > 1:
            figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", fontsize=9)
    return figure, numbers


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
    width = 0.8 / len(runs)
    with house_style():
        figure, [ax] = new_figure(8.2, 4.0)
        for n, run in enumerate(runs):
            mine = numbers[numbers["policy"] == run.name].set_index("klass")["own_paid_per_head_yuan"].reindex(classes)
            at = np.arange(len(classes)) - 0.4 + width * (n + 0.5)
            bars = ax.bar(at, mine, width * 0.92, color=colour(n), label=_label(runs, n, lang))
            if len(runs) <= 4:
                ax.bar_label(bars, [number(value) for value in mine], fontsize=8.5, color=SOFT, padding=2)
        ax.set_xticks(range(len(classes)), [in_(named(k), lang) for k in classes])
        ax.tick_params(axis="x", length=0)
        ax.yaxis.set_major_formatter(lambda y, _: number(y))
        ax.grid(axis="y", color=LINE)
        ax.set_title(titled(say("own_head"), say("unit_yuan"), lang))
        if len(runs) > 1:
            figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", fontsize=9)
    return figure, numbers


def _bonuses(run: Run) -> pd.DataFrame:
    frame = rows(run, "institutions")
    shown = frame[(frame["place"] == "county") & (frame["tier"] != "village") & frame["bonus_yuan"].notna()]
    shown = shown.sort_values("tier", key=lambda tier: tier.map({"county": 0, "township": 1}).fillna(2), kind="stable")
    columns = ["id", "name_zh", "name_en", "tier", "bonus_yuan", "bonus_per_staff_yuan"]
    return shown[columns].assign(policy=run.name)


def _label(runs: Sequence[Run], n: int, lang: Lang) -> str:
    name = title(runs[n])
    return in_(Words(f"{letter(n)}　{name.zh}", f"{letter(n)}  {name.en}"), lang)
