"""A county workbook to the files of a county folder, and the faults of those files back to the cells of the workbook.

Every sheet becomes the CSV that a county folder has, row for row, and the reader of county folders judges it. What it says about a
line and a column of the CSV is said of the sheet and its cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from sim.county.office import comments, gaps, persons, tidy, units
from sim.county.office import documents as docs
from sim.county.office.export import toml_data
from sim.county.office.layout import (
    ALLIANCES,
    CHRONIC,
    CONSTANTS,
    COVER,
    DOCUMENTS,
    FACTS,
    ORIGINAL,
    UNITS,
    codes_of,
    meant,
    title_of,
)
from sim.county.office.opened import has_formulas, opened
from sim.county.sheets import SHEETS, residents_sheet
from sim.foundation.errors import NOTHING, Problem, Problems, Words, did_you_mean, one_of, quoted
from sim.foundation.shelves import find
from sim.foundation.tables import Column
from sim.foundation.text import read_text

MOST_ROWS, MOST_COLUMNS = 100_000, 400
ENROLEES = ("facts", "enrolees", "value")
RANGE = {"low": "range[1]", "high": "range[2]"}
_DIGITS = re.compile(r"0(?:\.(0+))?")
_SHEET_CELL = re.compile(r"^.*![A-Z]+\d+")
_LACKING = re.compile(r"(\w+)（(.+)）")
_CELL = re.compile(r"^(\S+)(?: \(([A-Z]+)(\d+)\))?$")


@dataclass
class Import:
    """One workbook: the text of every file it makes, and where each part of a file stands in it."""

    file: str
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, list[Column | None]] = field(default_factory=dict)  # CSV -> its columns in their order
    cells: dict[tuple[str, str], str] = field(default_factory=dict)  # (document, path) -> sheet!cell
    renamed: dict[str, str] = field(default_factory=dict)  # heading of the residents' sheet as exported -> column
    notes: list[Words] = field(default_factory=list)  # what the user should know although it is no fault

    def read(self) -> None:
        """Take every sheet. Faults are collected in `problems`; raises `Problems` for a file that is no workbook."""
        book = opened(self.file)
        self._unfolded(book)
        self._uncalculated(book)
        original = toml_data(self._original(book, "county.toml"))
        values, lists = self._facts(book, original)
        data = docs.county_document(values, lists) if FACTS in book.sheetnames else original
        sheets = dict(SHEETS)
        classes = data.get("county", {}).get("classes")
        called = {str(item.get("id", "")): str(item.get("name_zh", "")) for item in data.get("chronic", [])}
        sheets["residents"] = residents_sheet(classes if isinstance(classes, list) else ["general"], called)
        before = {str(c.get("id", "")): str(c.get("name_zh", "")) for c in original.get("chronic", []) if isinstance(c, dict)}
        self.renamed = {c.zh: c.name for c in residents_sheet(["general"], before).columns}
        titles = {title_of(name): name for name in sheets}
        known = {COVER, ORIGINAL, *DOCUMENTS}
        found = {}
        for sheet in book.worksheets:
            title = sheet.title.strip()
            if (title in titles or title in sheets) and (_filled(sheet) or titles.get(title, title) in gaps.NEEDED):
                found[titles.get(title, title)] = sheet
            elif title not in known and title not in titles and _filled(sheet):
                fix = did_you_mean(title, [*titles, *known]) or Words("删去这张表，或改名", "delete or rename it")
                self._say(title, "", "不认识的工作表", "unknown sheet", found=quoted(title), allowed=one_of(titles, 30), fix=fix)
        for name, of in sheets.items():
            if name in found and not _filled(found[name]):
                fix = Words("从导出的工作簿里复制表头，填写各行", "copy the headings from an exported workbook, fill in rows")
                self._say(title_of(name), "A1", "工作表是空的", "the sheet is empty", fix=fix)
            elif name in found:
                self._table(name, found[name], of.columns)
            elif name in gaps.NEEDED:
                fix = Words("从导出的工作簿里复制这张表并填写", "copy it from an exported workbook and fill it in")
                self._say(title_of(name), "", "缺少这张工作表", "the sheet is missing", allowed=title_of(name), fix=fix)
        enrolees = data.get("facts", {}).get("enrolees", {}).get("value")
        alliances = tuple((str(a.get("id", "")), str(a.get("lead", ""))) for a in data.get("alliance", []))
        heads = float(enrolees) if isinstance(enrolees, int) and enrolees > 0 else 1.0
        self.notes += units.doubts(self.texts, sheets)
        self.notes += gaps.filled(self.texts, gaps.Known(heads, tuple(called), alliances))
        demand = {"document": {"kind": "demand", "schema": 1}, "constants": self._constants(book)}
        if values.get(("demand", "id")):
            demand["document"]["id"] = values[("demand", "id")]
        self._document(book, "county.toml", data)
        self._document(book, "demand.toml", demand)
        if COVER in book.sheetnames:
            self._persons(book[COVER])

    def place(self, problem: Problem, folder: Path) -> Problem:
        """A fault of a file of `folder` as a fault of the workbook: sheet, cell, and the heading in Chinese."""
        name = Path(problem.file).name
        table, line = name.removesuffix(".csv"), problem.line
        if name.endswith(".toml"):
            where = self.cells.get((name, problem.where), "")
            while not where and "." in problem.where:
                problem = replace(problem, where=problem.where.rpartition(".")[0])
                where = self.cells.get((name, problem.where), "")
            first = next((at for (of, _), at in self.cells.items() if of == name), FACTS).partition("!")[0]
            return replace(problem, file=self.file, line=None, where=where or f"{first}: {problem.where}")
        if not name.endswith(".csv") or Path(problem.file).parent != folder:
            return replace(problem, file=self.file, line=None)
        where, allowed = title_of(table), problem.allowed
        match = _CELL.match(problem.where)
        column = next((c for c in self.columns.get(table, []) if c and match and c.name == match[1]), None)
        if column:
            at = get_column_letter(self.columns[table].index(column) + 1)
            where += f"!{at}{line or 1} {column.zh or column.name} ({column.name})"
            codes = codes_of(column)
            if problem.zh.startswith("应为") and problem.fix in ("", NOTHING):
                problem = replace(problem, fix=Words("只写数字，不带文字和单位", "digits only, without words and units"))
            if codes:
                allowed = Words(" | ".join(codes.values()), " | ".join(f"{zh} ({code})" for code, zh in codes.items()))
        elif match and not match[2] and (missing := _LACKING.fullmatch(str(allowed))):
            where += f"!{line or 1} {missing[2]} ({missing[1]})"
            fix = Words(f"在表头行补上“{missing[2]}”一列，或改回原来的列名", f"add the column {missing[1]} or restore its heading")
            problem, allowed = replace(problem, fix=fix), missing[2]
        elif match and match[2]:
            where += f"!{match[2]}{match[3]} {match[1]}"
        else:
            where += f"!{line}" if line else ""
            where += f" {problem.where}" if problem.where else ""
        return replace(problem, file=self.file, line=None, where=where, allowed=allowed)

    def faults(self, of_folder: Sequence[Problem], folder: Path) -> list[Problem]:
        """Everything that is wrong: what was found while reading, and what the reader of `folder` says, without what only
        follows from the former (a cell whose content was refused is not "empty", a missing sheet has no rows)."""
        told = {_at(p.where) for p in self.problems}
        missing = {name for name in ("county.toml", "demand.toml") if name not in self.texts}
        found = list(self.problems)
        for problem in of_folder:
            name = Path(problem.file).name
            if name in missing or (name.endswith(".csv") and name not in self.texts):
                continue
            placed = self.place(problem, folder)
            if _at(placed.where) not in told:
                found.append(placed)
        return found

    def _uncalculated(self, book: Any) -> None:
        """Formulas whose value the file does not hold: another program wrote them and nobody has opened the file since."""
        if not has_formulas(self.file):
            return
        zh, en = "未计算的公式，读不到数值", "a formula without its value"
        fix = Words("请在 Excel/WPS 里打开保存一次", "open the file in Excel or WPS and save it once")
        for sheet in load_workbook(self.file, keep_links=False).worksheets:
            shown = book[sheet.title]
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f" and shown[cell.coordinate].value is None:
                        self._say(sheet.title, cell.coordinate, zh, en, found=quoted(str(cell.value)), fix=fix)

    def _say(self, sheet: str, cell: str, zh: str, en: str, **more: Any) -> None:
        where = f"{sheet}!{cell}" if cell else sheet
        more = {"found": "", "allowed": "", "fix": "", **more}
        self.problems.append(Problem(self.file, None, where, more["found"], more["allowed"], more["fix"], zh, en))

    def _unfolded(self, book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
                found = f"{sheet.max_row} × {sheet.max_column}"
                zh, en = "工作表太大", "the sheet is too large"
                self._say(sheet.title, "", zh, en, found=found, allowed=f"≤ {MOST_ROWS} × {MOST_COLUMNS}")
        if self.problems:
            raise Problems(self.problems)

    def _persons(self, sheet: Any) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                self._person(sheet.title, cell, False)

    def _person(self, title: str, cell: Any, money: bool) -> bool:
        kind = persons.in_cell(cell.value, money)
        if kind:
            self._say(title, cell.coordinate, kind.zh, kind.en, found=persons.masked(cell.value), fix=persons.FIX)
        return bool(kind)

    def _table(self, name: str, sheet: Any, columns: Sequence[Column]) -> None:
        """One sheet as CSV, its rows at the same line numbers. Columns and cells with personal data stop here."""
        for area, wrong, fix in tidy.unmerged(sheet):
            self._say(sheet.title, area.partition(":")[0], *wrong, found=area, fix=fix)
        known = {tidy.folded(alias): c for c in columns for alias in (c.name, c.zh) if alias}
        if name == "residents":  # a condition whose name was changed keeps its column
            by_name = {c.name: c for c in columns}
            known = {tidy.folded(zh): by_name[n] for zh, n in self.renamed.items() if n in by_name} | known
        out, rows = io.StringIO(), _filled(sheet)
        writer = csv.writer(out, lineterminator="\r\n")
        above = tidy.heading_at(rows, known)
        head = rows[above] if rows else ()
        said = [str(_plain(c.value)).strip().replace("\n", "") if c.value is not None else "" for c in head]
        there = [known.get(tidy.folded(text)) for text in said]
        self.columns[name] = there
        for cell, text, column in zip(head, said, there, strict=True):
            if column is None and text and persons.in_heading(text):
                self._say(sheet.title, cell.coordinate, *persons.HEADING, found=quoted(text), fix=persons.FIX)
        out.write("\r\n" * above)
        writer.writerow([c.name if c else text for c, text in zip(there, said, strict=True)])
        unseen = tidy.hidden(sheet, len(rows))
        if unseen:
            n, first = len(unseen), unseen[0]
            self.notes.append(Words(f"{sheet.title}：有 {n} 个隐藏行（第 {first} 行起），照样计入；不要的请删除",
                                    f"{sheet.title}: {n} hidden rows (from row {first}) count like the others"))  # fmt: skip
        for row in rows[above + 1 :]:
            cells: list[str] = []
            if tidy.is_aside(row):
                out.write("\r\n")
                self.notes.append(Words(f"{sheet.title}：第 {row[0].row} 行是合计或附注，不计入",
                                        f"{sheet.title}: row {row[0].row} is a total or a remark and does not count"))  # fmt: skip
                continue
            for cell, column in zip(row, there, strict=True):
                money = column is not None and (column.kind == "fen" or column.unit == "yuan")
                cells.append("" if self._person(sheet.title, cell, money) else _text(cell, column))
            writer.writerow(cells)
        self.texts[f"{name}.csv"] = out.getvalue()

    def _facts(self, book: Any, original: dict[str, Any]) -> tuple[dict[docs.Path, Any], dict[str, list[dict[str, Any]]]]:
        values: dict[docs.Path, Any] = {}
        names = {name: path for path, name, _ in docs.FACT_ROWS} | {"行为常数代号": ("demand", "id")}
        for row in self._rows(book, FACTS):
            said = str(row[0].value or "").strip()
            path = names.get(said)
            if path is None:
                if said:
                    fix = did_you_mean(said, names)
                    self._say(FACTS, row[0].coordinate, "不认识的项目", "unknown item", found=quoted(said), fix=fix)
                continue
            if len(row) > 1 and not self._person(FACTS, row[1], False):
                values[path] = docs.taken(path, _plain(row[1].value))
                if path == ENROLEES and isinstance(values[path], str):
                    fix = Words("只写数字，单位是人：50万写成 500000", "digits only, in persons: 500000 and not 50万")
                    self._say(FACTS, f"{row[1].coordinate} {said}", "应为整数", "a whole number is expected",
                              found=quoted(values[path]), fix=fix)  # fmt: skip
                document = ("demand.toml", "document.id") if path[0] == "demand" else ("county.toml", ".".join(path))
                self.cells[document] = f"{FACTS}!{row[1].coordinate} {said}"
        lists: dict[str, list[dict[str, Any]]] = {}
        for title, name in ((CHRONIC, "chronic"), (ALLIANCES, "alliance")):
            lists[name] = []
            if title not in book.sheetnames and original:
                lists[name] = list(original.get(name, []))
                self._as_exported(title)
                continue
            for row in self._rows(book, title):
                item = {}
                for key, cell in zip(docs.LISTS[name], row, strict=False):
                    if self._person(title, cell, False) or cell.value in (None, ""):
                        continue
                    item[key] = _plain(cell.value)
                    self.cells[("county.toml", f"{name}[{len(lists[name]) + 1}].{key}")] = f"{title}!{cell.coordinate}"
                if item:
                    lists[name].append(item)
        return values, lists

    def _constants(self, book: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if CONSTANTS not in book.sheetnames:
            text = self._original(book, "demand.toml") or read_text(find("counties", gaps.MODEL) / "demand.toml")
            self._as_exported(CONSTANTS)
            constants: dict[str, Any] = toml_data(text).get("constants", {})
            return constants
        for row in self._rows(book, CONSTANTS):
            key = str(row[1].value or "").strip() if len(row) > 1 else ""
            if not key:
                continue
            cells = dict(zip(docs.CONSTANT, row[2:], strict=False))
            values = {k: None if self._person(CONSTANTS, c, False) else _plain(c.value) for k, c in cells.items()}
            made[key] = docs.constant(values)
            for name, cell in cells.items():
                path = f"constants.{key}.{RANGE.get(name, name)}"
                self.cells.setdefault(("demand.toml", path), f"{CONSTANTS}!{cell.coordinate} {row[0].value or key}")
            self.cells[("demand.toml", f"constants.{key}")] = f"{CONSTANTS}!{row[1].coordinate} {row[0].value or key}"
        return made

    def _as_exported(self, title: str) -> None:
        self.notes.append(Words(f"{title}：工作簿里没有，沿用导出时的数", f"{title}: not in the workbook; as it was exported"))

    def _rows(self, book: Any, title: str) -> Iterator[Any]:
        if title not in book.sheetnames:
            if title == FACTS and ORIGINAL in book.sheetnames:
                self._as_exported(title)
            else:
                fix = Words("从导出的工作簿里复制这张表", "copy it from an exported workbook")
                self._say(title, "", "缺少这张工作表", "the sheet is missing", allowed=title, fix=fix)
            return
        yield from (row for row in _filled(book[title])[1:] if any(c.value not in (None, "") for c in row))

    def _document(self, book: Any, name: str, data: dict[str, Any]) -> None:
        """The original text, with its comments; where the sheets say something else, with those values. Where its sheet is
        missing the original serves to judge the others by."""
        text, sheet = self._original(book, name), FACTS if name == "county.toml" else CONSTANTS
        if sheet not in book.sheetnames and (text or sheet == FACTS):
            self.texts |= {name: text} if text else {}
        elif text and toml_data(text) == data:
            self.texts[name] = text
        else:
            kept = comments.patched(text, data) if text else None
            lost = f"{comments.LOST}\n\n" if "#" in text else ""
            self.texts[name] = kept if kept is not None else f"{lost}{docs.render(data)}"

    def _original(self, book: Any, name: str) -> str:
        """The text of a document as it was exported; empty if the hidden sheet is gone."""
        lines = []
        if ORIGINAL in book.sheetnames:
            for row in _filled(book[ORIGINAL])[1:]:
                if str(row[0].value or "") == name:
                    lines.append(str(_plain(row[1].value)) if len(row) > 1 and row[1].value is not None else "")
        return "\n".join(lines)


def _at(where: str) -> str:
    """Sheet and cell of a place such as `6.1 机构!B2 名称 (name_zh)`; the place itself if it names no cell."""
    match = _SHEET_CELL.match(where)
    return match[0] if match else where


def _filled(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows of a sheet without the empty ones at its end and the columns without a heading at its right."""
    rows = list(sheet.iter_rows())
    while rows and all(cell.value in (None, "") for cell in rows[-1]):
        rows.pop()
    wide = max((n for row in rows for n, cell in enumerate(row, 1) if cell.value not in (None, "")), default=0)
    return [row[:wide] for row in rows]


def _text(cell: Any, column: Column | None) -> str:
    """What a CSV would hold: digits as the cell shows them, codes for the words of a fixed choice."""
    value = _plain(cell.value)
    if value is None:
        return ""
    if isinstance(value, str) and column and column.kind in ("int", "float", "fen", "ppm"):
        value = tidy.half_width(value)
    if column and column.choices:
        return {zh: code for code, zh in codes_of(column).items()}.get(str(value).strip(), str(value).strip())
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if column and column.name == "unit":
        value = meant(value, UNITS)
    return value.isoformat() if isinstance(value, date) else str(value).replace("\r", " ").replace("\n", " ")


def _number(value: float, shown: str) -> str:
    """The shortest text of a number, with the decimals of its format where they lose nothing."""
    if shown.endswith("%"):
        return f"{Decimal(repr(float(value))) * 100:f}%"
    decimals = _DIGITS.fullmatch(shown)
    if decimals:
        text = f"{value:.{len(decimals[1] or '')}f}"
        if float(text) == value:
            return text
    exact = Decimal(repr(value))
    return f"{exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize():f}"


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # control characters are written as _x001B_
        return unescape(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
