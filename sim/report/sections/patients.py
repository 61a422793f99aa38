"""What patients paid: by benefit class and by age, with the reimbursement ratios and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, ratio, signed
from sim.report.sections.names import difference
from sim.report.sections.narrow import MANY
from sim.report.sections.year import rows
from sim.report.table import NONE, Cell, Head, Row, Table, change, figure, plain
from sim.report.words import CLASSES, named, say

AGES = ("0_4", "5_14", "15_24", "25_44", "45_59", "60_64", "65_74", "75plus")


def by_class(runs: Sequence[Run]) -> Table:
    """A row a benefit class, and all residents."""
    return _table(runs, "klass", CLASSES, say("klass"), say("patients_note"))


def by_age(runs: Sequence[Run]) -> Table:
    """A row an age band, and all residents."""
    return _table(runs, "age_band", AGES, say("age_band"))


def own_per_head(run: Run) -> float:
    """Yuan that an enrolee paid himself on average, visits that were not claimed included."""
    frame = rows(run, "patients")
    return ratio(float(frame["own_paid_yuan"].sum()), float(frame["persons"].sum()))


def actual_ratio(frame: pd.DataFrame) -> float:
    """Everything that payers paid, over everything that was charged."""
    paid = sum(float(frame[f"{payer}_yuan"].sum()) for payer in ("basic", "catastrophic", "assistance", "supplement"))
    return ratio(paid, float(frame["charge_yuan"].sum()))


def _table(runs: Sequence[Run], column: str, order: Sequence[str], head: Words, note: Words = NONE) -> Table:
    frames = [rows(run, "patients") for run in runs]
    heads = [
        Head(head, numeric=False),
        Head(say("persons")),
        Head(say("charge_head"), say("unit_yuan")),
        Head(say("own_head"), say("unit_yuan")),
    ]
    heads += [Head(difference(n), say("unit_yuan")) for n in range(1, len(runs))]
    heads += [Head(say("ratio_actual")), Head(say("ratio_policy")), Head(say("ratio_all"))]
    known = set(frames[0][column])
    keys = [*(k for k in order if k in known), *sorted(known.difference(order))]
    body = [_row([f[f[column] == key] for f in frames], _name(key)) for key in keys]
    body.append(_row(frames, say("total"), "total"))
    return Table(head, tuple(heads), plain(body), note=note, file="patients.csv", wide=len(runs) >= MANY)


def _row(frames: Sequence[pd.DataFrame], name: Words, kind: str = "") -> Row:
    base = frames[0]
    people, eligible = float(base["persons"].sum()), float(base["eligible_yuan"].sum())
    charge, own = ratio(float(base["charge_yuan"].sum()), people), ratio(float(base["own_paid_yuan"].sum()), people)
    basic = float(base["basic_yuan"].sum())
    more = basic + float(base["catastrophic_yuan"].sum()) + float(base["assistance_yuan"].sum())
    cells = [Cell(name), figure(number(people), people), figure(number(charge), charge), figure(number(own, 1), own)]
    for other in frames[1:]:
        gap = ratio(float(other["own_paid_yuan"].sum()), float(other["persons"].sum())) - own
        cells.append(change(signed(gap, 2), gap, 5e-3))
    for share in (actual_ratio(base), ratio(basic, eligible), ratio(more, eligible)):
        cells.append(figure(percent(share), share))
    return Row(tuple(cells), "total" if kind else "")


def _name(code: str) -> Words:
    if code in AGES:
        low, _, high = code.replace("plus", "_").partition("_")
        return (
            Words(f"{low}岁及以上", f"{low} and older")
            if not high
            else Words(f"{low}\u2013{high}岁", f"{low}\u2013{high}")
        )
    return named(code)
