"""Several years side by side: what the page says of its one year, for every accounted year and every policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, wan
from sim.report.sections import fund, indicators, institutions, patients
from sim.report.sections.names import letter
from sim.report.sections.pooled import name_of
from sim.report.sections.year import accounted_years, rows, until
from sim.report.table import Cell, Head, Row, Table, figure, plain
from sim.report.words import say

Measure = tuple[Words, Words, Callable[[Run], float], Callable[[float], str]]


def _measures(runs: Sequence[Run]) -> list[Measure]:
    """Name, unit, value of a run as if its horizon ended with the year, and how it is written."""

    def ratio(name: str) -> Callable[[Run], float]:
        return lambda run: indicators.values(run).get(name, float("nan"))

    def total(column: str) -> Callable[[Run], float]:
        return lambda run: institutions.total(run, column)

    million = say("unit_wan")
    return [
        (say("income_total"), million, lambda run: fund.side_total(run, "incurred", "income"), wan),
        (say("spending_total"), million, lambda run: fund.side_total(run, "incurred", "spending"), wan),
        (name_of("balance_cleared", say("balance_cleared"), runs), million, fund.balance_after_clearing, wan),
        (say("stays_in_county"), say("unit_share"), ratio("in_county_stays"), percent),
        (say("visits_at_primary"), say("unit_share"), ratio("primary_visits"), percent),
        (say("alliance_money"), million, total("alliance_money_yuan"), wan),
        (say("bonus"), million, total("bonus_yuan"), wan),
        (say("own_head"), say("unit_yuan"), patients.own_per_head, number),
        (say("ratio_actual"), say("unit_share"), lambda run: patients.actual_ratio(rows(run, "patients")), percent),
    ]


def table(runs: Sequence[Run]) -> Table | None:
    """A row a measure and policy, a column a year; None where only one year was accounted."""
    known = accounted_years(runs[0])
    if len(known) < 2:
        return None
    heads = (Head(say("indicator"), numeric=False), Head(say("unit"), numeric=False), *(Head(str(year)) for year in known))
    body = []
    for name, unit, value, show in _measures(runs):
        for n, run in enumerate(runs):
            of = f" {letter(n)}" if len(runs) > 1 else ""
            found = [value(until(run, year)) for year in known]
            label = Cell(Words(f"{name.zh}{of}", f"{name.en}{of}"))
            body.append(Row((label, Cell(unit), *(figure(show(x), x) for x in found)), "sub" if n else ""))
    return Table(say("years"), heads, plain(body), note=say("years_note"))
