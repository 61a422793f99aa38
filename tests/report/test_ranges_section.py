"""The part of the page and the sheets that show assumptions apart from chance."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from sim.experiment.ranges import COLUMNS
from sim.experiment.store import Run, csv_text
from sim.report.page import write_report
from sim.report.sections import ranges
from sim.report.workbook import write_workbook
from tests import runs
from tests.report import many

OUTCOME = {"outcome": "fund.balance_cleared", "policy": "reform-1", "unit": "yuan", "zh": "\u4f59\u989d", "en": "balance"}


def pair() -> list[Run]:
    return [runs.run(), runs.run("reform-1", "\u6539\u9769", baseline=False, shift=0.04)]


def chosen() -> pd.DataFrame:
    """Half a chance interval of 20,000 yuan about 120,000; sets from -50,000 to 300,000."""
    numbers = {"difference": 120_000.0, "half_width_chance": 20_000.0, "sets": 8, "lowest": -50_000.0, "highest": 300_000.0}
    return pd.DataFrame([OUTCOME | numbers])


def drawn() -> pd.DataFrame:
    return chosen().assign(low=-10_000.0, high=250_000.0)


def ranked(name: str = "steering") -> pd.DataFrame:
    """One of 0.91, which luck does not explain (0.70), and one of -0.20, which it does."""
    row = OUTCOME | {"of": "behaviour", "status": "assumption", "distribution": "uniform"}
    row |= {"given": 0.3, "range_low": 0.0, "range_high": 1.0, "chance": 0.7, "draws": 8}
    strong = {"parameter": "steer", "name_zh": name, "name_en": name, "rank_correlation": 0.91, "at_low": 0.0, "at_high": 200_000.0}
    ends = {"at_low": 150_000.0, "at_high": 90_000.0}
    weak = {"parameter": "lag", "name_zh": "lag", "name_en": "lag", "rank_correlation": -0.2} | ends
    return pd.DataFrame([row | strong, row | weak])[list(COLUMNS)]


def rows(n: int, block: ranges.Block) -> list[list[str]]:
    return [[getattr(c.text, "en", str(c.text)) for c in row.cells] for group in block.tables[n].groups for row in group]


def test_sets_by_hand_have_ends_only_and_draws_a_spread_beside_chance() -> None:
    """120,000 yuan are 12.0 (10,000 yuan), half the chance interval 2.0."""
    by_hand = ranges.block(pair(), chosen(), pd.DataFrame())
    assert by_hand is not None
    assert rows(0, by_hand) == [["balance", "10,000 yuan", "+12.0", "2.0", "\u22125.0 \u2026 +30.0"]]
    assert len(by_hand.tables) == 1
    assert not by_hand.pictures
    block = ranges.block(pair(), drawn(), ranked())
    assert block is not None
    assert rows(0, block) == [["balance", "10,000 yuan", "+12.0", "2.0", "\u22121.0 \u2026 +25.0", "\u22125.0 \u2026 +30.0"]]
    assert ranges.block(pair(), pd.DataFrame(), pd.DataFrame()) is None


def test_what_luck_may_explain_has_no_colour() -> None:
    block = ranges.block(pair(), drawn(), ranked())
    assert block is not None
    first, second = (row for group in block.tables[1].groups for row in group)
    assert (first.cells[5].text, first.cells[5].tone, first.cells[7].text) == ("+0.91", "up", "+20.0")
    assert (second.cells[5].text, second.cells[5].tone) == ("\u22120.20", "same")
    [(_, picture)] = block.pictures
    assert picture.index("steering") < picture.index(">lag<")


def test_page_and_workbook_show_them_and_a_name_is_text(tmp_path: Path) -> None:
    many.write(pair(), tmp_path)
    nasty = "<script>alert(1)</script>"
    (tmp_path / "assumptions.csv").write_bytes(csv_text(drawn()))
    (tmp_path / "ranges.csv").write_bytes(csv_text(ranked(nasty)))
    page = write_report(tmp_path).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    for shown in (ranges.TITLE.zh, ranges.MATTERS.en, "\u22125.0 \u2026 +30.0", "+0.91"):
        assert shown in page
    book = load_workbook(write_workbook(tmp_path, "en"))
    assert {"Ranges", "Ranges 2"} <= set(book.sheetnames)
    assert nasty in {cell.value for row in book["Ranges 2"].iter_rows() for cell in row}
