"""The fund's year: the statement in the official lines, and its months."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from sim.analysis.clearing import Clearing, clearing
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.figures import LINE_COLOURS, months
from sim.report.numbers import percent, points, ratio, signed, wan
from sim.report.sections.names import difference, legend, letter, lettered
from sim.report.sections.pooled import AFTER, QUOTA, QUOTA_RATE, Quota, quota
from sim.report.sections.year import reported_year, rows
from sim.report.table import NONE, Cell, Head, Row, Table, change, figure, plain
from sim.report.words import heading, say

PLACE_WORDS = {
    "county": Words("县内", "in the county"),
    "prefecture": Words("统筹区内县外", "in the prefecture, outside the county"),
    "province": Words("省内异地", "elsewhere in the province"),
    "elsewhere": Words("省外", "outside the province"),
}
CARE = ("inpatient", "outpatient", "chronic_outpatient", "two_disease")
"""Programmes that are benefits; premiums of other insurers and clearing fall in single months."""
HALF_A_DIGIT = 500.0
"""Yuan below which a difference prints as 0.0 万元."""


class _Column(NamedTuple):
    """One policy on one basis. `clearing` is what clearing makes of its balance, none where that is not shown."""

    title: Words
    frame: pd.DataFrame
    clearing: Clearing | None = None
    quota: Quota | None = None
    above: bool = False  # pooled above the county, which then has no balance of its own on either basis


def statement(runs: Sequence[Run], basis: str) -> Table:
    """Income, spending and balance by official line, 万元: a column a policy, and its difference from the baseline."""
    columns = [_Column(Words(letter(n), letter(n)), _of(run, basis), *_rest(run, basis)) for n, run in enumerate(runs)]
    return _statement(columns, say(basis), differences=True, note=legend(runs))


def both_bases(run: Run) -> Table:
    """The statement of one policy, incurred and cash side by side, 万元."""
    columns = [_Column(say(basis), _of(run, basis), *_rest(run, basis)) for basis in ("incurred", "cash")]
    return _statement(columns, say("fund"), differences=False)


def _rest(run: Run, basis: str) -> tuple[Clearing | None, Quota | None, bool]:
    """The fields of `_Column` after its frame: clearing and the allotted total count on the incurred basis alone."""
    found = quota(run)
    return (cleared(run), found, found is not None) if basis == "incurred" else (None, None, found is not None)


def _statement(columns: Sequence[_Column], caption: Words, differences: bool, note: Words = NONE) -> Table:
    heads = [Head(say("fund_line"), numeric=False)]
    for n, column in enumerate(columns):
        heads.append(Head(column.title, say("unit_wan")))
        if n and differences:
            heads.append(Head(difference(n)))
    frames = [column.frame for column in columns]
    income, spending = ([_total(frame, side) for frame in frames] for side in ("income", "spending"))
    left = [math.nan if c.above else a - b for c, a, b in zip(columns, income, spending, strict=True)]
    quotas = [c.quota.balance if c.quota else math.nan for c in columns]
    allotted = [c.quota.allocated if c.quota else math.nan for c in columns]
    body = [
        Row((Cell(say("income")),), "section"),
        *_side(frames, "income", differences),
        Row((Cell(say("spending")),), "section"),
        *_side(frames, "spending", differences),
    ]
    for named, rate, amounts, whole in (
        (say("balance"), say("surplus_rate"), left, income), (QUOTA, QUOTA_RATE, quotas, allotted),
    ):  # fmt: skip
        if any(math.isfinite(amount) for amount in amounts):
            body.append(Row((Cell(named), *_amounts(amounts, differences)), "total"))
            body.append(Row((Cell(rate), *_rates(amounts, whole, differences)), "sub"))
    body += _after_clearing(columns, left, quotas, differences)
    return Table(caption, tuple(heads), plain(body), note=note, file="fund.csv")


def _after_clearing(columns: Sequence[_Column], left: Sequence[float], quotas: Sequence[float], differences: bool) -> list[Row]:
    """What the clearing of the following year makes of the balance; nothing where no policy has a budget to clear."""
    moved = [column.clearing or Clearing(*[math.nan] * 3) for column in columns]
    if not any(any(column.clearing) for column in columns if column.clearing):
        return []
    after = [[c.after(a) for a, c in zip(amounts, moved, strict=True)] for amounts in (left, quotas)]
    parts = (
        ("add_earlier", [c.earlier for c in moved]),
        ("less_retained", [-c.paid for c in moved]),
        ("plus_borne", [c.held for c in moved]),
    )
    return [
        *(
            Row((Cell(say(name)), *_amounts(amounts, differences)))
            for name, amounts in parts
            if name != "add_earlier" or any(amounts)
        ),
        *(
            Row((Cell(name), *_amounts(amounts, differences)), "total")
            for name, amounts in zip((say("balance_cleared"), AFTER["balance_cleared"]), after, strict=True)
            if any(math.isfinite(amount) for amount in amounts)
        ),
    ]


def _rates(left: Sequence[float], income: Sequence[float], differences: bool) -> list[Cell]:
    rates = [ratio(a, b) for a, b in zip(left, income, strict=True)]
    cells: list[Cell] = []
    for n, rate in enumerate(rates):
        cells.append(figure(percent(rate), rate))
        if n and differences:
            cells.append(change(_pp(rate - rates[0]), rate - rates[0], 5e-5))
    return cells


def _pp(by: float) -> Words:
    return Words(f"{points(by)}个百分点", f"{points(by)} pp")


def cleared(run: Run) -> Clearing:
    """What the clearing of the reported year, and that of the year before, do to the fund."""
    return clearing(run["fund"], reported_year(run))


def balance_after_clearing(run: Run) -> float:
    """The year's balance on the incurred basis with its own clearing and without the one of the year before, yuan.
    Pooled above the county, it is the balance of the allotted total."""
    above = quota(run)
    return cleared(run).after(above.balance if above else balance(run))


def side_total(run: Run, basis: str, side: str) -> float:
    """Yuan of one side, income or spending, in the reported year."""
    return _total(_of(run, basis), side)


def balance(run: Run, basis: str = "incurred") -> float:
    """Income less spending of the reported year, yuan."""
    return side_total(run, basis, "income") - side_total(run, basis, "spending")


def by_month(runs: Sequence[Run]) -> Table:
    """Income, spending and balance of every month on both bases, 万元."""
    heads = [Head(say("month"), numeric=False)]
    for n in range(len(runs)):
        heads += [
            Head(say(side), say(basis), group=lettered(runs, n))
            for basis in ("incurred", "cash")
            for side in ("income", "spending")
        ]
    body = []
    for month in range(1, 13):
        cells = [Cell(str(month), month)]
        for run in runs:
            for basis in ("incurred", "cash"):
                frame = _of(run, basis)
                for side in ("income", "spending"):
                    chosen = (frame["month"] == month) & (frame["side"] == side)
                    amount = float(frame.loc[chosen, "amount_yuan"].sum())
                    cells.append(figure(wan(amount), amount))
        body.append(Row(tuple(cells)))
    return Table(say("by_month"), tuple(heads), plain(body), file="fund.csv", wide=True)


def month_figure(runs: Sequence[Run]) -> tuple[Markup, list[list[int]]]:
    """Benefits by month of discharge, and which policies each line stands for: those with the same months share one."""
    alike: dict[tuple[float, ...], list[int]] = {}
    for n, run in enumerate(runs):
        frame = _of(run, "incurred")
        spent = frame[frame["programme"].isin(CARE)].groupby("month")["amount_yuan"].sum()
        alike.setdefault(tuple(round(float(spent.get(month, 0.0)) / 10_000, 1) for month in range(1, 13)), []).append(n)
    groups = list(alike.values())
    lines = [(LINE_COLOURS[group[0] % len(LINE_COLOURS)], values) for values, group in alike.items()]
    return months(lines, say("unit_wan"), say("fund_months")), groups


def _of(run: Run, basis: str) -> pd.DataFrame:
    frame = rows(run, "fund")
    return frame[frame["basis"] == basis]


def _total(frame: pd.DataFrame, side: str) -> float:
    return float(frame.loc[frame["side"] == side, "amount_yuan"].sum())


def _side(frames: Sequence[pd.DataFrame], side: str, differences: bool) -> list[Row]:
    """The lines of one side in the order of the tables, with their places where a line has several, and the total."""
    lines: dict[str, Words] = {}
    for frame in frames:
        for row in frame[frame["side"] == side].itertuples():
            lines.setdefault(str(row.line), heading(str(row.name_zh), str(row.name_en)))
    body = []
    for line, name in lines.items():
        chosen = [frame[(frame["side"] == side) & (frame["line"] == line)] for frame in frames]
        body.append(Row((Cell(name), *_amounts([float(f["amount_yuan"].sum()) for f in chosen], differences))))
        places = [p for p in PLACE_WORDS if any((f["place"] == p).any() for f in chosen)]
        for place in places if len(places) > 1 else ():
            amounts = [float(f.loc[f["place"] == place, "amount_yuan"].sum()) for f in chosen]
            where = PLACE_WORDS[place]
            label = Words(say("of_which").zh + where.zh, say("of_which").en + where.en)
            body.append(Row((Cell(label), *_amounts(amounts, differences)), "sub"))
    totals = [_total(frame, side) for frame in frames]
    body.append(Row((Cell(say(f"{side}_total")), *_amounts(totals, differences)), "total"))
    return body


def _amounts(amounts: Sequence[float], differences: bool) -> list[Cell]:
    cells = []
    for n, amount in enumerate(amounts):
        cells.append(figure(wan(amount), amount))
        if n and differences:
            gap = amount - amounts[0]
            cells.append(change(signed(gap / 10_000, 1), gap, HALF_A_DIGIT))
    return cells
