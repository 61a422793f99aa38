"""Two more pictures drawn by hand as SVG text: bars from a line of zero, and a map of coloured cells.

As in `sim.report.figures`: labels in both languages, all text escaped here, the numbers beside every picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sim.foundation.errors import Words

INK, SOFT, FAINT, LINE = "#26312f", "#5c6865", "#8b9592", "#dfe4e2"
BLUE, EARTH = "#2f6f7e", "#c2703d"
WIDTH = 560


@dataclass(frozen=True)
class Span:
    """One piece of a row: from `start` to `end`, in the unit of the axis."""

    start: float
    end: float
    colour: str


@dataclass(frozen=True)
class Line:
    """A row of bars: its label, its pieces, and the number written behind them."""

    label: Words
    spans: Sequence[Span]
    shown: str
    strong: bool = False


def bars(lines: Sequence[Line], title: Words, legend: Sequence[tuple[Words, str]] = (), joined: bool = False) -> Markup:
    """Horizontal bars with their labels above them, so that a long clause has the whole width.

    joined: draw a thin line from the end of each row to the next, as a waterfall has.
    """
    ends = [value for line in lines for span in line.spans for value in (span.start, span.end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    reach = high - low or 1.0
    chips, top = legend_of(legend)
    left, right, step = 4.0, 96.0, 40.0

    def x(value: float) -> float:
        return left + (value - low) / reach * (WIDTH - left - right)

    out, height = [*chips], top + step * len(lines) + 4
    for n, line in enumerate(lines):
        y = top + n * step
        out.append(path_of(x(0), y + 17, x(0), y + 36, FAINT))
        out += both_texts(left, y + 14, line.label, "start", INK if line.strong else SOFT, 12.5, line.strong)
        for span in line.spans:
            a, b = sorted((x(span.start), x(span.end)))
            out.append(_rect(a, y + 19, max(b - a, 0.8 if a != b else 0), 15, span.colour))
        end = max([0.0, *(max(s.start, s.end) for s in line.spans)])
        out.append(text_of(x(end) + 6, y + 31, line.shown, "start", INK, 12.5, "", line.strong))
        if joined and n + 1 < len(lines) and line.spans:
            at = x(line.spans[-1].end)
            out.append(path_of(at, y + 34, at, y + step + 19, LINE))
    return svg(height, out, title)


def heat(
    rows: Sequence[Words], columns: Sequence[Words], values: Sequence[Sequence[float]], show: Callable[[float], str], title: Words
) -> Markup:
    """A map of cells: blue above zero, earth below, the deeper the larger; white is zero, a dot is not known."""
    sizes = sorted(abs(v) for row in values for v in row if math.isfinite(v))
    most = (sizes[int(0.95 * (len(sizes) - 1))] or sizes[-1] or 1.0) if sizes else 1.0
    label, head, cell = 176.0, 126.0, 19.0
    wide = (WIDTH - label - 4) / max(len(columns), 1)
    out: list[Markup] = []
    for k, name in enumerate(columns):
        at = label + (k + 0.5) * wide
        for lang, text in (("zh", name.zh), ("en", name.en)):
            slanted = Markup(  # towards the column from the left, where the rows' names leave room: the last one is not cut
                '<text transform="translate({:.1f} {:.1f}) rotate(38)" text-anchor="end" class="{}" fill="{}" '
                'font-size="11">{}</text>'
            )
            out.append(slanted.format(at + 4, head - 6, lang, SOFT, text if len(text) <= 34 else f"{text[:33]}…"))
    for n, name in enumerate(rows):
        y = head + n * cell
        short = [text if len(text) <= most_ else f"{text[: most_ - 1]}…" for text, most_ in ((name.zh, 14), (name.en, 26))]
        out += both_texts(label - 8, y + 13.5, Words(*short), "end", INK, 11.5)
        for k, value in enumerate(values[n]):
            x = label + k * wide
            if not math.isfinite(value):
                out.append(text_of(x + wide / 2, y + 13, "·", "middle", FAINT, 11))
                continue
            share = min(abs(value) / most, 1.0)
            out.append(_rect(x + 0.5, y + 0.5, wide - 1, cell - 1, BLUE if value > 0 else EARTH, share))
            out.append(text_of(x + wide / 2, y + 13.5, show(value), "middle", "#fff" if share > 0.55 else INK, 10))
    return Markup('<div class="scroll">{}</div>').format(svg(head + cell * len(rows) + 4, out, title, "figure map"))


def legend_of(entries: Sequence[tuple[Words, str]]) -> tuple[list[Markup], float]:
    """Chips in rows, each language with its own widths; and where the rows end."""
    out, end = list[Markup](), 6.0
    for lang in ("zh", "en"):
        at, y = 4.0, 15.0
        for words, colour in entries:
            text = words.zh if lang == "zh" else words.en
            wide = 34 + sum(17.0 if ord(letter) > 0x2E80 else 9.6 for letter in text)
            if at > 4.0 and at + wide > WIDTH:
                at, y = 4.0, y + 20
            chip = Markup('<rect x="{:.1f}" y="{:.1f}" width="11" height="11" fill="{}" class="{}"/>')
            out += [chip.format(at, y - 10, colour, lang), text_of(at + 16, y, text, "start", SOFT, 12.5, lang)]
            at += wide
            end = max(end, y + 15)
    return out, end


def _rect(x: float, y: float, width: float, height: float, colour: str, opacity: float = 1.0) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" fill-opacity="{:.2f}"/>').format(
        x, y, width, height, colour, opacity
    )


def path_of(x0: float, y0: float, x1: float, y1: float, colour: str) -> Markup:
    return Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="{}" fill="none"/>').format(x0, y0, x1, y1, colour)


def text_of(x: float, y: float, text: str, anchor: str, colour: str, size: float, css: str = "", bold: bool = False) -> Markup:
    marks = Markup(' class="{}"').format(css) if css else Markup("")
    marks += Markup(' font-weight="600"') if bold else Markup("")
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}" font-size="{}"{}>{}</text>').format(
        x, y, anchor, colour, size, marks, text
    )


def both_texts(x: float, y: float, text: Words, anchor: str, colour: str, size: float, bold: bool = False) -> list[Markup]:
    return [text_of(x, y, said, anchor, colour, size, lang, bold) for lang, said in (("zh", text.zh), ("en", text.en))]


def svg(height: float, parts: Sequence[Markup], title: Words, css: str = "figure") -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {:.0f}" role="img" aria-label="{} / {}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(css, WIDTH, height, escape(title.zh), escape(title.en), Markup("").join(parts))
