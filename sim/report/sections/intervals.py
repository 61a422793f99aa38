"""Intervals of what policies change, from replications: a table, the bars of a forest plot, and the chances of a
deficit.

Reads `intervals.csv` and `risk.csv` of a comparison's folder, which `yigongti compare --seeds N` writes; without them
there is nothing to show.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from sim.analysis.risk import CHANCES
from sim.experiment.precision import MINIMUM
from sim.experiment.replicated_columns import TABLES
from sim.experiment.store import Run, comparison_names, read_manifest, read_typed
from sim.foundation.errors import Words
from sim.report.numbers import DASH, WAN, number, percent, points, signed
from sim.report.sections.names import difference, legend, letter
from sim.report.table import Cell, Head, Row, Table, change, figure, plain

SHOWN = (
    "fund.spending",
    "fund.balance",
    "fund.balance_cleared",
    "visits.village",
    "visits.township",
    "visits.county",
    "visits.city",
    "admissions.township",
    "admissions.county",
    "admissions.city",
    "indicator.in_county_stays",
    "indicator.primary_visits",
    "paid.catastrophic",
    "paid.assistance",
    "own_paid.all",
    "own_paid.low_income",
    "own_paid.destitute",
    "alliance_money.township",
    "alliance_money.county",
    "bonus.village",
    "bonus.township",
    "bonus.county",
)
"""Outcomes of the table, in its order; the file has all."""
MOST_WITH_PAIRS = 3
"""Policies beside whose differences the number of pairs has a column."""
UNITS = {
    "yuan": Words("万元", "10,000 yuan"),
    "yuan per head": Words("元/人", "yuan a head"),
    "contacts": Words("人次", "visits"),
    "discharges": Words("人次", "stays"),
    "ratio": Words("%", "%"),
}


Facts: TypeAlias = Mapping[str, Any]


class Bar(NamedTuple):
    """One whisker of a forest plot: the difference and its 95 % interval, in percent of the baseline's mean."""

    outcome: str
    name: Words
    policy: int  # place of the policy among the runs, 1 for the first after the baseline
    middle: float
    low: float
    high: float


def read(folder: Path, name: str = "intervals.csv") -> pd.DataFrame:
    """The stored table (the first set of assumptions of it), without rows if there is none."""
    file = folder / name
    if not file.exists():
        return pd.DataFrame()
    frame = read_typed(file, TABLES[name][0])
    if "assumptions" in frame and len(frame):
        frame = frame[frame["assumptions"] == frame["assumptions"].iloc[0]].drop(columns="assumptions")
    return frame


def of_year(folder: Path, runs: Sequence[Run], name: str = "intervals.csv") -> pd.DataFrame:
    """`read`, without rows where `runs` are about another year than the last, of which alone replications are stored."""
    if len(runs) < 2 or not (folder / name).exists() or not of_last_year(folder, runs):
        return pd.DataFrame()
    frame = read(folder, name)
    return frame[frame["policy"].isin([run.name for run in runs])].reset_index(drop=True) if len(frame) else frame


def of_last_year(folder: Path, runs: Sequence[Run]) -> bool:
    """Whether `runs` of the comparison in `folder` are about the last year of its horizon."""
    return read_manifest(folder / comparison_names(folder)[0]).years == runs[0].manifest.years


def repeated(frame: pd.DataFrame) -> bool:
    """Whether a table of `read` comes from more than one replication: one alone has no spread, hence no interval."""
    return bool(len(frame)) and float(frame["n"].max()) > 1


def table(runs: Sequence[Run], frame: pd.DataFrame, pairs: bool | None = None, brief: bool = False) -> Table:
    """What each policy changes, with its 95 % interval and, unless `pairs` is false, the number of pairs beside each:
    of more policies than fit beside each other the note says it once. `brief`: with what is about reading, not about method.
    `frame` is that of `read`."""
    beside = len(runs) <= MOST_WITH_PAIRS if pairs is None else pairs
    caption = Words("差值及其95%区间", "Differences with 95 % intervals")
    heads = [
        Head(Words("指标", "outcome"), numeric=False),
        Head(Words("单位", "unit"), numeric=False),
        Head("A", Words("均值", "mean")),
    ]
    for n in range(1, len(runs)):
        heads += [
            Head(difference(n), group=difference(n)),
            Head(Words("95%区间", "95 % interval"), numeric=False, group=difference(n)),
        ]
        heads += [Head(Words("对数", "pairs"), group=difference(n))] if beside else []
    found = _by_outcome(frame)
    body = [_row(found[name], runs, beside) for name in SHOWN if name in found]
    count = int(frame["n"].max())
    counted = Words("", "") if beside else Words(f"各差值来自{count}对。", f"Each difference comes from {count} pairs. ")
    how = Words("按t分布，差值偏态时按Hall（1992）加宽。", "Student's, widened after Hall (1992) where differences are skewed. ")
    if count < MINIMUM:
        how = Words(
            f"{how.zh}不足{MINIMUM}对：少数病人（如透析）就能左右的差值，区间可能偏窄。",
            f"{how.en}With fewer than {MINIMUM} pairs intervals of what a few patients decide (dialysis) may be too narrow. ",
        )
    if brief:  # it has room for what is about reading, not for method
        how = Words("", "")
    names = legend(runs)
    years = Words("运气含好坏年景。", "Luck includes good and bad years. ") if runs[0].manifest.drawn_years else Words("", "")
    note = Words(
        f"{counted.zh}每次重复，各政策面对同样的居民和同样的运气；区间只含运气，不含假设的不确定；每20个区间约有1个只因运气而不含真值。"
        f"{how.zh}{years.zh}{names.zh}",
        f"{counted.en}In each replication all policies meet the same people with the same luck; the intervals are about luck "
        f"alone, not about assumptions; of 20 about one misses the truth by luck. {how.en}{years.en}{names.en}",
    )
    return Table(caption, tuple(heads), plain(body), note=note, file="intervals.csv", wide=len(runs) > 2)


def forest(runs: Sequence[Run], frame: pd.DataFrame) -> list[Bar]:
    """Bars in the order of `SHOWN`; an outcome that is zero under the baseline has no percent and no bar."""
    bars = []
    found = _by_outcome(frame)
    for name in SHOWN:
        rows = found.get(name, {})
        base = float(rows[runs[0].name]["mean"]) if runs[0].name in rows else 0.0
        for n, run in enumerate(runs[1:], start=1):
            row = rows.get(run.name)
            if row is not None and base and math.isfinite(base):
                middle, low, high = (float(row[c]) / abs(base) * 100 for c in ("difference", "t_low", "t_high"))
                bars.append(Bar(name, Words(str(row["zh"]), str(row["en"])), n, middle, low, high))
    return bars


def risks(frame: pd.DataFrame, runs: Sequence[Run]) -> Table:
    """Chance of a deficit and the one-in-twenty year of every policy; `frame` is `read(folder, "risk.csv")`."""
    letters = {run.name: letter(n) for n, run in enumerate(runs)}
    heads = (
        Head(Words("政策", "policy"), numeric=False),
        Head(Words("缺口或年份", "deficit or year"), numeric=False),
        Head(Words("估计", "estimate"), Words("%或万元", "% or 10,000 yuan")),
        Head(Words("95%区间", "95 % interval"), numeric=False),
        Head(Words("重复次数", "runs")),
    )
    body = []
    for row in frame.to_dict("records"):
        share = row["measure"] == "deficit"
        value, low, high = (float(row[c]) for c in ("value", "low", "high"))
        show = percent if share else _wan
        cells = (
            Cell(letters.get(str(row["policy"]), str(row["policy"]))),
            Cell(Words(str(row["zh"]), str(row["en"]))),
            figure(show(value), value),
            Cell(f"{show(low)} … {show(high)}" if math.isfinite(value) else DASH),
            figure(number(row["n"]), float(row["n"])),
        )
        body.append(Row(cells))
    which = CHANCES[bool(runs[0].manifest.drawn_years)]
    note = Words(
        f"只数模拟的年份，不假定分布；20次以下不报20年一遇的年份。{which.zh}",
        "Counted over simulated years, no distribution assumed; with fewer than 20 runs the one-in-twenty year is not given. "
        f"{which.en} Amounts in 10,000 yuan.",
    )
    return Table(Words("缺口的机会", "Chances of a deficit"), heads, plain(body), note=note, file="risk.csv")


def _by_outcome(frame: pd.DataFrame) -> dict[str, dict[str, Facts]]:
    found: dict[str, dict[str, Facts]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(str(row["outcome"]), {})[str(row["policy"])] = {str(k): v for k, v in row.items()}
    return found


def _row(rows: Mapping[str, Facts], runs: Sequence[Run], beside: bool) -> Row:
    base = rows.get(runs[0].name, next(iter(rows.values())))
    unit = str(base["unit"])
    mean = _float(base["mean"]) if runs[0].name in rows else math.nan
    cells = [Cell(Words(str(base["zh"]), str(base["en"]))), Cell(UNITS.get(unit, unit)), figure(_show(unit, mean), mean)]
    for run in runs[1:]:
        row = rows.get(run.name, {})
        gap, low, high = (_float(row.get(c)) for c in ("difference", "t_low", "t_high"))
        whole = f"{shown_gap(unit, low)} … {shown_gap(unit, high)}" if math.isfinite(low) else DASH
        clear = math.isfinite(low) and (low > 0 or high < 0)
        cells += [change(shown_gap(unit, gap), gap, 0.0 if clear else math.inf), Cell(whole)]
        pairs = _float(row.get("n"))
        cells += [figure(number(pairs), pairs)] if beside else []
    return Row(tuple(cells))


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _wan(yuan: float) -> str:
    return number(yuan / WAN, 1)


def _show(unit: str, value: float) -> str:
    if unit == "ratio":
        return percent(value, 2)
    return _wan(value) if unit == "yuan" else number(value, 2 if unit == "yuan per head" else 0)


def shown_gap(unit: str, value: float) -> str:
    """A signed difference in the unit of `UNITS`."""
    if unit == "ratio":
        return points(value)
    return signed(value / WAN, 1) if unit == "yuan" else signed(value, 2 if unit == "yuan per head" else 1)
