"""Reads tables back out of the finished documents: of the page by its markup, of the workbook by values and number formats, of a
Word document by its cells. Each becomes headings and rows of the texts that a reader sees, so that they can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from sim.foundation.errors import Lang
from sim.report.numbers import DASH, MINUS

BRACKETED = re.compile(r"(.*?)\s*[\uff08(]?\[(.* … .*)\][\uff09)]?")
_FORMAT = re.compile(r'([+\u2212-]?)(#,##0|0)(?:\.(0+))?(%?)(?:"(.*)")?')


@dataclass
class Seen:
    """One table: `file` is the CSV that the page names below it, or the sheet; `keys` are the exact values behind the cells."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    keys: list[tuple[float | None, ...]]
    file: str = ""

    def cells(self) -> dict[tuple[str, int, str, int], str]:
        """Text by row label and its occurrence, column heading and its occurrence; both with a capital. An interval in brackets
        beneath a number is the column of intervals that a sheet has beside it."""
        found, seen = {}, dict[str, int]()
        heads = [capital(head) for head in self.heads]
        columns = [(head, heads[:n].count(head)) for n, head in enumerate(heads)]
        bracketed = [n for n in range(len(heads)) if any(n < len(row) and BRACKETED.fullmatch(row[n]) for row in self.rows)]
        for row in (tuple(map(plain, row)) for row in self.rows):
            label = capital(row[0])
            at = seen[label] = seen.get(label, -1) + 1
            for n, (column, text) in enumerate(zip(columns[1:], row[1:], strict=False), start=1):
                match = BRACKETED.fullmatch(text)
                found[label, at, *column] = match[1] if match else text
                if match:
                    found[label, at, "95%\u533a\u95f4" if _chinese(heads) else "95 % interval", bracketed.index(n)] = match[2]
        return found


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _chinese(texts: list[str]) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for text in texts for letter in text)


class _Page(HTMLParser):
    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self.lang, self.tables, self.skip, self.stack = lang, list[Seen](), 0, list[str]()
        self.text: list[str] | None = None
        self.key: float | None = None
        self.row: list[tuple[str, float | None]] = []
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag in ("span", "small", "button"):
            other = tag == "span" and of.get("class") in ("zh", "en") and of["class"] != self.lang
            self.stack.append("hidden" if other else "file" if of.get("class") == "file" else tag)
            self.skip += other or tag == "button"
            if tag == "small" and self.text is not None:
                self.text.append("|" if self.in_head else "\uff08")
        elif tag == "table":
            self.tables.append(Seen((), [], []))
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr":
            self.row = []
        elif tag in ("th", "td"):
            self.text, self.key = [], float(of["data-key"] or "nan") if "data-key" in of else None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("span", "small", "button"):
            opened = self.stack.pop()
            self.skip -= opened in ("hidden", "button")
            if opened == "small" and self.text is not None and not self.in_head:
                self.text.append("\uff09")
        elif tag in ("th", "td") and self.text is not None:
            self.row.append((" ".join("".join(self.text).replace("\uff08\uff09", "").split()), self.key))
            self.text = None
        elif tag == "tr" and self.row:
            texts = tuple(text for text, _ in self.row)
            if self.in_head:
                self.tables[-1].heads = texts
            else:
                self.tables[-1].rows.append(texts)
                self.tables[-1].keys.append(tuple(key for _, key in self.row))
        elif tag == "thead":
            self.in_head = False

    def handle_data(self, data: str) -> None:
        if "file" in self.stack and not self.skip and self.tables:
            name = re.search(r"[\w-]+\.(?:csv|parquet)", data)
            self.tables[-1].file = name[0] if name else self.tables[-1].file
        if self.text is not None and not self.skip:
            self.text.append(data)


def of_page(file: Path, lang: Lang) -> list[Seen]:
    """Every table of a page in one language, those of provenance apart."""
    page = _Page(lang)
    page.feed(re.sub(r"<(svg|script|style)\b.*?</\1>", "", file.read_text(encoding="utf-8"), flags=re.S))
    return [table for table in page.tables if table.heads]


def of_workbook(file: Path) -> list[Seen]:
    """Every sheet of a workbook that begins with a table: headings in the row of the filter."""
    found = []
    for sheet in load_workbook(file):
        if not sheet.auto_filter.ref:
            continue
        head = int(re.findall(r"\d+", sheet.auto_filter.ref)[0])
        heads, *rows = [list(row) for row in sheet.iter_rows(min_row=head)]
        names = tuple(re.sub(r"\n[（(](.*)[)）]$", r"|\1", str(c.value or "")) for c in heads)
        texts = [tuple(as_shown(c.value, c.number_format) for c in row) for row in rows]
        values = [tuple(c.value if isinstance(c.value, int | float) else None for c in row) for row in rows]
        found.append(Seen(names, texts, values, sheet.title))
    return found


def of_document(file: Path) -> list[Seen]:
    """Every table of a Word document; the first row is its headings."""
    found = []
    for table in Document(str(file)).tables:
        heads, *rows = [tuple(" ".join(cell.text.split()) for cell in row.cells) for row in table.rows]
        found.append(Seen(heads, rows, []))
    return found


def as_shown(value: object, look: str) -> str:
    """What a spreadsheet shows of a value under one of the number formats that the workbook uses."""
    if not isinstance(value, int | float):
        return " ".join(str(value or "").split())
    parts = look.split(";")
    part = parts[0] if value > 0 or len(parts) == 1 else parts[1] if value < 0 else parts[2] if len(parts) > 2 else parts[0]
    match = _FORMAT.fullmatch(part)
    if not match:
        return f"{value:g}"
    sign, whole, decimals, percent, tail = match.groups()
    number = value * 100 if percent else value
    text = f"{abs(number):{',' if ',' in whole else ''}.{len(decimals or '')}f}"
    zero = not any(digit in text for digit in "123456789")
    lead = "" if zero else sign or (MINUS if value < 0 else "")
    return f"{lead}{text}{percent}{tail or ''}"


def plain(text: str) -> str:
    """A text whose brackets are of one width."""
    return re.sub(r"\s*[\uff08(]", "(", text).replace("\uff09", ")")


def same(a: str, b: str) -> bool:
    """Whether two texts say the same; an empty cell of a workbook is the dash of a page."""
    return a == b or {a, b} == {"", DASH}
