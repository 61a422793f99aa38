"""What residents have handed in: when they paid for the year, and whether they filed for care outside the pool (备案).

A policy that says nothing of late payers insures everybody from 1 January. Who waits for his insurance pays for himself: a visit or
a stay before its first day is no claim. A county that knows no filings leaves them unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.population import Population
from sim.policy.access.cross_region import at_home, covered_places
from sim.policy.access.joiner import covered_from
from sim.policy.benefit.joiner_waiting import waits
from sim.policy.claims import Claims
from sim.policy.policy import PolicyAt

I8 = npt.NDArray[np.int64]
I4 = npt.NDArray[np.int32]
U1 = npt.NDArray[np.uint8]
B1 = npt.NDArray[np.bool_]
JOINER, WAITING, OUTSIDE = "access.joiner", "benefit.joiner_waiting", "access.cross_region"


@dataclass(frozen=True)
class Papers:
    """Of N residents in one year; `covered_from` (N,) is the first insured day of the horizon, 0 = from 1 January."""

    joined_month: U1  # month of the year in which they paid, 0 = before it
    filing: U1  # index into FILINGS, unknown for who does not live away
    covered_from: I4

    @classmethod
    def none(cls, n: int) -> Papers:
        """Everybody paid in time, and nobody knows who filed."""
        nothing = np.zeros(n, np.uint8)
        return cls(nothing, nothing, nothing.astype(np.int32))

    @classmethod
    def of(cls, people: Population | npt.NDArray[np.void], law: PolicyAt, year: int, first: date) -> Papers:
        """Under the law of the year's first accounted day; `first` is the first day of the horizon."""
        if not isinstance(people, Population):
            return cls.none(len(people))
        by_month = np.zeros(13, np.int32)
        if law.uses(JOINER):
            days = [covered_from(law.values[JOINER], date(year, m, 1)) for m in range(1, 13)]
            by_month[1:] = [(day - first).days for day in days]
        return cls(people.joined_month, people.filing, by_month[people.joined_month])

    def waiting(self, law: PolicyAt, person: npt.NDArray[np.integer], admitted: I8, discharged: I8) -> B1:
        """Whose care (N,) comes before his insurance."""
        if not law.uses(WAITING):
            return np.zeros(person.size, bool)
        return waits(law.values[WAITING], admitted, discharged, self.covered_from[person])


class Outside:
    """Care outside under `access.cross_region`, by year: claims, settled there, paid by insurers, advanced by patients, fen.
    The same bills are booked by `sim.settlement.at_home`."""

    def __init__(self) -> None:
        self._sums: dict[int, I8] = {}
        self._days: dict[int, int] = {}

    def add(self, year: int, law: PolicyAt, claims: Claims, insurers: I8) -> None:
        """A month's claims and what all insurers pay of each, (N,) fen."""
        if not law.uses(OUTSIDE):
            return
        values = law.values[OUTSIDE]
        covered, mine = covered_places(values)[claims.place], at_home(values, claims)
        if covered.any():
            found = np.array([covered.sum(), (covered & ~mine).sum(), insurers[covered].sum(), insurers[mine].sum()], np.int64)
            self._sums[year] = self._sums.get(year, 0) + found
            self._days[year] = values.one("claim_days")

    def table(self) -> pd.DataFrame:
        """Columns: year, cases, direct, insurers_yuan, advanced_yuan (by patients until they are paid back), days (until then)."""
        rows = [
            {"year": year, "cases": int(s[0]), "direct": int(s[1]), "insurers_yuan": s[2] / 100, "advanced_yuan": s[3] / 100,
             "days": self._days[year]}
            for year, s in sorted(self._sums.items())
        ]  # fmt: skip
        return pd.DataFrame(rows)
