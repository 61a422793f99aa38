"""A table as a page shows it: headings in two languages, rows in foldable groups, a sort key behind every number.

Sections build these; the template draws them; a workbook can draw the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.foundation.errors import Words

Text: TypeAlias = str | Words
"""Plain text stands for both languages. Text is data: whoever draws it escapes it."""

NONE = Words("", "")


@dataclass(frozen=True)
class Head:
    """A column's heading; `unit` below it in small type. `group` spans neighbours that share it."""

    text: Text
    unit: Text = ""
    numeric: bool = True
    group: Text = ""


@dataclass(frozen=True)
class Cell:
    """`key` is what sorting compares and what a workbook writes; None for text. `tone` colours differences by their
    sign. `note` stands below in small type, with a tone of its own."""

    text: Text
    key: float | None = None
    tone: Literal["", "up", "down", "same"] = ""
    note: Text = ""
    note_tone: Literal["", "up", "down", "same"] = ""


@dataclass(frozen=True)
class Row:
    """`kind`: total (a sum, bold), sub (part of the row above), child (folded under the group's first row), section
    (a heading)."""

    cells: tuple[Cell, ...]
    kind: Literal["", "total", "sub", "child", "section"] = ""


@dataclass(frozen=True)
class Table:
    """`groups` hold rows that stay together when sorted; `file` names the CSV that has the numbers."""

    caption: Words
    heads: tuple[Head, ...]
    groups: tuple[tuple[Row, ...], ...]
    note: Words = NONE
    sortable: bool = False
    file: str = ""
    wide: bool = False

    @property
    def spans(self) -> list[tuple[Text, int]]:
        """Heading groups with the number of columns each covers; empty if no column has one."""
        if not any(head.group for head in self.heads):
            return []
        found: list[tuple[Text, int]] = []
        for head in self.heads:
            if found and found[-1][0] == head.group:
                found[-1] = (head.group, found[-1][1] + 1)
            else:
                found.append((head.group, 1))
        return found


def figure(text: str, value: float) -> Cell:
    """A number as text, sorted by its value; what is not known sorts last."""
    return Cell(text, value if math.isfinite(value) else None)


def change(text: Text, value: float, zero: float = 0.0) -> Cell:
    """A difference, coloured by its sign; `zero` is the size below which the text shows none."""
    tone: Literal["up", "down", "same"] = "same"
    if math.isfinite(value) and abs(value) > zero:
        tone = "up" if value > 0 else "down"
    return Cell(text, value if math.isfinite(value) else None, tone)


def plain(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """Rows that do not fold: each its own group."""
    return tuple((row,) for row in rows)
