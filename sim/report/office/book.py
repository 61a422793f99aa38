"""An Excel workbook in which text is text: every cell is written by its type, nothing is guessed from its looks."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from sim.foundation.errors import Lang
from sim.foundation.paper import PAGE_WIDTH, paged
from sim.foundation.text import visible
from sim.report.office.typed import beside, column, in_language
from sim.report.table import Cell, Head, Row, Table, Text

MOST_IN_A_CELL = 32_767
"""Characters that Excel keeps in one cell."""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = "Microsoft YaHei"
GREEN, PALE, LINE, INPUT = "#2F6F7E", "#E8F0EE", "#C9D3D0", "#FFF8DC"
LINE_HEIGHT, PAGE_HEIGHT = 15, 480
"""Points of a line of type; points that a page of A4 across has in height before a sheet is reduced."""
TEXT_WIDTH, NARROWEST_TEXT, WIDEST_TEXT, HEAD_WIDTH = 180, 26, 60, 12
"""Characters that the columns of text share, the least and the most that one gets, and the heading of a column of numbers."""
MOST_IN_A_HEADER = 120
"""Characters of the title above a printed page; Excel keeps 255 of a whole header."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


class Book:
    """One workbook being written in one language. Close it with `close`, or use it in a `with`."""

    def __init__(self, file: Path, lang: Lang, title: str, created: datetime) -> None:
        """`created` is written into the file: two workbooks of one run are equal byte for byte."""
        self.lang: Lang = lang
        self._book: Any = xlsxwriter.Workbook(str(file), OPTIONS)
        self._book.set_properties({"title": visible(title)[:255], "created": created.replace(tzinfo=None)})
        self._book.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()
        self._title = title

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def style(self, **properties: Any) -> Any:
        """A cell format, made once for each set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties})
        return self._formats[key]

    def sheet(self, name: str, *, landscape: bool = True) -> Sheet:
        """A new sheet, printed on A4 one page wide. The name is shortened and made unique as Excel asks."""
        clean = _FORBIDDEN.sub(" ", visible(name)).strip()[:31] or "sheet"
        chosen, n = clean, 2
        while chosen.casefold() in self._names:
            tail = f" {n}"
            chosen, n = clean[: 31 - len(tail)] + tail, n + 1
        self._names.add(chosen.casefold())
        made = self._book.add_worksheet(chosen)
        made.set_paper(9)
        if landscape:
            made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        said = self._title[:MOST_IN_A_HEADER].replace("&", "&&")
        made.set_header(f"&L&8 {said}&R&8 &A")  # the blank: a title that begins with a digit is no size of type
        made.set_footer("&C&8&P / &N")
        made.hide_gridlines(2)
        return Sheet(self, made, chosen)


class Sheet:
    """One sheet; `name` is the name it got. Rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Any, name: str) -> None:
        self.book, self.raw, self.name = book, sheet, name
        self._widths: dict[int, float] = {}

    def text(self, row: int, at: int, text: Text, **style: Any) -> None:
        """Write text, whatever it begins with. Text is never run, never a link."""
        shown = in_language(text, self.book.lang)
        self._put(row, at, shown[:MOST_IN_A_CELL], style)

    def number(self, row: int, at: int, value: float | None, shown: str, **style: Any) -> None:
        """Write a number with Excel's number format `shown`; nothing where it is not known."""
        if value is None or not math.isfinite(value):
            self.raw.write_blank(row, at, None, self.book.style(**style))
        else:
            self.raw.write_number(row, at, value, self.book.style(num_format=shown, **style))

    def formula(self, row: int, at: int, formula: str, value: float, shown: str, **style: Any) -> None:
        """Write a live formula together with the value it has now, for readers that do not calculate."""
        self.raw.write_formula(row, at, formula, self.book.style(num_format=shown, **style), value)

    def link(self, row: int, at: int, to: Sheet, text: Text, **style: Any) -> None:
        """A jump to another sheet of this workbook."""
        shown = in_language(text, self.book.lang)
        look = self.book.style(font_color=GREEN, underline=1, **style)
        self.raw.write_url(row, at, f"internal:'{to.name}'!A1", look, shown)

    def fold(self, row: int) -> None:
        """Fold a row away under the one that follows the folded ones."""
        self.raw.set_row(row, None, None, {"level": 1, "hidden": True})
        self.raw.set_row(row + 1, None, None, {"collapsed": True})

    def widths(self, sizes: Mapping[int, float]) -> None:
        """Column widths in characters."""
        for at, size in sizes.items():
            self.raw.set_column(at, at, size)

    def _put(self, row: int, at: int, text: str, style: Mapping[str, Any]) -> None:
        if text:
            self.raw.write_string(row, at, visible(text), self.book.style(**style))
        else:
            self.raw.write_blank(row, at, None, self.book.style(**style))

    def table(self, table: Table, title: Text) -> None:
        """A report table on a sheet of its own: title, frozen headings, typed numbers, filter, folded children."""
        table = beside(table)
        self.text(0, 0, title, bold=True, font_size=14)
        self.raw.set_row(0, 24)
        rows = [row for group in table.groups for row in group]
        columns = self._columns(table.heads, rows)
        texts = sum(not (n and head.numeric) for n, head in enumerate(table.heads))
        most = min(max(TEXT_WIDTH / texts, NARROWEST_TEXT), WIDEST_TEXT)
        chosen = []
        for n, (head, name) in enumerate(zip(table.heads, _titles(table.heads, self.book.lang), strict=True)):
            number = n and head.numeric  # headings of numbers may break, their numbers may not
            size = max(min(_width(name), HEAD_WIDTH) if number else _width(name), *(_width(c) for c in (*columns[n], "")))
            chosen.append(max(size + 2, 9) if number else min(max(size + 2, 9), most))
        self.widths(dict(enumerate(chosen)))
        across = paged(self.raw, chosen, spans=[count for _, count in table.spans])
        first, used = self._heads(3, table, chosen)
        used += self._note(in_language(table.note, self.book.lang), sum(chosen[:across]), across) + 24 + LINE_HEIGHT
        used += self._body(first, table.heads, rows, [_lines(cells, chosen) for cells in zip(*columns, strict=True)])
        last = first + max(len(rows), 1) - 1
        self.raw.autofilter(first - 1, 0, last, len(table.heads) - 1)
        self.raw.freeze_panes(first, 1)
        self.raw.repeat_rows(first - 1 - (1 if table.spans else 0), first - 1)
        if across == len(chosen) and PAGE_HEIGHT < used * min(1.0, PAGE_WIDTH / sum(chosen)) < 1.35 * PAGE_HEIGHT:
            self.raw.fit_to_pages(1, 1)  # rather a little smaller than three rows on a page of their own
        if any(row.kind == "child" for row in rows):
            self.raw.outline_settings(visible=True, symbols_below=False)

    def _note(self, text: str, room: float, columns: int) -> float:
        """The table's note below the title, over all its columns. Returns its height."""
        look = {"font_color": "#66716E", "text_wrap": True, "valign": "top"}
        if columns > 1:
            self.raw.merge_range(1, 0, 1, columns - 1, "", self.book.style(**look))
        self._put(1, 0, text, look)
        height = LINE_HEIGHT * _lines([text], [max(room, 24)]) + 2
        self.raw.set_row(1, height)
        return height

    def _heads(self, row: int, table: Table, widths: Sequence[float]) -> tuple[int, float]:
        """Heading rows from `row` on; the row after them, and their height. The filter is on the last of them."""
        look = {"bold": True, "bg_color": GREEN, "font_color": "#FFFFFF", "text_wrap": True, "border": 1,
                "border_color": LINE, "align": "center"}  # fmt: skip
        at, above, room = 0, list[str](), list[float]()
        for title, span in table.spans:
            shown = in_language(title, self.book.lang)
            if span > 1:
                self.raw.merge_range(row, at, row, at + span - 1, "", self.book.style(**look))
            self._put(row, at, shown, look)
            above.append(shown)
            room.append(sum(widths[at : at + span]))
            at += span
        heights = []
        if table.spans:
            heights.append(LINE_HEIGHT * _lines(above, room) + 3)
            self.raw.set_row(row, heights[0])
            row += 1
        titles = _titles(table.heads, self.book.lang)
        for n, title in enumerate(titles):
            self._put(row, n, title, look)
        heights.append(LINE_HEIGHT * _lines(titles, widths) + 6)
        self.raw.set_row(row, heights[-1])
        return row + 1, sum(heights)

    def _columns(self, heads: Sequence[Head], rows: Sequence[Row]) -> list[list[str]]:
        return [[self._shown(r.cells[n]) if n < len(r.cells) else "" for r in rows] for n in range(len(heads))]

    def _shown(self, cell: Cell) -> str:
        """A cell's text with its note in brackets."""
        text, note = (in_language(said, self.book.lang) for said in (cell.text, cell.note))
        return text if not note else f"{text}（{note}）" if self.book.lang == "zh" else f"{text} ({note})"

    def _body(self, first: int, heads: Sequence[Head], rows: Sequence[Row], lines: Sequence[int]) -> float:
        """The rows, each as high as its text is long. Returns the height of those that are not folded."""
        for n, head in enumerate(heads):
            there = [(i, row) for i, row in enumerate(rows) if n < len(row.cells)]
            for (i, row), cell in zip(there, column([row.cells[n] for _, row in there], self.book.lang), strict=True):
                look = _look(row.kind)
                if isinstance(cell.value, str):
                    wide = {"text_wrap": True, **({"indent": 1} if n and not head.numeric else {})}
                    side = {"align": "right"} if head.numeric and n else {}
                    indent = {"indent": 1 if row.kind == "sub" else 2} if row.kind in ("sub", "child") and not n else {}
                    self._put(first + i, n, self._shown(row.cells[n]), {**look, **wide, **side, **indent})
                else:
                    self.number(first + i, n, cell.value, cell.format or "General", **look)
        for i, row in enumerate(rows):
            folded = {"level": 1, "hidden": True} if row.kind == "child" else {}
            if not folded and i + 1 < len(rows) and rows[i + 1].kind == "child":
                folded = {"collapsed": True}
            if folded or lines[i] > 1:
                self.raw.set_row(first + i, None if lines[i] < 2 else LINE_HEIGHT * lines[i] + 2, None, folded)
            for n in range(len(row.cells), len(heads)):
                self.raw.write_blank(first + i, n, None, self.book.style(**_look(row.kind)))
        return sum(LINE_HEIGHT * of_row for of_row, row in zip(lines, rows, strict=True) if row.kind != "child")


def cell_name(row: int, at: int, fixed: bool = False) -> str:
    """(0, 1) -> B1, or $B$1."""
    return str(xl_rowcol_to_cell(row, at, row_abs=fixed, col_abs=fixed))


def _look(kind: str) -> dict[str, Any]:
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE}
    if kind == "total":
        look |= {"bold": True, "bg_color": PALE, "top": 1, "top_color": GREEN}
    elif kind == "section":
        look |= {"bold": True, "font_color": GREEN}
    elif kind in ("sub", "child"):
        look |= {"font_color": "#55605D"}
    return look


def _titles(heads: Sequence[Head], lang: Lang) -> list[str]:
    names = [(in_language(h.text, lang), in_language(h.unit, lang)) for h in heads]
    return [f"{name}\n（{unit}）" if unit and lang == "zh" else f"{name}\n({unit})" if unit else name
            for name, unit in names]  # fmt: skip


def _width(text: str) -> int:
    """Width in half-width characters of the widest line."""
    return max((sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")),
               default=0)  # fmt: skip


def _lines(texts: Sequence[str], widths: Sequence[float]) -> int:
    """Lines that the longest of some texts takes in columns of these widths: a column keeps about a character for its edges."""
    return max(sum(max(1, math.ceil(_width(line) / max(wide - 1, 4))) for line in text.split("\n")) if text else 1
               for text, wide in zip(texts, widths, strict=True))  # fmt: skip


width_of, lines_of = _width, _lines
