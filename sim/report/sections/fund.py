"""The fund's year: the statement in the official lines, and its months."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.figures import months
from sim.report.numbers import percent, points, ratio, signed, wan
from sim.report.sections.names import difference, legend, letter, lettered, title
from sim.report.sections.year import rows
from sim.report.table import NONE, Cell, Head, Row, Table, change, figure, plain
from sim.report.words import say

PLACE_WORDS = {
    "county": Words("县内", "in the county"),
    "prefecture": Words("统筹区内县外", "in the prefecture, outside the county"),
    "province": Words("省内异地", "elsewhere in the province"),
    "elsewhere": Words("省外", "outside the province"),
}
HALF_A_DIGIT = 500.0
"""Yuan below which a difference prints as 0.0 万元."""


def statement(runs: Sequence[Run], basis: str) -> Table:
    """Income, spending and balance by official line, 万元: a column a policy, and its difference from the baseline."""
    names = [Words(letter(n), letter(n)) for n in range(len(runs))]
    return _statement([_of(run, basis) for run in runs], names, say(basis), differences=True, note=legend(runs))


def both_bases(run: Run) -> Table:
    """The statement of one policy, incurred and cash side by side, 万元."""
    bases = ("incurred", "cash")
    return _statement(
        [_of(run, basis) for basis in bases], [say(basis) for basis in bases], say("fund"), differences=False
    )


def _statement(
    frames: Sequence[pd.DataFrame], titles: Sequence[Words], caption: Words, differences: bool, note: Words = NONE
) -> Table:
    heads = [Head(say("fund_line"), numeric=False)]
    for n, name in enumerate(titles):
        heads.append(Head(name, say("unit_wan")))
        if n and differences:
            heads.append(Head(difference(n)))
    body = [
        Row((Cell(say("income")),), "section"),
        *_side(frames, "income", differences),
        Row((Cell(say("spending")),), "section"),
        *_side(frames, "spending", differences),
    ]
    income, spending = ([_total(frame, side) for frame in frames] for side in ("income", "spending"))
    left = [a - b for a, b in zip(income, spending, strict=True)]
    body.append(Row((Cell(say("balance")), *_amounts(left, differences)), "total"))
    rates = [ratio(a, b) for a, b in zip(left, income, strict=True)]
    cells: list[Cell] = []
    for n, rate in enumerate(rates):
        cells.append(figure(percent(rate), rate))
        if n and differences:
            cells.append(change(points(rate - rates[0]) + " pp", rate - rates[0], 5e-5))
    body.append(Row((Cell(say("surplus_rate")), *cells), "sub"))
    return Table(caption, tuple(heads), plain(body), note=note, file="fund.csv")


def side_total(run: Run, basis: str, side: str) -> float:
    """Yuan of one side, income or spending, in the reported year."""
    return _total(_of(run, basis), side)


def balance(run: Run, basis: str = "incurred") -> float:
    """Income less spending of the reported year, yuan."""
    return side_total(run, basis, "income") - side_total(run, basis, "spending")


def by_month(runs: Sequence[Run]) -> Table:
    """Income, spending and balance of every month on both bases, 万元."""
    heads = [Head(say("month"))]
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


def month_figure(runs: Sequence[Run]) -> Markup:
    """Spending of the fund by month, one line a policy."""
    series = []
    for run in runs:
        frame = _of(run, "incurred")
        spent = frame[frame["side"] == "spending"].groupby("month")["amount_yuan"].sum()
        values = [float(spent.get(month, 0.0)) / 10_000 for month in range(1, 13)]
        series.append((title(run), values))
    return months(series, say("unit_wan"), say("fund_months"))


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
            lines.setdefault(str(row.line), Words(str(row.name_zh), str(row.name_en)))
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
