"""A TOML document with some values changed, its comments and its order kept.

Only the lines whose values differ are written anew; what was taken out goes, what is new comes to the end of its table. The result
is read back and compared, so that a document too intricate for this gives None rather than something else than was meant.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from sim.county.office.documents import render, value_text

_HEAD = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")
LOST = "# 原有注释未能保留 / the comments that stood here could not be kept"


def patched(text: str, data: Mapping[str, Any]) -> str | None:
    """`text` with the values of `data`, or None where that cannot be done line by line."""
    try:
        old = tomllib.loads(text)
        new = "\n".join(_patched(text.split("\n"), old, data))
        return new if tomllib.loads(new) == data else None
    except (tomllib.TOMLDecodeError, KeyError, IndexError, TypeError, AttributeError):
        return None


def _patched(lines: list[str], old: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Table by table: the lines under a heading, until the next."""
    out, seen = list[str](), dict[str, int]()
    for name, many, block in _blocks(lines):
        at = seen.get(name, 0)
        seen[name] = at + 1
        before, after = _table(old, name, at if many else None), _table(data, name, at if many else None)
        if after is not None:
            out += _block(block, before or {}, after)
    return [*_without_end(out), *_added(old, data)]


def _blocks(lines: list[str]) -> list[tuple[str, bool, list[str]]]:
    """(name of the table, whether one of several, its lines with the heading); comments above a heading belong to it."""
    found: list[tuple[str, bool, list[str]]] = [("", False, [])]
    for line in lines:
        head = _HEAD.match(line)
        if head:
            above, held = found[-1][2], list[str]()
            while above and above[-1].lstrip().startswith("#"):
                held.insert(0, above.pop())
            found.append((head[2], head[1] == "[[", held))
        found[-1][2].append(line)
    return found


def _table(data: Mapping[str, Any], name: str, at: int | None) -> Mapping[str, Any] | None:
    """A table by its name; None where the data has it no more."""
    table: Any = data
    for key in name.split(".") if name else ():
        table = table.get(key) if isinstance(table, Mapping) else None
    if at is None:
        return table if isinstance(table, Mapping) else None
    return table[at] if isinstance(table, list) and at < len(table) else None


def _block(lines: list[str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The lines of one table with its values anew."""
    out, last = list[str](), 0
    for line in lines:
        key = _KEY.match(line)
        if key and key[1] in old and not isinstance(old[key[1]], Mapping):
            if key[1] not in new:
                continue
            if old[key[1]] != new[key[1]]:
                line = f"{key[1]} = {value_text(new[key[1]])}{_comment(line, key[1], old)}"
        out.append(line)
        if key or _HEAD.match(line):
            last = len(out)
    fresh = [k for k, v in new.items() if k not in old and not isinstance(v, Mapping) and not _tables(v)]
    return [*out[:last], *(f"{k} = {value_text(new[k])}" for k in fresh), *out[last:]]


def _comment(line: str, key: str, old: Mapping[str, Any]) -> str:
    """What stands behind the value; TypeError where the value goes on in the next line."""
    for at in (*(n for n, letter in enumerate(line) if letter == "#"), len(line)):
        try:
            if tomllib.loads(line[:at])[key] == old[key]:
                return f"  {line[at:].rstrip()}" if at < len(line) else ""
        except tomllib.TOMLDecodeError:
            continue
    raise TypeError(key)


def _added(old: Mapping[str, Any], data: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[str]:
    """Tables, and further items of arrays of tables, that the old document does not have."""
    lines = list[str]()
    for key, value in data.items():
        had = old.get(key)
        if isinstance(value, Mapping):
            if not isinstance(had, Mapping):
                lines += ["", *render(_under((*path, key), value)).strip("\n").split("\n")]
            else:
                lines += _added(had, value, (*path, key))
        elif _tables(value):
            more = value[len(had) if isinstance(had, list) else 0 :]
            lines += ["", *render(_under((*path, key), more)).strip("\n").split("\n")] if more else []
    return [*lines, ""] if lines and not path else lines


def _under(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    for key in reversed(path):
        value = {key: value}
    return dict(value)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _without_end(lines: list[str]) -> list[str]:
    """Without the empty lines at the end but one."""
    end = len(lines)
    while end > 1 and not lines[end - 1].strip() and not lines[end - 2].strip():
        end -= 1
    return lines[:end]
