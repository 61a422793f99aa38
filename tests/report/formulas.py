"""A small spreadsheet: opens a workbook, lets a test enter values, and works its formulas out as a spreadsheet would.

Knows what the clearing sheets use: + - * /, comparison with 0, SUM, MIN, MAX, ROUND, ranges, cells of other sheets. ROUND rounds
half away from zero after cutting binary noise at 15 digits, as spreadsheets do.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

_TOKEN = re.compile(r"(?:'([^']+)'!)?(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?")


def _round(value: float, digits: float) -> float:
    cut = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
    return float(cut)


def _flat(*values: object) -> list[float]:
    found: list[float] = []
    for value in values:
        found += _flat(*value) if isinstance(value, list) else [float(value)]  # type: ignore[arg-type]
    return found


FUNCTIONS = {
    "SUM": lambda *v: sum(_flat(*v)), "MIN": lambda *v: min(_flat(*v)), "MAX": lambda *v: max(_flat(*v)), "ROUND": _round,
}  # fmt: skip


class Spreadsheet:
    """A workbook whose formulas are worked out anew at every look."""

    def __init__(self, file: Path) -> None:
        self.book = load_workbook(file)

    def value(self, sheet: str, cell: str) -> object:
        """What a cell shows: its number or text, or the result of its formula; None if it is empty."""
        raw = self.book[sheet][cell.replace("$", "")].value
        if not (isinstance(raw, str) and raw.startswith("=") and self.book[sheet][cell.replace("$", "")].data_type == "f"):
            return raw
        used: dict[str, object] = {}

        def named(match: re.Match[str]) -> str:
            name = f"_{len(used)}"
            used[name] = self._area(match[1] or sheet, match[2], match[3])
            return name

        source = _TOKEN.sub(named, raw[1:])
        assert re.fullmatch(r"[_A-Z0-9+\-*/(),. ]+", source), source
        return eval(source, {"__builtins__": {}}, {**FUNCTIONS, **used})

    def enter(self, sheet: str, cell: str, value: float) -> None:
        """Type a number into a cell."""
        self.book[sheet][cell].value = value

    def column(self, sheet: str, heading: str, row: int) -> str:
        """Letter of the column whose heading in `row` reads so."""
        return next(c.column_letter for c in self.book[sheet][row] if c.value == heading)

    def _area(self, sheet: str, first: str, last: str | None) -> object:
        if last is None:
            return self.value(sheet, first) or 0
        left, top, right, bottom = range_boundaries(f"{first}:{last}".replace("$", ""))
        cells = self.book[sheet].iter_rows(top, bottom, left, right)
        return [self.value(sheet, c.coordinate) or 0 for row in cells for c in row]
