"""A workbook as an office first sends it: half of the sheets, titles, totals, merged cells, numbers as text."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sim.county import County
from sim.county.read import read
from sim.county.workbook import export_workbook, import_workbook
from sim.foundation.errors import Problems, Words

FACTS, PEOPLE, PAID, PLACES = "0 基本情况", "1.1 参保人口", "2.1 筹资", "6.1 机构"
Edit, Henan = Callable[[Any], None], dict[str, County]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_workbook("xi-henan-2011", tmp_path_factory.mktemp("book") / "x.xlsx")


def edited(book: Path, folder: Path, *edits: Edit) -> Path:
    opened = load_workbook(book)
    for edit in edits:
        edit(opened)
    opened.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def put(sheet: str, cell: str, value: Any, shown: str = "") -> Edit:
    def edit(b: Any) -> None:
        b[sheet][cell].value = value
        if shown:
            b[sheet][cell].number_format = shown

    return edit


def merged(b: Any) -> None:
    b[PAID].merge_cells("A2:A4")


def titled(b: Any) -> None:
    b[PAID].insert_rows(1)
    b[PAID]["A1"].value = "某县居民医保筹资情况表"
    b[PAID].merge_cells("A1:E1")


def total(b: Any) -> None:
    last = b[PAID].max_row + 1
    b[PAID].cell(last, 1).value, b[PAID].cell(last, 4).value = "合 计", 9999


def remark(b: Any) -> None:
    b[PAID].cell(b[PAID].max_row + 2, 1).value = "注：数据来自财政局"


def hidden(b: Any) -> None:
    b[PAID].row_dimensions[3].hidden = True


SAME = (
    {"a number as text": put(PEOPLE, "B2", "7.5"), "merged years": merged, "a date in Chinese": put(FACTS, "B8", "2011年1月1日")},
    {
        "spaces around": put(PEOPLE, "B2", " 7.5\u3000"), "a title above": titled,
        "a date with slashes": put(FACTS, "B8", "2011/1/1"),
    },
    {
        "full-width digits": put(PEOPLE, "B2", "７．５"), "a row of totals": total,
        "a date with points": put(FACTS, "B8", "2011.1.1"),
    },
    {
        "a percent sign": put(PEOPLE, "B2", "7.5%"), "a remark below": remark,
        "a serial number": put(FACTS, "B8", 40544),  # days from 1899-12-30 to 2011-01-01
    },
    {
        "a percent format": put(PEOPLE, "B2", 0.075, "0.0%"), "a hidden row": hidden,
        "a date": put(FACTS, "B8", datetime(2011, 1, 1)),
    },
    {
        "a heading in full width": put(PEOPLE, "B1", " 占比％ "), "a code with a space": put(PLACES, "D2", "县级 "),
        "a count as text": put(FACTS, "B10", "600,000"),
    },
)  # fmt: skip
"""Workbooks, each with something on three of its sheets."""
TOLD = {"a row of totals": "合计", "a remark below": "附注", "a hidden row": "隐藏行"}


@pytest.mark.parametrize("edits", SAME, ids=", ".join)
def test_what_offices_do_to_a_sheet_is_understood(book: Path, tmp_path: Path, henan: Henan, edits: dict[str, Edit]) -> None:
    """The same county, number for number; only the percent sign is kept as it was written."""
    notes: list[Words] = []
    found, plain = import_workbook(edited(book, tmp_path, *edits.values()), tmp_path / "county", notes), henan["xi-henan-2011"]
    assert found.enrolees == plain.enrolees
    assert found.start == plain.start
    assert found.age_share.tolist() == plain.age_share.tolist()
    assert found.funding.equals(plain.funding)
    assert found.institutions.id == plain.institutions.id
    expected = [TOLD[name] for name in edits if name in TOLD]
    assert len(notes) == len(expected)
    assert all(word in note.zh for word, note in zip(expected, notes, strict=True))


@pytest.mark.parametrize(
    "faults",
    [
        (
            (put(PAID, "D2", "20元"), f"{PAID}!D2", "只写数字：20"),
            (put(PAID, "D5", "—"), f"{PAID}!D5", "没有就写 0"),
            (put(PAID, "D6", "#N/A"), f"{PAID}!D6", "Excel 的错误值"),
            (lambda b: b[PAID].merge_cells("C3:D3"), f"{PAID}!C3", "取消合并"),
            (put(FACTS, "B10", "50万"), f"{FACTS}!B10", "50万写成 500000"),
            (put(FACTS, "B8", 2011), f"{FACTS}!B8", "年-月-日"),
        ),
        (
            (lambda b: b.__delitem__(PAID), PAID, "从导出的工作簿里复制"),
            (put(FACTS, "B8", "2011年13月1日"), f"{FACTS}!B8", "年-月-日"),
        ),
    ],
    ids=["cells", "a sheet"],
)
def test_what_cannot_be_understood_is_refused_with_cell_and_remedy(
    book: Path, tmp_path: Path, faults: tuple[tuple[Edit, str, str], ...]
) -> None:
    with pytest.raises(Problems) as caught:
        import_workbook(edited(book, tmp_path, *(edit for edit, _, _ in faults)), tmp_path / "county")
    for _, where, zh in faults:
        said = next(p for p in caught.value.problems if p.where == where or p.where.startswith(f"{where} "))
        assert zh in said.render("zh")
    assert not (tmp_path / "county").exists()


def only(*numbers: str) -> Edit:
    def edit(b: Any) -> None:
        for sheet in list(b.worksheets):
            if sheet.title[0] not in numbers:
                del b[sheet.title]

    return edit


@pytest.mark.parametrize("kept", [("封", "0", "1", "2", "3", "4"), ("封", "0", "1", "2", "4"), ("1", "2", "3", "4", "原")])
def test_sheets_1_to_4_suffice_and_every_gap_is_a_labelled_assumption(
    book: Path, tmp_path: Path, henan: Henan, kept: tuple[str, ...]
) -> None:
    notes: list[Words] = []
    found = import_workbook(edited(book, tmp_path, only(*kept)), tmp_path / "county", notes)
    told = " ".join(note.zh for note in notes)
    assert "6.1 机构：工作簿里没有，沿用模型县" in told
    assert "5 对照指标：工作簿里没有，不编造" in told
    assert ("3 历年基金支出" in told) == ("3" not in kept)
    made = found.sources[found.sources["file"].isin(["institutions.csv", "costs.csv", "streams.csv"])]
    assert len(made)
    assert set(made["status"]) == {"assumption"}
    assert made["source"].str.contains("工作簿没有这张表").all()
    assert len(found.targets) == 0
    plain = henan["xi-henan-2011"]
    assert [v["id"] for v in villages(tmp_path)] == list(plain.villages.id)
    assert found.enrolees == plain.enrolees
    again = load_workbook(export_workbook(tmp_path / "county", tmp_path / "again.xlsx"))["封面"]
    listed = [str(row[2].value) for row in again.iter_rows() if row[0].value == PLACES]
    assert any("工作簿没有这张表" in text for text in listed)


def test_hospitals_that_are_made_up_are_as_large_as_the_county(book: Path, tmp_path: Path) -> None:
    """600,000 enrolees instead of the model county's 500,000: 700 beds of its general hospital become 840."""
    import_workbook(edited(book, tmp_path, only("封", "0", "1", "2", "3", "4")), tmp_path / "county")
    with (tmp_path / "county" / "institutions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert next(r for r in rows if r["tier"] == "county" and r["kind"] == "general")["beds"] == "840"
    assert {v["clinic"] for v in villages(tmp_path) if v["clinic"]} <= {r["id"] for r in rows if r["tier"] == "village"}


def villages(folder: Path) -> list[dict[str, str]]:
    with (folder / "county" / "villages.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_table_in_gbk_is_refused_with_the_way_to_save_it(book: Path, tmp_path: Path) -> None:
    import_workbook(book, tmp_path / "county")
    file = tmp_path / "county" / "townships.csv"
    file.write_bytes(file.read_text(encoding="utf-8-sig").encode("gb18030"))
    with pytest.raises(Problems) as caught:
        read(tmp_path / "county")
    (fault,) = (p for p in caught.value.problems if p.file.endswith("townships.csv"))
    assert re.search("GBK.*UTF-8", fault.zh)
    assert "CSV UTF-8" in fault.render("zh")
