"""Sheets of a workbook on A4 across: one page wide where that can be read, else page beside page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

PAGE_WIDTH, SMALLEST = 140, 0.65
"""Characters in width of a page before a sheet is reduced, and how far it is reduced to be one page wide."""
SPLIT_SCALE, SPLIT_WIDTH = 75, 170
"""Percentage at which a sheet that is wider yet is printed, and the characters of a page then."""


def paged(sheet: Any, sizes: Sequence[float], kept: int = 1, spans: Sequence[int] = ()) -> int:
    """Have a sheet of xlsxwriter, whose columns are `sizes` characters wide, printed one page wide or, where that is too small, on
    several pages that each begin with the first `kept` columns, broken where a group of `spans` columns begins. Returns the number
    of columns of the first page."""
    if sum(sizes) * SMALLEST <= PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)
        return len(sizes)
    room, used = SPLIT_WIDTH - sum(sizes[:kept]), 0.0
    starts, breaks, at = list[tuple[int, int]](), list[int](), 0
    for count in spans or (1,) * len(sizes):
        whole = sum(sizes[at : at + count]) <= room
        starts += [(at, count)] if whole else [(n, 1) for n in range(at, at + count)]
        at += count
    for at, count in (one for one in starts if one[0] >= kept):
        wide = sum(sizes[at : at + count])
        if used and used + wide > room:
            breaks.append(at)
            used = 0.0
        used += wide
    sheet.set_print_scale(SPLIT_SCALE)
    sheet.repeat_columns(0, kept - 1)
    sheet.set_v_pagebreaks(breaks)
    sheet.print_across()
    return breaks[0] if breaks else len(sizes)
