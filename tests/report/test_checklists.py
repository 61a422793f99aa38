"""Checklists have the items of their publications and say what the manifests know."""

from __future__ import annotations

from sim.report.checklists import AUTHORS, cheers, markdown, odd, stress_des
from tests import runs

RUNS = [runs.run(), runs.reform()]


def test_every_item_of_the_publications_is_there_and_filled() -> None:
    for table, items in ((stress_des(RUNS), 20), (cheers(RUNS), 28), (odd(RUNS), 7)):
        assert len(table) == items
        assert table["number"].is_unique
        assert (table["text"].str.len() > 5).all()


def test_what_the_manifest_knows_is_said() -> None:
    text = markdown(stress_des(RUNS), "STRESS-DES")
    assert "Sample County: 500,000" not in text  # the place belongs to CHEERS
    assert RUNS[0].manifest.study.question_en in text
    assert "price sensitivity of visits -0.012 (-0.02 to -0.005)" in text
    assert "rizhao-sample R-1: growth of hospital budgets" in text  # what the document leaves open
    assert "Sample County: 500,000 enrolees, 15 institutions" in markdown(cheers(RUNS), "CHEERS")


def test_what_no_manifest_can_know_is_left_to_the_authors() -> None:
    left = set(cheers(RUNS).query("text == @AUTHORS", local_dict={"AUTHORS": AUTHORS})["item"])
    assert {"Abstract", "Source of funding", "Conflicts of interest"} <= left
