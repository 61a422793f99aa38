"""The brief's picture: what each policy leaves the fund and brings the institutions, with Chinese type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from sim.experiment.store import Run
from sim.foundation.errors import Lang
from sim.report.figures import LINE_COLOURS
from sim.report.numbers import WAN, number
from sim.report.office.facts import bonuses, fund_left
from sim.report.office.typed import in_language
from sim.report.office.words import word
from sim.report.sections.names import letter
from sim.report.sections.pooled import name_of
from sim.report.words import say

SYSTEM = ("Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei")
"""Typefaces with simplified Chinese that systems bring along, the best first."""


@cache
def chinese_type() -> Any:
    """A typeface with Chinese: one of the system's, otherwise Noto Sans SC from the font package."""
    from matplotlib import font_manager

    known = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    for name in SYSTEM:
        if name in known:
            return font_manager.FontProperties(fname=known[name])
    import pylopdf_fonts_zh_cn

    return font_manager.FontProperties(fname=str(pylopdf_fonts_zh_cn.sans_path()))


def fund_and_bonus(runs: Sequence[Run], lang: Lang) -> bytes:
    """PNG of two panels with a bar a policy: the fund's balance after clearing, bonuses in the county; 万元."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    type_ = chinese_type()
    a_bar = 0.34 if len(runs) < 4 else 0.22 if len(runs) < 6 else 0.165
    drawn = Figure(figsize=(7.2, 0.75 + a_bar * len(runs)), dpi=200, layout="constrained")
    names = [letter(n) for n in range(len(runs))]
    for place, (key, measure) in enumerate((("fund_left", fund_left), ("bonus_total", bonuses)), start=1):
        axes = drawn.add_subplot(1, 2, place)
        values = [measure(run) / WAN for run in runs]
        bars = axes.barh(names, values, color=[LINE_COLOURS[n % len(LINE_COLOURS)] for n in range(len(runs))], height=0.62)
        axes.bar_label(bars, labels=[number(v, 1) for v in values], padding=3, fontsize=8, fontproperties=type_)
        low, high = min([0.0, *values]), max([0.0, *values])
        room = (high - low or 1.0) * 0.2
        axes.set_xlim(low - (room if low < 0 else 0), high + room)
        axes.axvline(0, color="#8b9592", linewidth=0.8)
        axes.invert_yaxis()
        named = name_of(key, word(key), runs) if key == "fund_left" else word(key)
        title = f"{in_language(named, lang)} ({in_language(say('unit_wan'), lang)})"
        axes.set_title(title, fontproperties=type_, fontsize=9, loc="left")
        axes.tick_params(labelsize=8, length=0)
        axes.set_xticks([])
        for side in ("top", "right", "bottom", "left"):
            axes.spines[side].set_visible(False)
    FigureCanvasAgg(drawn)
    out = io.BytesIO()
    drawn.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
