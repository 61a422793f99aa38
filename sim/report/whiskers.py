"""A forest plot drawn by hand as SVG text: a row an outcome or institution, in it a dot with its interval for each policy.

As in `sim.report.charts`: labels in both languages, all text escaped there, the numbers in a table beside the picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sim.foundation.errors import Words
from sim.report.charts import FAINT, INK, LINE, SOFT, WIDTH, both_texts, legend_of, path_of, svg, text_of
from sim.report.figures import LINE_COLOURS
from sim.report.sections.names import letter

LABEL = 200.0
"""Width of the labels on the left."""
LONG = {"zh": 17, "en": 34}
"""Characters in one line of a label; what is longer takes two."""
FEW = 3
"""Policies whose whiskers stand apart as far as they may; those of more stand closer, so that the picture fits on a page."""


@dataclass(frozen=True)
class Whisker:
    """The difference of policy `n` (1 is the first after the baseline) and the ends of its interval, in the axis' unit."""

    n: int
    middle: float
    low: float
    high: float


def forest(
    rows: Sequence[tuple[Words, Sequence[Whisker]]], show: Callable[[float], str], axis: Words, title: Words
) -> Markup:
    """`rows` from top to bottom; `show` writes a number of the axis, `axis` names it with its unit."""
    count = len({w.n for _, whiskers in rows for w in whiskers})
    ends = [v for _, whiskers in rows for w in whiskers for v in (w.low, w.middle, w.high) if math.isfinite(v)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low or 1.0) * 0.03
    low, high = low - room, high + room
    used = sorted({w.n for _, whiskers in rows for w in whiskers})
    marks = [(Words(f"{letter(n)}−A", f"{letter(n)}−A"), LINE_COLOURS[n % len(LINE_COLOURS)]) for n in used]
    out, top = legend_of(marks)
    left, right, step = LABEL + 8, WIDTH - 10, max(30.0, (9.0 if count <= FEW else 5.5) * count + 8)
    bottom = top + step * len(rows)

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    for tick in ticks(low, high):
        out.append(path_of(x(tick), top, x(tick), bottom + 4, FAINT if tick == 0 else LINE))
        out.append(text_of(x(tick), bottom + 17, show(tick), "middle", SOFT, 11))
    for at, (name, whiskers) in enumerate(rows):
        y = top + at * step
        out += _label(name, y + step / 2)
        gap = (step - 8) / max(count, 1)
        for w in whiskers:
            colour = LINE_COLOURS[w.n % len(LINE_COLOURS)]
            level = y + 4 + gap * (used.index(w.n) + 0.5)
            if math.isfinite(w.low) and math.isfinite(w.high):
                bar = Markup('<path d="M{:.1f} {:.1f}H{:.1f}" stroke="{}" stroke-width="2" fill="none"/>')
                out.append(bar.format(x(w.low), level, x(w.high), colour))
            dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>')
            out.append(dot.format(x(w.middle), level, 3.4 if count <= FEW else 2.6, colour))
        if at:
            out.append(path_of(0, y, right, y, LINE))
    out += both_texts(right, bottom + 34, axis, "end", SOFT, 11.5)
    return Markup('<div class="scroll">{}</div>').format(svg(bottom + 42, out, title, "figure map forest"))


def ticks(low: float, high: float) -> list[float]:
    """About five round numbers inside low..high, zero among them."""
    step = 10.0 ** math.floor(math.log10((high - low) / 5))
    step = next(step * k for k in (1, 2, 5, 10) if (high - low) / (step * k) <= 6)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _label(name: Words, middle: float) -> list[Markup]:
    """A label in one line or two, in each language with its own break."""
    out = []
    for lang, text in (("zh", name.zh), ("en", name.en)):
        lines = _broken(text, LONG[lang])
        for k, line in enumerate(lines):
            y = middle + 4 - 6.5 * (len(lines) - 1) + 13 * k
            out.append(text_of(LABEL, y, line, "end", INK, 11.5, lang))
    return out


def _broken(text: str, room: int) -> list[str]:
    """At most two lines, broken at a space or before a bracket where there is one near the middle."""
    if len(text) <= room:
        return [text]
    middle = len(text) // 2
    places = [k for k in range(1, len(text)) if text[k] in " （(" and max(k, len(text) - k) <= room + 4]
    at = min(places, key=lambda k: abs(k - middle)) if places else min(middle, room)
    second = text[at:].strip()
    return [text[:at].strip(), second if len(second) <= room + 4 else f"{second[: room + 3]}…"]
