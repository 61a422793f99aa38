"""A county folder to one workbook: a sheet a table under its official Chinese headings, the assumptions on the cover."""

from __future__ import annotations

import csv
import io
import math
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from sim.county.folder import Folder, open_folder
from sim.county.office import documents as docs
from sim.county.office.layout import (
    ALLIANCES,
    CHRONIC,
    CONSTANTS,
    COVER,
    FACTS,
    GROUNDS,
    ORIGINAL,
    UNITS,
    codes_of,
    in_order,
    said,
    title_of,
)
from sim.foundation.paper import PAGE_WIDTH, SMALLEST, paged
from sim.foundation.tables import Column
from sim.foundation.text import read_text, visible

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD = {"bold": True, "bg_color": "#2F6F7E", "font_color": "#FFFFFF", "text_wrap": True, "border": 1, "valign": "vcenter"}
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?", re.ASCII)
ASSUMED = ("assumption", "假设")
SOURCE, MOST_IN_A_HEADER = 70, 120
"""Characters of the column of sources, and of the county's name above a printed page, of which Excel keeps 255 with the rest."""


class Export:
    """One workbook being written."""

    def __init__(self, where: Path, file: Path) -> None:
        self.where, self.folder = where, open_folder(where)
        self.book: Any = xlsxwriter.Workbook(str(file), OPTIONS)
        self.head, self.text = self.book.add_format(HEAD), self.book.add_format({"valign": "top", "indent": 1})
        self.plain = self.book.add_format({"valign": "top"})
        self.wrapped = self.book.add_format({"valign": "top", "text_wrap": True, "indent": 1})
        self.said = self.book.add_format({"font_color": "#66716E", "valign": "top", "text_wrap": True, "indent": 1})
        self.grey = self.book.add_format({"font_color": "#66716E", "valign": "top", "indent": 1})
        self.numbers: dict[str, Any] = {}

    def write(self) -> None:
        """All sheets, the cover first."""
        cover = self.book.add_worksheet(COVER)
        self._facts()
        self._list(CHRONIC, "chronic")
        self._list(ALLIANCES, "alliance")
        assumed: list[tuple[str, str, str]] = []
        for name in in_order(self.folder.tables):
            assumed += self._table(name)
        assumed += self._constants()
        self._original()
        self._cover(cover, assumed)
        self.book.close()

    def _facts(self) -> None:
        sheet = self._sheet(FACTS, ("项目", "内容", "说明"), (22, 60, 46))
        data = self.folder.county.data
        for row, (path, name, hint) in enumerate(docs.FACT_ROWS, start=1):
            value: Any = data
            for key in path:
                value = value[key]
            sheet.write_string(row, 0, name, self.text)
            self._any(sheet, row, 1, docs.shown(value), self.wrapped)
            sheet.write_string(row, 2, hint, self.grey)
            sheet.set_row(row, _height(str(docs.shown(value)), 58))
        row = len(docs.FACT_ROWS) + 1
        sheet.write_string(row, 0, "行为常数代号", self.text)
        sheet.write_string(row, 1, str(self.folder.demand.data["document"]["id"]), self.text)

    def _list(self, title: str, name: str) -> None:
        keys = docs.LISTS[name]
        sheet = self._sheet(title, [docs.LIST_ZH[key] for key in keys], (16, 40, 60, 20)[: len(keys)])
        for row, item in enumerate(self.folder.county.data.get(name, []), start=1):
            for at, key in enumerate(keys):
                self._any(sheet, row, at, item.get(key))

    def _constants(self) -> list[tuple[str, str, str]]:
        sheet = self._sheet(CONSTANTS, ("名称", "键", *docs.CONSTANT_ZH), (24, 22, 12, 20, 22, 12, 40, SOURCE, 10, 10))
        assumed = []
        for row, (key, name, cells) in enumerate(docs.constants_of(self.folder.demand.data), start=1):
            sheet.write_string(row, 0, name, self.text)
            sheet.write_string(row, 1, key, self.grey)
            for at, value in enumerate(cells, start=2):
                self._any(sheet, row, at, value, None if isinstance(value, float) else self.wrapped)
            sheet.set_row(row, max(_height(str(cells[4] or ""), 34), _height(str(cells[5] or ""), SOURCE - 6)))
            if cells[3] == GROUNDS["assumption"]:
                span = f"；范围 {cells[6]:g} … {cells[7]:g}" if cells[6] is not None else ""
                assumed.append((CONSTANTS, name, f"{cells[0]:g} {cells[1]}{span}；{cells[5]}"))
        return assumed

    def _table(self, name: str) -> list[tuple[str, str, str]]:
        """One CSV with its text kept digit by digit. Returns its assumptions: sheet, rows, reason."""
        title, columns = title_of(name), {c.name: c for c in self.folder.sheets[name].columns}
        columns |= {c.zh: c for c in columns.values()}
        rows = list(csv.reader(io.StringIO(read_text(self.where / f"{name}.csv"), newline="")))
        there = [columns[h.strip()] if h.strip() else None for h in rows[0]]
        named = 2 if len(there) > 1 and there[1] and there[1].name == "name_zh" else 1
        widths, cited = _widths(there, rows[1:]), set[str]()
        sheet = self._sheet(title, [c.zh or c.name if c else "" for c in there], widths, kept=named)
        whole = sum(widths) * SMALLEST <= PAGE_WIDTH
        at = 0
        reasons: dict[str, list[int]] = {}
        for cells in rows[1:]:
            if not any(cell.strip() for cell in cells):
                continue
            at += 1
            for n, (column, cell) in enumerate(zip(there, cells, strict=False)):
                if column:
                    first = whole and column.name == "source" and cell not in cited
                    self._cell(sheet, at, n, column, cell, self.said if first else self.grey)
                    if first:  # whole where it stands first; below that, and where pages stand side by side, on one line
                        cited.add(cell)
                        sheet.set_row(at, _height(cell, SOURCE - 3))
                    if column.name == "source" and cell.strip().startswith(ASSUMED):
                        reasons.setdefault(cell.strip(), []).append(at + 1)
        for n, column in enumerate(there):
            if column:
                self._help(sheet, n, column, at)
        sheet.autofilter(0, 0, max(at, 1), len(there) - 1)
        sheet.print_area(0, 0, max(at, 1), len(there) - 1)
        return [(title, _spans(lines), reason) for reason, lines in reasons.items()]

    def _cell(self, sheet: Any, row: int, at: int, column: Column, cell: str, source: Any) -> None:
        plain = _PLAIN.fullmatch(cell)
        if column.choices:
            sheet.write_string(row, at, codes_of(column).get(cell, cell), self.text)
        elif column.kind in ("int", "float", "fen", "ppm", "bool") and plain and len(cell) <= 16:
            sheet.write_number(row, at, float(cell), self._number(len(plain[1] or "")))
        elif cell:
            cell = str(said(cell, UNITS)) if column.name == "unit" else cell
            sheet.write_string(row, at, cell, source if column.name == "source" else self.text)

    def _number(self, decimals: int) -> Any:
        """A format that shows as many decimals as the file has: what comes back has the same digits."""
        pattern = "0." + "0" * decimals if decimals else "0"
        if pattern not in self.numbers:
            self.numbers[pattern] = self.book.add_format({"num_format": pattern, "valign": "top"})
        return self.numbers[pattern]

    def _help(self, sheet: Any, at: int, column: Column, rows: int) -> None:
        """A note on the heading: English name, unit, what is allowed; a list to choose from where choices are fixed."""
        codes = codes_of(column)
        parts = [column.name, column.en]
        if column.low is not None or column.high is not None:
            low = "" if column.low is None else f"{column.low:g}"
            parts.append(f"{low} … {'' if column.high is None else f'{column.high:g}'} {column.unit}".strip())
        parts += [" | ".join(codes.values())] if codes else []
        parts.append("必填 / required" if column.required else "可空 / may be empty")
        sheet.write_comment(0, at, "\n".join(part for part in parts if part), {"x_scale": 1.6})
        listed = list(codes.values())
        if listed and len(",".join(listed)) <= 255:
            sheet.data_validation(1, at, rows + 200, at, {"validate": "list", "source": listed, "ignore_blank": True,
                "error_title": "不在允许的取值之内", "error_message": ("允许：" + "、".join(listed))[:255]})  # fmt: skip

    def _original(self) -> None:
        """The two documents line by line, so that comments survive; hidden."""
        sheet = self._sheet(ORIGINAL, ("文件", "文字"), (16, 120))
        row = 0
        for name in ("county.toml", "demand.toml"):
            for line in read_text(self.where / name).split("\n"):
                row += 1
                sheet.write_string(row, 0, name, self.grey)
                sheet.write_string(row, 1, line, self.grey)
        sheet.hide()

    def _cover(self, sheet: Any, assumed: Sequence[tuple[str, str, str]]) -> None:
        county = self.folder.county.content
        title = self.book.add_format({"bold": True, "font_size": 18})
        wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        link = self.book.add_format({"font_color": "#2F6F7E", "underline": 1, "valign": "top"})
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 2, 110)
        sheet.write_string(0, 0, f"{visible(county.county.name_zh)}　县数据工作簿", title)
        sheet.write_string(1, 0, f"{visible(county.county.name_en)}: county workbook", self.grey)
        for row, sentence in enumerate(_HOW, start=2):
            sheet.write_string(row, 0, sentence, self.text)
        row = len(_HOW) + 3
        for at, heading in enumerate(("工作表", "行数", "内容")):
            sheet.write_string(row, at, heading, self.head)
        for title_, count, about in _contents(self.folder):
            row += 1
            sheet.write_url(row, 0, f"internal:'{title_}'!A1", link, title_)
            sheet.write_number(row, 1, count, self.text)
            sheet.write_string(row, 2, about, wrap)
            sheet.set_row(row, _height(about))
        row += 2
        sheet.write_string(
            row, 0, f"假设清单：{len(assumed)} 项，都没有本县来源，拿到本县数据后请改写", self.book.add_format({"bold": True})
        )
        for at, heading in enumerate(("工作表", "行或名称", "假设及理由")):
            sheet.write_string(row + 1, at, heading, self.head)
        for n, (title_, lines, reason) in enumerate(assumed, start=row + 2):
            sheet.write_string(n, 0, title_, self.text)
            sheet.write_string(n, 1, lines, wrap)
            sheet.write_string(n, 2, reason, wrap)
            sheet.set_row(n, max(_height(reason), _height(lines, 20)))
        self._margins(sheet)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _sheet(self, title: str, heads: Sequence[str], widths: Sequence[float], kept: int = 1) -> Any:
        sheet = self.book.add_worksheet(title[:31])
        for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(0, at, head, self.head)
            sheet.set_column(at, at, width)
        sheet.set_row(0, 4 + max(_height(head, max(int(width) - 1, 2)) for head, width in zip(heads, widths, strict=True)))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        paged(sheet, widths, kept)
        sheet.repeat_rows(0)
        self._margins(sheet)
        return sheet

    def _margins(self, sheet: Any) -> None:
        """County and sheet above every printed page, its number below."""
        name = visible(self.folder.county.content.county.name_zh)[:MOST_IN_A_HEADER].replace("&", "&&")
        sheet.set_header(f"&L&8 {name}&R&8 &A")
        sheet.set_footer("&C&8&P / &N")

    def _any(self, sheet: Any, row: int, at: int, value: Any, style: Any = None) -> None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            sheet.write_number(row, at, float(value), style or self.plain)
        elif value not in (None, ""):
            sheet.write_string(row, at, str(value), style or self.text)


def _wide(text: str) -> int:
    """Width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _height(text: str, room: int = 106) -> float:
    """Height of a row whose text is wrapped at `room` half-width characters."""
    return 15.0 * max(1, math.ceil(_wide(text) / room))


def _widths(columns: Sequence[Column | None], rows: Sequence[Sequence[str]]) -> list[float]:
    """Widths of a table's columns: whole what stands in them, headings on two lines; the source is long."""
    found: list[float] = []
    for n, column in enumerate(columns):
        if column is None or column.name == "source":
            found.append(SOURCE if column else 4)
            continue
        codes = codes_of(column) if column.choices else {}
        longest = max((_wide(codes.get(row[n], row[n])) for row in rows if n < len(row)), default=0)
        found.append(min(max(8, _wide(column.zh or column.name) / 2 + 4, longest + 3), 44))
    return found


_HOW = (
    "在 Excel 或 WPS 里修改浅色表头下面的单元格；表头的批注写明英文列名、单位和允许的取值。",
    "每行都要写来源，没有来源的写 assumption: 理由。",
    "只填汇总数：身份证号、姓名、电话等个人信息会被拒绝。",
    "改完运行 yigongti county import 本文件.xlsx --out 县文件夹，错误一次列出。",
    "Edit below the headings; notes on them give unit and allowed values. Totals only, no personal data. Then run `yigongti "
    "county import`.",
)


def _contents(folder: Folder) -> list[tuple[str, int, str]]:
    """(sheet, rows, columns in words) of every sheet that holds data."""
    data = folder.county.data
    found = [
        (FACTS, len(docs.FACT_ROWS) + 1, "县名、核算首日、参保人数、待遇类别、星期指数"),
        (CHRONIC, len(data.get("chronic", [])), "登记慢病：编号、名称"),
        (ALLIANCES, len(data.get("alliance", [])), "医共体及牵头医院"),
    ]
    for name in in_order(folder.tables):
        heads = [c.zh or c.name for c in folder.sheets[name].columns]
        about = "、".join(heads[:10]) + (f" 等{len(heads)}列" if len(heads) > 10 else "")
        found.append((title_of(name), len(folder[name]), about))
    found.append((CONSTANTS, len(folder.demand.data["constants"]), "就医选择与流量的常数，多为假设或由拟合写入"))
    return found


def _spans(rows: Sequence[int]) -> str:
    """Row numbers as ranges: [2, 3, 4, 7] -> '第 2-4、7 行'."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    parts = [f"{a}-{b}" if b > a else str(a) for a, b in spans]
    return f"第 {'、'.join(parts[:6])}{' …' if len(parts) > 6 else ''} 行"


def toml_data(text: str) -> dict[str, Any]:
    """A document's data; empty for a text that is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
