"""What is allowed and yet hardly meant: numbers far from what is usual, and clauses beyond what a higher document allows.

The bounds stand in `scenarios/limits/usual.csv`, each with its source or as an assumption. A kind `limit` is a rule of a document
that binds from a day on; `usual` is only what one has seen. Nothing here is an error: `check` prints notes and ends well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sim.county.county import TIERS, County
from sim.county.folder import Folder, open_folder
from sim.experiment.study import Study
from sim.foundation.errors import Words
from sim.foundation.money import MAX_FEN
from sim.foundation.shelves import shelves
from sim.foundation.tables import Column, Origin, read_csv
from sim.policy.claims import WHERE
from sim.policy.policy import Policy, Setting
from sim.policy.resolve import cells
from sim.policy.rule import AXES
from sim.policy.units import written

FILE = Path("limits") / "usual.csv"
KINDS = ("usual", "limit")
COLUMNS = (
    Column("of", "str", choices=("policy", "county", "study")), Column("what", "str"), Column("low", "float", required=False),
    Column("high", "float", required=False), Column("unit", "str"), Column("kind", "str", choices=KINDS),
    Column("since", "date", required=False), Column("todo_zh", "str"), Column("todo_en", "str"), Column("source", "str"),
)  # fmt: skip
CYCLES = {"month": 1, "quarter": 3, "half_year": 6}
MOST = 3
"""Cells of one column that are named one by one."""
GREATER = 100_000.0
"""Yuan a year: payments of smaller institutions may well jump from year to year."""


@dataclass(frozen=True)
class Bound:
    """One row of the table; `low` and `high` in `unit`, not a number where there is none."""

    what: str
    low: float
    high: float
    unit: str
    kind: str
    since: date | None
    todo_zh: str
    todo_en: str
    source: str

    def told(self, value: float, at: str, name: str) -> Words | None:
        """The note on a value that lies outside; `at` is file:line."""
        if not (value < self.low or value > self.high):  # a bound that is not a number never speaks
            return None
        low, high = (f"{bound:,.10g}" if math.isfinite(bound) else "" for bound in (self.low, self.high))
        span = f"{low} … {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
        zh, en = ("通常", "usual") if self.kind == "usual" else ("上级规定", "a higher document says")
        of, source = _said(name), _said(self.source)
        return Words(
            f"留意：{at}：{of.zh} = {value:,.6g} {self.unit}；{zh} {span}（{source.zh}）。{self.todo_zh}",
            f"note: {at}: {of.en} = {value:,.6g} {self.unit}; {en} {span} ({source.en}). To do: {self.todo_en}",
        )


@cache
def bounds(of: str) -> tuple[Bound, ...]:
    """The bounds for policies, counties or studies: the table of one's own shelf, or the one that ships."""
    file = next(shelf / FILE for shelf in shelves() if (shelf / FILE).exists())
    table = read_csv(file, COLUMNS)
    rows: list[dict[str, Any]] = table[table["of"] == of].drop(columns="of").to_dict("records")  # type: ignore[assignment]
    return tuple(Bound(**row) for row in rows)


def of_policy(policy: Policy) -> list[Words]:
    """Notes on the values that the policy's own file sets."""
    notes = []
    for setting in (s for p in policy.provisions for s in p.settings):
        for bound in bounds("policy"):
            path, _, nth = bound.what.partition("[")
            if fnmatchcase(setting.path, path) and _binds(bound, setting):
                by_value: dict[float, list[str]] = {}
                for _, name, value in _values(policy, setting, int(nth.rstrip("]")) if nth else 0):
                    if value or bound.kind == "usual":  # what is not paid at all breaks no floor
                        by_value.setdefault(value, []).append(name)
                for value, names in by_value.items():
                    more = f" … ({len(names)})" if len(names) > 1 else ""
                    notes += _first([bound.told(value, f"{setting.file}:{setting.line}", f"{names[0]}{more}")])
    return [*notes, *_prepaid(policy)]


def of_county(path: Path) -> list[Words]:
    """Notes on the tables of a county's folder."""
    folder = open_folder(path)
    notes: list[Words] = []
    wrong_count = False
    for bound in bounds("county"):
        table, dot, rest = bound.what.partition(".")
        if dot and table in folder.tables:
            notes += _first(bound.told(v, at, name) for v, at, name in _cells(folder, table, rest))
        elif not dot and not wrong_count:  # else everything a head would be told of, too
            notes += _first(bound.told(v, at, name) for v, at, name in _measured(folder, bound.what))
            wrong_count = bound.what == "enrolees" and bool(notes)
    return notes


def of_study(study: Study, county: County) -> list[Words]:
    """Notes on the study's policies in its county."""
    deductible, package = bounds("study")
    charges, income = _mean_charges(county), _income(county)
    notes: list[Words] = []
    for policy in study.policies:
        for s in (s for p in policy.provisions for s in p.settings):
            at = f"{s.file}:{s.line}"
            if s.path == "benefit.inpatient_deductible.amount":
                for where, name, value in _values(policy, s):
                    if charges.get(where):
                        notes += _first([deductible.told(value / charges[where], at, f"{name}÷{charges[where]:,.0f} yuan")])
            elif s.path == "payment.package.per_head" and income:
                for _, name, value in _values(policy, s):
                    notes += _first([package.told(value / income, at, f"{name}÷{income:,.0f} yuan")])
    return notes


def _said(both: str) -> Words:
    """Chinese and English of a text that has both with " / " between; a text of one language is for both."""
    zh, _, en = both.rpartition(" / ")
    assumed = "assumption: "
    if not zh:
        return Words(en.replace(assumed, "假设："), en)
    return Words(zh.replace(assumed, "假设："), f"{assumed}{en}" if zh.startswith(assumed) else en)


def _binds(bound: Bound, setting: Setting) -> bool:
    return bound.since is None or setting.since >= bound.since


def _first(notes: Iterator[Words | None] | list[Words | None]) -> list[Words]:
    told = [note for note in notes if note is not None]
    more = len(told) - MOST
    rest = [Words(f"　　同一项还有 {more} 处", f"    and {more} more of this kind")] if more > 0 else []
    return [*told[:MOST], *rest]


def _values(policy: Policy, setting: Setting, nth: int = 0) -> Iterator[tuple[str, str, float]]:
    """(first name of the cell, path with the names of all cells alike, value in the parameter's unit); of lists all, or the nth."""
    rule, _, last = setting.path.rpartition(".")
    parameter = policy.known[rule].parameter(last)
    assert parameter is not None, setting.path
    alike: dict[tuple[str, int], list[str]] = {}
    for index, (_, stored) in cells(parameter, setting.value, setting.unit).items():
        listed = stored if isinstance(stored, tuple) else (stored,)
        names = [AXES[axis][i] for axis, i in zip(parameter.axes, index, strict=True)]
        for value in listed[nth - 1 : nth] if nth else listed:
            if value < MAX_FEN:
                alike.setdefault((names[0] if names else "", value), []).append(".".join(names))
    for (first, value), names in alike.items():
        yield first, f"{setting.path}{'.' if names[0] else ''}{names[0]}", float(written(value, parameter.unit))


def _prepaid(policy: Policy) -> list[Words]:
    """Months of spending that stand prepaid: the share times the months of a cycle."""
    own = {s.path: s for p in policy.provisions for s in p.settings if s.path.startswith("payment.prepayment.")}
    [bound] = [b for b in bounds("policy") if b.what == "payment.prepayment.months_ahead"]
    law = policy.eras[-1]
    if not own or not law.uses("payment.prepayment") or not all(_binds(bound, s) for s in own.values()):
        return []
    values = law.values["payment.prepayment"].plain
    declared = policy.known["payment.prepayment"].parameter("cycle")
    assert declared is not None
    months = CYCLES[declared.choices[int(values["cycle"])]] * int(values["share"]) / 1e6
    one = own.get("payment.prepayment.cycle") or next(iter(own.values()))
    return _first([bound.told(months, f"{one.file}:{one.line}", "payment.prepayment: share x cycle")])


def _cells(folder: Folder, table: str, rest: str) -> Iterator[tuple[float, str, str]]:
    """(value, file:line, name) of the cells of a pattern such as `value[row=admission_rate.*]` or `charge_*_yuan`."""
    pattern, _, where = rest.partition("[")
    key, _, wanted = where.rstrip("]").partition("=")
    frame, columns = folder[table], {c.name: c for c in folder.sheets[table].columns}
    for name in (c for c in frame.columns if fnmatchcase(str(c), pattern)):
        scale = {"fen": 100, "ppm": 10_000}.get(columns[name].kind, 1)
        for n, value in enumerate(frame[name].tolist()):
            if pd.notna(value) and (not key or fnmatchcase(str(frame[key].iloc[n]), wanted)) and not (value == 0 and scale == 1):
                row = f" {frame[key].iloc[n]}" if key else ""
                yield float(value) / scale, _line(frame, n), f"{columns[name].zh or name}{row} / {name}{row}"


def _measured(folder: Folder, what: str) -> Iterator[tuple[float, str, str]]:
    """The measures that need more than one cell, each by its name in the table of bounds."""
    head = folder.county
    enrolees = head.content.facts.enrolees.value
    at = f"{head.file}:{head.line_of(('facts', 'enrolees', 'value'))}"
    tables = folder.tables
    if what == "enrolees":
        yield float(enrolees), at, "参保人数 / facts.enrolees"
    elif what == "enrolees_per_village":
        yield enrolees / len(tables["villages"]), at, "参保人数÷村数 / enrolees per village"
    elif what == "beds_per_1000":
        inside = tables["institutions"][tables["institutions"]["place"] == "county"]
        yield float(inside["beds"].sum()) / enrolees * 1000, at, "县内床位÷千参保人 / beds in the county per 1000 enrolees"
    elif what == "members_per_enrolee" and "employees" in tables:
        for n, members in enumerate(tables["employees"]["members"]):
            yield members / enrolees, _line(tables["employees"], n), "职工参保÷居民参保 / members per enrolee"
    elif what == "history_over_income":
        yield from _history(tables["history"], _income_of(tables["funding"]) * enrolees)
    elif what == "history_step":
        yield from _steps(tables["history"])
    elif what == "employees_over_income" and "employees" in tables:
        frame = tables["employees"]
        paid = frame[[c for c in frame.columns if str(c).startswith(("inside_", "outside_"))]].sum(axis=1, min_count=1)
        for n, (spent, income) in enumerate(zip(paid, frame["income_yuan_per_head"] * frame["members"], strict=True)):
            if spent == spent and income > 0:
                yield spent / income, _line(frame, n), "职工统筹支付÷收入 / employees' fund: paid over income"


def _history(history: pd.DataFrame, income: float) -> Iterator[tuple[float, str, str]]:
    by_year = history.groupby("year")["amount_yuan"].sum() / 100
    for year, total in by_year.items() if income > 0 else ():
        n = int((history["year"] == year).to_numpy().argmax())
        yield total / income, _line(history, n), f"{year}年基金支出合计÷年筹资 / {year}: fund spending over income"


def _steps(history: pd.DataFrame) -> Iterator[tuple[float, str, str]]:
    """Each payment over that of the year before, of institutions that are not small in the greater of the two years."""
    yuan = history.assign(yuan=history["amount_yuan"] / 100).reset_index(names="n")
    before = yuan.assign(year=yuan["year"] + 1)[["year", "institution", "line", "yuan"]]
    both = yuan.merge(before, on=["year", "institution", "line"], suffixes=("", "_before"))
    both = both[(both[["yuan", "yuan_before"]].max(axis=1) >= GREATER) & (both["yuan_before"] > 0) & (both["yuan"] > 0)]
    for row in both.itertuples():
        name = f"{row.institution} {row.line} 比上年 / {row.institution} {row.line} over the year before"
        yield float(row.yuan) / float(row.yuan_before), _line(history, int(row.n)), name  # type: ignore[arg-type]


def _income(county: County) -> float:
    return _income_of(county.funding)


def _income_of(funding: pd.DataFrame) -> float:
    """Mean over the years of premium, subsidies and other income, yuan a head."""
    lines = funding[funding["line"].isin(["premium", "subsidy", "other_income"])]
    return float(lines.groupby("year")["yuan_per_head"].sum().mean()) if len(lines) else 0.0


def _mean_charges(county: County) -> dict[str, float]:
    """Mean charge of a stay by place of care in the county's targets, yuan; what is unknown is left out."""
    known = county.targets.set_index("row")["value"]
    found = {tier: float(known[f"charge_stay.{tier}"]) for tier in TIERS if f"charge_stay.{tier}" in known.index}
    return {where: found[where] for where in WHERE if where in found}


def _line(frame: pd.DataFrame, row: int) -> str:
    origin: Origin = frame.attrs["origin"]
    return f"{origin.file}:{origin.lines[row]}"
