"""Intervals on a page: what a stored table says is what is shown, and what is not known is a dash."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.analysis.paired import COLUMNS, paired
from sim.analysis.risk import risks
from sim.experiment.manifest import YearCard
from sim.experiment.store import csv_text
from sim.report.page import render
from sim.report.sections import intervals, states
from tests import runs


def stored(folder: Path) -> pd.DataFrame:
    """Three replications of two outcomes under the two policies of the sample runs: differences 9,000, 10,000, 11,000
    yuan."""
    base = pd.DataFrame({"fund.balance": [1e6, 2e6, 3e6], "bonus.county": [0.0, 0.0, 0.0]})
    reform = pd.DataFrame({"fund.balance": [1.009e6, 2.01e6, 3.011e6], "bonus.county": [5e4, 5e4, 5e4]})
    words = pd.DataFrame(
        {"unit": ["yuan", "yuan"], "zh": ["基金结余", "=1+1"], "en": ["balance", "bonus"]}, index=["fund.balance", "bonus.county"]
    )
    frame = paired({"baseline-ffs": base, "rizhao-sample": reform}, words.rename_axis("outcome"), "baseline-ffs")
    frame.insert(0, "assumptions", "as-given")
    (folder / "intervals.csv").write_bytes(csv_text(frame))
    return frame


def test_a_stored_table_comes_back_as_it_was(tmp_path: Path) -> None:
    frame = stored(tmp_path)
    back = intervals.read(tmp_path)
    assert list(back.columns) == list(COLUMNS)
    pd.testing.assert_frame_equal(back, frame[list(COLUMNS)], check_dtype=False)
    assert intervals.read(tmp_path / "nowhere").empty


def test_the_table_shows_difference_interval_and_pairs(tmp_path: Path) -> None:
    """Mean 10,000 yuan, sd 1,000, three pairs: half of the interval is 4.302653 x 1,000 / sqrt(3) = 2,484 yuan, in 万元
    0.2."""
    stored(tmp_path)
    shown = intervals.table([runs.run(), runs.reform()], intervals.read(tmp_path))
    [balance], [bonus] = shown.groups
    assert [cell.text for cell in balance.cells[2:]] == ["200.0", "+1.0", "+0.8 … +1.2", "3"]
    assert balance.cells[3].tone == "up"
    assert bonus.cells[0].text.zh == "=1+1"  # type: ignore[union-attr]
    assert [cell.text for cell in bonus.cells[2:]] == ["0.0", "+5.0", "+5.0 … +5.0", "3"]


def test_a_forest_is_in_percent_of_the_baseline(tmp_path: Path) -> None:
    stored(tmp_path)
    [bar] = intervals.forest([runs.run(), runs.reform()], intervals.read(tmp_path))
    assert (bar.outcome, bar.policy) == ("fund.balance", 1)
    assert math.isclose(bar.middle, 0.5)
    assert math.isclose(bar.high - bar.middle, 2484.14 / 2e6 * 100, rel_tol=1e-5)


def test_too_few_runs_for_a_bad_year_are_said_with_a_dash() -> None:
    frame = risks({"baseline-ffs": pd.DataFrame({"fund.balance_cleared": [-1e6, 1e6]})})
    shown = intervals.risks(frame, [runs.run(), runs.reform()])
    [chance], [bad] = shown.groups
    assert chance.cells[2].text == "50.0%"
    assert (bad.cells[2].text, bad.cells[3].text) == ("\u2013", "\u2013")
    assert chance.cells[4].text == "2"


def test_the_table_of_risks_says_whether_good_and_bad_years_are_in_it_and_what_puts_them_in() -> None:
    frame = risks({"baseline-ffs": pd.DataFrame({"fund.balance_cleared": [-1e6, 1e6]})})
    plain = [runs.run(), runs.reform()]
    turned = (YearCard(year=2021, illness=0.95, respiratory=1.1, charges=1.02),)
    years = [replace(run, manifest=run.manifest.model_copy(update={"drawn_years": turned})) for run in plain]
    without, within = (intervals.risks(frame, of).note for of in (plain, years))
    assert "--drawn-years" in without.zh
    assert "--drawn-years" in without.en
    assert "不含好坏年景" in without.zh
    assert "--drawn-years" not in within.en
    assert within.zh.count("含好坏年景") == 1
    assert "不含好坏年景" not in within.zh
    pages = [render(of) for of in (plain, years)]
    assert "平均年景" in pages[0]
    assert "2021年患病0.950、呼吸道疾病1.100、次均费用1.020" in pages[1]
    assert "2021 illness 0.950, respiratory 1.100, charge a case 1.020" in pages[1]


def test_the_share_of_replications_in_each_band_is_shown() -> None:
    """Two of three replications end in deficit, one in surplus: 66.7 % and 33.3 %; a policy without the budget is blank."""
    head = {"year": 2021, "rule": "r", "id": "h", "name_zh": "=医院", "name_en": "hospital", "policy": "rizhao-sample"}
    rows = [head | {"state": s, "state_zh": s, "state_en": s, "share": n / 3} for s, n in (("deficit_1", 2), ("surplus_1", 1))]
    shown = states.table([runs.run(), runs.reform()], pd.DataFrame(rows))
    assert shown is not None
    assert [[cell.text for cell in row.cells[2:]] for [row] in shown.groups] == [["", "66.7%"], ["", "33.3%"]]
    assert states.table([runs.run(), runs.reform()], pd.DataFrame()) is None
