"""A number is explained by what it was made of: postings and claims add up to it, clauses are those of the policy, and the
director's page leads from one bonus to the other to the fen, for every institution."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import sim
from sim.cli import app
from sim.experiment.store import write_comparison
from sim.foundation.errors import Problems
from sim.ledger.statements import FUND_LINES
from sim.report.explain.account import REVENUE, booked_fen, explain
from sim.report.explain.claims import one_claim
from sim.report.explain.director import index_parts, page
from sim.report.explain.opened import Opened, fen, opened

STUDY = """
[document]
kind = "study"
schema = 1
id = "two-years"
title_zh = "两年"
title_en = "Two years"
question_zh = "?"
question_en = "?"
[study]
county = "model-county"
baseline = "baseline-ffs"
policies = ["rizhao-2017", "package-60"]
[horizon]
years = 2
warm_up_days = 31
[replication]
scale = 0.004
"""
BASE, REFORM = "baseline-ffs", "rizhao-2017"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand residents over two years, without and with budgets, every claim kept."""
    place = tmp_path_factory.mktemp("explained")
    study = place / "two-years.toml"
    study.write_text(STUDY, encoding="utf-8")
    return write_comparison(sim.compare(str(study), encounters=True), place / "runs")


@pytest.fixture(scope="module")
def run(folder: Path) -> Opened:
    return Opened(folder / REFORM)


def cli(*words: str) -> Result:
    return CliRunner().invoke(app, ["explain", *words])


def institutions(run: Opened) -> list[str]:
    """All but village clinics, and every twentieth of those."""
    ids = list(dict.fromkeys(run.table("institutions")["id"]))
    clinics = [name for name in ids if name.startswith("clinic-")]
    return [*clinics[::20], *(name for name in ids if name not in set(clinics))]


@pytest.mark.parametrize("basis", ["incurred", "cash"])
@pytest.mark.parametrize("line", [line.code for line in FUND_LINES])
def test_postings_add_up_to_every_line_of_the_fund(run: Opened, line: str, basis: str) -> None:
    for year in run.years:
        found = explain(run, line, year=year, basis=basis)
        assert booked_fen(found) == found.fen


def test_a_line_can_be_narrowed_to_a_month_and_a_place(run: Opened) -> None:
    frame = run.table("fund")
    row = frame[(frame["line"] == "inpatient_benefits") & (frame["basis"] == "incurred") & (frame["place"] == "prefecture")].iloc[0]
    found = explain(run, "住院待遇支出", year=int(row["year"]), month=int(row["month"]), place="prefecture")
    assert found.fen == booked_fen(found) == fen(row["amount_yuan"]) > 0
    assert found.claims is not None
    assert found.claims.fen == found.fen


@pytest.mark.parametrize("line", ["inpatient_benefits", "outpatient_benefits", "chronic_benefits"])
def test_claims_add_up_to_benefits_and_the_largest_settles_again_as_booked(run: Opened, line: str) -> None:
    found = explain(run, line)
    assert found.claims is not None
    assert found.claims.fen == found.fen
    assert found.claims.steps
    ratios = {clause.rule for clause in found.clauses if "ratio" in clause.rule}
    assert {step.rule for step in found.claims.steps} & ratios  # a line may have several, one for each class of disease


def test_the_clauses_are_those_of_the_policy_and_of_what_it_builds_on(run: Opened) -> None:
    found = explain(run, "inpatient_benefits").clauses
    assert {clause.document for clause in found} == {BASE, REFORM}
    ratio = next(clause for clause in found if clause.path == "benefit.inpatient_ratio.ratio")
    assert ratio.at.startswith("baseline-ffs.toml:")
    assert ratio.basis
    own = [clause.path for clause in found if clause.document == REFORM]
    assert len([clause for clause in found if clause.path in own]) == len(own)  # what was replaced is not listed twice


@pytest.mark.parametrize("name", ["county-general", "centre-t01", "clinic-t01v01", "private-1", "city-1"])
def test_postings_add_up_to_an_institutions_revenue_and_clearing(run: Opened, name: str) -> None:
    for year in run.years:
        for column in (*REVENUE, "retained", "borne"):
            found = explain(run, f"{name}.{column}", year=year)
            assert booked_fen(found) == found.fen, column


@pytest.mark.parametrize("column", ["revenue_medical", "alliance_money", "net_income", "bonus", "retained", "borne"])
def test_a_sum_is_the_sum_of_its_parts_to_the_fen(run: Opened, column: str) -> None:
    frame = run.table("institutions")
    chosen = frame["id"].isin(institutions(run)) & (frame["place"] == "county") & (frame["year"] == run.years[-1])
    for row in frame[chosen].to_dict("records"):
        found = explain(run, f"{row['id']}.{column}")
        if row["ownership"] == "private" and column == "bonus":
            assert found.fen == 0
            assert "利润" in found.notes[0].zh
            continue
        assert sum(part.fen for part in found.parts) == found.fen == fen(row[f"{column}_yuan"])


def test_the_directors_page_adds_up_to_the_fen_for_everybody(run: Opened) -> None:
    package = Opened(run.folder.parent / "package-60")
    for asked, against in ((run, BASE), (run, "last-year"), (package, BASE), (package, REFORM)):
        for name in institutions(run):
            found = page(asked, name, against)
            assert found.before + sum(line.fen for line in found.lines) == found.after, (name, against)


def test_the_page_starts_and_ends_with_what_the_tables_say(run: Opened, folder: Path) -> None:
    found, base = page(run, "centre-t01", BASE), Opened(folder / BASE)
    assert found.after == fen(run.institution("centre-t01", run.years[-1])["bonus_yuan"])
    assert found.before == fen(base.institution("centre-t01", run.years[-1])["bonus_yuan"])
    keys = [line.key for line in found.lines]
    assert "payment.outpatient_pool.budget" in keys
    pool = next(line for line in found.lines if line.key == "payment.outpatient_pool.sharing")
    assert (pool.whose, {clause.provision for clause in pool.clauses}) == ("rule", {"R-4", "R-5"})


def test_volume_mix_and_charge_by_hand() -> None:
    old = pd.DataFrame({"cases": [10, 10], "charge_fen": [1_000, 3_000]}, index=["a", "b"])
    new = pd.DataFrame({"cases": [10, 15], "charge_fen": [1_100, 4_500]}, index=["a", "b"])
    # 5 cases more at the old mean of 200; 25 cases at old charges cost 10 x 100 + 15 x 300 = 5,500 instead of 25 x 200 = 5,000;
    # illness a became 10 dearer a case
    assert index_parts(old, new) == (1_000, 500, 100)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), max_size=6))
def test_volume_mix_and_charge_always_add_up(rows: list[tuple[int, int, int, int]]) -> None:
    def side(cases: int, charge: int) -> pd.DataFrame:
        kept = {str(n): (row[cases], row[charge]) for n, row in enumerate(rows) if row[cases]}
        return pd.DataFrame.from_dict(kept, orient="index", columns=["cases", "charge_fen"])

    old, new = side(0, 1), side(2, 3)
    assert sum(index_parts(old, new)) == int(new["charge_fen"].sum()) - int(old["charge_fen"].sum())


def test_what_is_asked_for_wrongly_is_answered_with_the_nearest_name(run: Opened) -> None:
    general = "county-general"
    pairs = (("inpatient_benefit", "inpatient_benefits"), (f"{general}.bonsu", "bonus"), ("county-genral.bonus", general))
    for asked, near in pairs:
        with pytest.raises(Problems) as found:
            explain(run, asked)
        assert f"did you mean {near}" in found.value.render("en")
    for wrong in ("rizao", "last-yera"):
        with pytest.raises(Problems, match="did you mean"):
            page(run, "county-general", wrong)
    with pytest.raises(Problems, match="there is no last year"):
        page(run, "county-general", "last-year", run.years[0])


def test_a_comparison_folder_stands_for_its_first_compared_policy(folder: Path) -> None:
    assert opened(folder).manifest.policy.id == REFORM
    assert opened(folder, BASE).manifest.policy.id == BASE


def test_the_command_prints_both_languages_and_json(folder: Path) -> None:
    assert "分录合计与该数相等" in cli(str(folder), "inpatient_benefits").stdout
    assert "the postings add up" in cli(str(folder), "inpatient_benefits", "--lang", "en").stdout
    found = json.loads(cli(str(folder), "--institution", "centre-t01", "--against", BASE, "--json").stdout)
    change = round(sum(line["amount_yuan"] for line in found["lines"]), 2)
    assert change == found["change_yuan"]
    assert {line["whose"] for line in found["lines"]} <= {"yours", "rule", "others"}
    assert all(line["name"]["zh"] and line["name"]["en"] for line in found["lines"])
    told = json.loads(cli(str(folder), "inpatient_benefits", "--json").stdout)
    assert told["postings"]["amount_yuan"] == told["claims"]["amount_yuan"] == told["amount_yuan"]


def test_a_command_without_a_question_is_a_sentence(folder: Path) -> None:
    said = cli(str(folder))
    assert said.exit_code == 2
    assert "没有说要解释什么" in said.stderr


def test_the_waterfall_is_written_with_its_numbers(folder: Path, tmp_path: Path) -> None:
    done = cli(str(folder), "--institution", "centre-t01", "--against", BASE, "--figure", str(tmp_path / "why.svg"))
    assert done.exit_code == 0
    assert ElementTree.parse(tmp_path / "why.svg").getroot().tag.endswith("svg")
    numbers = pd.read_csv(tmp_path / "why.csv")["amount_yuan"]
    assert round(numbers.iloc[:-1].sum(), 2) == numbers.iloc[-1]


def test_beds_and_case_mix_agree_with_the_other_tables(run: Opened) -> None:
    frame, mix, rows = run.table("capacity"), run.table("mix"), run.table("institutions")
    assert len(frame) == 12 * len(run.years) * frame["id"].nunique()
    known = frame[frame["beds"].notna()]
    assert (known["occupancy"] * known["beds"] - known["occupied_beds"]).abs().max() < 1e-9
    assert (frame["asked"] >= frame["balked"] + frame["gave_up"]).mean() > 0.9  # who asked in one month may give up in the next
    assert frame.loc[frame["id"] == "city-1", "occupancy"].isna().all()
    for row in rows[rows["id"].isin(institutions(run))].to_dict("records"):
        mine = mix[(mix["year"] == row["year"]) & (mix["id"] == row["id"])]
        ours = fen(row["revenue_medical_yuan"]) - fen(row["revenue_other_payers_yuan"])
        assert int(mine["charge_fen"].sum()) == ours, row["id"]


def test_a_claim_is_found_by_its_place_and_told_in_words(run: Opened) -> None:
    claims = pd.read_parquet(run.folder / "claims.parquet", columns=["person", "kind", "basic_fen", "charge_fen", "institution"])
    at = int(claims["basic_fen"].to_numpy().argmax())
    row = claims.iloc[at]
    [found] = one_claim(run, at, None)
    assert (found.fen, found.amounts["charge"]) == (row["basic_fen"], row["charge_fen"])
    assert found.steps  # settled again as booked
    mine = one_claim(run, None, int(row["person"]))
    assert len(mine) == (claims["person"] == row["person"]).sum()
    assert found in mine
    said = cli(str(run.folder), "--claim", str(at)).output
    assert run.names[str(row["institution"])].zh in said
    assert str(row["institution"]) not in said
    for n, person in ((len(claims), None), (-1, None), (None, -5)):
        with pytest.raises(Problems):
            one_claim(run, n, person)


def test_letters_names_and_single_runs(run: Opened, folder: Path, tmp_path: Path) -> None:
    assert opened(folder, "B").folder == folder / REFORM
    assert page(run, "县人民医院", "A") == page(run, "county-general", BASE)
    with pytest.raises(Problems) as found:
        run.institution("县医院甲", run.years[-1])
    said = found.value.render("zh")
    assert "county-general 县人民医院" in said
    assert "中文名" in said
    assert "clinic-" not in said
    alone = tmp_path / "one"
    shutil.copytree(run.folder, alone)
    with pytest.raises(Problems, match="holds one run"):
        page(Opened(alone), "county-general", BASE)
