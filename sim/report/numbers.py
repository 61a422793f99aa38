"""How numbers are written in documents: 万元 with one decimal, shares in percent, thousands separated, a true minus
sign."""

from __future__ import annotations

import math

MINUS, DASH = "\u2212", "\u2013"
WAN = 10_000.0
"""Yuan in one 万元, the unit of official statements in both languages."""


def wan(yuan: float, decimals: int = 1) -> str:
    """Yuan as 万元: 12345678.9 -> '1,234.6'. Not a number -> a dash."""
    return number(yuan / WAN, decimals)


def number(value: float, decimals: int = 0) -> str:
    """Thousands separated, zero without sign; not a number -> a dash."""
    if value is None or not math.isfinite(value):
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if negative else text


def signed(value: float, decimals: int = 0) -> str:
    """Like `number`, with a plus sign for growth: differences always carry their sign."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def percent(share: float, decimals: int = 1) -> str:
    """A ratio as percent: 0.1234 -> '12.3%'."""
    return f"{number(share * 100, decimals)}%" if math.isfinite(share) else DASH


def points(share: float, decimals: int = 2) -> str:
    """A difference of two ratios in percentage points, signed, without unit: 0.0123 -> '+1.23'."""
    return signed(share * 100, decimals)


def ratio(part: float, whole: float) -> float:
    """part / whole, not a number where there is no whole."""
    return part / whole if whole else math.nan
