"""What pydantic found wrong with a document, as problems with a line, in words, with the nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.foundation.errors import NOTHING, Problem, Refused, Words, did_you_mean, one_of, quoted
from sim.foundation.shape import keys_at, wants_number
from sim.foundation.toml_lines import Path, line_in, path_text
from sim.foundation.wording import NUMBER, say

_WRONG_CONTAINER = ("_type", "_parsing")


def explain(
    error: ValidationError, data: dict[str, Any], lines: Mapping[Path, int], file: str, model: type[BaseModel]
) -> list[Problem]:
    """One problem for each place; alternatives of a union that all fail at one place are told together."""
    by_place: dict[Path, list[ErrorDetails]] = {}
    for one in error.errors(include_url=False):
        by_place.setdefault(_place(data, one), []).append(one)
    return [
        _problem(path, group, lines, file, model)
        for path, group in by_place.items()
        if not _told_below(path, group, by_place)
    ]


def not_numbers(data: dict[str, Any], lines: Mapping[Path, int], file: str, model: type[BaseModel]) -> list[Problem]:
    """Text or true/false where only a number is allowed; pydantic itself reads "60" and true as numbers."""
    return [
        Problem(file, line_in(lines, at), path_text(at), quoted(value), NUMBER.allowed, "", *NUMBER.wrong)
        for at, value in _leaves(data)
        if isinstance(value, str | bool) and wants_number(model, at)
    ]


def _problem(
    path: Path, group: list[ErrorDetails], lines: Mapping[Path, int], file: str, model: type[BaseModel]
) -> Problem:
    wrong, allowed, fixes = zip(*(_words(error, path, model) for error in group), strict=True)
    first = group[0]
    silent = first["type"] in ("missing", "extra_forbidden") or isinstance(first["input"], dict | list | BaseModel)
    zh, en = _joined(wrong)
    found = "" if silent else quoted(first["input"])
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Refused) and cause.found:
        found = cause.found
    return Problem(
        file, line_in(lines, path), path_text(path), found, _joined(allowed, " 或 ", " or "), _joined(fixes), zh, en
    )


def _words(error: ErrorDetails, path: Path, model: type[BaseModel]) -> tuple[Words, Words, Words]:
    """What is wrong, what is allowed, what to do."""
    kind, context = error["type"], error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Refused):
        return Words(cause.zh, cause.en), _both(cause.allowed), _both(cause.fix)
    if kind == "extra_forbidden":
        keys = keys_at(model, path[:-1])
        return say(kind, context, "").wrong, _both(one_of(keys)), did_you_mean(str(path[-1]), keys)
    if kind == "missing":
        return say(kind, context, "").wrong, NOTHING, Words(f"补上 {path[-1]} = …", f"add {path[-1]} = ...")
    said = say(kind, context, error["msg"].removeprefix("Value error, "))
    fix = NOTHING
    if kind in ("literal_error", "enum") and isinstance(error["input"], str):
        choices = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
        fix = did_you_mean(error["input"], choices)
    return said.wrong, said.allowed, fix


def _place(data: Any, error: ErrorDetails) -> Path:
    """The key path in the file: pydantic's location also names branches of unions, which nobody wrote."""
    loc = error["loc"]
    path: Path = ()
    for part in loc:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if inside:
            data = data[part]
            path = (*path, part)
    if error["type"] == "missing":
        return (*path, loc[-1])
    cause = error.get("ctx", {}).get("error")
    return (*path, *cause.key) if isinstance(cause, Refused) else path


def _told_below(path: Path, group: list[ErrorDetails], places: Mapping[Path, object]) -> bool:
    """Whether this only says that a table or array is no plain value, while the fault is told inside it."""
    inside = any(len(p) > len(path) and p[: len(path)] == path for p in places)
    return inside and all(e["type"].endswith(_WRONG_CONTAINER) and isinstance(e["input"], dict | list) for e in group)


def _leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if pairs is None:
        yield path, data
    else:
        for key, value in pairs:
            yield from _leaves(value, (*path, key))


def _both(text: str | Words) -> Words:
    return Words(text, text) if isinstance(text, str) else text


def _joined(words: tuple[Words, ...], zh: str = "；", en: str = "; ") -> Words:
    return Words(
        zh.join(dict.fromkeys(w.zh for w in words if w.zh)), en.join(dict.fromkeys(w.en for w in words if w.en))
    )
