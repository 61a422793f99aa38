"""The director's page under packages, points and assessments: leaks in three kinds, the members' key, each lost point."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.experiment.store import write_comparison
from sim.report.explain.cleared import LEAKS
from sim.report.explain.counted import Bills, by_flows
from sim.report.explain.director import page
from sim.report.explain.opened import Opened, fen
from sim.report.plots.waterfall import waterfall

STUDY = """
[document]
kind = "study"
schema = 1
id = "why"
title_zh = "为什么"
title_en = "Why"
question_zh = "?"
question_en = "?"
[study]
county = "model-county"
baseline = "baseline-ffs"
policies = ["package-100-two", "package-100-no-leak", "suixi-2024", "gansu-2018", "zhejiang-2019"]
[horizon]
years = 2
warm_up_days = 31
[replication]
scale = 0.004
"""
NAMES = ("package-100-two", "package-100-no-leak", "suixi-2024", "gansu-2018", "zhejiang-2019")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("director")
    study = place / "why.toml"
    study.write_text(STUDY, encoding="utf-8")
    return write_comparison(sim.compare(str(study)), place / "runs")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_adds_up_against_no_budget_another_budget_and_last_year(folder: Path, name: str) -> None:
    run = Opened(folder / name)
    chosen = ("county-general", "county-tcm", "private-1", "city-1", "centre-t01", "centre-t15", "clinic-t01v01")
    for against in ("baseline-ffs", "last-year", *(other for other in NAMES if other != name)):
        for institution in chosen:
            found = page(run, institution, against)
            assert found.before + sum(line.fen for line in found.lines) == found.after, (institution, against)
            assert all(line.name.zh and line.name.en for line in found.lines)


def test_a_waterfall_with_long_names_keeps_its_title_and_its_numbers_apart(folder: Path) -> None:
    figure, _ = waterfall(page(Opened(folder / "package-100-two"), "county-tcm", "suixi-2024"), "en")
    figure.savefig(io.BytesIO())  # lays it out
    [axes] = figure.axes
    ticks = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in pairwise(ticks))
    written = [*axes.get_yticklabels(), *figure.texts]
    assert all(text.get_window_extent().x0 >= 0 and text.get_window_extent().x1 <= figure.bbox.x1 for text in written)


def test_leaks_stand_apart_and_are_the_members_part_of_what_the_package_was_charged(folder: Path) -> None:
    run = Opened(folder / "package-100-two")
    charged, results, year = run.table("charged"), run.table("results"), run.years[-1]
    mine = results[(results["year"] == year) & (results["id"] == "county-tcm")].iloc[0]
    found = {line.key: line for line in page(run, "county-tcm", "baseline-ffs").lines}
    of = charged[(charged["year"] == year) & (charged["id"] == mine["holder"])].groupby("way")["charged_yuan"].sum()
    for way in LEAKS:
        line = found[f"payment.package.spent.{way}"]
        assert line.fen == round(-float(mine["deficit_part"]) * fen(of[way]))
        assert line.whose == "rule"  # people went there before, too: only now it counts
        assert line.clauses


def test_leaks_are_the_leads_where_the_same_rule_counts_more_of_them(folder: Path) -> None:
    run = Opened(folder / "package-100-two")
    lead = {line.key: line for line in page(run, "county-general", "last-year").lines}
    member = {line.key: line for line in page(run, "centre-t01", "last-year").lines}
    assert lead["payment.package.spent.treatable"].whose == "yours"  # it could have kept them
    assert member["payment.package.spent.treatable"].whose == "others"
    assert not [key for key in lead if key.startswith("payment.package.counted.treatable")]  # all is charged in both years


def test_what_a_policy_merely_counts_otherwise_is_the_rules(folder: Path) -> None:
    """Nobody responds in this study: patients go where they went, so all that differs between two policies is the rule."""
    for name, against in (("package-100-no-leak", "package-100-two"), ("package-100-two", "package-100-no-leak"),
                          ("package-100-no-leak", "baseline-ffs")):  # fmt: skip
        found = page(Opened(folder / name), "county-general", against)
        assert found.before != found.after
        assert {line.whose for line in found.lines} == {"rule"}
        assert any("treatable" in line.key for line in found.lines) == (against != "baseline-ffs")


def test_care_is_priced_by_the_old_rule_before_the_new_one_counts_it() -> None:
    # At the city hospital 10 stays of 1,000.00 yuan were charged whole. 6 stays of 600.00 yuan come later: by the old rule
    # 600.00 are charged, 400.00 less, and that is care. A province hospital's 2 new stays of 500.00 have no share of their
    # own: by that of the way, 1, they add 500.00. So care moves it by 100.00, whatever the new rule charges (nothing here).
    old = {"city": Bills(10, 100_000, 100_000)}
    new = {"city": Bills(6, 60_000, 0), "province": Bills(2, 50_000, 0)}
    assert by_flows(old, new, same_benefits=True) == 10_000
    # Where half of a bill is charged, half of what is gone counts: 0.5 x (600.00 - 1,000.00) = -200.00.
    assert by_flows({"city": Bills(10, 100_000, 50_000)}, {"city": Bills(6, 60_000, 60_000)}, same_benefits=True) == -20_000
    # The same 10 stays, of which the fund now pays 800.00 by another ratio: no care moved.
    assert by_flows(old, {"city": Bills(10, 80_000, 80_000)}, same_benefits=False) == 0
    # Nobody before, anywhere: the later rule's share is the only one known.
    assert by_flows({}, {"city": Bills(1, 30_000, 15_000)}, same_benefits=True) == 15_000


def test_against_last_year_the_own_part_of_the_spending_is_yours(folder: Path) -> None:
    found = {line.key: line for line in page(Opened(folder / "suixi-2024"), "county-general", "last-year").lines}
    assert found["payment.package.spent.self"].whose == "yours"
    assert found["payment.package.spent.own"].whose == "others"
    other = {line.key: line for line in page(Opened(folder / "suixi-2024"), "county-tcm", "package-100-two").lines}
    assert other["payment.package.key"].whose == "rule"


def test_lost_points_stand_with_their_money(folder: Path) -> None:
    run = Opened(folder / "gansu-2018")
    scores: pd.DataFrame = run.table("scores")
    mine = scores[(scores["year"] == run.years[-1]) & (scores["id"] == "county-general")].iloc[0]
    line = next(line for line in page(run, "county-general", "baseline-ffs").lines if line.key == "assessment.stated")
    assert line.fen == -fen(mine["lost_yuan"]) < 0
    assert "88.0" in line.note.zh  # the score that the policy's file assumes
    assert any(clause.path == "payment.deposit.score" for clause in line.clauses)


def test_points_and_their_value_stand_apart(folder: Path) -> None:
    run = Opened(folder / "zhejiang-2019")
    found = {line.key: line for line in page(run, "county-general", "last-year").lines}
    rows = run.table("points").set_index(["id", "year"])
    (p0, v0), (p1, v1) = (
        (rows.loc[("county-general", y), "points"], rows.loc[("county-general", y), "value_yuan"]) for y in run.years[-2:]
    )
    more, value = found["payment.points_pool.points"].fen, found["payment.points_pool.value"].fen
    assert more == round((p1 - p0) * v0 * 100)
    assert more + value == pytest.approx((p1 * v1 - p0 * v0) * 100, abs=2)
