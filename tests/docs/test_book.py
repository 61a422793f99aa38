"""The parameter book is what the files say today, and says it in the reader's units."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from sim.experiment.book import PAGE, read_page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page() -> str:
    return read_page()


def test_the_committed_page_is_current(page: str) -> None:
    kept = (ROOT / "docs" / PAGE).read_text(encoding="utf-8")
    assert kept == page, "run: python -m sim.experiment.book docs"


def test_a_lever_stands_with_its_document(page: str) -> None:
    """日照市城乡居民医保报道（2017）: 按照每人50元的标准确定门诊统筹医疗费用年度控制总额."""
    [line] = [x for x in page.splitlines() if "`payment.outpatient_pool.per_head`" in x and "2017-01-01" in x]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[3:7] == ["50", "yuan/person/year", "lever", "2017-01-01"]
    assert "日照" in cells[7]


def test_an_assumption_is_called_one_with_its_range(page: str) -> None:
    [line] = [x for x in page.splitlines() if x.startswith("| `b_price_op` |")]
    assert "behavioural assumption" in line
    assert "assumption: " in line
    assert "range -0.03 … 0" in line


def test_stored_fen_and_ppm_are_written_as_the_tables_have_them(page: str) -> None:
    """Amounts are kept in fen and growth in parts per million; the book says yuan and percent, as the files do."""
    folder = ROOT / "scenarios" / "counties" / "model-county"
    history = list(csv.DictReader((folder / "history.csv").open(encoding="utf-8-sig", newline="")))
    first = history[0]
    shown = row(page, "history.csv", f"{first['year']}.{first['institution']}")
    same = [h for h in history if (h["year"], h["institution"]) == (first["year"], first["institution"])]
    assert {Decimal(cell) for cell in shown if cell} == {Decimal(h["amount_yuan"]) for h in same}
    trend = list(csv.DictReader((folder / "trend.csv").open(encoding="utf-8-sig", newline="")))
    growth = [t["growth_percent"] for t in trend if t["line"] == "charge_visit"]
    assert [Decimal(cell) for cell in row(page, "trend.csv", "charge_visit") if cell] == [Decimal(g) for g in growth]


def row(page: str, table: str, name: str) -> list[str]:
    """Cells of one row of a county's table in the book, without its name and its sources."""
    [part] = [part for part in page.split("\n### ") if part.startswith(table)]
    [line] = [x for x in part.splitlines() if x.startswith(f"| `{name}` |")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:-1]


def test_the_counts_add_up(page: str) -> None:
    first = page[page.index("## 一览") : page.index("## 政策")]
    rows = [[c.strip() for c in x.strip("|").split("|")] for x in first.splitlines() if x.startswith("| ")][1:]
    numbers = [[int(c) for c in row[1:]] for row in rows]
    assert all(total == sourced + assumed for total, sourced, assumed in numbers)
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]
