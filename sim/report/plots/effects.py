"""What effects are made of, as figures: both parts of every amount, the waterfall of provisions, the incentive map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.effects.provisions import INTERACTION, TOTAL
from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.numbers import number, signed
from sim.report.office.typed import in_language
from sim.report.plots.canvas import ACCENT, DOWN, INK, LINE, SOFT, drawn, headed, house_style, in_, new_figure
from sim.report.sections import incentives, provisions
from sim.report.sections.effects import FEN_IN_WAN, PARTS, SHOWN, TITLE, Stored
from sim.report.sections.names import lettered
from sim.report.words import say

LOOKS = ((ACCENT, ""), ("#e0a07c", "////"), (INK, ""))
"""Colour and hatching of the parts: told apart in print without colours, too."""
YUAN = Words("每1元牵动金额的收入变化，与基准之差（元）", "income a yuan at stake, less the baseline's (yuan)")
Drawn = tuple[str, Figure, pd.DataFrame]


def figures(runs: Sequence[Run], stored: Stored, lang: Lang) -> Iterator[Drawn]:
    """(name, figure, its numbers) for every policy and everything that was stored of it."""
    for n, run in enumerate(runs):
        name = in_(lettered(runs, n), lang)
        for kind, frame in (("split", stored.parts), ("provisions", stored.provisions)):
            mine = frame[frame["policy"] == run.name] if len(frame) else frame
            if len(mine) and (kind == "split" or provisions.steps(mine) > 1):
                figure, numbers = (_split if kind == "split" else _provisions)(mine, name, lang)
                headed(figure, runs, lang)
                yield f"{kind}-{run.name}", figure, numbers
        made = incentives.map_of(run)
        if made is not None and not run.manifest.baseline:
            figure, numbers = _map(made, name, lang)
            headed(figure, runs, lang)
            yield f"incentives-{run.name}", figure, numbers


def _split(frame: pd.DataFrame, policy: str, lang: Lang) -> tuple[Figure, pd.DataFrame]:
    rows = frame[frame["outcome"].isin(SHOWN) & (frame["unit"] == "fen") & frame["total"].notna()]
    rows = rows.sort_values("outcome", key=lambda names: names.map(SHOWN.index), kind="stable")
    numbers = rows[["outcome", f"name_{lang}"]].assign(**{f"{part}_wan": rows[part].astype(float) / FEN_IN_WAN for part in PARTS})
    values = numbers[[f"{part}_wan" for part in PARTS]]
    shown = numbers[(values != 0).any(axis=1)]
    still = f"{in_(say('unmoved'), lang)} {len(numbers) - len(shown)}" if len(shown) < len(numbers) else ""
    y = np.arange(len(shown))
    with house_style():
        figure, [ax] = new_figure(8.8, 2.0 + 0.42 * len(shown))
        for k, (part, (colour, hatch)) in enumerate(zip(PARTS, LOOKS, strict=True)):
            look: Any = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
            ax.barh(y + 0.26 * (k - 1), shown[f"{part}_wan"], 0.24, label=in_(PARTS[part], lang), **look)
        ax.axvline(0, color=SOFT, linewidth=0.9)
        ax.set_yticks(y, [drawn(str(name)) for name in shown[f"name_{lang}"]])
        ax.set_ylim(len(shown) - 0.4, -0.6)
        ax.set_xlabel(still)
        ax.xaxis.set_major_formatter(lambda x, _: number(x))
        ax.grid(axis="x", color=LINE)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        _titled(ax, f"{in_(TITLE, lang)}{'（万元）' if lang == 'zh' else ' (10,000 yuan)'}", policy)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", fontsize=9, ncols=3)
    return figure, numbers


def _provisions(frame: pd.DataFrame, policy: str, lang: Lang) -> tuple[Figure, pd.DataFrame]:
    rows = provisions.drawn(frame)
    rows = rows[rows["provision"] != INTERACTION]
    amounts = rows["in_order"].astype(float).to_numpy() / FEN_IN_WAN
    numbers = rows[["provision", f"clause_{lang}", "outcome"]].assign(in_order_wan=amounts)
    start = np.concatenate([[0.0], np.cumsum(amounts[:-1])[:-1], [0.0]]) if len(amounts) > 1 else np.zeros(1)
    with house_style():
        figure, [ax] = new_figure(9.6, 1.5 + 0.55 * len(rows))
        for y, (left, amount, provision) in enumerate(zip(start, amounts, rows["provision"], strict=True)):
            colour = INK if provision == TOTAL else ACCENT if amount > 0 else DOWN
            ax.barh(y, amount, 0.6, left=left, color=colour)
            ax.text(max(left, left + amount), y, f"  {signed(amount, 1)}", va="center", fontsize=9.5)
        labels = [drawn(provisions.label(row, lang)) for row in rows.to_dict("records")]
        ax.set_yticks(range(len(rows)), labels)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.use_sticky_edges = False  # else no margin beyond a bar that begins at zero: room for its number
        ax.margins(x=0.14)
        ax.axvline(0, color=SOFT, linewidth=0.9)
        ax.grid(axis="x", color=LINE)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        what = drawn(str(rows[f"name_{lang}"].iloc[0]))
        _titled(ax, f"{what}{'（万元）' if lang == 'zh' else ' (10,000 yuan)'}", policy)
    return figure, numbers


def _map(made: incentives.Map, policy: str, lang: Lang) -> tuple[Figure, pd.DataFrame]:
    shown = incentives.pictured(made)
    units, levers = ([in_(words, lang) for words in of] for of in (shown.units, shown.levers))
    most = float(np.nanpercentile(np.abs(shown.values), 95)) or float(np.nanmax(np.abs(shown.values))) or 1.0
    with house_style():
        figure, [ax] = new_figure(9.6, 2.6 + 0.2 * len(units))
        image = ax.imshow(shown.values, cmap="BrBG", vmin=-most, vmax=most, aspect="auto")
        for (row, column), value in np.ndenumerate(shown.values):  # the sign and size also without colours
            if np.isfinite(value):
                look: Any = {"fontsize": 7, "color": INK if abs(value) < 0.6 * most else "white", "in_layout": False}
                ax.text(column, row, signed(value, 2), ha="center", va="center", **look)
        ax.set_yticks(range(len(units)), units, fontsize=8)
        ax.set_xticks(range(len(levers)), levers, rotation=28, ha="right", fontsize=9)
        ax.tick_params(length=0)
        figure.colorbar(image, ax=ax, shrink=0.6, label=in_(YUAN, lang))
        _titled(ax, f"{in_(incentives.TITLE, lang)} · {made.month}", policy)
    table = pd.DataFrame(made.values, columns=[in_language(lever, lang) for lever in made.levers])
    table.insert(0, "unit", [in_language(unit, lang) for unit in made.units])
    return figure, table


def _titled(ax: Axes, what: str, policy: str) -> None:
    ax.set_title(f"{what}\n{policy}", linespacing=1.5)
