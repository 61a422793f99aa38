"""A report table in a Word document: the same cells as on the page, group headings joined to the headings below them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.foundation.errors import Words
from sim.report.office.letter import Letter
from sim.report.office.typed import in_language
from sim.report.table import Cell, Head, Table, Text


def draw(
    paper: Letter, table: Table, *, widths: Sequence[float] | None = None, first: float = 2.0, size: float | None = None,
) -> None:  # fmt: skip
    """Add a table. `first` is the width of its first column in those of the others; `left`: columns that stand left.

    Rows folded on the page (village clinics) are left out: they are in the workbook.
    """
    rows = [row for group in table.groups for row in group if row.kind != "child"]
    body = [[_cell(c) for c in row.cells] + [""] * (len(table.heads) - len(row.cells)) for row in rows]
    bold = [n for n, row in enumerate(rows) if row.kind in ("total", "section")]
    for n, row in enumerate(rows):
        if row.kind == "sub":
            body[n][0] = f"　{in_language(body[n][0], paper.lang)}"
    texts = [n for n, head in enumerate(table.heads) if not n or not head.numeric]
    wide = widths or [first, *(1.0,) * (len(table.heads) - 1)]
    paper.table([_head(h) for h in table.heads], body, wide, bold=bold, left=texts, size=size or paper.size - 3)


def _head(head: Head) -> Text:
    parts = [head.group, head.text, head.unit]
    zh, en = (dict.fromkeys(in_language(part, lang) for part in parts) for lang in ("zh", "en"))
    return Words(" ".join(filter(None, zh)), " ".join(filter(None, en)))


def _cell(cell: Cell) -> Text:
    note_zh, note_en = (in_language(cell.note, lang) for lang in ("zh", "en"))
    if not (note_zh or note_en):
        return cell.text
    return Words(
        f"{in_language(cell.text, 'zh')}（{note_zh}）" if note_zh else in_language(cell.text, "zh"),
        f"{in_language(cell.text, 'en')} ({note_en})" if note_en else in_language(cell.text, "en"),
    )
