"""On which line does each key of a TOML file stand? `tomllib` does not say, so a second, smaller reader does.

It runs only over text that `tomllib` has accepted and therefore checks nothing; it only follows the structure.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^\s.=\]]+')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE = re.compile(r"[^,\]}#\n]*")


def toml_lines(text: str) -> dict[Path, int]:
    """Line (1-based) of every key path and array item of a valid TOML text.

    Paths are as pydantic writes them: `("provision", 0, "set", 1, "value")`. A table or array that is spread over
    several places has the line of the first. The empty path is line 1.
    """
    return _Reader(text).lines


def line_in(lines: Mapping[Path, int], path: Path) -> int:
    """Line of a path, or of its nearest parent that has one."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def path_text(path: Path) -> str:
    """A key path for people, items counted from 1: `provision[1].set[2].value`."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p[:60]}" for p in path).removeprefix(".")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.pos = text, 0
        self.newlines = [m.start() for m in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {(): 1}
        self.length: dict[Path, int] = {}  # of arrays of tables
        table: Path = ()
        self._skip(_BLANK)
        while self.pos < len(text):
            if text[self.pos] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        line, many = self._line(), self.text.startswith("[[", self.pos)
        self.pos += 2 if many else 1
        names = self._key()
        self.pos += 2 if many else 1
        table: Path = ()
        for i, name in enumerate(names):
            table = (*table, name)
            self.lines.setdefault(table, line)
            if many and i == len(names) - 1:
                self.length[table] = self.length.get(table, 0) + 1
            if table in self.length:
                table = (*table, self.length[table] - 1)
                self.lines.setdefault(table, line)
        return table

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for name in self._key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.pos += 1  # =
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            raw = self._take(_KEY)
            names.append(tomllib.loads(f"k = {raw}")["k"] if raw[0] in "\"'" else raw)
            self._skip(_SPACE)
            if self.text[self.pos] != ".":
                return names
            self.pos += 1

    def _value(self, path: Path) -> None:
        opening = self.text[self.pos]
        if opening == "[":
            self._items(path)
        elif opening == "{":
            self.pos += 1
            self._skip(_BLANK)
            while self.text[self.pos] != "}":
                self._pair(path)
                self._comma()
            self.pos += 1
        else:
            self._take(_STRING if opening in "\"'" else _BARE)

    def _items(self, path: Path) -> None:
        self.pos += 1
        self._skip(_BLANK)
        n = 0
        while self.text[self.pos] != "]":
            self.lines[(*path, n)] = self._line()
            self._value((*path, n))
            self._comma()
            n += 1
        self.pos += 1

    def _comma(self) -> None:
        self._skip(_BLANK)
        if self.text[self.pos] == ",":
            self.pos += 1
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.pos)
        assert match is not None, "toml_lines reads only what tomllib has accepted"
        self.pos = match.end()
        return match.group()

    def _line(self) -> int:
        return bisect_right(self.newlines, self.pos) + 1
