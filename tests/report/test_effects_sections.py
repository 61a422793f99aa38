"""Effects on a page: what the stored tables say is what is shown, in the unit that the heading names, and nothing without them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import load_workbook

from sim.analysis.gains import spread
from sim.experiment.effects import gains as made
from sim.experiment.store import Run, csv_text, write_comparison
from sim.foundation.errors import Words
from sim.report import workbook
from sim.report.office.replicated import Replicated
from sim.report.page import render
from sim.report.sections import effects, gains, incentives, provisions
from sim.report.sections.made_of import effects_of
from sim.report.sections.year import runs_of
from sim.report.table import Table
from tests import runs

LAW = "rizhao-sample"


def stored(folder: Path) -> effects.Stored:
    """A balance of +12,345,600 fen mechanically and -2,345,600 by behaviour; two provisions; ten residents."""
    head = {"policy": LAW, "name_zh": "=基金", "name_en": "balance", "unit": "fen"}
    parts = [head | {"outcome": "fund.balance_cleared", "mechanical": 12_345_600, "behavioural": -2_345_600, "total": 10_000_000}]
    parts += [head | {"outcome": "bonus.county", "mechanical": pd.NA, "behavioural": pd.NA, "total": pd.NA}]
    (folder / "effects.csv").write_bytes(csv_text(pd.DataFrame(parts)))
    rows = [("A", 1, 800, 800, 840, 820), ("B", 2, 160, 120, 160, 140), ("interaction", 3, 0, 40, pd.NA, 0),
            ("total", 4, 960, 960, pd.NA, 960)]  # fmt: skip
    told = [
        head | {"outcome": "fund.balance_cleared", "provision": name, "step": step, "clause_zh": f"第{name}条<b>",
                "clause_en": name, "in_order": order * 10**6, "alone": alone * 10**6,
                "last": last if last is pd.NA else last * 10**6, "shapley": mean * 10**6}
        for name, step, order, alone, last, mean in rows
    ]  # fmt: skip
    (folder / "provisions.csv").write_bytes(csv_text(pd.DataFrame(told)))
    change = np.array([-200_000, -50_000, -4_000, 0, 0, 0, 0, 0, 0, 5_000])  # -2,000, -500, -40 and +50 yuan
    found = spread(change, np.arange(10) < 5, made.PERSON_EDGES)
    row = made._row("total", "own_paid", made.OWN_PAID, "all", "all", Words("全部", "all"), found, made.PERSON_EDGES)
    (folder / "gains.csv").write_bytes(csv_text(pd.DataFrame([row]).assign(policy=LAW)))
    whose = [{"policy": LAW, "what": "any", "name_zh": "任何", "name_en": "any", "residents": 4, "contacts": pd.NA}]
    (folder / "journeys.csv").write_bytes(csv_text(pd.DataFrame(whose)))
    return effects.read(folder)


def pair() -> list[Run]:
    return [runs.run(), runs.reform()]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if isinstance(cell.text, str) else cell.text.en for cell in row.cells] for g in table.groups for row in g]


def test_the_split_is_shown_in_wan_and_what_is_not_known_is_a_dash(tmp_path: Path) -> None:
    """12,345,600 fen are 123,456 yuan, 12.3 万元."""
    [block] = effects.block(pair(), stored(tmp_path))
    assert texts(block.tables[0]) == [
        ["balance", "10,000 yuan", "+12.3", "−2.3", "+10.0"],
        ["balance", "10,000 yuan", "–", "–", "–"],
    ]
    [(_, drawing)] = block.pictures
    assert "+10.0" in drawing


def test_every_clause_stands_beside_its_numbers_and_markup_stays_text(tmp_path: Path) -> None:
    [block] = provisions.blocks(pair(), stored(tmp_path))
    one = texts(block.tables[0])
    assert [row[1:] for row in one] == [
        ["+800.00", "+800.00", "+840.00", "+820.00"],
        ["+160.00", "+120.00", "+160.00", "+140.00"],
        ["0.00", "+40.00", "–", "0.00"],
        ["+960.00", "+960.00", "–", "+960.00"],
    ]
    [(_, drawing)] = block.pictures
    assert "第A条&lt;b&gt;" in drawing
    assert "<b>" not in drawing


def test_shares_are_of_all_residents_and_quantiles_of_users(tmp_path: Path) -> None:
    """One of ten each: less by more than 1,000, by 100 to 1,000, by 10 to 100; six within 10; one more by 10 to 100. Of the
    five users -2,000, -500, -40, 0, 0 the median is -40."""
    [block] = gains.blocks(pair(), stored(tmp_path))
    [row] = texts(block.tables[0])
    assert row[1:9] == ["10", "10.00%", "10.00%", "10.00%", "60.00%", "10.00%", "0.00%", "0.00%"]
    assert row[11] == "−40"
    assert row[-1] == "−0.2"  # -2,490 yuan
    assert texts(block.tables[-1]) == [["any", "4", "–"]]


def test_the_map_is_policy_less_baseline_in_the_last_month() -> None:
    frame = pd.DataFrame(
        {"year": 2021, "month": [11, 12, 12, 12], "unit": ["h", "h", "h", "c"], "name_zh": "县医院", "name_en": "hospital",
         "tier": ["county", "county", "county", "village"], "lever": ["admit", "admit", "stay", "admit"], "lever_zh": "住",
         "lever_en": ["admission", "admission", "stay", "admission"], "marginal": [9.0, 0.25, np.nan, -0.5],
         "reference": [0.0, 0.75, np.nan, 0.0], "response": 1.0}
    )  # fmt: skip
    reform = runs.reform()
    answered = replace(reform, tables=reform.tables | {"incentives": frame})
    found = incentives.map_of(answered)
    assert found is not None
    assert found.month == "2021-12"
    assert found.values.tolist() == [[-0.5], [-0.5]]  # 0.25 - 0.75, -0.5 - 0; a lever that nobody has is left out
    [block] = incentives.blocks([runs.run(), answered])
    assert texts(block.tables[0])[0][1] == "−50.0"  # fen a yuan
    assert incentives.map_of(reform) is None


def test_a_picture_has_all_village_clinics_in_one_row_that_is_their_median() -> None:
    """Of -0.3, -0.1 and +0.2 the median is -0.1; of one that is known, itself; of none, nothing. Tables keep every clinic."""
    names = [Words(name, name) for name in ("hospital", "clinic 1", "clinic 2", "clinic 3")]
    nan = math.nan
    values = np.array([[0.5, 0.1, 0.2], [-0.3, nan, nan], [0.2, 0.4, nan], [-0.1, nan, nan]])
    whole = incentives.Map("2021-12", names, [Words("a", "a"), Words("b", "b"), Words("c", "c")], values, clinics=3)
    shown = incentives.pictured(whole)
    assert [words.en for words in shown.units] == ["hospital", "village clinics, median of 3"]
    np.testing.assert_array_equal(shown.values, [[0.5, 0.1, 0.2], [-0.1, 0.4, nan]])
    assert [row.cells[0].text for group in incentives.table(whole, Words("", "")).groups for row in group] == [*names]
    assert incentives.pictured(whole._replace(clinics=1)).units == names


def test_a_report_about_an_earlier_year_has_the_effects_of_that_year(tmp_path: Path) -> None:
    """Two years, 300,000 fen in 2021 and 500,000 in 2022: a page about 2021 has 300,000, not the last year's."""
    both = [replace(run, manifest=run.manifest.model_copy(update={"years": 2})) for run in pair()]
    folder = write_comparison(both, tmp_path)
    head = {"policy": LAW, "outcome": "fund.balance_cleared", "name_zh": "基金", "name_en": "balance", "unit": "fen"}
    known = {"2021": 300_000, "2022": 500_000}
    rows = {year: head | {"mechanical": fen, "behavioural": 0, "total": fen} for year, fen in known.items()}
    (folder / "effects.csv").write_bytes(csv_text(pd.DataFrame([rows["2022"]])))
    years = pd.DataFrame([{"policy": LAW, "year": year} | row for year, row in rows.items()])
    (folder / "effects-years.csv").write_bytes(csv_text(years))
    for year, fen in known.items():
        found = effects.of_year(folder, runs_of(folder, int(year)))
        assert found.parts["total"].tolist() == [fen]
    (folder / "effects-years.csv").unlink()
    assert effects.of_year(folder, runs_of(folder, 2021)).parts.empty


def test_intervals_of_the_parts_are_shown_where_there_are_any(tmp_path: Path) -> None:
    known = stored(tmp_path)
    row = {"outcome": "fund.balance_cleared", "policy": LAW, "n": 3, "unit": "yuan", "zh": "基金", "en": "balance"}
    for part, mean in (("mechanical", 3e4), ("behavioural", -1e4), ("total", 2e4)):
        row |= {part: mean, f"{part}_low": mean - 5e3, f"{part}_high": mean + 5e3}
    row["total_low"] = row["total_high"] = math.nan
    [block] = effects.block(pair(), replace(known, replicated=pd.DataFrame([row])))
    assert texts(block.tables[1]) == [["balance", "10,000 yuan", "+3.0 [+2.5 … +3.5]", "−1.0 [−1.5 … −0.5]", "+2.0"]]
    assert "重复3次" in block.tables[1].caption.zh  # how many pairs there are is said once


def test_the_page_has_the_section_only_where_there_is_something(tmp_path: Path) -> None:
    known = stored(tmp_path)
    assert effects_of(pair(), effects.Stored()) == []
    assert 'id="effects"' not in render(pair())
    page = render(pair(), stored=known)
    assert 'id="effects"' in page
    assert 'href="#effects"' in page
    assert page.count("谁得谁失") >= 2
    assert effects.read(tmp_path / "nowhere").parts.empty


def test_the_workbook_has_a_sheet_for_each_table(tmp_path: Path) -> None:
    known = stored(tmp_path)
    file = tmp_path / "report.xlsx"
    workbook.save(pair(), file, "zh", Replicated(stored=known))
    book = load_workbook(file)
    made = [name for name in book.sheetnames if name.startswith("效应 ")]
    assert len(made) == sum(len(block.tables) for block in effects_of(pair(), known)) == 5
    assert made[0] == "效应 1 机械效应与行为效应"  # a sheet is called by what is in it
    assert max(map(len, made)) <= 31
    values = [cell.value for row in book[made[0]].iter_rows() for cell in row if isinstance(cell.value, float)]
    assert 12.3456 in values  # 12,345,600 fen in 万元, typed and unrounded
