"""What offices do to a sheet beyond its numbers, understood before it is read: titles above the headings, merged cells, rows of
totals and notes, full-width digits and signs, dates and counts written as text. Rows keep their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from sim.foundation.errors import Words

TOTALS = ("合计", "总计", "小计", "累计", "total", "sum")
NOTES = ("注", "备注", "说明", "填表", "制表", "审核", "资料来源", "数据来源", "单位：", "note")
HEADING_BY = 6
"""Row by which the headings must have come."""
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
_FIRST = date(1899, 12, 30)
_SERIALS = range(32874, 73051)  # 1990 to 2100


def folded(text: str) -> str:
    """A heading as it is compared: half-width, without spaces and line breaks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def half_width(text: str) -> str:
    """A number in full-width digits and signs as plain text; anything else as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return plain if plain != text and _NUMBER.fullmatch(plain) else text


def whole(value: Any) -> Any:
    """A count written as text, with separators or full-width digits, as a number; anything else as it is."""
    text = half_width(value).strip() if isinstance(value, str) else ""
    return int(text.replace(",", "")) if re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", text) else value


def day(value: Any) -> Any:
    """A date written as text (2021-1-1, 2021/1/1, 2021.1.1, 2021年1月1日) or as Excel's serial number; else the value itself."""
    if isinstance(value, int) and value in _SERIALS:
        return _FIRST + timedelta(days=value)
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None
    try:
        return date(*map(int, match.groups())) if match else value
    except ValueError:
        return value


def unmerged(sheet: Any) -> Iterator[tuple[str, Words, Words]]:
    """Merged cells of one column get the value of the first in each; (range, what is wrong, what to do) of those across columns
    below the headings, which cannot be told apart."""
    for area in list(sheet.merged_cells.ranges):
        value = sheet.cell(area.min_row, area.min_col).value
        titled = area.min_row == area.max_row and area.min_row < HEADING_BY and not _data(sheet, area.max_row)
        if area.min_col != area.max_col and value not in (None, "") and not titled:
            wrong = Words("单元格横向合并，看不出数属于哪一列", "cells are merged across columns: whose number is it")
            fix = Words("取消合并，每格各填各的数", "unmerge them and fill in each cell")
            yield str(area), wrong, fix
            continue
        sheet.unmerge_cells(str(area))
        if not titled:
            for row in range(area.min_row, area.max_row + 1):
                sheet.cell(row, area.min_col).value = value


def _data(sheet: Any, row: int) -> bool:
    """Whether a row holds more than one filled cell: then it is no title."""
    return sum(cell.value not in (None, "") for cell in sheet[row]) > 1


def heading_at(rows: list[tuple[Any, ...]], known: Collection[str]) -> int:
    """Which row (from 0) holds the headings: the first, or the one of the first few that names most known columns."""
    hits = [sum(c.value is not None and folded(str(c.value)) in known for c in row) for row in rows[:HEADING_BY]]
    return hits.index(max(hits)) if hits and max(hits) > 1 else 0


def is_aside(row: tuple[Any, ...]) -> bool:
    """Whether a row is one of totals, or a remark below the table: it holds no data of its own."""
    filled = [str(c.value).strip() for c in row if c.value not in (None, "")]
    first = folded(filled[0]).casefold().strip(":") if filled else ""
    return first in TOTALS or (len(filled) == 1 and first.startswith(NOTES))


def hidden(sheet: Any, rows: int) -> list[int]:
    """Numbers of the hidden rows among the first `rows`."""
    return [n for n, shape in sheet.row_dimensions.items() if shape.hidden and 1 < n <= rows]
