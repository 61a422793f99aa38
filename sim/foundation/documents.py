"""Headed TOML documents: read into a pydantic model with every fault at its line; layered; hashed; migrated.

A number with a point arrives as `Decimal`, exactly as written; fields typed `float` turn it into a float.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from sim.foundation.content import content_hash
from sim.foundation.errors import Problem, Problems, Words, quoted, refuse
from sim.foundation.explain import explain, not_numbers
from sim.foundation.labels import Label, json_schema, labels_of
from sim.foundation.text import read_text
from sim.foundation.toml_lines import Path, line_in, path_text, toml_lines
from sim.foundation.toml_syntax import false_dates_mended, parse_toml, unreadable

__all__ = [
    "Document", "Label", "Migration", "Path", "content_hash", "json_schema", "labels_of", "layer", "path_text",
    "plain_document", "read_document",
]  # fmt: skip

T = TypeVar("T", bound=BaseModel | None)
M = TypeVar("M", bound=BaseModel)
Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the plain data of one schema version into that of the next."""


@dataclass(frozen=True)
class Document(Generic[T]):
    """One file that was read."""

    file: str
    content: T
    """The checked model."""
    data: dict[str, Any] = field(repr=False)
    """The plain dicts and lists it was made from, after migration."""
    lines: Mapping[Path, int] = field(repr=False)
    hash: str
    """Content hash of `data`."""

    def line_of(self, path: Path = ()) -> int:
        """Line of a key path, e.g. `("provision", 0, "set", 1, "value")`; of its nearest parent if it has none."""
        return line_in(self.lines, path)

    def problem(
        self, path: Path, zh: str, en: str, *, found: str = "", allowed: str | Words = "", fix: str | Words = ""
    ) -> Problem:
        """A fault at a key path that only a reader of several files can see."""
        return Problem(self.file, self.line_of(path), path_text(path), found, allowed, fix, zh, en)


def read_document(
    path: str | os.PathLike[str],
    model: type[M],
    *,
    kind: str | None = None,
    version: int | None = None,
    migrations: Mapping[int, Migration] | None = None,
) -> Document[M]:
    """Read and check one TOML file.

    Args:
        path: the file.
        model: what it must say. Forbid unknown keys (`extra="forbid"`) so that they are found; validators may raise
            `Refused` to give both languages. Where only a number is allowed, "60" in quotes and true are refused.
        kind: what `document.kind` must be; None leaves it to the model.
        version: newest schema version that the program knows, against `document.schema`; None leaves it to the model.
        migrations: from version n to n + 1, applied in turn to older files before they are checked.

    Raises:
        Problems: all that is wrong with the file: as text (`sim.foundation.text`), as TOML, as a document.
    """
    file = os.fspath(path)
    text = read_text(file)
    try:
        data = parse_toml(text, file)
    except Problems as syntax:
        mended, more = false_dates_mended(text), list[Problem]()
        if mended != text:  # a day that does not exist is no reason to leave the rest unread
            try:
                _judged(mended, file, model, kind, version, migrations)
            except Problems as found:
                lines_told = {p.line for p in syntax.problems}
                more = [p for p in found.problems if p.line not in lines_told]
        raise Problems([*syntax.problems, *more]) from None
    return _judged(text, file, model, kind, version, migrations, data)


def _judged(
    text: str,
    file: str,
    model: type[M],
    kind: str | None,
    version: int | None,
    migrations: Mapping[int, Migration] | None,
    data: dict[str, Any] | None = None,
) -> Document[M]:
    data = parse_toml(text, file) if data is None else data
    lines = toml_lines(text)
    refuse(unreadable(data, lines, file))
    if kind is not None or version is not None:
        data = _of_kind(data, lines, file, kind, version, migrations or {})
    problems = not_numbers(data, lines, file, model)
    try:
        content = model.model_validate(data)
    except ValidationError as error:
        told = {p.where for p in problems}
        problems += [p for p in explain(error, data, lines, file, model) if p.where not in told]
        raise Problems(problems) from None
    refuse(problems)
    return Document(file, content, data, lines, content_hash(data))


def plain_document(path: str | os.PathLike[str]) -> Document[None]:
    """The same file without a model: its data and lines, so that what stands in it can be judged although the shape is
    wrong. A day that does not exist is passed over. Problems if it is no TOML at all."""
    file = os.fspath(path)
    text = false_dates_mended(read_text(file))
    data = parse_toml(text, file)
    lines = toml_lines(text)
    refuse(unreadable(data, lines, file))
    return Document(file, None, data, lines, content_hash(data))


def layer(base: Mapping[str, Any], diff: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the changes of `diff`: tables are merged key by key, anything else (arrays too) is replaced whole.

    Neither argument is changed, and the result shares nothing with them. `layer(x, {})` equals `x`.
    """
    merged: dict[str, Any] = copy.deepcopy(dict(base))
    for key, value in diff.items():
        old = merged.get(key)
        tables = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = layer(merged[key], value) if tables else copy.deepcopy(value)
    return merged


def _of_kind(
    data: dict[str, Any],
    lines: Mapping[Path, int],
    file: str,
    kind: str | None,
    version: int | None,
    migrations: Mapping[int, Migration],
) -> dict[str, Any]:
    """The data, migrated to `version`; refused if the head says that this is another kind of document."""
    head = data.get("document")
    if not isinstance(head, dict):
        zh, en = "缺少表头 [document]", "the head [document] is missing"
        raise Problems([Problem(file, line_in(lines, ("document",)), "document", "", "[document]", "", zh, en)])

    def problem(key: str, allowed: str, zh: str, en: str, fix: Words | str = "") -> Problem:
        at: Path = ("document", key)
        found = quoted(head[key]) if key in head else ""
        return Problem(file, line_in(lines, at), path_text(at), found, allowed, fix, zh, en)

    problems = []
    if kind is not None and head.get("kind") != kind:
        problems.append(problem("kind", kind, "文件种类不对", "this is another kind of document"))
    if version is not None:
        given = head.get("schema")
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            allowed = "1" if version == 1 else f"1 … {version}"
            problems.append(problem("schema", allowed, "格式版本应为整数", "the schema version is a whole number"))
        elif given > version:
            fix = Words("请升级本软件", "update this program")
            zh, en = "文件的格式版本比软件新", "the file is newer than this program"
            problems.append(problem("schema", f"≤ {version}", zh, en, fix))
        elif missing := [n for n in range(given, version) if n not in migrations]:
            zh, en = f"没有从版本 {missing[0]} 升级的办法", f"there is no way to migrate from version {missing[0]}"
            problems.append(problem("schema", str(version), zh, en))
        elif not problems:
            data = copy.deepcopy(data)
            for n in range(given, version):
                data = migrations[n](data)
                data["document"]["schema"] = n + 1
    refuse(problems)
    return data
