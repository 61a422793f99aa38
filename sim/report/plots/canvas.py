"""What all figures share: a typeface that has Chinese everywhere, colours, and files that come out the same twice."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.store import Run, csv_text, replace
from sim.foundation.errors import Lang, Words
from sim.report.figures import LINE_COLOURS
from sim.report.sections.names import letter

TYPEFACES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "SimHei",
    "WenQuanYi Micro Hei",
)  # fmt: skip
"""Sans-serif typefaces with simplified Chinese, as systems ship them; where there is none, the packaged Noto Sans SC is used."""
INK, SOFT, LINE, ACCENT, DOWN = "#26312f", "#5c6865", "#dfe4e2", "#2f6f7e", "#b0613a"
MARKERS = "osD^vPX*<h"
TIERS = ("#9cc5a1", "#5fa08d", "#2f6f7e", "#d0a25b", "#9a6240")
"""Village, township, county in greens; city and province in earth, as on the page."""
WAN = 10_000.0


def colour(n: int) -> str:
    """Colour of the policy in place `n`, that of its letter on the page."""
    return LINE_COLOURS[n % len(LINE_COLOURS)]


def marker(n: int) -> str:
    """Mark of the policy in place `n`. After ten policies the colours begin again, with other marks: so that the first hundred
    policies differ in one or the other."""
    return MARKERS[(n + n // len(LINE_COLOURS)) % len(MARKERS)]


@cache
def typeface() -> str:
    """Name of a typeface that has Chinese, registered with Matplotlib."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    for name in TYPEFACES:
        if name in known:
            return name
    from pylopdf_fonts_zh_cn import sans_path

    font_manager.fontManager.addfont(str(sans_path()))
    return str(font_manager.FontProperties(fname=str(sans_path())).get_name())


@contextmanager
def house_style() -> Iterator[None]:
    """Quiet axes, Chinese type, a true minus; text of an SVG becomes outlines, so that it looks alike on any machine."""
    style: Any = {
        "font.family": [typeface()], "font.size": 10.5, "axes.unicode_minus": True, "svg.fonttype": "path",
        "svg.hashsalt": "yigongti",
        "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": SOFT, "axes.labelcolor": SOFT, "text.color": INK,
        "xtick.color": SOFT, "ytick.color": SOFT, "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
        "axes.grid": False, "grid.color": LINE, "grid.linewidth": 0.8, "axes.axisbelow": True, "legend.frameon": False,
        "figure.facecolor": "white", "savefig.facecolor": "white",
    }  # fmt: skip
    with mpl.rc_context(style):
        yield


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, list[Axes]]:
    """A figure of inches and its axes in reading order. Call inside `house_style`."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.ravel())


def titled(text: Words, unit: Words, lang: Lang) -> str:
    """A title with the unit of the axis below it."""
    return f"{in_(text, lang)}（{in_(unit, lang)}）" if lang == "zh" else f"{in_(text, lang)} ({in_(unit, lang)})"


def alike(runs: Sequence[Run], numbers: pd.DataFrame) -> list[tuple[int, str]]:
    """Policies whose rows of `numbers` are equal are drawn once: the first of each group, and what the group is called."""
    found: dict[bytes, list[int]] = {}
    for n, run in enumerate(runs):
        mine = numbers[numbers["policy"] == run.name].drop(columns="policy")
        found.setdefault(mine.to_csv(index=False).encode(), []).append(n)
    return [(group[0], ", ".join(letter(n) for n in group)) for group in found.values()]


def in_(text: Words, lang: Lang) -> str:
    """One language of a text; a dollar sign is a character, not mathematics."""
    return (text.zh if lang == "zh" else text.en).replace("$", r"\$")


def save(figure: Figure, numbers: pd.DataFrame, stem: Path) -> list[Path]:
    """Write STEM.svg, STEM.png and STEM.csv; the same figure gives the same bytes. Returns their paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    made = [write_picture(figure, stem.with_name(f"{stem.name}.{kind}")) for kind in ("svg", "png")]
    table = stem.with_name(f"{stem.name}.csv")
    replace(table, lambda temporary: temporary.write_bytes(csv_text(numbers)))
    return [*made, table]


def write_picture(figure: Figure, file: Path) -> Path:
    """Write one picture; its ending says whether SVG or PNG."""
    kind = file.suffix.removeprefix(".").lower()
    held = io.BytesIO()
    with house_style():
        figure.savefig(held, format=kind, dpi=200, metadata={"Date": None} if kind == "svg" else {"Software": None})
    replace(file, lambda temporary: temporary.write_bytes(held.getvalue()))
    return file
