"""The value of a parameter in words: tables over tiers, places and classes as short lists, units in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from pydantic import JsonValue

from sim.experiment.manifest import Manifest, SettingCard
from sim.foundation.errors import Words
from sim.policy.choices import choice
from sim.policy.units import UNITS
from sim.report.numbers import MINUS, number
from sim.report.words import axis_name, say

SILENT = ("ratio", "flag", "choice", "count")
"""Units that a reader does not need to see."""
ENGLISH = {
    "yuan/person/year": "yuan a person and year",
    "yuan/person": "yuan a person",
    "yuan/visit": "yuan a visit",
    "yuan/case": "yuan a case",
    "yuan/day": "yuan a day",
    "days/stay": "days a stay",
    "万元": "10,000 yuan",
}


def in_words(value: JsonValue, unit: str, path: str = "") -> Words:
    """`{"village": 85, "township": 85, "county": 80}`, `%` -> 'village, township 85; county 80 %'. Switches: what is
    switched on. A choice by the name that it has for the parameter of `path`."""
    if unit == "choice" and not isinstance(value, dict | list):
        return choice(path, str(value))
    if unit in SILENT:
        return Words(_words(value, 0), _words(value, 1))
    known = UNITS.get(unit)
    zh, en = _words(value, 0), _words(value, 1)
    short = not isinstance(value, dict | list)
    unit_zh = known.zh if known else unit
    return Words(
        f"{zh}{'' if short else ' '}{unit_zh}" if zh else "",
        f"{en} {_english(en, unit)}".replace(" %", "%" if short else " %") if en else "",
    )


def _english(text: str, unit: str) -> str:
    name = ENGLISH.get(unit, unit)
    return name.removesuffix("s") if text == "1" else name  # 1 month, 2 months


def by_parameter(settings: Sequence[SettingCard]) -> list[tuple[Words, Words, SettingCard]]:
    """(name, value, first setting) of each parameter that a provision sets; values of several dates in one line,
    empty ones left out."""
    found = []
    for _, group in groupby(settings, key=lambda s: s.path):
        same = list(group)
        first = same[0]
        name = Words(first.zh or first.path, first.en or first.path)
        values = [_dated(s) if len(same) > 1 else in_words(s.value, s.unit, s.path) for s in same]
        text = Words("；".join(v.zh for v in values), "; ".join(v.en for v in values))
        if text.zh:
            found.append((name, text, first))
    return found


def span(setting: SettingCard) -> Words:
    """The range of an assumption; of a choice the other ends of it by name; empty if there is none."""
    if setting.range is None:
        return Words("", "")
    if setting.unit != "choice":
        return Words(*[between(setting.range)] * 2)
    low, high = (choice(setting.path, end) for end in setting.range)
    return Words(f"{low.zh} … {high.zh}", f"{low.en} … {high.en}")


def between(ends: Sequence[str]) -> str:
    """"-100", "20000" -> "−100 … 20,000": both ends of a range as numbers are written, whatever is no number as it stands."""
    return " … ".join(written(end) for end in ends)


def written(text: str) -> str:
    """A number as it stands in a file, with thousands separated and a true minus."""
    try:
        value = float(text)
    except ValueError:
        return text
    return number(value, len(text.partition(".")[2])) if "e" not in text.lower() else text.replace("-", MINUS)


def unread(manifest: Manifest) -> list[Words]:
    """Parameters that a policy sets and that nothing read, by name."""
    return _named(manifest, [path for path in manifest.unread if path not in manifest.unchanged])


def unchanged(manifest: Manifest) -> list[Words]:
    """Parameters that a policy sets and that bills read, only that none came out otherwise, by name."""
    return _named(manifest, manifest.unchanged)


def _named(manifest: Manifest, paths: Sequence[str]) -> list[Words]:
    settings = {s.path: s for p in (*manifest.policy.provisions, *manifest.policy.inherited) for s in p.settings}
    found = []
    for path in paths:
        known = settings.get(path)
        found.append(Words(known.zh or path, known.en or path) if known else Words(path, path))
    return found


def _dated(setting: SettingCard) -> Words:
    value = in_words(setting.value, setting.unit, setting.path)
    if setting.since is None:
        return value
    return Words(f"{setting.since.year}年起 {value.zh}", f"from {setting.since.year} {value.en}")


def _words(value: JsonValue, lang: int) -> str:
    if isinstance(value, dict):
        return _table(value, lang)
    if isinstance(value, list):
        return ("、", ", ")[lang].join(_words(item, lang) for item in value)
    if isinstance(value, bool):
        return say("yes" if value else "no")[lang]
    if isinstance(value, int | float):
        return number(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))
    return axis_name(str(value))[lang]


def _table(value: dict[str, JsonValue], lang: int) -> str:
    """Keys of equal value stand together; a table of switches names what is switched on."""
    if list(value) == ["all"]:
        return _words(value["all"], lang)
    comma = ("、", ", ")[lang]
    if all(isinstance(item, bool) for item in value.values()):
        return comma.join(axis_name(key)[lang] for key, item in value.items() if item) or say("no")[lang]
    same: dict[str, list[str]] = {}
    for key, item in value.items():
        inner = _words(item, lang)
        same.setdefault(
            f"{('（', '(')[lang]}{inner}{('）', ')')[lang]}" if isinstance(item, dict) else inner, []
        ).append(axis_name(key)[lang])
    return ("；", "; ")[lang].join(f"{comma.join(keys)} {text}" for text, keys in same.items())
