"""依申请救助的追溯期: who is recognised as impoverished by illness is helped with what he bore in the months before."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def first_day(values: Values, applied: date) -> date:
    """First day of the look-back: the same day so many months earlier (the first of the next month if there is no such
    day)."""
    year, month = divmod(applied.year * 12 + applied.month - 1 - values.one("months"), 12)
    try:
        return date(year, month + 1, applied.day)
    except ValueError:
        return date(year + month // 11, (month + 1) % 12 + 1, 1)


def helped(values: Values, own_fen: I8, days_before: I8, applied: date) -> int:
    """Assistance in fen on own-paid eligible amounts (N,), each so many days before the application."""
    window = (applied - first_day(values, applied)).days
    counted = np.asarray(own_fen)[(np.asarray(days_before) >= 0) & (np.asarray(days_before) <= window)]
    return int(help_on(values, np.array([counted.sum()], np.int64))[0])


def help_on(values: Values, own_fen: I8) -> I8:
    """Assistance (N,) fen on what persons (N,) bore in the window: the ratio above the deductible, up to the limit."""
    base = np.maximum(np.asarray(own_fen, np.int64) - values.one("deductible"), 0)
    return np.minimum(np.asarray(share(base, values.one("ratio"))), values.one("cap"))


def applicants(values: Values, own_fen: I8, klass: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """(N,) who is recognised as impoverished by illness and applies: of a class that may apply, and above the line of own
    payments. Nobody where the policy does not say who is recognised."""
    if "recognised_from" not in values:
        return np.zeros(len(own_fen), bool)
    may = values["applies"][klass] > 0 if "applies" in values else np.ones(len(own_fen), bool)
    return np.asarray(may & (np.asarray(own_fen) >= values.one("recognised_from")))


def one(values: Values, own: I8, days_before: I8, applied: date) -> dict[str, int | date]:
    """The same as results."""
    if len(own) != len(days_before):
        raise ValueError(f"{len(own)} amounts and {len(days_before)} times do not belong together")
    return {"since": first_day(values, applied), "assistance": helped(values, own, days_before, applied)}


RULE = Rule(
    name="access.assistance_lookback",
    slot="access",
    zh="依申请救助的追溯期",
    en="look-back of assistance on application",
    function=one,
    parameters=(
        Parameter("months", "months", "追溯月数", "months looked back", low=0, high=36),
        Parameter("deductible", "yuan/person/year", "起付标准", "deductible", low=0),
        Parameter("ratio", "%", "救助比例", "share paid", low=0, high=100),
        Parameter("cap", "yuan/person/year", "限额", "most that is paid", low=0),
        Parameter("recognised_from", "yuan/person/year", "认定因病致贫的个人负担线",
                  "own payments from which somebody is recognised as impoverished by illness", low=0, optional=True),
        Parameter("applies", "flag", "可申请的人员类别", "classes that may apply", axes=("klass",), optional=True),
    ),
    takes=(
        Fact("own", "yuan", "个人负担的合规费用", "own-paid eligible amounts", listed=True),
        Fact("days_before", "days", "距申请日天数", "days before the application", listed=True),
        Fact("applied", "date", "申请日期", "day of application"),
    ),
    gives=(
        Fact("since", "date", "追溯起始日", "first day that counts"),
        Fact("assistance", "yuan", "救助金额", "assistance"),
    ),
)  # fmt: skip
