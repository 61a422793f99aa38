"""Time is whole minutes since midnight of the horizon's first day; dates exist only at the edges.

A month or year is a real one, so a horizon that starts on 15 March opens with a short March. China does not change its
clocks, hence every day has 1,440 minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt

Day: TypeAlias = date  # inside the class, `date` is its method
I8: TypeAlias = npt.NDArray[np.int64]
Minutes: TypeAlias = "int | np.integer | npt.NDArray[np.integer]"
DAY = 1_440
"""Minutes in a day."""


@dataclass(frozen=True)
class Calendar:
    """The horizon: `days` whole days from `start`. Minutes 0 to `end` (exclusive) lie inside it.

    Raises:
        ValueError: no day at all, or past the year 9999.
    """

    start: date
    days: int

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a horizon has at least one day, not {self.days}")
        if self.days > (date.max - self.start).days:
            raise ValueError(f"{self.days} days from {self.start} lead past the year 9999")

    @classmethod
    def of_year(cls, year: int) -> Calendar:
        """The whole calendar year, which is the fund year (基金年度)."""
        return cls(date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days)

    @property
    def end(self) -> int:
        """First minute after the horizon."""
        return self.days * DAY

    def minute(self, day: Day) -> int:
        """Midnight at the start of a date; negative before the horizon, at least `end` after it."""
        return (day - self.start).days * DAY

    def date(self, minute: int | np.integer) -> date:
        """The date on which a minute falls, inside the horizon or not."""
        return self.start + timedelta(days=int(minute) // DAY)

    def weekday(self, day: Minutes) -> int | I8:
        """Weekday of day number `day` of the horizon (0 = its first); Monday is 0."""
        return _back((np.asarray(day, np.int64) + self.start.weekday()) % 7, day)

    @cached_property
    def month_starts(self) -> I8:
        """Shape (months + 1,): the minute at which each month begins, from 0, and at last `end`."""
        return self._boundaries([date(y, m, 1) for y in self.years for m in range(1, 13)])

    @cached_property
    def year_starts(self) -> I8:
        """Shape (years + 1,): the minute at which each year begins, from 0, and at last `end`."""
        return self._boundaries([date(y, 1, 1) for y in self.years])

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years that the horizon touches, e.g. (2021, 2022)."""
        return tuple(range(self.start.year, self.date(self.end - 1).year + 1))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Labels of the months, e.g. ("2021-01", "2021-02"); as many as `month_of` has values."""
        return tuple(f"{self.date(m):%Y-%m}" for m in self.month_starts[:-1])

    @overload
    def month_of(self, minute: int) -> int: ...
    @overload
    def month_of(self, minute: npt.NDArray[np.integer]) -> I8: ...
    def month_of(self, minute: Minutes) -> int | I8:
        """Number of the month of the horizon (from 0) in which a minute lies.

        Raises:
            ValueError: a minute outside the horizon, which belongs to no month that is accounted.
        """
        return _back(np.searchsorted(self.month_starts, self._inside(minute), side="right") - 1, minute)

    @overload
    def year_of(self, minute: int) -> int: ...
    @overload
    def year_of(self, minute: npt.NDArray[np.integer]) -> I8: ...
    def year_of(self, minute: Minutes) -> int | I8:
        """Calendar year, e.g. 2021, in which a minute lies. Raises as `month_of`."""
        nth = np.searchsorted(self.year_starts, self._inside(minute), side="right") - 1
        return _back(nth + self.start.year, minute)

    def _boundaries(self, firsts: Iterable[Day]) -> I8:
        inside = {m for m in map(self.minute, firsts) if 0 < m < self.end}
        return np.array([0, *sorted(inside), self.end], np.int64)

    def _inside(self, minute: Minutes) -> I8:
        m = np.asarray(minute, np.int64)
        if m.size and (int(m.min()) < 0 or int(m.max()) >= self.end):
            raise ValueError(f"minutes {int(m.min())} to {int(m.max())} are not all within the horizon 0 to {self.end}")
        return m


def _back(result: npt.NDArray[np.integer], given: Minutes) -> int | I8:
    return result.astype(np.int64, copy=False) if isinstance(given, np.ndarray) else int(result)
