"""A county goes to a workbook and comes back the same; what an office mistypes is named by sheet and cell; persons stay out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sim.county.office import persons
from sim.county.office.layout import codes_of, title_of
from sim.county.read import read
from sim.county.sheets import SHEETS
from sim.county.workbook import export_workbook, import_workbook
from sim.foundation.errors import Problem, Problems, Words

NASTY = '=HYPERLINK("http://x")<script>'
NAMES = ("model-county", "xi-henan-2011", "huaibin-henan-2011")
ID_NUMBER = "11010519491231002X"  # the specimen of GB 11643-1999, nobody's number
PHONE = "13800138000"  # an operator's service number


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_workbook("xi-henan-2011", tmp_path_factory.mktemp("book") / "x.xlsx")


def edited(book: Path, folder: Path, edit: Callable[[Any], None]) -> Path:
    """A copy of the workbook with something changed by hand."""
    opened = load_workbook(book)
    edit(opened)
    opened.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def column(sheet: Any, heading: str) -> str:
    return str(next(c.column_letter for c in sheet[1] if c.value == heading))


def faults(book: Path, folder: Path, edit: Callable[[Any], None]) -> list[Problem]:
    with pytest.raises(Problems) as found:
        import_workbook(edited(book, folder, edit), folder / "out")
    assert not (folder / "out").exists()
    return found.value.problems


@pytest.mark.parametrize("name", NAMES)
def test_a_county_comes_back_with_the_same_hash(tmp_path: Path, name: str) -> None:
    export_workbook(name, tmp_path / "x.xlsx")
    assert import_workbook(tmp_path / "x.xlsx", tmp_path / "county").hash == read(name).hash


def test_a_workbook_saved_again_by_another_program_is_the_same_county(book: Path, tmp_path: Path) -> None:
    file = edited(book, tmp_path, lambda b: None)  # openpyxl writes every part of the file anew
    assert import_workbook(file, tmp_path / "county").hash == read("xi-henan-2011").hash


def test_every_table_has_a_sheet_in_chinese_and_the_cover_lists_every_assumption(book: Path) -> None:
    opened = load_workbook(book)
    assert {"1.1 参保人口", "2.1 筹资", "3 历年基金支出", "4.1 住院病种", "6.1 机构"} <= set(opened.sheetnames)
    county = read("xi-henan-2011")
    cover = "\n".join(str(c.value) for row in opened["封面"].iter_rows() for c in row if c.value is not None)
    tables = county.sources[~county.sources["file"].isin(["county.toml", "demand.toml"])]
    for reason in set(tables.loc[tables["status"] == "assumption", "source"]):
        assert reason in cover
    for key in county.sources.loc[(county.sources["file"] == "demand.toml") & (county.sources["status"] == "assumption"), "key"]:
        assert any(row[1].value == key for row in opened["7 行为常数"].iter_rows()), key
    for table in [name for name in SHEETS if name not in ("population", "employees")]:  # which this county does not have
        assert opened[title_of(table)]["A1"].value == (SHEETS[table].columns[0].zh or SHEETS[table].columns[0].name)
    assert opened["6.1 机构"].freeze_panes == "B2"


def test_headings_and_codes_are_read_back_without_doubt() -> None:
    for name, sheet in SHEETS.items():
        said = [c.zh or c.name for c in sheet.columns]
        assert len(set(said)) == len(said), name
        for c in sheet.columns:
            shown = codes_of(c)
            assert len(set(shown.values())) == len(shown), (name, c.name)


def test_an_edited_number_arrives(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        sheet = b["6.1 机构"]
        row = next(c.row for c in sheet["A"] if c.value == "county-general")
        sheet[f"{column(sheet, '床位数')}{row}"] = 777
        b["0 基本情况"]["B10"] = 654_321
        assert b["0 基本情况"]["A10"].value == "参保人数"

    county = import_workbook(edited(book, tmp_path, edit), tmp_path / "out")
    assert county.institutions.beds[county.institutions.id.index("county-general")] == 777
    assert county.enrolees == 654_321
    assert county.hash != read("xi-henan-2011").hash


def test_all_faults_come_at_once_with_sheet_cell_and_what_is_allowed(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        sheet = b["6.1 机构"]
        sheet[f"{column(sheet, '床位数')}2"] = "六十"
        sheet[f"{column(sheet, '级别')}3"] = "乡里"
        b["1.1 参保人口"]["B2"] = 130
        b["7 行为常数"]["C2"] = 99

    found = {p.where: p for p in faults(book, tmp_path, edit)}
    beds = next(p for where, p in found.items() if "床位数" in where)
    assert beds.where.startswith("6.1 机构!")
    assert "应为" in beds.render("zh")
    assert "expected" in beds.render("en")
    tier = next(p for where, p in found.items() if "级别" in where)
    assert "乡镇" in tier.render("zh")
    assert "township" in tier.render("en")
    assert any(where.startswith("1.1 参保人口!B2") and "100" in str(p.allowed) for where, p in found.items())
    assert any(where.startswith("7 行为常数!C2") for where in found)
    assert all(p.file.endswith("edited.xlsx") for p in found.values())


def test_faults_between_tables_are_said_of_the_workbook_too(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        b["1.1 参保人口"]["B2"] = b["1.1 参保人口"]["B2"].value + 5

    (fault,) = faults(book, tmp_path, edit)
    assert fault.where.startswith("1.1 参保人口!B2")
    assert "100" in fault.zh
    assert fault.found == "105.000"


def test_missing_and_unknown_sheets_are_named(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        del b["2.1 筹资"]
        b["6.2 成本组"].title = "6.2 成本"

    told = "\n".join(p.render("zh") for p in faults(book, tmp_path, edit))
    assert "2.1 筹资: 缺少这张工作表" in told
    assert "是否想写 6.2 成本组" in told


def test_identifiers_of_persons_are_refused_and_not_repeated(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        sheet = b["6.1 机构"]
        sheet["B2"] = f"张某 {ID_NUMBER}"
        sheet["C3"] = PHONE
        sheet[f"{column(sheet, '床位数')}4"] = int(PHONE)
        new = sheet.max_column + 1
        sheet.cell(1, new).value = "患者姓名"
        sheet.cell(2, new).value = "张某"
        b["封面"]["A3"] = f"联系人 {PHONE}"

    found = faults(book, tmp_path, edit)
    told = "\n".join(p.render("zh") + p.render("en") for p in found)
    cells = {p.where for p in found}
    assert {"6.1 机构!B2", "6.1 机构!C3", "封面!A3"} <= cells
    assert any("患者姓名" in p.found for p in found)
    assert sum("手机号码" in p.zh for p in found) == 3
    assert ID_NUMBER not in told
    assert PHONE not in told


@pytest.mark.parametrize(
    ("value", "money", "kind"),
    [
        (ID_NUMBER, False, persons.ID), (110105194912310029, False, persons.ID), ("138 0013 8000", False, persons.PHONE),
        (13800138000, False, persons.PHONE), (13800138000, True, None), (13800138000.55, False, None), ("J00-J06", False, None),
        ("a" * 40 + "110105194912310021", False, None), ("2021年 108 页 1949-12-31", False, None), (True, False, None),
    ],
)  # fmt: skip
def test_what_counts_as_an_identifier(value: object, money: bool, kind: object) -> None:
    assert persons.in_cell(value, money) == kind


def test_text_is_text_in_the_workbook(tmp_path: Path) -> None:
    source = tmp_path / "county"
    import_workbook(export_workbook("xi-henan-2011", tmp_path / "a.xlsx"), source)
    toml = source / "county.toml"
    said = NASTY.replace('"', '\\"')
    lines = [f'name_zh = "{said}"' if line.startswith("name_zh") else line for line in toml.read_text("utf-8").split("\n")]
    toml.write_text("\n".join(lines), encoding="utf-8")
    export_workbook(source, tmp_path / "b.xlsx")
    opened = load_workbook(tmp_path / "b.xlsx")
    cells = [c for sheet in opened for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert sum(NASTY in str(c.value) for c in cells) >= 2
    assert import_workbook(tmp_path / "b.xlsx", tmp_path / "again").name_zh == NASTY


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"])
def test_what_is_no_workbook_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(content)
    with pytest.raises(Problems) as found:
        import_workbook(file, tmp_path / "out")
    assert "不是 .xlsx 工作簿" in found.value.render("zh")
    with pytest.raises(Problems):
        import_workbook(tmp_path / "none.xlsx", tmp_path / "out")


def test_a_workbook_that_unfolds_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(5):
            packed.writestr(f"{n}.xml", b"0" * 50_000_000)
    with pytest.raises(Problems) as found:
        import_workbook(tmp_path / "x.xlsx", tmp_path / "out")
    assert "展开后太大" in found.value.render("zh")


def test_a_folder_of_something_else_is_left_alone(book: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Problems):
        import_workbook(book, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_ten_faults_of_ten_kinds_are_told_in_one_go(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        places = b["6.1 机构"]
        places["B2"] = f"张某 {ID_NUMBER}"  # 1 a person
        places[f"{column(places, '床位数')}4"] = "六十"  # 2 a number in words
        places[f"{column(places, '级别')}5"] = "乡里"  # 3 no tier
        b["1.1 参保人口"]["B2"] = b["1.1 参保人口"]["B2"].value + 5  # 4 shares that do not add up
        b["1.3 村"]["C3"] = "t99"  # 5 a township that is none
        b["2.1 筹资"].title = "2.1 筹 资 表"  # 6 a sheet renamed, and so 7 one that is missing
        b["7 行为常数"]["C2"] = 99  # 8 outside its range
        b["0 基本情况"]["B10"] = "很多人"  # 9 enrolees in words
        b["4.6 季节"]["C2"] = ""  # 10 an empty cell

    found = [p.where for p in faults(book, tmp_path, edit)]
    for where in ("6.1 机构!B2", "6.1 机构!J4", "6.1 机构!D5", "1.1 参保人口!B2", "1.3 村!C3", "2.1 筹 资 表", "2.1 筹资",
                  "7 行为常数!C2", "0 基本情况!B10", "4.6 季节!C2"):  # fmt: skip
        assert sum(w == where or w.startswith(f"{where} ") for w in found) == 1, (where, found)
    assert len(found) == 10, found


def test_without_the_sheets_of_the_documents_the_tables_are_judged_all_the_same(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        del b["0 基本情况"], b["7 行为常数"]  # as they were exported
        b["1.1 参保人口"]["B2"] = 130
        b["1.3 村"]["C3"] = "t99"

    found = [p.where for p in faults(book, tmp_path, edit)]
    cells = sorted(w.split(" 占比")[0].split(" 乡镇")[0] for w in found)
    assert cells == ["1.1 参保人口!B2", "1.3 村!C3"]


def test_a_formula_that_nobody_has_calculated_is_called_that(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        b["6.1 机构"]["J2"] = "=100+20"  # openpyxl writes the formula without a value

    (fault,) = faults(book, tmp_path, edit)
    assert fault.where == "6.1 机构!J2"
    assert "未计算的公式" in fault.zh
    assert "请在 Excel/WPS 里打开保存一次" in fault.render("zh")


@pytest.mark.parametrize(("target", "zh"), [("nowhere/c.xlsx", "没有文件夹"), ("c.csv", "须以 .xlsx 结尾"), ("c", ".xlsx")])
def test_a_target_that_cannot_be_a_workbook_is_a_sentence(tmp_path: Path, target: str, zh: str) -> None:
    with pytest.raises(Problems) as found:
        export_workbook("xi-henan-2011", tmp_path / target)
    assert zh in found.value.render("zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_and_no_unit_of_a_shipped_county_is_half_english(tmp_path: Path, name: str) -> None:
    opened = load_workbook(export_workbook(name, tmp_path / "x.xlsx"))
    english = re.compile(r"[A-Za-z]{2,}")
    for sheet in opened:
        if sheet.title not in ("封面", "原文"):
            for cell in sheet[1]:
                assert not english.search(str(cell.value).replace("ICD-10", "")), (sheet.title, cell.value)
    units = [("7 行为常数", 4), ("7 行为常数", 5), ("7 行为常数", 6)]
    units += [("5 对照指标", 4), ("4.4 发病率", 2), ("2.2 增长率", 1)]
    for title, at in units:
        for (value,) in opened[title].iter_rows(min_row=2, min_col=at, max_col=at, values_only=True):
            assert not english.search(str(value or "")), (title, value)
    assert opened["0 基本情况"]["B9"].value == "普通居民 低保对象 特困人员 建档立卡人口"


def test_a_condition_may_be_renamed_without_touching_its_column(book: Path, tmp_path: Path) -> None:
    def edit(b: Any) -> None:
        assert b["0 登记慢病"]["B2"].value == "高血压"
        b["0 登记慢病"]["B2"] = "原发性高血压"

    county = import_workbook(edited(book, tmp_path, edit), tmp_path / "out")
    assert (county.chronic_share == read("xi-henan-2011").chronic_share).all()


def test_numbers_in_another_unit_are_doubted_and_an_empty_sheet_is_said_to_be_empty(book: Path, tmp_path: Path) -> None:
    """Contracts as 0.72 for 72 %, spending in 万元: taken as they stand, with a question; an empty sheet is refused as such."""
    made = load_workbook(book)
    signed, spent = made["1.1 参保人口"], made["3 历年基金支出"]
    for sheet, head, by in ((signed, "家医签约%", 100), (spent, "金额元", 10_000)):
        at = next(cell.column for cell in sheet[1] if cell.value == head)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at).value = round(sheet.cell(row, at).value / by, 2)
    made.create_sheet("Sheet1")
    made.save(tmp_path / "units.xlsx")
    notes: list[Words] = []
    import_workbook(tmp_path / "units.xlsx", tmp_path / "out", notes)
    assert any("家医签约%" in note.zh and "0.85" in note.zh for note in notes)
    assert any("金额元" in note.zh and "万元" in note.zh for note in notes)
    assert len(notes) == 2
    del made["1.2 乡镇"]
    made.create_sheet("1.2 乡镇")
    made.save(tmp_path / "blank.xlsx")
    with pytest.raises(Problems) as found:
        import_workbook(tmp_path / "blank.xlsx", tmp_path / "other")
    assert [(p.where, p.zh) for p in found.value.problems] == [("1.2 乡镇!A1", "工作表是空的")]
