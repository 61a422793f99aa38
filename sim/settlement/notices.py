"""Dated findings of a run (预警和事件): what an office would have been told, on which day, and past which line."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

import pandas as pd

from sim.foundation.errors import Words

NAMES = {
    "months_payable": (Words("可支付月数低于预警线", "months payable fall below the warning line"), "months"),
    "deficit": (Words("基金当年收不抵支", "the fund spends more than the year's income"), "yuan"),
    "high_cost": (Words("高额医疗费用监测：新推送人数", "high own payments: persons newly reported"), "persons"),
    "assistance_short": (Words("医疗救助资金用完", "the assistance budget has run out"), "yuan"),
    "assistance_unpaid": (Words("救助资金不足，未能救助的金额", "assistance not given for want of money"), "yuan"),
    "lookback": (Words("依申请救助", "assistance on application"), "yuan"),
    "funding_carried_on": (Words("本年筹资无文件、无县数据，按增幅推算", "the year's funding, carried on at"), "%"),
    "quota_balance": (Words("总额指标结余（上级统筹）", "balance of the allocated budget, pooled above the county"), "yuan"),
    "premium_raise": (Words("因政策性超支调增次年大病保费", "policy-caused loss, added to the next premium"), "yuan"),
    "owed_residents": (Words("年末应付参保人报销款", "owed to residents who paid first, at the year's end"), "yuan"),
}
"""Code of a notice -> its name and the unit of its value."""
COLUMNS = ("year", "date", "notice", "name_zh", "name_en", "value", "line", "unit")


class Notices:
    """The notices of a run in the order in which they were made."""

    def __init__(self) -> None:
        self._rows: list[tuple[date, str, float, float | None]] = []
        self._seen: set[Hashable] = set()

    def add(self, code: str, day: date, value: float, line: float | None = None) -> None:
        """Something that happened on a day; `line` is what it passed, where there is one. KeyError for an unknown code."""
        assert NAMES[code]
        self._rows.append((day, code, value, line))

    def once(self, key: Hashable, code: str, day: date, value: float, line: float | None = None) -> None:
        """The same, but only the first time for a key."""
        if key not in self._seen:
            self._seen.add(key)
            self.add(code, day, value, line)

    def table(self) -> pd.DataFrame:
        """Columns as `COLUMNS`; `line` is not a number where nothing was passed."""
        rows = [
            (day.year, pd.Timestamp(day).strftime("%Y-%m-%d"), code, NAMES[code][0].zh, NAMES[code][0].en, value,
             float("nan") if line is None else line, NAMES[code][1])
            for day, code, value, line in self._rows
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))
