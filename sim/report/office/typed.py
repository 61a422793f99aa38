"""Cells of a report table as typed numbers: what stands on the page as text becomes a number with a format that shows
the same text.

A page's cell carries its text and the exact value behind it (yuan, a ratio, a count). The text says in which unit the
reader sees the value: as it is, in 万元, or in percent. That unit is found by comparing the two, column by column, so
that a zero gets the unit of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.foundation.errors import Lang
from sim.report.numbers import DASH, MINUS, WAN
from sim.report.table import NONE, Cell, Head, Row, Table, Text

SCALES = (1.0, 1 / WAN, 100.0)
"""As it is; yuan shown in 万元; a ratio shown in percent or percentage points."""
_SHOWN = re.compile(r"([+-]?)([\d,]+)(?:\.(\d+))?(%?)(.*)")


@dataclass(frozen=True)
class Typed:
    """`value` is a number, a text, or None for an empty cell; `format` is Excel's number format, empty for text."""

    value: float | str | None
    format: str = ""


def in_language(text: Text, lang: Lang) -> str:
    """One language of a text; text without translation as it is."""
    return text if isinstance(text, str) else (text.zh if lang == "zh" else text.en)


def column(cells: Sequence[Cell], lang: Lang) -> list[Typed]:
    """The cells of one column. Numbers share a unit wherever one fits them all."""
    shown = [_SHOWN.fullmatch(in_language(c.text, lang).replace(MINUS, "-").strip()) for c in cells]
    fitting = [_fitting(m, c.key) for m, c in zip(shown, cells, strict=True) if m and not m[4] and c.key is not None]
    common = next((s for s in SCALES if all(s in fits for fits in fitting)), None)
    return [_typed(c, m, common, lang) for c, m in zip(cells, shown, strict=True)]


def _typed(cell: Cell, shown: re.Match[str] | None, common: float | None, lang: Lang) -> Typed:
    text = in_language(cell.text, lang)
    if cell.key is None or shown is None:
        return Typed(None if text in ("", DASH) else text)
    decimals = "." + "0" * len(shown[3]) if shown[3] else ""
    if shown[4]:
        return Typed(cell.key, f"0{decimals}%")
    fits = _fitting(shown, cell.key)
    scale = common if common in fits else fits[0] if fits else None
    if scale is None:  # the text shows something else than the key: the reader sees the text
        return Typed(text)
    tail = f'"{shown[5]}"' if shown[5].strip() else ""
    plain = f"#,##0{decimals}{tail}"
    # a difference carries its sign; a zero never does
    signed = cell.tone in ("up", "down", "same") or shown[1] == "+"
    return Typed(cell.key * scale, f"+{plain};{MINUS}{plain};{plain}" if signed else f"{plain};{MINUS}{plain}")


def _fitting(shown: re.Match[str], key: float) -> list[float]:
    """Scales at which the value rounds to what is shown."""
    number = float(f"{shown[1]}{shown[2].replace(',', '')}.{shown[3] or '0'}")
    half = 0.5000001 * 10.0 ** -len(shown[3] or "")
    return [scale for scale in SCALES if abs(number - key * scale) <= half]


def beside(table: Table) -> Table:
    """What stands in small type below the numbers of a column (an interval, a difference) in a column of its own beside them: a
    typed number has no room for it."""
    rows = [row for group in table.groups for row in group]
    noted = {n for row in rows for n, cell in enumerate(row.cells) if n and cell.note and cell.key is not None}
    if not noted:
        return table

    def apart(row: Row) -> Row:
        pairs = ((cell, n) for n, cell in enumerate(row.cells))
        return replace(row, cells=tuple(one for cell, n in pairs for one in (_two(cell) if n in noted else (cell,))))

    heads = [one for n, head in enumerate(table.heads) for one in (_heads(head) if n in noted else (head,))]
    return replace(table, heads=tuple(heads), groups=tuple(tuple(apart(row) for row in group) for group in table.groups))


def _two(cell: Cell) -> tuple[Cell, Cell]:
    return replace(cell, note=NONE), Cell(cell.note, tone=cell.note_tone)


def _heads(head: Head) -> tuple[Head, Head]:
    """The heading of a column and of its small type, which stood where a unit stands."""
    group = head.group or head.text
    return replace(head, unit="", group=group), Head(head.unit, numeric=False, group=group)
