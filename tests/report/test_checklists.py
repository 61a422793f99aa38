"""Checklists have the items of their publications and say what the runs know."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.report.checklists import AUTHORS, cheers, markdown, odd, stress_des
from tests import runs

RUNS = [runs.run(), runs.reform()]


def text(table: pd.DataFrame, number: str) -> str:
    return str(table.set_index("number").loc[number, "text"])


def test_every_item_of_the_publications_is_there_and_filled() -> None:
    for table, items in ((stress_des(RUNS), 20), (cheers(RUNS), 28), (odd(RUNS), 7)):
        assert len(table) == items
        assert table["number"].is_unique
        assert (table["text"].str.len() > 5).all()
        assert not table["text"].str.contains("docs/|nan").any()  # an answer, not where to look for one


def test_what_the_manifest_knows_is_said() -> None:
    found = markdown(stress_des(RUNS), "STRESS-DES")
    assert found._repr_markdown_().startswith("## STRESS-DES")
    assert RUNS[0].manifest.study.question_en in found
    assert "price sensitivity of visits -0.012 (-0.02 to -0.005)" in found
    assert "rizhao-sample R-1: growth of hospital budgets" in found  # what the document leaves open
    assert "Sample County: 500,000 enrolees, 15 institutions" in markdown(cheers(RUNS), "CHEERS")
    for provision in RUNS[1].manifest.policy.provisions:
        assert provision.text_en in text(stress_des(RUNS), "2.3")


def test_results_carry_their_intervals_where_the_comparison_was_replicated(tmp_path: Path) -> None:
    """A balance that rises by 200,000 yuan is +20 in 10,000 yuan."""
    row = {"assumptions": "as given", "outcome": "fund.balance", "unit": "yuan", "zh": "结余", "en": "balance", "n": 30, "sd": 1.0}
    ends = {"difference": 200_000.0, "t_low": 150_000.0, "t_high": 250_000.0, "sd_difference": 1.0, "mean": 1e6}
    still = dict.fromkeys(("difference", "t_low", "t_high", "sd_difference"), 0.0) | {"mean": 8e5}
    frame = pd.DataFrame([row | still | {"policy": RUNS[0].name}, row | ends | {"policy": RUNS[1].name}])
    frame.to_csv(tmp_path / "intervals.csv", index=False, encoding="utf-8-sig")
    assert "balance +20 (+15 to +25) 10,000 yuan" in text(cheers(RUNS, tmp_path), "24")
    assert "30 replications" in text(stress_des(RUNS, tmp_path), "4.3")
    assert "no interval" in text(cheers(RUNS), "24")


@pytest.mark.parametrize("item", ["Source of funding", "Conflicts of interest"])
def test_what_no_run_can_know_is_left_to_the_authors(item: str) -> None:
    assert cheers(RUNS).set_index("item").loc[item, "text"] == AUTHORS
