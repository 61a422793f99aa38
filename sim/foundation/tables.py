"""Typed CSV tables, as Excel writes them: every fault of a table at once, each with file, row and cell.

What is read as it stands, and what is refused, is said in `sim.foundation.cells`.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from sim.foundation.cells import FEN_OF_UNIT, PARSERS, Bad, base_unit
from sim.foundation.errors import NOTHING, Problem, Problems, Words, did_you_mean, nearest, one_of, quoted, refuse
from sim.foundation.rates import PPM_OF_UNIT
from sim.foundation.text import read_text

Kind: TypeAlias = Literal["str", "int", "float", "fen", "ppm", "date", "bool", "id"]
MOST_PER_COLUMN = 20
"""Cells of one column that are listed one by one; the rest is counted."""


@dataclass(frozen=True)
class Column:
    """What one column may hold.

    In the frame: `str` and `id` text, `int`, `fen`, `ppm` int64, `float` float64, `date` `datetime.date`, `bool` bool.
    `id` is text of letters, digits and `_ . -`, unique in the table. `fen` is written in `unit` (yuan, 元, 万元, fen),
    `ppm` in `unit` (%, ‰, ratio, ppm); both are converted exactly.
    """

    name: str
    kind: Kind
    unit: str = ""
    required: bool = True
    """False: the column may be missing and its cells empty. Empty is "" for text, NaN for float, None for a date, and
    `pandas.NA` for the rest (the column is then a nullable Int64 or boolean one if any cell is empty)."""
    low: float | None = None
    """Smallest value allowed, in the unit in which the file is written; likewise `high`. Both ends are allowed."""
    high: float | None = None
    choices: Sequence[str] = ()
    zh: str = ""
    """Chinese name; accepted as the heading too."""
    en: str = ""

    def __post_init__(self) -> None:
        units = {"fen": FEN_OF_UNIT, "ppm": PPM_OF_UNIT}.get(self.kind, {})
        if units and base_unit(self.unit) not in units:
            raise ValueError(
                f"column {self.name}: unknown unit {self.unit!r}; allowed: {', '.join(filter(None, units))}"
            )


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the rows of a frame came from. Kept in `frame.attrs["origin"]`, shared by copies of the frame."""

    file: str
    lines: tuple[int, ...]
    """Line in the file of each row of the frame as it was read."""

    def __deepcopy__(self, _: object) -> Origin:
        return self


def read_csv(
    path: str | os.PathLike[str], columns: Sequence[Column], *, key: Sequence[str] = (), empty: bool = False
) -> pd.DataFrame:
    """Read and check one table.

    Args:
        path: UTF-8 with or without BOM, separated by commas; headings first; blank rows are passed over.
        columns: what it must hold, in any order; the frame has exactly these columns, in this order.
        key: columns that together may not repeat, e.g. `("village", "institution")`.
        empty: whether a table without rows is allowed.

    Raises:
        Problems: every fault of the table (at most 20 cells of a column one by one).
    """
    frame, problems = survey_csv(path, columns, key=key, empty=empty)
    refuse(problems)
    assert frame is not None  # otherwise there was a problem
    return frame


def survey_csv(
    path: str | os.PathLike[str], columns: Sequence[Column], *, key: Sequence[str] = (), empty: bool = False
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """The same, but what can be read is given back beside the faults: the frame has only the columns without a fault, so
    that other tables can still be judged against it. None if rows had to be left out, or nothing could be read."""
    try:
        return _survey(os.fspath(path), columns, key, empty)
    except Problems as found:
        return None, found.problems


def _survey(
    file: str, columns: Sequence[Column], key: Sequence[str], empty: bool
) -> tuple[pd.DataFrame | None, list[Problem]]:
    rows = _rows(read_text(file), file)
    _, heading = next(rows, (1, []))
    if not heading:
        raise Problems([Problem(file, None, "", "", "", "", "文件是空的", "the file is empty")])
    place, problems = _headings(heading, columns, file)
    body, whole = [], True
    for line, cells in rows:
        ragged = _ragged(line, cells, heading, file)
        problems += [ragged] if ragged else []
        if len(cells) <= len(heading) or not ragged:  # in a row with a stray comma every cell is out of place
            body.append((line, cells))
        else:
            whole = False
    problems += _unnamed(heading, body, file)
    if not body and not problems and not empty:
        problems.append(Problem(file, 1, "", "", "≥ 1", "", "只有表头，没有数据行", "there are headings but no rows"))
    lines = tuple(line for line, _ in body)
    frame, sound = {}, []
    for column in columns:
        at = place.get(column.name)
        cells = [row[at] if at is not None and at < len(row) else "" for _, row in body]
        full = [at is not None and at < len(row) for _, row in body]
        values, bad = _column(column, cells, full, lines, file, at)
        problems += bad
        frame[column.name] = values
        if not bad and (at is not None or not column.required):
            sound.append(column)
    problems += _repeated(key, frame, lines, file)
    if not whole:
        return None, problems
    result = pd.DataFrame({c.name: _typed(c, frame[c.name]) for c in sound})
    result.attrs["origin"] = Origin(file, lines)
    return result, problems


def cell_problem(
    frame: pd.DataFrame, row: int, column: str, zh: str, en: str, *, found: str = "", allowed: str | Words = "",
    fix: str | Words = "",
) -> Problem:  # fmt: skip
    """A fault that only a reader of the whole table sees (shares that do not add up), at row `row` (from 0) as read."""
    origin: Origin = frame.attrs["origin"]
    return Problem(origin.file, origin.lines[row], column, found, allowed, fix, zh, en)


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it starts, cells) of each row that is not blank; the headings first."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        zh, en = (
            "引号没有闭合，或单元格里的引号没有写成两个",
            "a quotation mark is not closed, or not doubled inside a cell",
        )
        if "limit" in str(error):
            zh, en = "一个单元格太长（引号可能没有闭合）", "a cell is too long: perhaps an unclosed quotation mark"
        raise Problems([Problem(file, line, "", "", "", "", zh, en)]) from None


def _headings(heading: list[str], columns: Sequence[Column], file: str) -> tuple[dict[str, int], list[Problem]]:
    """Column name -> position, and the faults of the headings."""
    names = {alias: c.name for c in columns for alias in (c.name, c.zh) if alias}
    allowed = one_of([c.name for c in columns], limit=40)
    written = [h.strip() for h in heading]
    separator = _other_separator(written)
    if separator:
        sign = Words("制表符", "tabs") if separator == "\t" else Words(f"「{separator}」", f"'{separator}'")
        zh, en = f"列与列之间用了{sign.zh}，不是英文逗号", f"the columns are separated by {sign.en}, not by commas"
        fix = Words("改成英文逗号 ,", "separate them by half-width commas")
        raise Problems([Problem(file, 1, "", quoted(heading[0]), ",", fix, zh, en)])
    place: dict[str, int] = {}
    problems = []
    for at, name in enumerate(written):
        if name in names and names[name] not in place:
            place[names[name]] = at
        elif name in names:
            cell = f"{names[name]} ({_letters(at)}1)"
            fix = Words("删去其中一列", "delete one of them")
            problems.append(
                Problem(file, 1, cell, quoted(name), "", fix, "这一列出现了两次", "the column is there twice")
            )
        elif name:
            fix = did_you_mean(name, names)
            cell = f"{name} ({_letters(at)}1)"
            problems.append(Problem(file, 1, cell, quoted(name), allowed, fix, "不认识的列", "unknown column"))
    unknown = [name for name in written if name and name not in names]
    for column in columns:
        if column.required and column.name not in place:
            near = nearest(column.name, unknown)
            fix = Words(f"是否就是 {near} 这一列", f"is it the column {near}") if near else NOTHING
            label = f"{column.name}（{column.zh}）" if column.zh else column.name
            problems.append(Problem(file, 1, column.name, "", label, fix, "缺少这一列", "the column is missing"))
    return place, problems


def _ragged(line: int, cells: list[str], heading: list[str], file: str) -> Problem | None:
    if any(c.strip() for c in cells[len(heading) :]):
        found, fix = str(len(cells)), Words("单元格里有逗号时，整格加英文双引号", "quote a cell that contains a comma")
        return Problem(
            file, line, "", found, str(len(heading)), fix, "这一行的格数比表头多", "more cells than headings"
        )
    if len(cells) < len(heading):
        zh, en = "这一行的格数比表头少", "fewer cells than headings"
        return Problem(file, line, "", str(len(cells)), str(len(heading)), "", zh, en)
    return None


def _unnamed(heading: list[str], body: list[tuple[int, list[str]]], file: str) -> list[Problem]:
    """Columns that hold something but have no heading; quite empty ones, which Excel leaves behind, do not matter."""
    problems = []
    for at in (i for i, name in enumerate(heading) if not name.strip()):
        line, found = next(((line, row[at]) for line, row in body if at < len(row) and row[at].strip()), (0, ""))
        if found:
            zh, en = "这一列有内容，却没有列名", "this column holds something but has no heading"
            problems.append(Problem(file, line, f"({_letters(at)}{line})", quoted(found), "", "", zh, en))
    return problems


def _column(
    column: Column, cells: list[str], full: list[bool], lines: Sequence[int], file: str, at: int | None
) -> tuple[list[Any], list[Problem]]:
    """The values of a column (None where empty or bad) and its problems."""
    parse: Callable[[str, str], Any] = PARSERS[column.kind]
    known: dict[str, Any] = {}
    seen: dict[str, int] = {}
    values: list[Any] = []
    bad: list[tuple[int, str, Bad]] = []
    for line, cell, there in zip(lines, cells, full, strict=True):
        text = cell.strip().strip("\u3000\ufeff")
        if text not in known:
            known[text] = _value(column, text, parse)
        value = known[text]
        if column.kind == "id" and isinstance(value, str):
            first = seen.setdefault(value, line)
            if first != line:
                value = Bad(f"编号重复，第 {first} 行已有", f"this id is already used in line {first}")
        if isinstance(value, Bad):
            if there or text:
                bad.append((line, text, value))
            value = None
        values.append(value)
    cell_name = f"{_letters(at)}{{line}}" if at is not None else ""
    problems = [
        Problem(file, line, f"{column.name} ({cell_name.format(line=line)})", quoted(text) if text else "",
                b.allowed, b.fix, b.zh, b.en)
        for line, text, b in bad[:MOST_PER_COLUMN]
    ]  # fmt: skip
    if len(bad) > MOST_PER_COLUMN:
        n, line = len(bad) - MOST_PER_COLUMN, bad[MOST_PER_COLUMN][0]
        zh, en = f"这一列还有 {n} 处问题", f"{n} more cells of this column are wrong"
        problems.append(Problem(file, line, column.name, "", "", "", zh, en))
    return values, problems


def _value(column: Column, text: str, parse: Callable[[str, str], Any]) -> Any:
    if not text:
        if column.required:
            return Bad("不能为空", "the cell must not be empty", fix=Words("填上数值", "fill it in"))
        return None
    value = parse(text, column.unit)
    if isinstance(value, Bad):
        return value
    value, written = value
    if column.choices and written not in column.choices:
        fix = did_you_mean(text, column.choices)
        return Bad("不在允许的取值之内", "not one of the allowed values", one_of(column.choices), fix)
    unit = f" {column.unit}" if column.unit else ""
    if column.low is not None and written < column.low:
        return Bad("太小", "too small", f"≥ {column.low:g}{unit}")
    if column.high is not None and written > column.high:
        return Bad("太大", "too large", f"≤ {column.high:g}{unit}")
    return value


def _repeated(key: Sequence[str], frame: dict[str, list[Any]], lines: Sequence[int], file: str) -> list[Problem]:
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    for line, *values in zip(lines, *(frame[name] for name in key), strict=True) if key else ():
        first = seen.setdefault(tuple(values), line)
        if first != line and None not in values:
            zh, en = f"与第 {first} 行重复", f"repeats line {first}"
            problems.append(Problem(file, line, " + ".join(key), quoted(", ".join(map(str, values))), "", "", zh, en))
    return problems


def _typed(column: Column, values: list[Any]) -> pd.Series[Any]:
    gaps = None in values
    if column.kind in ("str", "id"):
        return pd.Series(["" if v is None else v for v in values], dtype="str")
    if column.kind == "float":
        return pd.Series(np.array([np.nan if v is None else v for v in values], np.float64))
    if column.kind == "date":
        return pd.Series(values, dtype=object)
    if column.kind == "bool":
        return pd.Series(values, dtype="boolean" if gaps else "bool")
    return pd.Series(values, dtype="Int64" if gaps else "int64")


def _other_separator(written: list[str]) -> str | None:
    if len(written) > 1:
        return None
    return next((s for s in ("，", "；", ";", "\t", "|") if s in written[0]), None)


def _letters(at: int) -> str:
    """Excel's name of a column: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
