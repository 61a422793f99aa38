"""Differences with their intervals as pictures on the page: every outcome, and the bonus of each institution."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import MINUS, WAN, number, signed
from sim.report.sections import intervals, narrow
from sim.report.sections.effects import Block
from sim.report.sections.intervals import Bar
from sim.report.sections.names import difference, legend
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, plain
from sim.report.whiskers import Whisker, forest
from sim.report.words import say

OUTCOMES = Words("差值占基准均值的百分比，95%区间", "Differences in percent of the baseline's mean, 95 % intervals")
BONUSES = Words("每家机构奖励的差值，95%区间（万元）", "Difference of each institution's bonus, 95 % intervals (10,000 yuan)")
TIERS = ("county", "township")
"""Institutions that are drawn; village clinics are many and small."""


def blocks(runs: Sequence[Run], differences: pd.DataFrame, institutions: pd.DataFrame) -> list[Block]:
    """The forest plot of outcomes and that of bonuses, each with its numbers; those where nothing moves are left out.

    `differences` and `institutions` are `intervals.read` of intervals.csv and intervals-institutions.csv.
    """
    if len(runs) < 2 or not intervals.repeated(differences):
        return []
    found = [_outcomes(runs, differences)]
    if intervals.repeated(institutions):
        found.append(_bonuses(runs, institutions))
    return [block for block in found if block is not None]


def moved(bars: Sequence[Bar]) -> tuple[list[tuple[Words, list[Whisker]]], int]:
    """A row an outcome in their order, without those where nothing moves; and how many those are."""
    named: dict[str, tuple[Words, list[Whisker]]] = {}
    for bar in bars:
        named.setdefault(bar.outcome, (bar.name, []))[1].append(Whisker(bar.policy, bar.middle, bar.low, bar.high))
    shown = [of for of in named.values() if any((w.low, w.middle, w.high) != (0, 0, 0) for w in of[1])]
    return shown, len(named) - len(shown)


def bonus_bars(runs: Sequence[Run], frame: pd.DataFrame) -> list[Bar]:
    """Differences of bonuses in 万元, a bar an institution and policy, in the order of the page: hospitals, township centres."""
    known = rows(runs[0], "institutions")
    known = known[(known["place"] == "county") & known["tier"].isin(TIERS)]
    known = known.sort_values("tier", key=lambda tier: tier.map({t: n for n, t in enumerate(TIERS)}), kind="stable")
    mine = frame[frame["outcome"].isin([f"institution.{id_}.bonus" for id_ in known["id"]])]
    by_key = {(str(row["outcome"]), str(row["policy"])): row for row in mine.to_dict("records")}
    bars = []
    for one in known.to_dict("records"):
        name = Words(str(one["name_zh"]), str(one["name_en"]))
        for n, run in enumerate(runs[1:], start=1):
            outcome = f"institution.{one['id']}.bonus"
            row = by_key.get((outcome, run.name), {})
            middle, low, high = (float(row.get(c, math.nan)) / WAN for c in ("difference", "t_low", "t_high"))
            if math.isfinite(middle):
                bars.append(Bar(outcome, name, n, middle, low, high))
    return bars


def _outcomes(runs: Sequence[Run], frame: pd.DataFrame) -> Block | None:
    shown, still = moved(intervals.forest(runs, frame))
    if not shown:
        return None
    axis = _with_rest(Words("占基准均值的%", "% of the baseline's mean"), still)
    drawing = forest(shown, lambda v: f"{_short(v)}%", axis, OUTCOMES)
    note = Words(
        "与上表同一组差值，除以基准均值以便放在同一条轴上；区间碰到零即分不清有无差别。",
        "The differences of the table above over the baseline's mean, so that they share one axis; where an interval touches zero "
        "it cannot be told from none.",
    )
    return Block(OUTCOMES, [(OUTCOMES, drawing)], [_table(shown, runs, Words("%", "%"), "intervals.csv", note)])


def _bonuses(runs: Sequence[Run], frame: pd.DataFrame) -> Block | None:
    shown, still = moved(bonus_bars(runs, frame))
    if not shown:
        return None
    drawing = forest(shown, _short, _with_rest(say("unit_wan"), still), BONUSES)
    note = Words("不含村卫生室。", "Without village clinics.")
    return Block(BONUSES, [(BONUSES, drawing)], [_table(shown, runs, say("unit_wan"), "intervals-institutions.csv", note)])


def _table(
    shown: Sequence[tuple[Words, Sequence[Whisker]]], runs: Sequence[Run], unit: Words, file: str, note: Words
) -> Table:
    """The numbers of a picture: difference and interval of every policy."""
    heads = [Head(Words("指标", "outcome") if file == "intervals.csv" else say("institution"), numeric=False)]
    for n in range(1, len(runs)):
        heads += [Head(Words("差值", "difference"), unit, group=difference(n)),
                  Head(Words("95%区间", "95 % interval"), numeric=False, group=difference(n))]  # fmt: skip
    body = []
    for name, whiskers in shown:
        cells, of = [Cell(name)], {w.n: w for w in whiskers}
        for n in range(1, len(runs)):
            if n not in of:
                cells += [Cell(""), Cell("")]
                continue
            w = of[n]
            clear = w.low > 0 or w.high < 0
            cells += [change(signed(w.middle, 2), w.middle, 0.0 if clear else math.inf),
                      Cell(f"{signed(w.low, 2)} … {signed(w.high, 2)}")]  # fmt: skip
        body.append(Row(tuple(cells)))
    names = legend(runs)
    said = Words(f"{note.zh}{names.zh}", f"{note.en} {names.en}")
    made = Table(Words("图中的数字", "The numbers of the picture"), tuple(heads), plain(body), note=said, file=file, wide=True)
    return narrow.beneath(made, narrow.is_interval) if len(runs) >= narrow.MANY else made


def _with_rest(unit: Words, still: int) -> Words:
    """The axis, and how many rows were left out because nothing moved in them."""
    if not still:
        return unit
    return Words(f"{unit.zh}　·　{say('unmoved').zh} {still}", f"{unit.en}  ·  {say('unmoved').en} {still}")


def _short(value: float) -> str:
    """A number on an axis, without superfluous zeros."""
    text = f"{abs(value):.6g}"
    digits = len(text.partition(".")[2])
    return f"{MINUS if value < 0 else ''}{number(abs(value), digits)}"
