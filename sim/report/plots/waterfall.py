"""The director's waterfall: from one bonus to the other, each bar a line of the page, coloured by whose it is."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.foundation.errors import Lang, Problem, Problems
from sim.report.explain.director import Page
from sim.report.numbers import number, signed
from sim.report.office.typed import in_language
from sim.report.plots.canvas import INK, LINE, SOFT, drawn, house_style, in_, new_figure, save, write_picture
from sim.report.words import say

WIDE: dict[Lang, int] = {"zh": 26, "en": 52}
"""Characters of a line's name beside its bar."""
COLOURS = {"yours": "#2f6f7e", "rule": "#c2703d", "others": "#8b9592"}


def waterfall(page: Page, lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """Draw the page, in yuan; the numbers have one row a bar."""
    rows: list[dict[str, Any]] = [{"line": in_language(page.before_name, lang), "whose": "", "amount_yuan": page.before / 100}]
    rows += [{"line": in_language(line.name, lang), "whose": line.whose, "amount_yuan": line.fen / 100} for line in page.lines]
    rows.append({"line": in_language(page.after_name, lang), "whose": "", "amount_yuan": page.after / 100})
    with house_style():
        figure, [axes] = new_figure(9.6, 1.8 + 0.48 * len(rows))
        at, ends = page.before / 100, []
        for y, row in enumerate(rows):
            amount = float(row["amount_yuan"])
            total = y in (0, len(rows) - 1)
            start, end = (0.0, amount) if total else (at, at + amount)
            axes.barh(y, end - start, left=start, height=0.62, color=INK if total else COLOURS[str(row["whose"])])
            if not total:
                axes.plot([at, at], [y - 0.69, y - 0.31], color=SOFT, linewidth=0.8)
            at = end
            ends.append((start, end))
        axes.plot([at, at], [len(rows) - 1.69, len(rows) - 1.31], color=SOFT, linewidth=0.8)
        low, high = min(min(e) for e in ends), max(max(e) for e in ends)
        room = (high - low) * 0.02
        for y, (row, (start, end)) in enumerate(zip(rows, ends, strict=True)):
            total = y in (0, len(rows) - 1)
            text = number(float(row["amount_yuan"]), 2) if total else signed(float(row["amount_yuan"]), 2)
            axes.text(
                max(start, end) + room, y, text, va="center", ha="left", fontsize=9.5, fontweight="bold" if total else "normal"
            )
        axes.set_yticks(range(len(rows)), ["\n".join(wrap(drawn(str(row["line"])), WIDE[lang])) for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(low - room * 2 if low < 0 else 0, high + (high - low) * 0.2)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(lambda x, _: number(x))
        axes.set_xlabel(in_(say("unit_yuan"), lang))
        axes.grid(axis="x", color=LINE)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        title = f"{in_(page.institution, lang)} · {in_(say('why_bonus') if page.bonus else page.what, lang)}"
        figure.suptitle(title, x=0.012, ha="left", fontsize=12, fontweight="bold")  # over the names, which take half of the width
        marks = [Patch(color=COLOURS[who], label=in_(say(who), lang)) for who in COLOURS]
        axes.legend(
            handles=marks, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, fontsize=9, borderaxespad=0.2, handlelength=1
        )
    return figure, pd.DataFrame(rows)


def write_waterfall(page: Page, file: Path, lang: Lang) -> list[Path]:
    """Write the waterfall to FILE (.svg or .png) with its numbers beside it; without an ending, both pictures."""
    figure, numbers = waterfall(page, lang)
    if not file.suffix:
        return save(figure, numbers, file)
    if file.suffix.lower() not in (".svg", ".png"):
        zh, en = "只能写 SVG 或 PNG 图", "a figure is written as SVG or PNG"
        raise Problems([Problem(str(file), None, "--figure", file.suffix, ".svg | .png", "", zh, en)])
    from sim.experiment.store import csv_text, replace

    table = file.with_suffix(".csv")
    replace(table, lambda temporary: temporary.write_bytes(csv_text(numbers)))
    return [write_picture(figure, file), table]
