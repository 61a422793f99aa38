"""The clearing sheet of a package: members' amounts follow the package by formulas and agree with the run, to the fen."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.store import Run
from sim.report.workbook import save
from tests.report.formulas import Spreadsheet

STUDY = """
[document]
kind = "study"
schema = 1
id = "packages"
title_zh = "打包"
title_en = "Packages"
question_zh = "?"
question_en = "?"
[study]
county = "model-county"
baseline = "baseline-ffs"
policies = ["package-100-two"]
[horizon]
warm_up_days = 31
[replication]
scale = 0.004
"""
DETAIL, MAIN = "清算明细", "年度清算表"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    place = tmp_path_factory.mktemp("clearing")
    study = place / "packages.toml"
    study.write_text(STUDY, encoding="utf-8")
    run = sim.run(str(study), policy="package-100-two")
    save([run], place / "report.xlsx")
    return run, place / "report.xlsx"


def rows(sheet: Spreadsheet, name: str, column: str) -> dict[object, int]:
    """Last row in which a text stands: members come below the packages."""
    return {sheet.book[name][f"{column}{r}"].value: r for r in range(1, sheet.book[name].max_row + 1)}


def heads(sheet: Spreadsheet, name: str, row: int) -> dict[object, str]:
    return {c.value: c.column_letter for c in sheet.book[name][row]}


def test_members_amounts_are_formulas_that_give_what_the_run_gave(package: tuple[Run, Path]) -> None:
    run, file = package
    sheet = Spreadsheet(file)
    at = rows(sheet, DETAIL, "B")
    columns = heads(sheet, DETAIL, at["机构代码"])
    results = run["results"].set_index("id")
    for id_ in ("county-general", "county-tcm", "county-mch", "centre-t01", "centre-t12", "clinic-t01v01"):
        cell = f"{columns['分担超支']}{at[id_]}"
        assert str(sheet.book[DETAIL][cell].value).startswith("=")
        assert sheet.value(DETAIL, cell) == results.loc[id_, "borne_yuan"]
        fen = sheet.book[DETAIL][f"{columns['尾差']}{at[id_]}"].value
        assert abs(float(fen)) <= 0.02


def test_the_clearing_sheet_has_a_row_for_every_member_and_pays_its_own_bills(package: tuple[Run, Path]) -> None:
    run, file = package
    sheet = Spreadsheet(file)
    at, columns = rows(sheet, MAIN, "A"), heads(sheet, MAIN, 5)
    money = run["institutions"].set_index("name_zh")
    assert set(run["results"]["name_zh"]) <= set(at)
    for name in ("县人民医院", "一镇卫生院"):
        own, kept, borne = (money.loc[name, f"{what}_yuan"] for what in ("revenue_basic", "retained", "borne"))
        assert sheet.value(MAIN, f"{columns['发生额']}{at[name]}") == own  # every kind of care is in the package
        assert sheet.value(MAIN, f"{columns['超支分担']}{at[name]}") == borne
        assert sheet.value(MAIN, f"{columns['应得合计']}{at[name]}") == round(own + kept - borne, 2)


def test_what_audit_refuses_to_one_member_relieves_all(package: tuple[Run, Path]) -> None:
    """1,000 yuan refused to a centre: the package bears 1,000 less of its deficit, each member by its part of it."""
    run, file = package
    sheet = Spreadsheet(file)
    at = rows(sheet, DETAIL, "B")
    columns = heads(sheet, DETAIL, at["机构代码"])
    results = run["results"].set_index("id")
    leads = {"county-general", "county-tcm"}
    lead = next(id_ for id_ in sorted(leads) if results.loc[id_, "borne_yuan"] > 1_000)
    (other,) = leads - {lead}
    mine = results.loc[lead]
    own = next(id_ for id_ in results.index if results.loc[id_, "holder"] == lead and str(id_).startswith("centre-"))
    sheet.enter(DETAIL, f"{columns['审核扣款']}{at[own]}", 1_000)
    found = sheet.value(DETAIL, f"{columns['分担超支']}{at[lead]}")
    assert found == pytest.approx(mine["borne_yuan"] - 1_000 * mine["deficit_part"], abs=0.011)
    spared = next(id_ for id_ in results.index if results.loc[id_, "holder"] == other)
    assert sheet.value(DETAIL, f"{columns['分担超支']}{at[spared]}") == results.loc[spared, "borne_yuan"]


def test_a_surplus_that_a_score_took_away_stands_as_a_number(package: tuple[Run, Path], tmp_path: Path) -> None:
    """The formula would give what the bands give; the clearing gave nothing, and the sheet says what the clearing says."""
    run, _ = package
    frame = run["clearing"].assign(spent_yuan=100.0, retained_yuan=0.0, borne_yuan=0.0)
    frame["balance_yuan"] = frame["budget_yuan"] - 100.0
    frame["fund_keeps_yuan"], frame["fund_adds_yuan"] = frame["balance_yuan"], 0.0
    save([Run(run.manifest, {**run.tables, "clearing": frame})], tmp_path / "x.xlsx")
    sheet = Spreadsheet(tmp_path / "x.xlsx")
    first = next(r for r in range(1, 20) if sheet.book[DETAIL][f"B{r}"].value == "机构代码")
    column = heads(sheet, DETAIL, first)["机构留用"]
    assert sheet.book[DETAIL][f"{column}{first + 1}"].value == 0
