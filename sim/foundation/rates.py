"""A rate is a whole number of parts per million, exactly as the document writes it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sim.foundation.exact import whole

PPM_OF_UNIT = {"%": 10_000, "‰": 1_000, "ratio": 1_000_000, "ppm": 1}
"""What 1 of each unit is in parts per million."""


def ppm(value: str | int | float | Decimal, unit: str) -> int:
    """A rate in parts per million, exactly: `ppm("6.25", "%")` is 62,500. Negative rates (a fall) are allowed.

    A float is read as the shortest decimal that means it, which is what was written in the file.

    Raises:
        ValueError: unknown unit; no finite number; or finer than one part per million (then the document's own number
            cannot be represented, and rounding it would be a silent change of the rule).
    """
    if unit not in PPM_OF_UNIT:
        raise ValueError(f"unknown unit of a rate {unit!r}; allowed: {', '.join(PPM_OF_UNIT)}")
    if isinstance(value, bool):
        raise ValueError(f"not a rate: {value!r}")
    try:
        number = Decimal(repr(float(value)) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ValueError(f"not a rate: {value!r}") from None
    if not number.is_finite() or number.adjusted() > 6:
        raise ValueError(f"not a rate, or too large for one: {value!r} {unit}")
    parts = whole(number, PPM_OF_UNIT[unit])
    if parts is None:
        raise ValueError(f"finer than one part per million: {value} {unit}")
    return parts


def percent(ppm: int) -> Decimal:
    """A rate in per cent, exactly: `percent(62_500)` is `Decimal("6.25")`."""
    return (Decimal(ppm) / 10_000).normalize() + 0


def ratio(ppm: int) -> float:
    """A rate as a float, for hypothetical amounts only: booked money uses `sim.foundation.money.share`."""
    return ppm / 1_000_000
