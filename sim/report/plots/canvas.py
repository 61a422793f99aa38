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
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim.experiment.store import Run, csv_text, replace
from sim.foundation.errors import Lang, Words
from sim.foundation.text import visible
from sim.report.figures import LINE_COLOURS
from sim.report.sections.names import letter, lettered
from sim.report.sections.year import reported_year

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
MOST = 120
"""Characters of a name that are drawn."""


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


class Drawing(Figure):
    """A figure that Jupyter shows where it is the last thing of a cell, whatever Matplotlib was told before."""

    def _repr_png_(self) -> bytes:
        return _drawn(self, "png", dpi=110)


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, list[Axes]]:
    """A figure of inches and its axes in reading order, with a margin around it. Call inside `house_style`."""
    figure = Drawing(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.ravel())


def titled(text: Words, unit: Words, lang: Lang) -> str:
    """A title with the unit of the axis below it."""
    return f"{in_(text, lang)}（{in_(unit, lang)}）" if lang == "zh" else f"{in_(text, lang)} ({in_(unit, lang)})"


def alike(runs: Sequence[Run], numbers: pd.DataFrame) -> list[list[int]]:
    """Policies whose rows of `numbers` are equal are drawn once: the places of each group, the baseline's first."""
    found: dict[bytes, list[int]] = {}
    for n, run in enumerate(runs):
        mine = numbers[numbers["policy"] == run.name].drop(columns="policy")
        found.setdefault(mine.to_csv(index=False).encode(), []).append(n)
    return list(found.values())


def letters(group: Sequence[int]) -> str:
    """A group of policies by their letters."""
    return ", ".join(letter(n) for n in group)


def called(runs: Sequence[Run], group: Sequence[int], lang: Lang) -> str:
    """A group of policies by letter and title, a line each."""
    return "\n".join(in_(lettered(runs, n), lang) for n in group)


SMALL = Words("只模拟{}名居民，仅供演示，金额不可引用", "{} residents only, for teaching: amounts are not to be quoted")


def headed(figure: Figure, runs: Sequence[Run], lang: Lang, seed: bool = True) -> None:
    """One line above the drawing: the county, the year, with `seed` the one that is shown; and that a part of the residents is not
    to be quoted."""
    m = runs[0].manifest
    year, one = reported_year(runs[0]), Words(f" · 种子{m.seed}", f" · seed {m.seed}") if seed else Words("", "")
    said = in_(Words(f"{m.county.name_zh} · {year}年{one.zh}", f"{m.county.name_en} · {year}{one.en}"), lang)
    if m.scale < 1:
        said += "\n" + in_(SMALL, lang).format(f"{m.county.enrolees * m.scale:,.0f}")
    with house_style():
        figure.suptitle(said, x=0.012, ha="left", fontsize=9, fontweight="normal", color=SOFT, linespacing=1.4)


def in_(text: Words, lang: Lang) -> str:
    """One language of a text, as `drawn`."""
    return drawn(text.zh if lang == "zh" else text.en)


def drawn(text: str) -> str:
    """A text as a figure has room for it: one line, of the longest the beginning; a dollar sign is a character, not
    mathematics."""
    line = " ".join(visible(text).split())
    return (line if len(line) <= MOST else f"{line[: MOST - 1]}…").replace("$", r"\$")


def save(figure: Figure, numbers: pd.DataFrame, stem: Path) -> list[Path]:
    """Write STEM.svg, STEM.png and STEM.csv; the same figure gives the same bytes. Returns their paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    made = [write_picture(figure, stem.with_name(f"{stem.name}.{kind}")) for kind in ("svg", "png")]
    table = stem.with_name(f"{stem.name}.csv")
    replace(table, lambda temporary: temporary.write_bytes(csv_text(numbers)))
    return [*made, table]


def write_picture(figure: Figure, file: Path) -> Path:
    """Write one picture; its ending says whether SVG or PNG. The first one lays the figure out, a second keeps the layout, which
    is half of the work."""
    made = _drawn(figure, file.suffix.removeprefix(".").lower())
    replace(file, lambda temporary: temporary.write_bytes(made))
    return file


def _drawn(figure: Figure, kind: str, dpi: int = 200) -> bytes:
    """The bytes of a picture. The canvas is asked itself: `savefig` draws everything once more, to no file, before it draws."""
    held, was = io.BytesIO(), figure.dpi
    with house_style():
        if kind == "png":
            figure.dpi = dpi
            canvas: Any = FigureCanvasAgg(figure)
            canvas.print_png(held, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
        else:
            canvas = FigureCanvasSVG(figure)
            canvas.print_svg(held, metadata={"Date": None})
    figure.dpi = was
    figure.set_layout_engine("none")
    return held.getvalue()
