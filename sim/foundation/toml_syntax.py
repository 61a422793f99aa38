"""TOML text to plain data, or every syntax fault with its line, in words that a policy office understands.

The commonest faults come from Chinese input methods (＝ “ ” ， ２０ for = " , 20), so they are looked for by name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sim.foundation.errors import Problem, Problems, Words
from sim.foundation.toml_lines import Path, path_text

MAX_DEPTH = 40
"""Deepest nesting of keys and arrays that is read."""
_MOST = 20  # syntax faults listed for one file

_STRINGS = r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*'  # passed over: strings, comments
_CODE = re.compile(
    _STRINGS + r"|([\u2018-\u201f\u3000-\u3011\uff01-\uff5e])|([\[{])|([\]}])",
    re.DOTALL,
)
_DATES = re.compile(_STRINGS + r"|(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])", re.DOTALL)
_LONG_KEY = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*\.[ \t]*[\w-]++){{{MAX_DEPTH}}}")
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ",", "【": "[", "】": "]", "「": '"', "」": '"'}
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NO_EQUALS = "a key without ="
_SAID = (
    ("Invalid initial character for a key part", "这里应是键名", "a key is expected here"),
    ("Expected '=' after a key", "键名后面缺少 =", _NO_EQUALS),
    ("Invalid value", "等号后面的值写法不对", "the value is not written as TOML"),
    ("Invalid statement", "这一行不是「键 = 值」", "this line is not 'key = value'"),
    ("Expected newline or end of document", "一行里有多余的内容", "something follows the end of the statement"),
    ("Unclosed array", "方括号 [ 没有闭合", "an array [ is not closed"),
    ("Unclosed inline table", "花括号 { 没有闭合", "an inline table { is not closed"),
    ("Unterminated string", "引号没有闭合", "a quotation mark is not closed"),
    ("Expected \"'''\"", "三引号没有闭合", "a triple quotation mark is not closed"),
    ("Illegal character", "有不允许的字符，引号可能没有闭合", "an illegal character: perhaps an unclosed quote"),
    ("Unescaped '\\'", "双引号里的反斜杠 \\ 要写成 \\\\", "a backslash in double quotes is written \\\\"),
    ("Invalid date", "没有这个日期", "there is no such date"),
    ("Cannot overwrite a value", "同一个键写了两次", "a key is given twice"),
    ("Duplicate inline table key", "同一个键写了两次", "a key is given twice"),
    ("Cannot declare", "同一个表 [..] 声明了两次", "a table [..] is declared twice"),
    ("Cannot redefine namespace", "同一个表声明了两次", "a table is declared twice"),
    ("Cannot mutate immutable namespace", "不能再往已写完的表里加键", "a finished table cannot be extended"),
    ("Expected ']", "表头的方括号没有闭合", "the bracket of the table header is not closed"),
)


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Plain dicts and lists; a number with a point becomes a `Decimal`, exactly as written.

    Raises:
        Problems: nesting deeper than `MAX_DEPTH`; or else all full-width signs outside strings; or else up to 20
            syntax faults. Each has its line.
    """
    deep = _too_deep(text)
    if deep:
        raise Problems([_nested(file, deep)])
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except ValueError:
        mended = zip(text.split("\n"), false_dates_mended(text).split("\n"), strict=True)
        no_day = {n for n, (was, now) in enumerate(mended, start=1) if was != now}
        zh, en = "没有这个日期", "there is no such date"
        faults = _full_width(text, file) or _faults(text, file)
        raise Problems([replace(p, zh=zh, en=en) if p.line in no_day else p for p in faults]) from None


def false_dates_mended(text: str) -> str:
    """The text with days that do not exist (2021-13-45) replaced by one that does, of the same length, so that the rest of
    the file can be judged; unchanged if there are none. Dates in strings and comments stay."""

    def mended(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        try:
            date.fromisoformat(match[1])
        except ValueError:
            return "2000-01-01"
        return match[0]

    return _DATES.sub(mended, text)


def unreadable(data: dict[str, Any], lines: Mapping[Path, int], file: str) -> list[Problem]:
    """Keys nested beyond measure, and numbers that are none (nan, inf, 1e999): TOML allows what no document means."""
    deep = next((p for p in lines if len(p) > MAX_DEPTH), None)
    if deep:
        return [_nested(file, lines[deep])]
    return [
        Problem(file, line, path_text(at), str(value), "", "", "应为有限的数", "a finite number is expected")
        for at, line in lines.items()
        if isinstance(value := _at(data, at), Decimal) and not value.is_finite()
    ]


def _decimal(written: str) -> Decimal:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return Decimal("Infinity")
    too_large = number.is_finite() and number.adjusted() > 300  # as float() would have it
    return Decimal("Infinity") if too_large else number


def _full_width(text: str, file: str) -> list[Problem]:
    by_line: dict[int, list[str]] = {}
    line, counted = 1, 0
    for match in _CODE.finditer(text):
        if match[1]:
            line, counted = line + text.count("\n", counted, match.start()), match.start()
            by_line.setdefault(line, []).append(match[1])
    return [_wide(file, line, chars) for line, chars in by_line.items()]


def _wide(file: str, line: int, chars: list[str]) -> Problem:
    unique = list(dict.fromkeys(chars))
    plain = [_QUOTES.get(c) or unicodedata.normalize("NFKC", c) for c in unique]
    swaps = [f"{c} → {p if p.strip() else '␣'}" for c, p in zip(unique, plain, strict=True)]
    return Problem(
        file, line, "", " ".join(unique), " ".join(dict.fromkeys(plain)),
        Words(f"改成半角（英文）符号：{'；'.join(swaps)}", f"type them half-width: {'; '.join(swaps)}"),
        "用了全角标点或数字", "full-width punctuation or digits",
    )  # fmt: skip


def _faults(text: str, file: str) -> list[Problem]:
    """Every syntax fault: after each one its line is blanked and the rest read again, as long as that is telling."""
    lines = text.split("\n")
    problems: list[Problem] = []
    most = _MOST if len(text) < 1_000_000 else 1  # each further one costs another reading
    while len(problems) < most:
        try:
            tomllib.loads("\n".join(lines), parse_float=_decimal)
            break
        except ValueError as error:
            problem, line = _fault(str(error), lines, file)
            if problems and line <= (problems[-1].line or 0):
                break
            problems.append(problem)
            if not _stands_alone(lines[line - 1], problem):
                break
            lines[line - 1] = ""
    return problems


def _stands_alone(line: str, problem: Problem) -> bool:
    """Whether the fault ends with its line; after a broken header or block what follows would be misread."""
    if line.lstrip().startswith("[") or any(quotes in line for quotes in ('"""', "'''")):
        return False
    closed = sum(map(line.count, "[{")) == sum(map(line.count, "]}"))
    return closed and ("=" in line or problem.en == _NO_EQUALS)


def _fault(message: str, lines: list[str], file: str) -> tuple[Problem, int]:
    at = _WHERE.search(message)
    line = int(at[1]) if at and at[1] else len(lines)
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    written = lines[line - 1].strip()
    short = message[: at.start()] if at else message
    zh, en = next(((zh, en) for start, zh, en in _SAID if short.startswith(start)), ("TOML 语法错误", short))
    fix: Words | str = ""
    key = written.split("=")[0].strip()
    if re.match(r"[\u4e00-\u9fff]", key):
        zh, en = "键名不能直接写中文", "a bare key cannot be Chinese"
        fix = Words(f'键名用英文；必须用中文时加引号："{key}"', f'use the English key, or quote it: "{key}"')
    return Problem(file, line, "", written[:60], "", fix, zh, en), line


def _too_deep(text: str) -> int | None:
    """The line on which brackets or a dotted key first go deeper than `MAX_DEPTH`."""
    chain = _LONG_KEY.search(text)
    at, depth = chain.start() if chain else None, 0
    for match in _CODE.finditer(text):
        depth += bool(match[2]) - bool(match[3])
        if depth > MAX_DEPTH:
            at = min(match.start(), at if at is not None else match.start())
            break
    return None if at is None else text.count("\n", 0, at) + 1


def _nested(file: str, line: int) -> Problem:
    return Problem(file, line, "", "", f"≤ {MAX_DEPTH}", "", "嵌套太深", "nested too deeply")


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
