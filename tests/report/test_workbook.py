"""report.xlsx says what the tables say, calculates the clearing to the fen, and runs nothing that a file wrote."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from sim.experiment.cards import policy_card
from sim.experiment.columns import CSV
from sim.experiment.store import Run, read_run, write_comparison, write_run
from sim.foundation.errors import Words
from sim.policy.read import read_policy
from sim.report.numbers import MINUS
from sim.report.office.book import Book
from sim.report.office.typed import column
from sim.report.sections import fund
from sim.report.sections.narrow import beneath, is_interval
from sim.report.table import Cell, Head, Row, Table, change, figure
from sim.report.workbook import save, write_workbook
from tests import runs
from tests.report.formulas import Spreadsheet

NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>'
ROOT = Path(__file__).parents[2]
HOSPITALS, POOLS = "payment.hospital_budget", "payment.outpatient_pool"


def cleared(policy: str, rows: list[tuple[str, str, float, float, float, float]], **changes: str) -> Run:
    """A run under a shipped policy or a policy file, with the clearing given: rule, institution, budget, spent, retained,
    borne."""
    law = read_policy(policy)
    card = policy_card(law).model_copy(update={"id": policy, **changes})
    frame = pd.DataFrame(
        {
            "year": 2021, "rule": rule, "rule_zh": "预算", "rule_en": "budget", "id": id_, "name_zh": f"{id_}院", "name_en": id_,
            "budget_yuan": budget, "spent_yuan": spent, "balance_yuan": round(budget - spent, 2), "retained_yuan": kept,
            "fund_keeps_yuan": round(max(budget - spent, 0) - kept, 2), "borne_yuan": own,
            "fund_adds_yuan": round(max(spent - budget, 0) - own, 2),
        }
        for rule, id_, budget, spent, kept, own in rows
    )  # fmt: skip
    sample = runs.reform()
    return replace(
        sample,
        manifest=sample.manifest.model_copy(update={"policy": card}),
        tables={**sample.tables, "clearing": frame},
    )


# Rizhao 2017: hospitals keep all of a surplus and bear half of a deficit; a pool's centre gets or bears a fifth.
# 0.5 x 1,173,522.51 = 586,761.255, half up 586,761.26; 0.2 x 1,074,308.87 = 214,861.774
RIZHAO = [
    (HOSPITALS, "general", 8_898_833.57, 10_072_356.08, 0.0, 586_761.26),
    (HOSPITALS, "t1", 4_370_771.33, 2_878_721.41, 1_492_049.92, 0.0),
    (POOLS, "t1", 3_369_750.00, 2_295_441.13, 214_861.77, 0.0),
]


def test_the_clearing_sheets_agree_with_the_clearing_to_the_fen(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    save([cleared("rizhao-2017", RIZHAO)], file)
    sheet = Spreadsheet(file)
    rows = {sheet.value("清算明细", f"B{r}"): r for r in range(1, 40)}
    at = {h: sheet.column("清算明细", h, rows["机构代码"]) for h in ("机构留用", "机构分担", "基金留存", "基金补足")}
    assert sheet.value("清算明细", f"{at['机构分担']}{rows['general']}") == 586_761.26
    assert sheet.value("清算明细", f"{at['基金补足']}{rows['general']}") == 586_761.25
    assert sheet.value("清算明细", f"{at['机构留用']}{rows['t1']}") == 214_861.77  # the pool: the later of its two rows
    assert sheet.value("清算明细", f"{at['基金留存']}{rows['t1']}") == 859_447.10
    by_name = {sheet.value("年度清算表", f"A{r}"): r for r in range(5, 9)}
    top = {h: sheet.column("年度清算表", h, 5) for h in ("预算", "发生额", "结余留用", "超支分担", "应得合计")}
    centre = by_name["t1院"]
    assert sheet.value("年度清算表", f"{top['预算']}{centre}") == 7_740_521.33
    assert sheet.value("年度清算表", f"{top['发生额']}{centre}") == 5_174_162.54
    assert sheet.value("年度清算表", f"{top['结余留用']}{centre}") == 1_706_911.69
    assert sheet.value("年度清算表", f"{top['应得合计']}{centre}") == 6_881_074.23
    assert sheet.value("年度清算表", f"{top['超支分担']}{by_name['合计']}") == 586_761.26


def test_what_an_office_enters_moves_every_amount_that_depends_on_it(tmp_path: Path) -> None:
    """100,000 refused by audit: the deficit falls to 1,073,522.51, half of it is 536,761.255 -> 536,761.26. A deposit of
    20,000 returned at 90 % loses 2,000. Due: 9,972,356.08 - 536,761.26 - 2,000 = 9,433,594.82, of which 9,400,000 are paid."""
    file = tmp_path / "report.xlsx"
    save([cleared("rizhao-2017", RIZHAO)], file)
    sheet = Spreadsheet(file)
    rows = {sheet.value("清算明细", f"B{r}"): r for r in range(1, 10)}
    row, head = rows["general"], rows["机构代码"]
    sheet.enter("清算明细", f"{sheet.column('清算明细', '审核扣款', head)}{row}", 100_000)
    sheet.enter("清算明细", f"{sheet.column('清算明细', '年末已拨', head)}{row}", 9_400_000)
    main = {
        h: sheet.column("年度清算表", h, 5) for h in ("质量保证金", "保证金返还比例", "超支分担", "应得合计", "应补拨", "应扣回")
    }
    sheet.enter("年度清算表", f"{main['质量保证金']}6", 20_000)
    sheet.enter("年度清算表", f"{main['保证金返还比例']}6", 0.9)
    found = {h: sheet.value("年度清算表", f"{main[h]}6") for h in ("超支分担", "应得合计", "应补拨", "应扣回")}
    assert found == {"超支分担": 536_761.26, "应得合计": 9_433_594.82, "应补拨": 33_594.82, "应扣回": 0.0}
    sheet.enter("清算明细", f"{sheet.column('清算明细', '年末已拨', head)}{row}", 9_500_000)
    assert sheet.value("年度清算表", f"{main['应扣回']}6") == 66_405.18
    assert sheet.value("年度清算表", f"{main['应补拨']}6") == 0.0


@pytest.mark.parametrize(
    ("policy", "budget", "spent", "retained", "borne"),
    [
        # deficit 1.2 million: 40 % of the first 500,000, 50 % of the next 500,000, all of the last 200,000
        ("sharing-shenzhen-2013", 10_000_000.0, 11_200_000.0, 0.0, 650_000.0),
        # the whole deficit stays with the holder
        ("sharing-anhui-2015", 10_000_000.0, 11_200_000.0, 0.0, 1_200_000.0),
    ],
)
def test_bands_and_limits_are_formulas_too(
    tmp_path: Path, policy: str, budget: float, spent: float, retained: float, borne: float
) -> None:
    path = str(ROOT / "tests" / "cases" / "policies" / f"{policy}.toml")
    file = tmp_path / "x.xlsx"
    save([cleared(path, [(HOSPITALS, "general", budget, spent, retained, borne)])], file)
    sheet = Spreadsheet(file)
    rows = {sheet.value("清算明细", f"B{r}"): r for r in range(1, 20)}
    for heading, expected in (("机构留用", retained), ("机构分担", borne)):
        cell = f"{sheet.column('清算明细', heading, rows['机构代码'])}{rows['general']}"
        assert str(sheet.book["清算明细"][cell].value).startswith("=")
        assert sheet.value("清算明细", cell) == expected


def test_without_the_policy_the_shares_are_the_runs_numbers_and_it_is_said(tmp_path: Path) -> None:
    run = cleared("rizhao-2017", RIZHAO, hash="0" * 64)
    save([run], tmp_path / "x.xlsx")
    sheet = Spreadsheet(tmp_path / "x.xlsx")
    rows = {sheet.value("清算明细", f"B{r}"): r for r in range(1, 12)}
    cell = f"{sheet.column('清算明细', '机构分担', rows['机构代码'])}{rows['general']}"
    assert sheet.book["清算明细"][cell].value == 586_761.26
    assert "没有与本次运行相同的政策文件" in str(sheet.value("清算明细", "A3"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_works_the_formulas_out_alike(tmp_path: Path) -> None:
    save([cleared("rizhao-2017", RIZHAO)], tmp_path / "x.xlsx")
    here = Spreadsheet(tmp_path / "x.xlsx")
    for sheet, cell, value in (("清算明细", "E9", 100_000), ("年度清算表", "F6", 20_000), ("年度清算表", "G6", 0.9)):
        assert isinstance(here.value(sheet, cell), int | float)
        here.enter(sheet, cell, value)
    here.book.save(tmp_path / "y.xlsx")  # without remembered results: whoever opens it has to calculate
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "out"), str(tmp_path / "y.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    there = load_workbook(tmp_path / "out" / "y.xlsx", data_only=True)
    compared = 0
    for name in ("年度清算表", "清算明细"):
        for row in here.book[name].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = here.value(name, cell.coordinate)
                    assert there[name][cell.coordinate].value == pytest.approx(value, abs=0.001)
                    compared += 1
    assert compared > 40


def test_the_paid_amounts_come_from_the_ledger(tmp_path: Path) -> None:
    """Charged 100.00, of which 30.00 are still a receivable on 31 December: 70.00 are paid; 5.00 of another line and 9.00 of
    next January do not count."""
    columns = ["day", "holder", "payer", "line", "debit", "credit", "amount_fen"]
    asset, revenue, cash = "institution.receivable", "institution.revenue", "institution.cash"
    last = (date(2021, 12, 31) - date(2021, 1, 1)).days + 60
    ledger = pd.DataFrame(
        [
            (100, "general", "basic_fund", "inpatient", asset, revenue, 10_000),
            (last, "general", "basic_fund", "inpatient", cash, asset, 7_000),
            (100, "general", "basic_fund", "outpatient", asset, revenue, 500),
            (last + 1, "general", "basic_fund", "inpatient", cash, asset, 900),
            (100, "general", "catastrophic", "inpatient", asset, revenue, 3_000),
        ],
        columns=columns,
    )
    run = cleared("rizhao-2017", [(HOSPITALS, "general", 120.0, 100.0, 20.0, 0.0)])
    save([replace(run, tables={**run.tables, "ledger": ledger})], tmp_path / "x.xlsx")
    sheet = Spreadsheet(tmp_path / "x.xlsx")
    top = {h: sheet.column("年度清算表", h, 5) for h in ("年末已拨", "应得合计", "应补拨")}
    assert [sheet.value("年度清算表", f"{c}6") for c in top.values()] == [70.0, 120.0, 50.0]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    write_comparison([runs.run(), runs.reform()], folder)
    write_workbook(folder)
    return folder


def test_data_sheets_are_the_csv_tables_cell_for_cell(compared: Path) -> None:
    book = load_workbook(compared / "report.xlsx")
    for name in CSV:
        frames = [read_run(compared / run)[name].assign(policy=run) for run in ("baseline-ffs", "rizhao-sample")]
        if not any(len(frame) for frame in frames):
            assert f"数据 {name}" not in book.sheetnames  # a table without rows has no sheet
            continue
        cells = list(book[f"数据 {name}"].iter_rows(min_row=3, values_only=True))
        assert list(cells[0]) == ["policy", *(c.name for c in CSV[name])]
        expected = [
            tuple(None if pd.isna(v) or v == "" else v if isinstance(v, str) else pytest.approx(v, rel=1e-14) for v in row)
            for frame in frames
            for row in frame[["policy", *(c.name for c in CSV[name])]].itertuples(index=False)
        ]
        assert [tuple(row) for row in cells[1:]] == expected, name
        kinds = {c.name: c.kind for c in CSV[name]}
        for row in cells[1:]:
            for column_name, value in zip(list(cells[0])[1:], row[1:], strict=True):
                assert value is None or isinstance(value, str) == (kinds[str(column_name)] == "str")


def test_the_statement_is_in_wan_and_typed(compared: Path) -> None:
    sheet = load_workbook(compared / "report.xlsx")["基金收支"]
    rows = {r[0].value: r for r in sheet.iter_rows(min_row=4)}
    base, reform = (read_run(compared / name) for name in ("baseline-ffs", "rizhao-sample"))
    income = rows["本年收入合计"]
    # 500,000 x (320 + 580) yuan, in 万元; every month is rounded to the fen
    assert income[1].value == pytest.approx(45_000.0, abs=1e-4)
    assert income[1].number_format == f"#,##0.0;{MINUS}#,##0.0"
    left = rows["清算后的本年结余"]
    assert left[1].value == pytest.approx(fund.balance_after_clearing(base) / 10_000)
    assert left[3].value == pytest.approx((fund.balance_after_clearing(reform) - fund.balance_after_clearing(base)) / 10_000)
    assert left[3].number_format.startswith("+")


def test_every_sheet_has_frozen_heads_and_a_filter_and_prints_on_a4(compared: Path) -> None:
    book = load_workbook(compared / "report.xlsx")
    assert book.sheetnames[0] == "封面"
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes, sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.auto_filter.ref or sheet.title.startswith(("年度清算表", "清算明细")), sheet.title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_of_a_file_is_text_everywhere(tmp_path: Path, lang: str) -> None:
    write_run(runs.named(runs.reform(NASTY), NASTY), tmp_path)
    file = write_workbook(tmp_path, lang)  # type: ignore[arg-type]
    book = load_workbook(file)
    found = 0
    for sheet in book:
        allowed = sheet.title.startswith(("年度清算表", "清算明细", "Clearing"))
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or (allowed and NASTY[:6] not in str(cell.value))
                found += NASTY in str(cell.value)
                assert cell.hyperlink is None or cell.hyperlink.location
    assert found >= 5
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        assert not [n for n in names if "externalLink" in n or "vba" in n.lower()]
        assert 'TargetMode="External"' not in "".join(packed.read(n).decode() for n in names if n.endswith(".rels"))


def test_the_workbook_of_a_run_is_the_same_every_time(tmp_path: Path) -> None:
    sample = [runs.run(), runs.reform()]
    for name in ("a.xlsx", "b.xlsx"):
        save(sample, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_text_becomes_the_number_behind_it_in_the_readers_unit() -> None:
    wan = column([figure("1,234.6", 12_345_678.9), figure("0.0", 0.0), change(f"{MINUS}0.5", -5_000.0)], "zh")
    assert [c.value for c in wan] == [1234.56789, 0.0, -0.5]
    assert [c.format for c in wan][:2] == [f"#,##0.0;{MINUS}#,##0.0"] * 2
    shares = column([figure("12.3%", 0.1234), Cell("–"), figure("–", float("nan"))], "zh")
    assert [(c.value, c.format) for c in shares] == [(0.1234, "0.0%"), (None, ""), (None, "")]
    points = column([change("+1.23 pp", 0.0123)], "zh")
    assert points[0].value == pytest.approx(1.23)
    assert '" pp"' in points[0].format
    assert column([Cell("三", 3.0)], "zh")[0].value == "三"


def test_intervals_of_replications_have_their_sheet_and_the_cover_says_how_many(tmp_path: Path) -> None:
    """A difference of 1,670,000 yuan with the interval 480,000 to 2,870,000 stands in 万元 with its 30 pairs."""
    write_comparison([runs.run(), runs.reform()], tmp_path)
    common = {"outcome": "fund.balance_cleared", "zh": "结余", "en": "balance", "unit": "yuan"}
    pd.DataFrame(
        [
            {**common, "policy": "baseline-ffs", "mean": 9.93e7},
            {
                **common,
                "policy": "rizhao-sample",
                "mean": 1.0097e8,
                "difference": 1.67e6,
                "t_low": 4.8e5,
                "t_high": 2.87e6,
                "n": 30,
            },
        ]
    ).to_csv(tmp_path / "intervals.csv", index=False)
    book = load_workbook(write_workbook(tmp_path))
    rows = [[c.value for c in row] for row in book["差值区间"].iter_rows()]
    (found,) = [row for row in rows if row[0] == "结余"]
    assert found[1:6] == ["万元", pytest.approx(9930.0), pytest.approx(167.0), "+48.0 … +287.0", 30]
    cover = "".join(str(c.value) for row in book["封面"].iter_rows() for c in row)
    assert "30次成对重复" in cover


def test_what_stands_below_a_number_on_the_page_has_a_column_and_a_wide_table_several_pages(tmp_path: Path) -> None:
    """25 policies with difference and interval: 50 x 9 characters are more than the 140 / 0.65 = 215 of one readable page."""
    names = [f"P{n}{MINUS}A" for n in range(25)]
    heads = [Head("机构", numeric=False)]
    for name in names:
        heads += [Head(Words("差值", "difference"), group=name), Head(Words("95%区间", "95 % interval"), numeric=False, group=name)]
    cells = [Cell("县医院")]
    for n in range(25):
        cells += [change(f"+{n + 1}.0", n + 1.0), Cell(f"+{n} … +{n + 2}")]
    table = beneath(Table(Words("表", "table"), tuple(heads), ((Row(tuple(cells)),),)), is_interval)
    with Book(tmp_path / "b.xlsx", "zh", "t", datetime(2021, 1, 1)) as book:
        book.sheet("s").table(table, "表")
    sheet = load_workbook(tmp_path / "b.xlsx")["s"]
    assert [cell.value for cell in sheet[6]] == ["县医院", *(v for n in range(25) for v in (n + 1, f"+{n} … +{n + 2}"))]
    assert [cell.value for cell in sheet[5]] == ["机构", *["差值", "95%区间"] * 25]
    breaks = [at.id for at in sheet.col_breaks.brk]
    assert len(breaks) >= 2
    assert all(at % 2 for at in breaks)  # between policies: column A, then two for each
    assert sheet.print_title_cols == "$A:$A"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
