"""Several years side by side: what the page says of its one year, for every accounted year and every policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, wan
from sim.report.sections import fund, indicators, institutions, patients
from sim.report.sections.names import letter
from sim.report.sections.pooled import name_of
from sim.report.sections.year import accounted_years, rows, until
from sim.report.table import NONE, Cell, Head, Row, Table, figure
from sim.report.words import say

FIRST = (2, 3, 6)
"""Places of the measures that are shown at once: the balance after clearing, stays in the county, the bonus."""
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


def tables(runs: Sequence[Run]) -> list[Table]:
    """The measures that a page shows at once, and all others, which it folds; empty where only one year was accounted."""
    whole = table(runs)
    if whole is None:
        return []
    few = [group for n, group in enumerate(whole.groups) if n in FIRST]
    rest = [group for n, group in enumerate(whole.groups) if n not in FIRST]
    other = Words("其余指标", "The other measures")
    return [replace(whole, groups=tuple(few), note=NONE), replace(whole, caption=other, groups=tuple(rest))]


def table(runs: Sequence[Run]) -> Table | None:
    """A row a measure and policy, a column a year; None where only one year was accounted. Policies that show the same in every
    year share a row, which has the letters of all."""
    known = accounted_years(runs[0])
    if len(known) < 2:
        return None
    compared = len(runs) > 1
    heads = [Head(say("indicator"), numeric=False), Head(say("unit"), numeric=False)]
    heads += [Head(say("policy"), numeric=False)] * compared + [Head(str(year)) for year in known]
    ended = [[until(run, year) for year in known] for run in runs]
    groups = []
    for name, unit, value, show in _measures(runs):
        same: dict[tuple[str, ...], list[tuple[str, list[float]]]] = {}
        for n, of_run in enumerate(ended):
            found = [value(run) for run in of_run]
            same.setdefault(tuple(show(x) for x in found), []).append((letter(n), found))
        body = list[Row]()
        for texts, members in same.items():
            letters = [of for of, _ in members]
            who = [Cell(Words("、".join(letters), ", ".join(letters)))] * compared
            label = Cell(Words("", "") if body else name)
            cells = (figure(text, x) for text, x in zip(texts, members[0][1], strict=True))
            body.append(Row((label, Cell(Words("", "") if body else unit), *who, *cells)))
        groups.append(tuple(body))
    return Table(say("years"), tuple(heads), tuple(groups), note=say("years_note"))
