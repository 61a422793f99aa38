"""Every table of a replicated comparison: its text is text, and its numbers are the same in every document."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from sim.experiment.store import Run, read_any
from sim.foundation.errors import Lang, Words
from sim.report import brief, estimate
from sim.report.office.replicated import Replicated, read
from sim.report.page import write_report
from sim.report.plots.write import write_figures
from sim.report.workbook import write_workbook
from tests import runs
from tests.report import many
from tests.report.test_brief import words_of

NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>'


def some(count: int = 2) -> list[Run]:
    """The baseline and reforms of their own names."""
    return [runs.run(), *(runs.run(f"reform-{n}", f"改革{n}", baseline=False, shift=0.04) for n in range(1, count))]


def cells_of(file: Path) -> dict[str, list[object]]:
    """Every value of every sheet of a workbook."""
    book = load_workbook(file)
    return {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None] for sheet in book}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_name_that_is_markup_or_a_formula_is_text_in_every_table(tmp_path: Path, lang: Lang) -> None:
    compared = [many.with_notices(runs.named(run, NASTY), NASTY) for run in some()]
    many.write(compared, tmp_path, NASTY)
    page = write_report(tmp_path, lang).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    for section in ("intervals", "effects", "institutions"):
        part = re.search(rf'<section id="{section}".*?</section>', page, re.S)
        assert part
        assert "=HYPERLINK(&#34;http://x&#34;)&lt;script&gt;" in part[0], section
    book = load_workbook(write_workbook(tmp_path, lang))
    said = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "HYPERLINK" in cell.value:
                    said.add(sheet.title)
                    assert cell.data_type == "s", (sheet.title, cell.coordinate)
        assert not any(link.target for link in sheet._hyperlinks if link.target), sheet.title
    effects, bands, risk = ("效应", "各档机会", "缺口机会") if lang == "zh" else ("Effects", "Bands", "Deficit risk")
    assert {bands, risk, *(f"{effects} {n}" for n in range(1, 6))} <= said | {" ".join(name.split(" ")[:2]) for name in said}
    for write in (brief.write_brief, estimate.write_estimate):
        assert NASTY in words_of(write(tmp_path, lang))
    for file in write_figures(tmp_path, lang):
        if file.suffix == ".svg":
            assert "<script" not in file.read_text(encoding="utf-8")
    for file in tmp_path.rglob("*.csv"):
        assert not re.search(r'(?:^|,)"?[=+@]HYPERLINK', file.read_text(encoding="utf-8-sig"), re.M), file


def test_the_newest_tables_have_the_same_numbers_in_every_document(tmp_path: Path) -> None:
    """By hand: bonuses differ by 1,000 ... 4,000 yuan, mean 2,500 = +0.25 万元; one year in four in deficit is 25.0 %;
    1,234,500 fen mechanical are +1.2, 1,000,000 in all +1.0; provisions bring 0.60 and 0.40; residents pay 51,234 yuan = +5.1 more;
    77 residents with 99 contacts; of the allotted total 123,456 yuan = 12.3 are left."""
    many.write([many.with_notices(run) for run in some()], tmp_path)
    page = write_report(tmp_path).read_text(encoding="utf-8")
    sheets = cells_of(write_workbook(tmp_path))
    estimated = words_of(estimate.write_estimate(tmp_path))
    stored = {name: pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig") for name in
              ("intervals-institutions", "states", "effects", "provisions", "gains", "journeys")}  # fmt: skip
    b = {name: frame[frame["policy"] == "reform-1"] for name, frame in stored.items()}
    assert b["intervals-institutions"]["difference"].iloc[0] == pytest.approx(2_500)
    assert b["states"]["share"].tolist() == [0.25, 0.75]
    assert (b["effects"]["total"].iloc[0], b["provisions"]["in_order"].iloc[0]) == (1_000_000, 600_000)

    def in_sheet(sheet: str, *values: float) -> None:
        chosen = next(name for name in sheets if name == sheet or name.startswith(f"{sheet} "))
        there = [cell for cell in sheets[chosen] if isinstance(cell, int | float)]
        for value in values:
            assert any(cell == pytest.approx(value) for cell in there), (sheet, value)

    in_sheet("奖励差值区间", 0.25)
    in_sheet("各档机会", 0.25, 0.75)
    in_sheet("效应 1", 1.2345, -0.2345, 1.0)
    in_sheet("效应 2", 0.6, 0.4)
    in_sheet("效应 4", 0.9, 5.1234)
    in_sheet("效应 7", 77, 99)
    assert 123_456 in sheets["数据 notices"]
    tables = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", page, flags=re.S))
    for text in ("+0.25", "25.0%", "75.0%", "+1.2", "\u22120.2", "+0.60", "+0.40", "+5.1", " 77 ", " 99 ", "12.3"):
        assert text in tables, text
    for text in ("25.0%", "75.0%", "+1.2", "\u22120.2", "12.3"):
        assert text in estimated, text
    notices = pd.read_csv(tmp_path / "reform-1" / "notices.csv", encoding="utf-8-sig")
    assert notices["value"].tolist() == [123_456.0]


def test_stored_tables_come_back_as_they_were_written(tmp_path: Path) -> None:
    """CSV and Parquet of a run hold the same table; what the office documents read is what was stored."""
    many.write(some(), tmp_path)
    found = read(tmp_path, read_any(tmp_path))
    assert found.pairs == 4
    assert len(found.states(read_any(tmp_path))[0].groups) == 2
    assert len(found.bonuses(read_any(tmp_path))) == 1
    assert found.of_one(Words("表", "Table"), some()) == Words("表（只是种子1的一次）", "Table (seed 1 alone)")
    assert Replicated().of_one(Words("表", "Table"), some()) == Words("表", "Table")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_brief_of_eight_policies_with_effects_and_intervals_is_two_pages(tmp_path: Path, lang: Lang) -> None:
    many.write(some(8), tmp_path)
    file = brief.write_brief(tmp_path, lang)
    assert len(Document(str(file)).tables) == 4  # side by side, intervals, effects, winners
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "pdf",
               "--outdir", str(tmp_path), str(file)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "brief.pdf").read_bytes())
    assert len(pages) == 2
