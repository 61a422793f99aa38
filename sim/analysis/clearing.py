"""What the clearing of a year brings the fund and takes from it.

A year is cleared in the following one, and booked when it happens (`sim.ledger.statements`, programme "clearing"). A
balance "after clearing" is about the year itself: it leaves out what the clearing of the year before put into the
year's statement, and counts what the following year books for this one. Summed over years nothing is counted twice.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

PAID_OUT = ("retained_surplus", "paid_above_bills")
"""Lines of the statement that clearing adds to spending; its others take from it."""


class Clearing(NamedTuple):
    """Yuan. `paid`: to institutions, by the clearing of the year. `held`: of bills of the year, never paid. `earlier`:
    what the year's own statement spends, net, on the clearing of the year before."""

    paid: float
    held: float
    earlier: float

    def after(self, left: float) -> float:
        """The balance after clearing, of the year's income less spending `left`."""
        return left + self.earlier - self.paid + self.held


def clearing(fund: pd.DataFrame, year: int) -> Clearing:
    """Of the statement `fund` with all its years, incurred basis."""
    if fund.empty:
        return Clearing(0.0, 0.0, 0.0)
    lines = fund[(fund["basis"] == "incurred") & (fund["programme"] == "clearing")]
    own = lines[lines["year"] == year + 1]
    out = own["line"].isin(PAID_OUT)
    paid, less = float(own.loc[out, "amount_yuan"].sum()), float(own.loc[~out, "amount_yuan"].sum())
    return Clearing(paid, -less if less else 0.0, float(lines.loc[lines["year"] == year, "amount_yuan"].sum()))
