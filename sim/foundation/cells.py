"""One cell of a table, as Excel writes it, to an exact value - or to the reason why not.

Read as it stands: spaces around, thousands separators in the right places ("1,234.50"), trailing zeros ("60.00" is
the integer 60), a percent sign where the column's unit is % (or a ratio, for which 20% is 0.2), dates as 2021-03-05,
2021/3/5 or 2021年3月5日, true/false as TRUE, 1, yes, 是 and their opposites.

Refused with the reason: separators elsewhere ("12,34"), currency signs and units in the cell, full-width digits, error
values of Excel, exponents where digits were lost (1.23E+11 for an amount or a code), day-first dates, nan, inf.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any, TypeAlias

from sim.foundation.errors import NOTHING, Words
from sim.foundation.exact import whole
from sim.foundation.money import MAX_FEN
from sim.foundation.rates import PPM_OF_UNIT


@dataclass(frozen=True)
class Bad:
    """Why a cell cannot be read."""

    zh: str
    en: str
    allowed: str | Words = ""
    fix: str | Words = NOTHING


Parsed: TypeAlias = tuple[Any, Any]
"""The value in the frame's unit, and as written: what limits and choices are compared with."""

FEN_OF_UNIT = {"yuan": 100, "元": 100, "": 100, "万元": 1_000_000, "fen": 1, "分": 1}
"""Fen in one unit of an amount."""

_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?", re.ASCII)
_EXPONENT = re.compile(r"[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_.\-]+")
_TRUE, _FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")
_LOST = Bad(
    "Excel 把长数字写成了科学计数法，末尾的数字已经丢失",
    "Excel has written a long number with an exponent: digits are lost",
    fix=Words(
        "把单元格格式改成「文本」或「数值」，重新填写再另存", "format the cells as text or number and enter it again"
    ),
)


def base_unit(unit: str) -> str:
    """The unit without what it is per: `yuan_per_head` -> `yuan`."""
    return re.split("/|_per_", unit)[0]


def text(cell: str, _unit: str) -> Parsed | Bad:
    return _excel_error(cell) or (cell, cell)


def identifier(cell: str, _unit: str) -> Parsed | Bad:
    if _EXPONENT.fullmatch(cell) and "+" in cell:
        return _LOST
    if not _ID.fullmatch(cell):
        allowed = Words("英文字母、数字和 _ . -", "letters, digits and _ . -")
        return _excel_error(cell) or Bad("编号里有不允许的字符", "an id contains other characters", allowed)
    return cell, cell


def integer(cell: str, _unit: str) -> Parsed | Bad:
    number = _number(cell, exponent=False)
    if isinstance(number, Bad):
        return number
    value = whole(number, 1)
    if value is None:
        return Bad("应为整数", "an integer is expected")
    if abs(value) > 2**63 - 1:
        return Bad("数字太大", "the number is too large")
    return value, number


def real(cell: str, unit: str) -> Parsed | Bad:
    number = _number(cell.removesuffix("%").rstrip() if unit == "%" else cell, exponent=True)
    return number if isinstance(number, Bad) else (float(number), number)


def amount(cell: str, unit: str) -> Parsed | Bad:
    """Money to fen, exactly."""
    number = _number(cell, exponent=False)
    if isinstance(number, Bad):
        return number
    fen = whole(number, FEN_OF_UNIT[base_unit(unit)])
    if fen is None:
        return Bad("不是整分", "not a whole number of fen", Words("最多精确到分", "at most to the fen"))
    if abs(fen) > MAX_FEN:
        return Bad("金额太大", "the amount is too large", f"≤ {MAX_FEN // 100:,} yuan")
    return fen, number


def rate(cell: str, unit: str) -> Parsed | Bad:
    """A rate to parts per million, exactly."""
    bare = cell.removesuffix("%").rstrip()
    number = _number(bare, exponent=False)
    if isinstance(number, Bad):
        return number
    if bare != cell:
        if unit not in ("%", "ratio"):
            return Bad(f"这一列的单位是 {unit}，不能带 %", f"the unit of this column is {unit}: no percent sign", unit)
        number = number if unit == "%" else number.scaleb(-2, Context(prec=80))
    ppm = whole(number, PPM_OF_UNIT[base_unit(unit)])
    if ppm is None:
        return Bad("小数位太多，超出百万分之一", "finer than one part per million")
    if abs(ppm) > 10**12:
        return Bad("数字太大", "the number is too large")
    return ppm, number


def day(cell: str, _unit: str) -> Parsed | Bad:
    allowed = Words("年-月-日，如 2021-03-05", "year-month-day, e.g. 2021-03-05")
    match = _DATE.fullmatch(cell)
    if not match:
        if re.fullmatch(r"\d{5}", cell):
            zh, en = "这是 Excel 的日期序号，不是日期", "this is Excel's serial number of a date"
            return Bad(zh, en, allowed, Words("把单元格格式改成日期再另存", "format the cells as dates and save again"))
        return _excel_error(cell) or _wide(cell) or Bad("应为日期", "a date is expected", allowed)
    try:
        found = date(*(int(g) for g in match.groups() if g))
    except ValueError:
        return Bad("没有这个日期", "there is no such date", allowed)
    return found, found


def switch(cell: str, _unit: str) -> Parsed | Bad:
    if cell.lower() in (*_TRUE, *_FALSE):
        value = cell.lower() in _TRUE
        return value, value
    return Bad("应为是或否", "true or false is expected", "true | false | 1 | 0 | yes | no | 是 | 否")


def _number(cell: str, *, exponent: bool) -> Decimal | Bad:
    if any(c.isdigit() for c in cell) and _NUMBER.fullmatch(cell):
        return Decimal(cell.replace(",", ""))
    if _EXPONENT.fullmatch(cell):
        return Decimal(cell) if exponent else _LOST
    plain = _half_width(cell)
    if plain != cell and _NUMBER.fullmatch(plain):
        return Bad("用了全角数字或符号", "full-width digits or signs", fix=_swap(plain))
    error = _excel_error(cell)
    if error:
        return error
    if re.fullmatch(r"[-+]?[\d,]+(\.\d+)?", cell, re.ASCII):
        return Bad(
            "千分位逗号的位置不对", "the thousands separators are not in their places", fix=_swap(cell.replace(",", ""))
        )
    if cell in ("-", "--", "—", "——", "–", "/", "／", "无", "…"):
        fix = Words("没有就写 0；不知道、且允许为空的，留空", "write 0 for none; leave it empty if unknown and allowed")
        return Bad("应为数字", "a number is expected", fix=fix)
    inside = re.search(r"[-+]?\d[\d,]*(?:\.\d+)?", plain, re.ASCII)
    fix = Words(f"只写数字：{inside[0]}", f"write the number alone: {inside[0]}") if inside else NOTHING
    return Bad("应为数字", "a number is expected", fix=fix)


def _wide(cell: str) -> Bad | None:
    plain = _half_width(cell)
    return Bad("用了全角数字或符号", "full-width digits or signs", fix=_swap(plain)) if plain != cell else None


def _half_width(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).replace("。", ".")


def _swap(plain: str) -> Words:
    return Words(f"改成 {plain}", f"write {plain}")


def _excel_error(cell: str) -> Bad | None:
    if re.fullmatch(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|#+)", cell):
        fix = Words("在 Excel 里改好公式或列宽，再另存", "mend the formula or the column width in Excel and save again")
        return Bad("这是 Excel 的错误值", "this is an error value of Excel", fix=fix)
    return None


PARSERS: dict[str, Callable[[str, str], Parsed | Bad]] = {
    "str": text,
    "id": identifier,
    "int": integer,
    "float": real,
    "fen": amount,
    "ppm": rate,
    "date": day,
    "bool": switch,
}
