"""Where the county is not the pool, no document calls what is left of its allotted total a balance of the fund."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from sim.analysis.outcomes import outcomes
from sim.experiment.store import Run
from sim.report import brief
from sim.report.answers import answers
from sim.report.office.facts import facts
from sim.report.page import render
from sim.report.sections import fund
from sim.report.table import Table
from sim.report.workbook import save as save_workbook
from tests import runs

OWN = ("本年收支结余", "当期结余率", "清算后的本年结余", "清算后基金本年结余", "Balance of the year", "Surplus rate")


def pooled(run: Run) -> Run:
    """The run with a notice of the prefecture: of 2,000,000 yuan allotted 150,000 are left."""
    year = run.manifest.start.year + run.manifest.years - 1
    row = {"year": year, "date": f"{year}-12-31", "notice": "quota_balance", "name_zh": "总额指标结余（上级统筹）",
           "name_en": "balance", "value": 150_000.0, "line": 2_000_000.0, "unit": "yuan"}  # fmt: skip
    return replace(run, tables={**run.tables, "notices": pd.DataFrame([row])})


def rows_of(table: Table) -> dict[str, list[str]]:
    return {row.cells[0].text.zh: [str(c.text) for c in row.cells[1:]] for g in table.groups for row in g}  # type: ignore[union-attr]


def test_the_balance_is_that_of_the_allotted_total() -> None:
    """150,000 yuan are 15.0 万元 and 7.5 % of 2,000,000."""
    shown = rows_of(fund.both_bases(pooled(runs.run())))
    assert shown["总额指标结余"] == ["15.0", "\u2013"]
    assert shown["总额指标结余率"] == ["7.5%", "\u2013"]
    assert not set(OWN) & set(shown)
    cash = rows_of(fund.statement([pooled(runs.run()), pooled(runs.reform())], "cash"))
    assert not set(OWN) & set(cash)


def test_pooled_and_not_pooled_side_by_side_have_a_row_each() -> None:
    shown = rows_of(fund.statement([runs.run(), pooled(runs.reform())], "incurred"))
    assert shown["总额指标结余"] == ["\u2013", "15.0", "\u2013"]
    assert shown["本年收支结余"][1:] == ["\u2013", "\u2013"]
    assert shown["本年收支结余"][0] != "\u2013"


@pytest.mark.parametrize("count", [1, 2])
def test_no_document_names_a_balance_of_the_fund(tmp_path: Path, count: int) -> None:
    compared = [pooled(runs.run()), pooled(runs.reform())][:count]
    brief.save(compared, tmp_path / "b.docx")
    save_workbook(compared, tmp_path / "r.xlsx")
    document = Document(str(tmp_path / "b.docx"))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [str(cell.value) for row in book["基金收支"].iter_rows() for cell in row if cell.value]
    page = render(compared)
    for said in (" ".join(words), " ".join(cells), page):
        assert "总额指标结余" in said
        assert not [own for own in OWN[:4] if own in said]
    assert "总额指标" in answers(compared)[0].zh or count == 2
    assert any(fact[0].name.zh.startswith("清算后总额指标结余") for fact in facts(compared))


def test_outcomes_are_of_the_allotted_total_in_name_and_amount() -> None:
    """Of the allotted total 150,000 yuan are left before clearing; afterwards less what is retained, plus what is borne."""
    run = pooled(runs.reform())
    found = outcomes(run.tables, run.manifest.start.year).set_index("outcome")
    retained, borne = (float(run["clearing"][f"{side}_yuan"].sum()) for side in ("retained", "borne"))
    assert found.loc["fund.balance", "value"] == 150_000
    assert found.loc["fund.balance_cleared", "value"] == pytest.approx(150_000 - retained + borne)
    assert found.loc["fund.balance_cleared", "zh"] == "总额指标结余（清算后）"
    assert pd.isna(found.loc["fund.balance_cash", "value"])
    own = outcomes(runs.reform().tables, run.manifest.start.year).set_index("outcome")
    assert own.loc["fund.balance_cleared", "zh"] == "基金本年结余（清算后）"
