"""Units a parameter may carry in a policy file, and how a written value becomes the exact integer that rules use.

Money becomes fen, a share becomes parts per million, a score thousandths of a point, a flag 0 or 1. Two units are
interchangeable only if they measure the same thing: yuan per person are not yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

PPM = 1_000_000


@dataclass(frozen=True)
class Unit:
    """`measures` names the quantity; `scale` turns a written number into the stored integer."""

    measures: str
    scale: int
    zh: str


UNITS: dict[str, Unit] = {
    "yuan": Unit("money", 100, "元"),
    "万元": Unit("money", 1_000_000, "万元"),
    "yuan/person": Unit("money a head", 100, "元/人"),
    "yuan/person/year": Unit("money a head and year", 100, "元/人·年"),
    "yuan/visit": Unit("money a visit", 100, "元/次"),
    "yuan/case": Unit("money a case", 100, "元/例"),
    "yuan/day": Unit("money a day", 100, "元/床日"),
    "yuan/point": Unit("money a point", 100, "元/点"),
    "%": Unit("share", 10_000, "%"),
    "‰": Unit("share", 1_000, "‰"),
    "ratio": Unit("share", PPM, ""),
    "percentage points": Unit("points of a ratio", 10_000, "个百分点"),
    "points": Unit("points of a payment", 1_000, "点"),
    "score": Unit("score", 1_000, "分"),
    "count": Unit("count", 1, ""),
    "days": Unit("days", 1, "天"),
    "days/stay": Unit("days a stay", PPM, "天/次"),
    "months": Unit("months", 1, "个月"),
    "years": Unit("years", 1, "岁"),
    "flag": Unit("flag", 1, ""),
    "choice": Unit("choice", 1, ""),
}


def unit_names(measures: str) -> tuple[str, ...]:
    """Every unit name in which this quantity may be written."""
    return tuple(name for name, unit in UNITS.items() if unit.measures == measures)


def to_integer(value: Any, unit: str, choices: tuple[str, ...] = ()) -> int:
    """One written number -> the stored integer, exactly. ValueError (a sentence) if the unit cannot hold it."""
    known = UNITS[unit]
    if known.measures == "flag":
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is not true or false")
        return int(value)
    if known.measures == "choice":
        if value not in choices:
            raise ValueError(f"{value!r} is not one of {', '.join(choices)}")
        return choices.index(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"{value!r} is not a number")
    try:
        exact = Decimal(str(value)) * known.scale
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if exact != exact.to_integral_value():
        raise ValueError(
            f"{value} {unit} cannot be stored exactly (the smallest step is {1 / Decimal(known.scale)} {unit})"
        )
    return int(exact)


def written(stored: int, unit: str) -> Decimal:
    """The stored integer back in its unit, for people."""
    return Decimal(stored) / UNITS[unit].scale
