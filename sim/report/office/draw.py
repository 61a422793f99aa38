"""A report table in a Word document: the same cells as on the page, group headings joined to the headings below them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.foundation.errors import Lang, Words
from sim.report.office.letter import Letter
from sim.report.office.typed import in_language
from sim.report.table import Cell, Head, Table, Text

DIFFERENCE = Words("差值", "Difference")


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
        said = body[n][0]
        if isinstance(said, Words):
            body[n][0] = Words(said.zh, _begun(said.en))
        if row.kind == "sub":
            body[n][0] = f"　{in_language(body[n][0], paper.lang)}"
    texts = [n for n, head in enumerate(table.heads) if not n or not head.numeric]
    wide = widths or [first, *(1.0,) * (len(table.heads) - 1)]
    joined = any(count > 1 for title, count in table.spans if title)
    heads, spans = [_head(h, alone=not joined) for h in table.heads], table.spans if joined else ()
    paper.table(heads, body, wide, bold=bold, left=texts, size=size or paper.size - 3, spans=spans)


def _head(head: Head, *, alone: bool) -> Text:
    """A heading with its unit in brackets, where the name does not say it; `alone`: no other row has its group."""
    text = DIFFERENCE if not alone and head.text == head.group else head.text
    parts = (head.group if alone else "", text, head.unit)
    return Words(_said([in_language(part, "zh") for part in parts], "zh"), _said([in_language(part, "en") for part in parts], "en"))


def _said(parts: Sequence[str], lang: Lang) -> str:
    group, name, unit = parts
    whole = " ".join(dict.fromkeys(filter(None, (group, name))))
    bracket = "" if not unit or unit in whole else f"（{unit}）" if lang == "zh" else f" ({unit})"
    return _begun(whole) + bracket


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(cell: Cell) -> Text:
    note_zh, note_en = (in_language(cell.note, lang) for lang in ("zh", "en"))
    if not (note_zh or note_en):
        return cell.text
    return Words(
        f"{in_language(cell.text, 'zh')}（{note_zh}）" if note_zh else in_language(cell.text, "zh"),
        f"{in_language(cell.text, 'en')} ({note_en})" if note_en else in_language(cell.text, "en"),
    )
