"""中途参保待遇起始: who joins within the year is insured from the first of a later month."""

from __future__ import annotations

from datetime import date

from sim.policy.rule import Fact, Parameter, Rule, Values


def covered_from(values: Values, paid_on: date) -> date:
    """First insured day: the first day of the so-many-th month after the payment; the day itself for 0 months."""
    months = values.one("months_after")
    if months == 0:
        return paid_on
    year, month = divmod(paid_on.year * 12 + paid_on.month - 1 + months, 12)
    return date(year, month + 1, 1)


def one(values: Values, paid_on: date) -> dict[str, date]:
    """The same as a result."""
    return {"covered_from": covered_from(values, paid_on)}


RULE = Rule(
    name="access.joiner",
    slot="access",
    zh="中途参保待遇起始",
    en="benefits of those who join within the year",
    function=one,
    parameters=(
        Parameter("months_after", "months", "缴费后第几个月起享受", "months after the payment", low=0, high=24),
    ),
    takes=(Fact("paid_on", "date", "缴费日期", "day of payment"),),
    gives=(Fact("covered_from", "date", "待遇起始日", "first insured day"),),
)
