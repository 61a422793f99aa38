"""What is wrong with a file, said so that the person who wrote it can mend it: in both languages, all of it at once.

A bad input never ends in a traceback. Readers collect a `Problem` for each fault and raise them together as `Problems`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple, TypeAlias

Lang: TypeAlias = Literal["zh", "en"]


class Words(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str


NOTHING = Words("", "")


@dataclass(frozen=True)
class Problem:
    """One fault. `allowed` and `fix` are a plain string where both languages share it (a number, a name)."""

    file: str
    line: int | None
    """1-based; None where the fault has no line (a missing file)."""
    where: str
    """Key path ("provision[2].set[1].unit") or column and cell ("beds (E12)"); empty for the file as a whole."""
    found: str
    """What stands there, verbatim and shortened; empty if nothing does."""
    allowed: str | Words
    fix: str | Words
    """What to do, as an instruction."""
    zh: str
    """The fault in one sentence, without full stop."""
    en: str

    def render(self, lang: Lang = "zh") -> str:
        """`file:line: where: sentence`, and below it what was found, what is allowed, what to do."""
        zh = lang == "zh"
        place = ": ".join(p for p in (f"{self.file}:{self.line}" if self.line else self.file, self.where) if p)
        lines = [f"{place}: {self.zh if zh else self.en}"]
        labels = ("填的是", "允许", "怎么办") if zh else ("found", "allowed", "to do")
        for label, text in zip(labels, (self.found, self.allowed, self.fix), strict=True):
            said = _in(text, lang)
            if said:
                lines.append(f"    {label}{'：' if zh else ': '}{said}")
        return "\n".join(lines)


class Problems(Exception):
    """Everything that is wrong with one or more files, in the order of the files' lines.

    `str()` is the English text; `render("zh")` the Chinese one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(problems, key=lambda p: (p.file, p.line or 0))
        super().__init__(self.problems)

    def render(self, lang: Lang = "zh") -> str:
        n = len(self.problems)
        head = f"发现 {n} 处问题：" if lang == "zh" else f"{n} problem{'s' if n != 1 else ''} found:"
        return "\n".join([head, *(p.render(lang) for p in self.problems)])

    def __str__(self) -> str:
        return self.render("en")


class Refused(ValueError):
    """Raised inside a pydantic validator to refuse a value in both languages; `read_document` makes it a `Problem`.

    `key` points below the validated object, e.g. `("range", 1)`, so that the line is that of the guilty key.
    """

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        found: str = "",
        allowed: str | Words = "",
        fix: str | Words = "",
        key: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(en)
        self.zh, self.en, self.found, self.allowed, self.fix, self.key = zh, en, found, allowed, fix, key


def refuse(problems: Iterable[Problem]) -> None:
    """Raise `Problems` if there are any."""
    found = list(problems)
    if found:
        raise Problems(found)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be, or None. Case, `-`/`_` and full-width forms do not count."""
    folded: Mapping[str, str] = {_fold(k): k for k in known}
    close = get_close_matches(_fold(name), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> Words:
    """The instruction 'did you mean ...', empty if nothing is near."""
    near = nearest(name, known)
    return Words(f"是否想写 {near}", f"did you mean {near}") if near else NOTHING


def one_of(names: Iterable[str], limit: int = 12) -> str:
    """A list of allowed names, cut where nobody would read on."""
    names = list(names)
    shown = " | ".join(names[:limit])
    return shown + (f" | … ({len(names)})" if len(names) > limit else "")


def quoted(value: object, limit: int = 60) -> str:
    """A value as found, short enough for a message; only text stands in quotes."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:limit]) + "…" * (len(text) > limit)
    return f"'{shown}'" if isinstance(value, str) else shown


def _in(text: str | Words, lang: Lang) -> str:
    return text if isinstance(text, str) else (text.zh if lang == "zh" else text.en)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace("-", "_")
