"""The parameter book is what the files say today, and says it in the reader's units."""

from __future__ import annotations

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


def test_stored_fen_and_ppm_are_written_in_yuan_and_percent(page: str) -> None:
    """history.csv writes 2744922.88 yuan for the first centre in 2019, trend.csv 5 % for visits in 2021."""
    [history] = [x for x in page.splitlines() if x.startswith("| `2019.centre-t01` |")]
    assert "| 2744922.88 |" in history
    trend = page[page.index("### trend.csv") :]
    [growth] = [x for x in trend.splitlines() if x.startswith("| `charge_visit` |")]
    assert growth.startswith("| `charge_visit` | 5 | 5 | 5 |")


def test_the_counts_add_up(page: str) -> None:
    first = page[page.index("## 一览") : page.index("## 政策")]
    rows = [[c.strip() for c in x.strip("|").split("|")] for x in first.splitlines() if x.startswith("| ")][1:]
    numbers = [[int(c) for c in row[1:]] for row in rows]
    assert all(total == sourced + assumed for total, sourced, assumed in numbers)
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]
