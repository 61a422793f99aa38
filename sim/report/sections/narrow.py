"""Tables of many policies for a sheet of paper: what stood beside each other stands beneath each other, no number is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.foundation.errors import Words
from sim.report.numbers import DASH, MINUS
from sim.report.table import NONE, Cell, Head, Row, Table, Text, plain
from sim.report.words import say

DIGITS = "123456789"
INTERVAL = Words("95%区间", "95 % interval")
MANY = 4
"""From so many policies on, differences beside levels are wider than a page's text."""


def is_difference(head: Head) -> bool:
    """Whether a column shows what a policy changes against the baseline."""
    return isinstance(head.text, str) and head.text.endswith(f"{MINUS}A")


def is_interval(head: Head) -> bool:
    """Whether a column shows the interval of the one on its left."""
    return head.text == INTERVAL


def beneath(table: Table, lower: Callable[[Head], bool]) -> Table:
    """Columns for which `lower` holds go in small type beneath the one on their left; where they are nothing, nothing is said."""
    under = {k for k in range(2, len(table.heads)) if lower(table.heads[k])}
    heads = []
    for k, head in enumerate(table.heads):
        if k + 1 in under:
            below = table.heads[k + 1]
            same = head.group == head.text
            heads.append(Head(head.text, unit=below.text, group="" if same else head.group))
        elif k not in under:
            heads.append(head)

    def folded(row: Row) -> Row:
        if len(row.cells) < len(table.heads):
            return row
        cells = [_over(cell, row.cells[k + 1]) if k + 1 in under else cell for k, cell in enumerate(row.cells) if k not in under]
        return replace(row, cells=tuple(cells))

    groups = tuple(tuple(folded(row) for row in group) for group in table.groups)
    return replace(table, heads=tuple(heads), groups=groups, wide=True)


def bracketed(table: Table) -> Table:
    """Intervals go in brackets beneath the number that they are about, which the caption says once; where they are nothing, nothing
    is said."""
    made = beneath(table, is_interval)
    heads = tuple(replace(h, group="" if h.group == h.text else h.group) for h in table.heads if not is_interval(h))
    heads = tuple(replace(h, unit="") if h.unit == INTERVAL else h for h in heads)  # where they stood beneath already
    groups = tuple(tuple(replace(row, cells=tuple(map(_in_brackets, row.cells))) for row in group) for group in made.groups)
    return replace(made, heads=heads, groups=groups, caption=said_once(made.caption))


def apart(table: Table) -> Table:
    """Every number with its interval in brackets behind it: the interval beneath it, where there is one."""
    return replace(table, groups=tuple(tuple(replace(row, cells=tuple(map(_apart, row.cells))) for row in g) for g in table.groups))


def said_once(caption: Words) -> Words:
    """A caption that says what the brackets of its table are."""
    return Words(f"{caption.zh}（方括号内为95%区间）", f"{caption.en}, 95 % intervals in brackets")


def once(table: Table) -> Table:
    """What the heading of a section says is not said again in its rows; empty columns and rows of what could not be estimated are
    left out."""
    whole = [row for group in table.groups for row in group if len(row.cells) == len(table.heads)]
    kept = [k for k in range(len(table.heads)) if k < 2 or any(row.cells[k].text not in ("", DASH) for row in whole)]
    groups = list[tuple[Row, ...]]()
    title: Text = NONE
    for row in (row for group in table.groups for row in group):
        first = row.cells[0]
        if row.kind == "section":
            title = first.text
            groups.append((row,))
        elif all(cell.text != DASH for cell in row.cells):
            named = replace(first, note=NONE) if first.note == title else first
            groups.append((replace(row, cells=(named, *(row.cells[k] for k in kept[1:]))),))
    return replace(table, heads=tuple(table.heads[k] for k in kept), groups=tuple(groups))


def sectioned(table: Table) -> Table:
    """Groups of columns become sections of rows: each has the same columns, the unit of a group stands behind its name."""
    size = max((width for text, width in table.spans if text), default=0)
    if not size:
        return table
    shared = not any(head.unit for head in table.heads[2 : size + 1])  # one unit for the group, written over its first column
    heads = [table.heads[0]]
    heads += [replace(head, group="", unit="" if shared else head.unit) for head in table.heads[1 : size + 1]]
    body = []
    for at in range(1, len(table.heads), size):
        first = table.heads[at]
        body.append(Row((Cell(_with_unit(first.group, first.unit) if shared else first.group),), "section"))
        body += [Row((row.cells[0], *row.cells[at : at + size]), row.kind) for group in table.groups for row in group]
    return replace(table, heads=tuple(heads), groups=plain(body), wide=True)


def turned(table: Table, main: int) -> Table:
    """A column a policy: of the columns in each group, number `main` is the row and the others are rows below it."""
    spans = [(text, width) for text, width in table.spans if text]
    first = next((k for k, head in enumerate(table.heads) if head.group), 0)
    if not first or len({width for _, width in spans}) != 1:
        return table
    size, last = spans[0][1], first + sum(width for _, width in spans)
    parts = table.heads[first : first + size]
    ends = table.heads[last:]
    heads = [*table.heads[:first], *(Head(text) for text, _ in spans), *ends]
    groups = []
    for row in (row for group in table.groups for row in group):

        def of(part: int, row: Row = row) -> list[Cell]:
            return [_apart(row.cells[at]) for at in range(first + part, last, size)]

        top = Row((*row.cells[:first], *of(main), *row.cells[last:]), row.kind)
        rest = [part for part in range(size) if part != main]
        blank = [Cell("")] * (first - 1), [Cell("")] * len(ends)
        below = [Row((Cell(parts[part].text), *blank[0], *of(part), *blank[1]), "sub") for part in rest]
        groups += [top, *below]
    return replace(table, heads=tuple(heads), groups=plain(groups), wide=True)


def headed(table: Table) -> Table:
    """What stands in small type in every row and is the same in neighbours stands once above them."""
    groups = list[tuple[Row, ...]]()
    last: Text = NONE
    for group in table.groups:
        note = group[0].cells[0].note
        if note and note != last:
            groups.append((Row((Cell(note),), "section"),))
        last = note
        groups.append(tuple(replace(row, cells=(replace(row.cells[0], note=NONE), *row.cells[1:])) for row in group))
    return replace(table, groups=tuple(groups))


def _over(cell: Cell, below: Cell) -> Cell:
    shown = any(digit in str(below.text) for digit in DIGITS)
    tone = below.tone if below.tone in ("up", "down") else ""
    return replace(cell, note=below.text if shown else NONE, note_tone=tone if shown else "")


def _apart(cell: Cell) -> Cell:
    """A number with its interval in brackets: the interval beneath it."""
    text, bracket, rest = cell.text.partition(" [") if isinstance(cell.text, str) else (cell.text, "", "")
    return replace(cell, text=text, note=f"[{rest}" if any(c in rest for c in DIGITS) else NONE) if bracket else cell


def _in_brackets(cell: Cell) -> Cell:
    return replace(cell, note=f"[{cell.note}]") if isinstance(cell.note, str) and "…" in cell.note else cell


def _with_unit(name: Text, unit: Text) -> Words:
    texts = [part if isinstance(part, Words) else Words(part, part) for part in (name, unit)]
    counted = texts[1] == say("unit_count")  # 人次 counts what the English name already says
    return Words(f"{texts[0].zh}（{texts[1].zh}）", texts[0].en if counted else f"{texts[0].en} ({texts[1].en})")

