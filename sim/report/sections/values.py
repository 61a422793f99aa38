"""The value of a parameter in words: tables over tiers, places and classes as short lists, units in both languages."""

from __future__ import annotations

from pydantic import JsonValue

from sim.foundation.errors import Words
from sim.policy.units import UNITS
from sim.report.numbers import number
from sim.report.words import axis_name, say


def in_words(value: JsonValue, unit: str) -> Words:
    """`{"township": 85, "county": 80}`, `%` -> 'township centre 85%; county hospital 80%'."""
    known = UNITS.get(unit)
    return Words(_words(value, known.zh if known else unit, 0), _words(value, unit if unit not in SILENT else "", 1))


SILENT = ("ratio", "flag", "choice", "count")
"""Units that a reader does not need to see."""


def _words(value: JsonValue, unit: str, lang: int) -> str:
    if isinstance(value, dict):
        if list(value) == ["all"]:
            return _words(value["all"], unit, lang)
        parts = []
        for key, inner in value.items():
            text = _words(inner, unit, lang)
            parts.append(f"{axis_name(key)[lang]}{('（', ' (')[lang]}{text}{('）', ')')[lang]}" if isinstance(inner, dict)
                         else f"{axis_name(key)[lang]} {text}")  # fmt: skip
        return ("；", "; ")[lang].join(parts)
    if isinstance(value, list):
        return ("、", ", ")[lang].join(_words(item, unit, lang) for item in value)
    if isinstance(value, bool):
        return say("yes" if value else "no")[lang]
    if isinstance(value, int | float):
        text = _number(value)
        return f"{text}{unit}" if unit in ("%", "‰") or lang == 0 else f"{text} {unit}".rstrip()
    return str(value)


def _number(value: float) -> str:
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number(value, decimals)
