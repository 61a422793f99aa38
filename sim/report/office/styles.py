"""How cells of the clearing sheets look, and their headings."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.office.book import GREEN, INPUT, LINE, PALE, Sheet
from sim.report.office.words import word
from sim.report.table import Text
from sim.report.words import say

MONEY, PERCENT = "#,##0.00;[Red]\u2212#,##0.00;0.00", "0.##%"
HEAD = {"bold": True, "bg_color": GREEN, "font_color": "#FFFFFF", "text_wrap": True, "border": 1,
        "border_color": LINE, "align": "center"}  # fmt: skip
BODY = {"bottom": 1, "bottom_color": LINE}
ENTRY = {**BODY, "bg_color": INPUT}
TOTAL = {"bold": True, "bg_color": PALE, "top": 1, "top_color": GREEN}


def heads(sheet: Sheet, row: int, keys: Sequence[str]) -> None:
    """Headings of a block."""
    for at, key in enumerate(keys):
        sheet.text(row, at, name(key), **HEAD)
    sheet.raw.set_row(row, 46 if sheet.book.lang == "en" else 32)


def name(key: str) -> Text:
    """What a column is called."""
    return say(key) if key.startswith("clearing_") or key in ("institution", "retained", "borne") else word(key)
