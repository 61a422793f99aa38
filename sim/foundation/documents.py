"""Headed TOML documents: read into a pydantic model with every fault at its line; layered; hashed; migrated.

A number with a point arrives as `Decimal`, exactly as written; fields typed `float` turn it into a float.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.foundation.content import content_hash
from sim.foundation.errors import Problem, Problems, Refused, Words, did_you_mean, one_of, quoted, refuse
from sim.foundation.labels import Label, json_schema, labels_of
from sim.foundation.shape import keys_at, wants_number
from sim.foundation.text import read_text
from sim.foundation.toml_lines import Path, toml_lines
from sim.foundation.toml_syntax import MAX_DEPTH, parse_toml
from sim.foundation.wording import QUOTED_NUMBER, say

__all__ = [
    "Document", "Label", "Migration", "Path", "content_hash", "json_schema", "labels_of", "layer", "path_text", "read_document",
]  # fmt: skip

T = TypeVar("T", bound=BaseModel)
Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the plain data of one schema version into that of the next."""


@dataclass(frozen=True)
class Document(Generic[T]):
    """One file that was read. `content` is the model, `data` the plain dicts and lists, `hash` identifies the content."""

    file: str
    content: T
    data: dict[str, Any] = field(repr=False)
    lines: Mapping[Path, int] = field(repr=False)
    hash: str

    def line_of(self, path: Path = ()) -> int:
        """Line of a key path, e.g. `("provision", 0, "set", 1, "value")`; of its nearest parent if it has none."""
        return _line(self.lines, path)

    def problem(
        self, path: Path, zh: str, en: str, *, found: str = "", allowed: str | Words = "", fix: str | Words = ""
    ) -> Problem:
        """A fault at a key path that only a reader of several files can see."""
        return Problem(self.file, self.line_of(path), path_text(path), found, allowed, fix, zh, en)


def read_document(
    path: str | os.PathLike[str],
    model: type[T],
    *,
    kind: str | None = None,
    version: int | None = None,
    migrations: Mapping[int, Migration] | None = None,
) -> Document[T]:
    """Read and check one TOML file.

    Args:
        path: the file.
        model: what it must say. Forbid unknown keys (`extra="forbid"`) so that they are found; validators may raise
            `Refused` to give both languages. In a field that takes nothing but numbers, "60" in quotes and true are refused.
        kind: what `document.kind` must be; None leaves it to the model.
        version: newest schema version that the program knows, against `document.schema`; None leaves it to the model.
        migrations: from version n to n + 1, applied in turn to older files before they are checked.

    Raises:
        Problems: all that is wrong with the file: as text (`sim.foundation.text`), as TOML, as a document.
    """
    file = os.fspath(path)
    text = read_text(file)
    data = parse_toml(text, file)
    lines = toml_lines(text)
    refuse(_unreadable(data, lines, file))
    if kind is not None or version is not None:
        data = _migrated(data, lines, file, kind, version, migrations or {})
    problems = [
        Problem(file, _line(lines, at), path_text(at), quoted(_at(data, at)), QUOTED_NUMBER.allowed, "", *QUOTED_NUMBER.wrong)
        for at in _leaves(data)
        if isinstance(_at(data, at), str | bool) and wants_number(model, at)
    ]
    told = {p.where for p in problems}
    try:
        content = model.model_validate(data)
    except ValidationError as error:
        found = _explained(error.errors(include_url=False), data, lines, file, model)
        raise Problems([*problems, *(p for p in found if p.where not in told)]) from None
    refuse(problems)
    return Document(file, content, data, lines, content_hash(data))


def layer(base: Mapping[str, Any], diff: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the changes of `diff`: tables are merged key by key, anything else (arrays too) is replaced whole.

    Neither argument is changed, and the result shares nothing with them. `layer(x, {}) == x`, and layering is associative.
    """
    merged: dict[str, Any] = copy.deepcopy(dict(base))
    for key, value in diff.items():
        old = merged.get(key)
        merged[key] = layer(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else copy.deepcopy(value)
    return merged


def path_text(path: Path) -> str:
    """A key path for people, items counted from 1: `provision[1].set[2].value`."""
    parts = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path)
    return parts.removeprefix(".")


def _line(lines: Mapping[Path, int], path: Path) -> int:
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _leaves(data: Any, path: Path = ()) -> list[Path]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for n, value in enumerate(data) for leaf in _leaves(value, (*path, n))]
    return [path]


def _unreadable(data: dict[str, Any], lines: Mapping[Path, int], file: str) -> list[Problem]:
    """Nesting beyond measure and numbers that are none (nan, inf): no document means them."""
    deep = next((p for p in lines if len(p) > MAX_DEPTH), None)
    if deep:
        return [Problem(file, lines[deep], "", "", f"≤ {MAX_DEPTH}", "", "嵌套太深", "nested too deeply")]
    return [
        Problem(file, _line(lines, at), path_text(at), str(_at(data, at)), "", "", "应为有限的数", "a finite number is expected")
        for at in _leaves(data)
        if isinstance(_at(data, at), Decimal) and not _at(data, at).is_finite()
    ]


def _migrated(
    data: dict[str, Any], lines: Mapping[Path, int], file: str, kind: str | None, version: int | None,
    migrations: Mapping[int, Migration],
) -> dict[str, Any]:  # fmt: skip
    head = data.get("document")
    if not isinstance(head, dict):
        where = "document"
        raise Problems([Problem(file, 1, where, "", "[document]", "", "缺少表头 [document]", "the head [document] is missing")])

    def problem(key: str, allowed: str, zh: str, en: str, fix: Words | str = "") -> Problem:
        at: Path = ("document", key)
        found = quoted(head[key]) if key in head else ""
        return Problem(file, _line(lines, at), path_text(at), found, allowed, fix, zh, en)

    problems = []
    if kind is not None and head.get("kind") != kind:
        problems.append(problem("kind", kind, "文件种类不对", "this is another kind of document"))
    if version is not None:
        given = head.get("schema")
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            problems.append(problem("schema", f"1 … {version}", "没有写明格式版本", "the schema version is not given"))
        elif given > version:
            fix = Words("请升级本软件", "update this program")
            problems.append(problem("schema", f"≤ {version}", "文件的格式版本比软件新", "the file is newer than this program", fix))
        elif not problems:
            data = copy.deepcopy(data)
            for n in range(given, version):
                if n not in migrations:
                    zh, en = f"没有从版本 {n} 升级的办法", f"there is no way to migrate from version {n}"
                    raise Problems([problem("schema", str(version), zh, en)])
                data = migrations[n](data)
                data["document"]["schema"] = n + 1
    refuse(problems)
    return data


def _explained(
    errors: list[ErrorDetails], data: dict[str, Any], lines: Mapping[Path, int], file: str, model: type[BaseModel]
) -> list[Problem]:
    """pydantic's errors in our words; the branches of a union that fail at one place become one problem."""
    by_place: dict[tuple[Path, bool], list[ErrorDetails]] = {}
    for error in errors:
        absent = error["type"] == "missing"
        path = _real(data, error["loc"][:-1] if absent else error["loc"])
        if absent:
            path = (*path, error["loc"][-1])
        inner = error.get("ctx", {}).get("error")
        if isinstance(inner, Refused):
            path = (*path, *inner.key)
        by_place.setdefault((path, absent), []).append(error)
    return [_problem(path, group, lines, file, model) for (path, _), group in by_place.items()]


def _problem(
    path: Path, group: list[ErrorDetails], lines: Mapping[Path, int], file: str, model: type[BaseModel]
) -> Problem:
    wrong, allowed, fixes, found = [], [], [], ""
    for error in group:
        inner = error.get("ctx", {}).get("error")
        fix: str | Words = ""
        if isinstance(inner, Refused):
            wrong.append(Words(inner.zh, inner.en))
            allowed.append(_words(inner.allowed))
            fix = inner.fix
        else:
            said = say(error["type"], error.get("ctx", {}), error["msg"])
            wrong.append(said.wrong)
            allowed.append(said.allowed)
        if error["type"] in ("literal_error", "enum") and isinstance(error["input"], str):
            fix = did_you_mean(error["input"], _choices(error))
        elif error["type"] == "extra_forbidden":
            keys = keys_at(model, path[:-1])
            allowed[-1], fix = _words(one_of(keys)), did_you_mean(str(path[-1]), keys)
        fixes.append(_words(fix))
        if error["type"] not in ("missing", "extra_forbidden") and not isinstance(error["input"], dict | list):
            found = quoted(error["input"])
    zh, en = _joined(wrong, "；", "; ")
    return Problem(file, _line(lines, path), path_text(path), found, _joined(allowed, " 或 ", " or "), _joined(fixes), zh, en)


def _choices(error: ErrorDetails) -> list[str]:
    return str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")


def _real(data: Any, loc: tuple[int | str, ...]) -> Path:
    """The part of a pydantic location that exists in the file: it also names branches of unions, which people never wrote."""
    path: Path = ()
    for part in loc:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if inside:
            data = data[part]
            path = (*path, part)
    return path


def _words(text: str | Words) -> Words:
    return Words(text, text) if isinstance(text, str) else text


def _joined(words: list[Words], zh: str = "；", en: str = "; ") -> Words:
    return Words(zh.join(dict.fromkeys(w.zh for w in words if w.zh)), en.join(dict.fromkeys(w.en for w in words if w.en)))
