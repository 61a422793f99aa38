"""One year of a run's sums, asked for in the words of the indicators. Reads tables of `Settlement.tables`, nothing
else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

PRIMARY = ("village", "township")
CLAIMED = ("outpatient", "inpatient", "chronic_outpatient", "two_disease")
VISITS = ("outpatient", "chronic_outpatient", "two_disease", "unclaimed")
DRUGS = ("western_drugs", "herbal_pieces", "patent_medicine")
SERVICE = ("bed", "consultation", "treatment", "surgery", "nursing")
TARIFFS = ("payment.case_quota", "payment.per_diem", "payment.points_pool")
"""Rows of the clearing table that are no budgets."""


class Sums:
    """Sums of one year; money in yuan."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], year: int) -> None:
        self.year = year
        self._tables = {name: table[table["year"] == year] for name, table in tables.items() if len(table)}
        self._rows: dict[tuple[str, str, object], npt.NDArray[np.bool_]] = {}  # which of a table have some value in a column

    def table(self, name: str) -> pd.DataFrame:
        """The year's rows of a table; empty if the run has none."""
        return self._tables.get(name, pd.DataFrame())

    def care(self, measure: str, **where: object) -> float:
        """A measure of settled care; `where` narrows tier, place, scheme, kind, by one value or several. Residents
        unless said otherwise."""
        where = {"scheme": "residents"} | where
        if measure in ("cases", "days"):
            return float(self._narrowed("care", measure, where).sum())
        return float(self._narrowed("care", f"{measure}_fen", where).sum()) / 100

    def contacts(self, kind: str, column: str = "count", **where: object) -> float:
        """Residents' contacts of a kind (visit, stay): all, or those with a flag."""
        return float(self._narrowed("contacts", column, {"kind": kind} | where).sum())

    def mix(self, column: str, **where: object) -> float:
        """Stays (`cases`) or their DRG weights (`weight`)."""
        return float(self._narrowed("mix", column, where).sum())

    def persons(self, column: str) -> float:
        """enrolees, visited, stayed, or part_of_year."""
        return float(self.table("persons")[column].sum())

    def items(self, *classes: str) -> float:
        """Charges of item classes."""
        return float(self.table("items")[[f"{name}_fen" for name in classes]].to_numpy().sum()) / 100

    def fund(self, side: str, basis: str) -> float:
        """Income or spending of the fund on a basis."""
        if not len(self.table("fund")):
            return 0.0
        return float(self._narrowed("fund", "amount_yuan", {"side": side, "basis": basis}).sum())

    def clearing(self, column: str) -> float:
        """A column of the clearing table, all holders of budgets together; payments by case, day or points are none."""
        table = self.table("clearing")
        return float(table.loc[~table["rule"].isin(TARIFFS), column].sum()) if len(table) else 0.0

    def homes(self, measure: str, **where: object) -> float:
        """Claims by the patient's home: `cases`, or `charge`, `basic` in yuan; `where` narrows place, kind,
        township."""
        if not len(self.table("homes")):
            return 0.0
        if measure == "cases":
            return float(self._narrowed("homes", measure, where).sum())
        return float(self._narrowed("homes", f"{measure}_fen", where).sum()) / 100

    def balance(self, basis: str) -> float:
        """What the fund has at the year's end on a basis."""
        if not len(self.table("balance")):
            return 0.0
        return float(self._narrowed("balance", "balance_yuan", {"basis": basis}).sum())

    def _narrowed(self, name: str, column: str, where: Mapping[str, object]) -> pd.Series[Any]:
        """A column of a table, where the others are as `where` says."""
        table = self.table(name)
        if not len(table):
            return table[column]
        chosen = np.ones(len(table), bool)
        for other, wanted in where.items():
            values = tuple(wanted) if isinstance(wanted, tuple | list) else (wanted,)
            if (name, other, values) not in self._rows:
                self._rows[name, other, values] = table[other].isin(values).to_numpy(bool)
            chosen &= self._rows[name, other, values]
        return table[column][chosen]


class MonthlySums(Sums):
    """Sums of every month of one year, each an array in the order of `months`, of the tables `sim.settlement.counts.by_month`.
    LookupError for what is known by year alone: distinct persons, case mix, items, the fund's balance, budgets."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], year: int) -> None:
        super().__init__(tables, year)
        self.months = np.asarray(self.table("persons")["month"], np.int64)

    def table(self, name: str) -> pd.DataFrame:
        return self._tables[name]

    def _sum(self, table: str, column: str, where: Mapping[str, object]) -> Any:
        """(months,) sums of a column."""
        rows = self._narrowed(table, column, where)
        return rows.groupby(self.table(table)["month"]).sum().reindex(self.months, fill_value=0).to_numpy(np.float64)

    def care(self, measure: str, **where: object) -> Any:
        counted = measure in ("cases", "days")
        found = self._sum("care", measure if counted else f"{measure}_fen", {"scheme": "residents"} | where)
        return found if counted else found / 100

    def contacts(self, kind: str, column: str = "count", **where: object) -> Any:
        return self._sum("contacts", column, {"kind": kind} | where)

    def persons(self, column: str) -> Any:
        return self.table("persons")[column].to_numpy(np.float64)
