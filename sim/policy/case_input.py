"""Reads the plain dicts of a case and collects every fault in both languages before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sim.foundation.errors import Problem, Words, did_you_mean, one_of, quoted, refuse
from sim.foundation.money import MAX_FEN, fen
from sim.policy.spoken import coded


class CaseInput:
    """One (nested) mapping of a case. `problems` is shared with its parts; call `done` on the outermost."""

    def __init__(self, data: Any, where: str = "", problems: list[Problem] | None = None, name: str = "case") -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self._name, self._where, self._known = name, where, set[str]()
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.fault("", data, "应为一组“名称：值”", "a mapping of names to values is expected", "{ ... }")

    def fault(self, key: str, found: Any, zh: str, en: str, allowed: str = "", fix: Words | str = "") -> None:
        """Note one fault at a key of this mapping."""
        where = ".".join(part for part in (self._where, key) if part)
        said = "" if found is None else quoted(found)
        self.problems.append(Problem(self._name, None, where, said, allowed, fix, zh, en))

    def given(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._data.get(key) is not None

    def part(self, key: str) -> CaseInput:
        """A nested mapping; absent means empty."""
        self._known.add(key)
        where = ".".join(p for p in (self._where, key) if p)
        return CaseInput(self._data.get(key) or {}, where, self.problems, self._name)

    def parts(self, key: str) -> list[CaseInput]:
        """A list of mappings; absent means empty."""
        items = self._list(key)
        return [CaseInput(x, f"{self._where}{key}[{i + 1}]", self.problems, self._name) for i, x in enumerate(items)]

    def money(self, key: str, default: int = 0, required: bool = False) -> int:
        """Yuan in the case, fen here."""
        value = self._value(key, required)
        return default if value is None else self._fen(key, value)

    def moneys(self, key: str) -> list[int]:
        """A list of amounts in yuan, as fen."""
        return [self._fen(f"{key}[{i + 1}]", value) for i, value in enumerate(self._list(key))]

    def whole(self, key: str, default: int = 0, high: int = 10**9, required: bool = False) -> int:
        """A whole number from 0 to `high`."""
        value = self._value(key, required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != int(value):
            self.fault(key, value, "应为整数", "a whole number is expected", f"0 - {high}")
            return default
        if not 0 <= value <= high:
            self.fault(key, value, "超出范围", "out of range", f"0 - {high}")
            return default
        return int(value)

    def score(self, key: str) -> int | None:
        """A score of 0 to 100 points in thousandths, None if absent."""
        value = self._value(key, False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 0 <= value <= 100:
            self.fault(key, value, "得分应在0到100之间", "a score lies between 0 and 100", "0 - 100")
            return None
        return round(Decimal(str(value)) * 1000)

    def percent(self, key: str) -> int | None:
        """A rate in percent, -100 to 1,000, as parts per million; None if absent."""
        value = self._value(key, False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not -100 <= value <= 1000:
            self.fault(key, value, "应为百分数", "a rate in percent is expected", "-100 - 1000")
            return None
        return round(Decimal(str(value)) * 10_000)

    def flag(self, key: str) -> bool:
        """true or false; absent means false."""
        value = self._value(key, False)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.fault(key, value, "应为 true 或 false", "true or false is expected", "true | false")
        return False

    def choice(self, key: str, names: Sequence[str], default: int = 0, required: bool = False) -> int:
        """One of the names, or what offices call it, as its index."""
        value = self._value(key, required)
        if value is None:
            return default
        value = coded(value, names)
        if value not in names:
            fix = did_you_mean(str(value), names)
            self.fault(key, value, f"没有 {value} 这个选项", f"there is no such choice: {value}", one_of(names), fix)
            return default
        return list(names).index(value)

    def text(self, key: str, default: str = "") -> str:
        """Any text."""
        value = self._value(key, False)
        if value is not None and not isinstance(value, str):
            self.fault(key, value, "应为文字", "text is expected")
        return value if isinstance(value, str) else default

    def day(self, key: str, default: date) -> date:
        """A date, YYYY-MM-DD."""
        value = self._value(key, False)
        if value is None or isinstance(value, date):
            return value or default
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(key, value, "不是日期", "not a date", "YYYY-MM-DD")
            return default

    def any(self, key: str, required: bool = False) -> Any:
        """Whatever stands at the key, None if nothing does."""
        return self._value(key, required)

    def finish(self) -> None:
        """Note every key that nothing asked for."""
        for key in self._data:
            if key not in self._known:
                known = sorted(self._known)
                fix = did_you_mean(str(key), known)
                self.fault(
                    str(key), None, f"不认识 {key} 这一项", f"the key {key} is not known", one_of(known, 30), fix
                )

    def done(self) -> None:
        """Raise Problems with all faults, if there are any."""
        refuse(self.problems)

    def _value(self, key: str, required: bool) -> Any:
        self._known.add(key)
        value = self._data.get(key)
        if value is None and required:
            self.fault(key, None, f"缺少 {key}", f"{key} is missing")
        return value

    def _list(self, key: str) -> list[Any]:
        value = self._value(key, False)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(key, value, "应为列表", "a list is expected", "[ ... ]")
            return []
        return list(value)

    def _fen(self, key: str, value: Any) -> int:
        try:
            if isinstance(value, bool):
                raise TypeError
            amount = fen(Decimal(repr(value)) if isinstance(value, float) else value)
        except (TypeError, ValueError, OverflowError):
            zh, en = "应为不超过两位小数的金额（元）", "an amount in yuan with at most two decimals is expected"
            self.fault(key, value, zh, en, f"0.00 - {MAX_FEN // 100}")
            return 0
        if amount < 0:
            self.fault(key, value, "金额不能为负", "an amount cannot be negative", f"0.00 - {MAX_FEN // 100}")
            return 0
        return amount
