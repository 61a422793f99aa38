"""The county's employees' scheme (职工医保) as yearly facts: how many members, what their fund has a head, what it pays.

Employees are a stream of patients: nobody knows their homes or their years. What a package of employees needs beside the
stream stands in employees.csv: members, income a head of the pooled part of their fund, which share of a charge it pays,
and what it pays outside the county.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

I8 = npt.NDArray[np.int64]
PPM = 1_000_000


@dataclass(frozen=True)
class EmployeesYear:
    """One year. Amounts in fen of the employees' pooled fund, for visits and stays (2,); -1 or None = the county does not say."""

    members: int
    income_fen: int | None  # a head: premiums for the pooled fund, without personal accounts
    inside: I8 | None  # (2,) paid at institutions of the county
    outside: I8 | None  # (2,) paid outside
    fund_ppm: I8  # (2,) the fund's share of what is charged at the county's institutions
    treatable_ppm: int | None  # of what is paid outside for those who live here: could have been treated at home
    away_ppm: int | None  # of what is paid outside: for those who live away
    signed_ppm: int | None  # members with a family-doctor contract


@dataclass(frozen=True)
class Employees:
    """employees.csv, a row a year."""

    rows: dict[int, EmployeesYear]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Employees:
        """From the table of a county folder."""
        return cls({int(row["year"]): _year(row) for row in table.to_dict("records")})

    def row(self, year: int) -> int:
        """The year of the table whose facts a year has: its own or the last before it. ValueError for a year before the table."""
        known = [y for y in self.rows if y <= year]
        if not known:
            raise ValueError(f"employees.csv begins with {min(self.rows)}: nothing is known of {year}")
        return max(known)

    def year(self, year: int) -> EmployeesYear:
        """The facts that a year has, see `row`."""
        return self.rows[self.row(year)]


def _year(row: dict[object, object]) -> EmployeesYear:
    def number(name: str, unit: int) -> int | None:
        value = row.get(name)
        return None if value is None or pd.isna(value) else round(float(value) * unit)  # type: ignore[call-overload, arg-type]

    def pair(first: str, second: str, unit: int) -> I8 | None:
        both = number(first, unit), number(second, unit)
        return None if both[0] is None or both[1] is None else np.array(both, np.int64)

    members, shares = number("members", 1), pair("visit_fund_percent", "stay_fund_percent", PPM // 100)
    assert members is not None, "the table requires the members"
    assert shares is not None, "the table requires the fund's shares"
    return EmployeesYear(
        members, number("income_yuan_per_head", 100), pair("inside_visits_yuan", "inside_stays_yuan", 100),
        pair("outside_visits_yuan", "outside_stays_yuan", 100), shares, number("treatable_percent", PPM // 100),
        number("away_percent", PPM // 100), number("signed_percent", PPM // 100),
    )  # fmt: skip
