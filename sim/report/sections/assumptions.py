"""Assumptions that matter: what the policy's documents leave open, how residents are taken to choose, what the
county's data lack."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.languages import by_language
from sim.report.numbers import number
from sim.report.sections.names import lettered
from sim.report.sections.values import between, by_parameter, span, written
from sim.report.table import Cell, Head, Row, Table, figure, plain
from sim.report.words import say, unit_name


def tables(runs: Sequence[Run]) -> list[Table]:
    """Open parameters of the policies that took effect, constants of behaviour, and the count by file of the county; empty ones
    left out."""
    found = [_policies(runs), _county(runs[0]), _numbers(runs[0])]
    return [table for table in found if table.groups]


def _policies(runs: Sequence[Run]) -> Table:
    rows = []
    for n in sorted(range(len(runs)), key=lambda n: runs[n].manifest.baseline):  # what is new comes first
        for provision in runs[n].manifest.policy.provisions:
            effective = [s for s in provision.settings if s.assumed and s.path not in runs[n].manifest.unread]
            for name, value, setting in by_parameter(effective):
                rows.append(_row(name, value, span(setting), setting.why, lettered(runs, n)))
    return Table(say("from_policy"), _heads(), plain(rows), note=say("reasons_note"))


def _county(run: Run) -> Table:
    rows = [
        _row(Words(a.zh, a.en), _with_unit(a.value, a.unit), between(a.range) if a.range else "", a.why, "")
        for a in run.manifest.assumptions
    ]
    return Table(say("from_county"), _heads(), plain(rows), note=say("reasons_note"))


def _with_unit(value: str, unit: str) -> Words:
    name = unit_name(unit)
    return Words(f"{written(value)} {name.zh}", f"{written(value)} {name.en}")


def _numbers(run: Run) -> Table:
    heads = (Head(say("file"), numeric=False), Head(say("numbers")), Head(say("assumed")))
    counts = run.manifest.county.numbers
    rows = [_count(file, of, assumed) for file, (of, assumed) in counts.items()]
    if rows:
        rows.append(_count(say("total"), sum(n for n, _ in counts.values()), sum(a for _, a in counts.values())))
    return Table(say("county_numbers"), heads, plain(rows))


def _count(name: str | Words, of: int, assumed: int) -> Row:
    return Row((Cell(name), figure(number(of), of), figure(number(assumed), assumed)))


def _heads() -> tuple[Head, ...]:
    return (
        Head(say("assumption_head"), numeric=False),
        Head(say("value"), numeric=False),
        Head(say("range"), numeric=False),
        Head(say("why"), numeric=False),
    )


def _row(name: Words, value: Words, between: str | Words, why: str, of: str | Words) -> Row:
    return Row((Cell(name, note=of), Cell(value), Cell(between), Cell(by_language(why))))
