"""One year of a run's sums, asked for in the words of the indicators. Reads tables of `Settlement.tables`, nothing
else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
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

    def table(self, name: str) -> pd.DataFrame:
        """The year's rows of a table; empty if the run has none."""
        return self._tables.get(name, pd.DataFrame())

    def care(self, measure: str, **where: object) -> float:
        """A measure of settled care; `where` narrows tier, place, scheme, kind, by one value or several. Residents
        unless said otherwise."""
        rows = _narrowed(self.table("care"), {"scheme": "residents"} | where)
        return float(rows[measure].sum()) if measure in ("cases", "days") else float(rows[f"{measure}_fen"].sum()) / 100

    def contacts(self, kind: str, column: str = "count", **where: object) -> float:
        """Residents' contacts of a kind (visit, stay): all, or those with a flag."""
        return float(_narrowed(self.table("contacts"), {"kind": kind} | where)[column].sum())

    def mix(self, column: str, **where: object) -> float:
        """Stays (`cases`) or their DRG weights (`weight`)."""
        return float(_narrowed(self.table("mix"), where)[column].sum())

    def persons(self, column: str) -> float:
        """enrolees, visited, stayed, or part_of_year."""
        return float(self.table("persons")[column].sum())

    def items(self, *classes: str) -> float:
        """Charges of item classes."""
        return float(self.table("items")[[f"{name}_fen" for name in classes]].to_numpy().sum()) / 100

    def fund(self, side: str, basis: str) -> float:
        """Income or spending of the fund on a basis."""
        rows = _narrowed(self.table("fund"), {"side": side, "basis": basis})
        return float(rows["amount_yuan"].sum()) if len(rows) else 0.0

    def clearing(self, column: str) -> float:
        """A column of the clearing table, all holders of budgets together; payments by case, day or points are none."""
        table = self.table("clearing")
        return float(table.loc[~table["rule"].isin(TARIFFS), column].sum()) if len(table) else 0.0

    def homes(self, measure: str, **where: object) -> float:
        """Claims by the patient's home: `cases`, or `charge`, `basic` in yuan; `where` narrows place, kind,
        township."""
        rows = _narrowed(self.table("homes"), where)
        if not len(rows):
            return 0.0
        return float(rows[measure].sum()) if measure == "cases" else float(rows[f"{measure}_fen"].sum()) / 100

    def balance(self, basis: str) -> float:
        """What the fund has at the year's end on a basis."""
        rows = _narrowed(self.table("balance"), {"basis": basis})
        return float(rows["balance_yuan"].sum()) if len(rows) else 0.0


def _narrowed(table: pd.DataFrame, where: Mapping[str, object]) -> pd.DataFrame:
    if not len(table):
        return table
    chosen = np.ones(len(table), bool)
    for column, wanted in where.items():
        chosen &= table[column].isin(list(wanted) if isinstance(wanted, tuple | list) else [wanted]).to_numpy(bool)
    return table[chosen]
