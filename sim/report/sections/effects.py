"""What a reform's effect is made of: rules and behaviour, clause by clause, who gains and who loses, what pulls at whom.

Reads what `compare --split` and `--provisions` wrote into a comparison's folder; without it there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.charts import BLUE, EARTH, INK, Line, Span, bars
from sim.report.numbers import DASH, WAN, number, signed
from sim.report.sections import intervals, narrow
from sim.report.sections.names import difference, legend, lettered
from sim.report.sections.year import reported_year
from sim.report.table import NONE, Cell, Head, Row, Table, change, plain

SHOWN = (
    "fund.spending", "fund.retained", "fund.borne", "fund.balance_cleared", "charge.visits", "charge.stays", "visits.all",
    "admissions.all", "admissions.county", "admissions.city", "paid.catastrophic", "paid.assistance", "own_paid_sum.all",
    "own_paid.all",
    "alliance_money.township", "alliance_money.county", "bonus.village", "bonus.township", "bonus.county",
)  # fmt: skip
"""Outcomes of the table in its order; the file has all."""
SHORT = {
    "fund.balance_cleared": Words("清算后结余", "Balance after clearing"), "own_paid_sum.all": Words("个人负担", "Own payment"),
    "bonus.all": Words("绩效奖励", "Bonus"),
}  # fmt: skip
"""Outcomes of the short table of documents."""
PARTS = {
    "mechanical": Words("机械效应", "mechanical"), "behavioural": Words("行为效应", "behavioural"), "total": Words("合计", "total"),
}  # fmt: skip
UNITS = {
    "fen": Words("万元", "10,000 yuan"), "yuan": Words("万元", "10,000 yuan"), "contacts": Words("人次", "visits"),
    "discharges": Words("人次", "stays"), "yuan per head": Words("元/人", "yuan a head"),
}  # fmt: skip
TITLE = Words("机械效应与行为效应", "Mechanical and behavioural effects")
FEN_IN_WAN = 100 * WAN


class Block(NamedTuple):
    """A part of the page: heading, pictures with their captions, and the tables that hold their numbers."""

    title: Words
    pictures: Sequence[tuple[Words, Markup]]
    tables: Sequence[Table]
    said: Words = NONE  # in words, where a picture would show nothing more


@dataclass(frozen=True)
class Stored:
    """The tables of effects in a comparison's folder; without rows where they were not made."""

    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    provisions: pd.DataFrame = field(default_factory=pd.DataFrame)
    gains: pd.DataFrame = field(default_factory=pd.DataFrame)
    journeys: pd.DataFrame = field(default_factory=pd.DataFrame)
    replicated: pd.DataFrame = field(default_factory=pd.DataFrame)


def read(folder: Path) -> Stored:
    """What lies in the folder."""
    names = ("effects.csv", "provisions.csv", "gains.csv", "journeys.csv")
    parts, provisions, gains, journeys = (intervals.read(folder, name) for name in names)
    return Stored(parts, provisions, gains, journeys, intervals.read(folder, "effects-intervals.csv"))


def of_year(folder: Path, runs: Sequence[Run]) -> Stored:
    """What lies in the folder about the year of `runs`: of an earlier year than the last, both parts of the effects alone."""
    if len(runs) < 2:
        return Stored()
    if intervals.of_last_year(folder, runs):
        return read(folder)
    parts = intervals.read(folder, "effects-years.csv")
    if parts.empty:
        return Stored()
    year = parts["year"].astype(str) == str(reported_year(runs[0]))
    return Stored(parts[year].drop(columns="year").reset_index(drop=True))


def block(runs: Sequence[Run], stored: Stored) -> list[Block]:
    """The split of every policy; empty where it was not made."""
    if stored.parts.empty or len(runs) < 2:
        return []
    tables = [table(runs, stored.parts)]
    if intervals.repeated(stored.replicated):
        tables.append(with_intervals(runs, stored.replicated))
    if len(runs) >= narrow.MANY:
        tables = [narrow.turned(table, main=2) for table in tables]
    return [Block(TITLE, pictures(runs, stored.parts), tables)]


def table(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """Both parts and their sum by outcome, three columns a policy."""
    heads = [Head(Words("指标", "outcome"), numeric=False), Head(Words("单位", "unit"), numeric=False)]
    heads += [Head(words, group=difference(n)) for n in range(1, len(runs)) for words in PARTS.values()]
    body = []
    for outcome, rows in _by_outcome(frame):
        first = next(iter(rows.values()))
        cells = [Cell(Words(str(first["name_zh"]), str(first["name_en"]))), Cell(UNITS[str(first["unit"])])]
        for run in runs[1:]:
            cells += [_change(rows.get(run.name, {}), part) for part in PARTS]
        body.append((outcome, Row(tuple(cells))))
    note = Words(
        f"机械效应：基准下同样的就诊按新政策重新结算；行为效应：人和机构因此改变了什么。一个种子，逐分相加。{legend(runs).zh}",
        "Mechanical: the baseline's care settled again under the policy. Behavioural: what people and institutions then do "
        f"otherwise. One seed; the parts add up to the fen. {legend(runs).en}",
    )
    return Table(TITLE, tuple(heads), plain([row for _, row in body]), note=note, file="effects.csv", wide=len(runs) > 2)


def short(runs: Sequence[Run], frame: pd.DataFrame) -> Table | None:
    """A row a policy: both parts and their sum of the fund's balance, own payments and bonuses, 万元; None without a split."""
    if frame.empty or len(runs) < 2:
        return None
    heads = [Head(Words("政策", "Policy"), numeric=False)]
    heads += [Head(words, group=name) for name in SHORT.values() for words in PARTS.values()]
    body = []
    for n, run in enumerate(runs[1:], start=1):
        mine = {str(row["outcome"]): row for row in frame[frame["policy"] == run.name].to_dict("records")}
        cells = [_change({str(k): v for k, v in mine.get(name, {}).items()}, part) for name in SHORT for part in PARTS]
        body.append(Row((Cell(difference(n)), *cells)))
    caption = Words(f"{TITLE.zh}（万元）", f"{TITLE.en} (10,000 yuan)")
    return Table(caption, tuple(heads), plain(body), file="effects.csv")


def with_intervals(runs: Sequence[Run], frame: pd.DataFrame) -> Table:
    """Means of the parts over replications with their 95 % intervals in brackets."""
    count = number(float(frame["n"].max()))
    caption = Words(f"重复{count}次的{TITLE.zh}", f"{TITLE.en} over {count} replications")
    heads = [Head(Words("指标", "outcome"), numeric=False), Head(Words("单位", "unit"), numeric=False)]
    heads += [Head(words, group=difference(n)) for n in range(1, len(runs)) for words in PARTS.values()]
    body = []
    for _, rows in _by_outcome(frame):
        first = next(iter(rows.values()))
        cells = [Cell(Words(str(first["zh"]), str(first["en"]))), Cell(UNITS.get(str(first["unit"]), str(first["unit"])))]
        scale = WAN if first["unit"] == "yuan" else 1.0
        for run in runs[1:]:
            row = rows.get(run.name, {})
            cells += [Cell(_interval(row, part, scale)) for part in PARTS]
        body.append(Row(tuple(cells)))
    return Table(narrow.said_once(caption), tuple(heads), plain(body), note=legend(runs), file="effects-intervals.csv", wide=True)


def pictures(runs: Sequence[Run], frame: pd.DataFrame) -> list[tuple[Words, Markup]]:
    """Bars of both parts in 万元, a picture a policy; amounts that do not move are left out."""
    found = []
    for n, run in enumerate(runs[1:], start=1):
        lines = []
        for _, rows in _by_outcome(frame):
            row = rows.get(run.name)
            if row is None or row["unit"] != "fen" or pd.isna(row["total"]):
                continue
            parts = [float(row[part]) / FEN_IN_WAN for part in PARTS]
            if any(round(value, 1) for value in parts):
                lines.append(_line(Words(str(row["name_zh"]), str(row["name_en"])), *parts))
        if lines:
            marks = [(PARTS["mechanical"], BLUE), (PARTS["behavioural"], EARTH), (PARTS["total"], INK)]
            name = lettered(runs, n)
            caption = Words(f"{name.zh}（万元）", f"{name.en} (10,000 yuan)")
            found.append((caption, bars(lines, caption, marks)))
    return found


def _line(name: Words, mechanical: float, behavioural: float, total: float) -> Line:
    """Parts of one sign stand end to end; of two signs, on both sides of zero; the total is a thin mark."""
    start = mechanical if mechanical * behavioural > 0 else 0.0
    spans = [Span(0.0, mechanical, BLUE), Span(start, start + behavioural, EARTH)]
    thin = 0.004 * max(abs(mechanical), abs(behavioural), abs(total))
    return Line(name, [*spans, Span(total - thin, total + thin, INK)], signed(total, 1))


def _by_outcome(frame: pd.DataFrame) -> Iterable[tuple[str, dict[str, Mapping[str, Any]]]]:
    """Rows of every shown outcome by policy, in the order of `SHOWN`."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in frame[frame["outcome"].isin(SHOWN)].to_dict("records"):
        found.setdefault(str(row["outcome"]), {})[str(row["policy"])] = {str(k): v for k, v in row.items()}
    return [(name, found[name]) for name in SHOWN if name in found]


def _change(row: Mapping[str, Any], part: str) -> Cell:
    value = row.get(part)
    if value is None or pd.isna(value):
        return Cell(DASH)
    amount = float(value) / (FEN_IN_WAN if row["unit"] == "fen" else 1)
    digits = 1 if row["unit"] == "fen" else 0
    return change(signed(amount, digits), amount, 0.5 * 10**-digits)


def _interval(row: Mapping[str, Any], part: str, scale: float) -> str:
    value = row.get(part)
    if value is None or pd.isna(value):
        return DASH
    digits = 1 if scale > 1 else 2 if row["unit"] == "yuan per head" else 0
    middle, low, high = (float(row[f"{part}{end}"]) / scale for end in ("", "_low", "_high"))
    whole = "" if pd.isna(low) else f" [{signed(low, digits)} … {signed(high, digits)}]"
    return f"{signed(middle, digits)}{whole}"
