"""Decimals times whole factors, without rounding: the one place where a written number becomes an integer."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact


def whole(number: Decimal, factor: int) -> int | None:
    """`number * factor` if that is a whole number, else None. `number` is finite and below 1e300."""
    context = Context(prec=80, traps=[Inexact])
    try:
        product = context.multiply(number, Decimal(factor))
    except Inexact:
        return None
    return int(product) if product == product.to_integral_value() else None
