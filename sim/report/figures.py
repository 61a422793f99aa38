"""Pictures as SVG text, drawn by hand so that a page needs no library, no font file and no network.

Every figure takes numbers and gives markup; each has its numbers beside it on the page. Labels come in both
languages, the
page's language switch shows one. All text is escaped here, because markup of a figure enters the page as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sim.foundation.errors import Words
from sim.report.numbers import number, percent

TIER_COLOURS = ("#9cc5a1", "#5fa08d", "#2f6f7e", "#d0a25b", "#9a6240")
"""Village, township, county in greens; city and province, out of the county, in earth."""
LINE_COLOURS = (
    "#2f6f7e", "#d9772b", "#6b4fa0", "#3d9a70", "#a8324a", "#8f8a1f", "#3b6fd1", "#c75a9b", "#6a757c", "#7a4a21",
)  # fmt: skip
"""One a policy, on the page and in the figures; ten that an eye tells apart, dark enough for a white letter."""
INK, FAINT = "#26312f", "#8b9592"


@dataclass(frozen=True)
class Column:
    """One stacked column of a ribbon figure: a heading, its total as text, and a value for every layer."""

    heading: Words
    total: Words
    values: Sequence[float]


def ribbons(columns: Sequence[Column], layers: Sequence[Words], title: Words) -> Markup:
    """Columns of 100 % joined by ribbons: how the share of each layer changes from one column to the next.

    `columns` have non-negative values in the order of `layers`, the first layer on top. Shares of 5 % and more are
    written in the column.
    """
    width, top, height, bar = 560, 46, 240, 62
    left, right = 4, 92
    step = (width - left - right - bar) / max(len(columns) - 1, 1)
    out: list[Markup] = []
    edges: list[list[tuple[float, float]]] = []
    for i, column in enumerate(columns):
        x, y, total = left + i * step, float(top), sum(column.values) or 1.0
        spans = []
        for k, value in enumerate(column.values):
            size = value / total * height
            spans.append((y, y + size))
            out.append(_rect(x, y, bar, size, TIER_COLOURS[k % len(TIER_COLOURS)]))
            if value / total >= 0.05:
                light = k % len(TIER_COLOURS) in (1, 2, 4)
                out.append(
                    _text(x + bar / 2, y + size / 2 + 4, percent(value / total), "middle", "#fff" if light else INK, 12)
                )
            y += size
        edges.append(spans)
        out += _both(x + bar / 2, 16, column.heading, "middle", INK, 13, bold=True)
        out += _both(x + bar / 2, 34, column.total, "middle", FAINT, 12)
    bands = [
        _band(
            left + i * step + bar,
            edges[i][k],
            left + (i + 1) * step,
            edges[i + 1][k],
            TIER_COLOURS[k % len(TIER_COLOURS)],
        )
        for i in range(len(columns) - 1)
        for k in range(len(layers))
    ]
    x = left + (len(columns) - 1) * step + bar
    for y, middle, name in _spread([(a + b) / 2 for a, b in edges[-1]], layers, 19, top, top + height):
        out.append(
            Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="{}" fill="none"/>').format(
                x + 2, middle, x + 12, y, FAINT
            )
        )
        out += _both(x + 16, y + 4, name, "start", INK, 13)
    return _svg(width, top + height + 8, bands + out, title)


def months(series: Sequence[tuple[str, Sequence[float]]], unit: Words, title: Words) -> Markup:
    """Lines over the months of a year, from zero, one for each series (its colour and values); `unit` names the vertical axis.

    A series has one value a month (any number of months); the axis starts at zero so that a line's height means its
    size. Later lines are thinner, so that one that runs along another does not hide it.
    """
    width, height, left, top, bottom, right = 560, 220, 54, 26, 30, 16
    count = max((len(values) for _, values in series), default=1)
    high = nice_top(max((max(values, default=0.0) for _, values in series), default=0.0))
    across = (width - left - right) / max(count - 1, 1)
    tall = height - top - bottom

    def at(i: int, value: float) -> tuple[float, float]:
        return left + i * across, top + tall * (1 - value / high)

    out = [*_both(4, 14, unit, "start", FAINT, 12)]
    for k in range(5):
        _, y = at(0, high * k / 4)
        out.append(
            Markup('<path d="M{} {:.1f}H{}" stroke="{}" stroke-width="{}"/>').format(
                left, y, width - right, "#dfe4e2" if k else FAINT, 1
            )
        )
        out.append(_text(left - 8, y + 4, number(high * k / 4, 0 if high >= 40 else 2), "end", FAINT, 12))
    for i in range(count):
        out += _both(left + i * across, height - 8, Words(f"{i + 1}月", MONTHS[i % 12]), "middle", FAINT, 12)
    for k, (colour, values) in enumerate(series):
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(i, v) for i, v in enumerate(values)))
        out.append(
            Markup('<path d="M{}" fill="none" stroke="{}" stroke-width="{:.1f}" stroke-linejoin="round"/>').format(
                path, colour, max(1.2, 4.4 - k * 3.2 / max(len(series) - 1, 1)) if len(series) > 1 else 2.2
            )
        )
    return _svg(width, height, out, title)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def nice_top(high: float) -> float:
    """The smallest of 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8 times a power of ten that is not below `high`: four even
    grid lines."""
    if high <= 0:
        return 1.0
    power = 10.0 ** (len(f"{int(high)}") - 1) if high >= 1 else 1.0
    while high / power > 10:
        power *= 10
    while high / power < 1:
        power /= 10
    return next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if step * power >= high * (1 - 1e-9))


def _spread(
    wanted: Sequence[float], names: Sequence[Words], gap: float, top: float, bottom: float
) -> list[tuple[float, float, Words]]:
    """Label heights as near to `wanted` as `gap` between neighbours allows, inside top..bottom."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + gap if placed else top))
    limit = bottom
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return list(zip(placed, wanted, names, strict=True))


def _band(x0: float, a: tuple[float, float], x1: float, b: tuple[float, float], colour: str) -> Markup:
    mid = (x0 + x1) / 2
    return Markup(
        '<path d="M{x0:.1f} {a0:.1f}C{m:.1f} {a0:.1f} {m:.1f} {b0:.1f} {x1:.1f} {b0:.1f}L{x1:.1f} {b1:.1f}'
        'C{m:.1f} {b1:.1f} {m:.1f} {a1:.1f} {x0:.1f} {a1:.1f}Z" fill="{c}" fill-opacity=".28"/>'
    ).format(x0=x0, x1=x1, m=mid, a0=a[0], a1=a[1], b0=b[0], b1=b[1], c=colour)


def _rect(x: float, y: float, width: float, height: float, colour: str) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
        x, y, width, height, colour
    )


def _text(
    x: float, y: float, text: str, anchor: str, colour: str, size: int, css: str = "", bold: bool = False
) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}" font-size="{}"{}{}>{}</text>').format(
        x,
        y,
        anchor,
        colour,
        size,
        Markup(' class="{}"').format(css) if css else "",
        Markup(' font-weight="600"') if bold else "",
        text,
    )


def _both(x: float, y: float, text: Words, anchor: str, colour: str, size: int, bold: bool = False) -> list[Markup]:
    return [
        _text(x, y, text.zh, anchor, colour, size, "zh", bold),
        _text(x, y, text.en, anchor, colour, size, "en", bold),
    ]


def _svg(width: float, height: float, parts: Sequence[Markup], title: Words) -> Markup:
    return Markup(
        '<svg class="figure" viewBox="0 0 {} {}" role="img" aria-label="{} / {}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(width, height, escape(title.zh), escape(title.en), Markup("").join(parts))
