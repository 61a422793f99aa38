"""Notes of `check` on what is allowed and hardly meant: said with file and line, the usual, and what to do; never an error."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.experiment import inspect, plausible
from sim.experiment.study import read_study
from sim.foundation.shelves import find, names
from sim.policy.read import read_policy
from tests.small_study import small_study

SETTING = """
[[provision]]
id = "P-{n}"
  [[provision.set]]
  path = "{path}"
  value = {value}
  unit = "{unit}"
  kind = "lever"
  status = "sourced"
  source = "a draft"
"""


def policy(folder: Path, *settings: tuple[str, str, str], base: str = "package-100", day: str = "2025-01-01") -> Path:
    head = (
        '[document]\nkind = "policy"\nschema = 1\nid = "draft"\ntitle_zh = "拟稿"\ntitle_en = "Draft"\n'
        f'base = "{base}"\neffective = {day}\n'
    )
    parts = [SETTING.format(n=n, path=p, value=v, unit=u) for n, (p, v, u) in enumerate(settings)]
    file = folder / "draft.toml"
    file.write_text(head + "".join(parts), encoding="utf-8")
    return file


DEPOSIT = (
    ("payment.deposit.covers", "{ all = true }", "flag"), ("payment.deposit.score", "85", "score"),
    ("assessment.proportional.full_from", "90", "score"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "named", "usual"),
    [
        (("payment.package.growth", "50", "%"), "payment.package.growth = 50 %", "usual -5 … 15"),
        (("fund.per_head.premium", "0.04", "万元"), None, ""),
        (("benefit.inpatient_deductible.amount", "{ county = { all = 20000 } }", "yuan"), "county.none = 20,000 yuan", "0 … 3,000"),
        (("benefit.inpatient_ratio.ratio", "{ township = { all = 0.85 } }", "%"), "township.none = 0.85 %", "20 … 95"),
        (("payment.package.per_head", "10200", "yuan/person/year"), "per_head = 10,200", "200 … 2,500"),
        (("fund.procurement.retained", "80", "%"), "retained = 80 %", "a higher document says 0 … 50"),
    ],
)
def test_a_value_far_from_the_usual_is_told_with_its_line(
    tmp_path: Path, setting: tuple[str, str, str], named: str | None, usual: str
) -> None:
    file = policy(tmp_path, setting)
    if named is None:  # another quantity: that is an error of its own, not a note
        assert CliRunner().invoke(app, ["check", str(file)]).exit_code == 2
        return
    [note] = [w for w in inspect.check(str(file)) if "draft.toml:" in w.en and w.en.startswith("note: ") and "To do:" in w.en]
    line = 1 + file.read_text(encoding="utf-8").split("\n").index(f'  path = "{setting[0]}"')
    assert f"draft.toml:{line}:" in note.en
    assert named in note.en
    assert usual in note.en
    assert re.search(r"[\u4e00-\u9fff]", note.zh)
    assert CliRunner().invoke(app, ["check", str(file)]).exit_code == 0


def test_a_deposit_above_five_percent_breaks_a_higher_limit(tmp_path: Path) -> None:
    for share, told in (("5", 0), ("10", 1)):
        file = policy(tmp_path, ("payment.deposit.share", f"{{ all = {share} }}", "%"), *DEPOSIT)
        notes = [w.en for w in plausible.of_policy(read_policy(file)) if "deposit" in w.en]
        assert len(notes) == told
        assert all("a higher document says 0 … 5" in note for note in notes)


def test_a_limit_binds_from_its_day_and_only_the_first_band(tmp_path: Path) -> None:
    """The national floor of 60 % for the first band of catastrophic insurance is of May 2019; later bands have none."""
    ratios = ("benefit.catastrophic.ratios", "{ all = [55, 50, 50, 50, 50] }", "%")
    notes = {}
    for day in ("2018-07-01", "2020-01-01"):
        file = policy(tmp_path, ratios, base="gansu-catastrophic-2018", day=day)
        notes[day] = [w.en for w in plausible.of_policy(read_policy(file))]
    assert notes["2018-07-01"] == []
    assert len(notes["2020-01-01"]) == 1
    assert "= 55 %" in notes["2020-01-01"][0]
    assert "≥ 60" in notes["2020-01-01"][0]


def test_half_a_year_prepaid_is_more_than_about_a_month(tmp_path: Path) -> None:
    """60 % of last year's settlement by the half-year: 0.6 x 6 = 3.6 months stand prepaid, by the month 0.6."""
    for cycle, told in (("half_year", 1), ("month", 0)):
        file = policy(tmp_path, ("payment.prepayment.cycle", f'"{cycle}"', "choice"), base="gansu-2018")
        notes = [w.en for w in plausible.of_policy(read_policy(file))]
        assert len(notes) == told, notes
        assert all("= 3.6 months" in note for note in notes)


@pytest.mark.parametrize("folder", ["policies", "counties", "studies"])
def test_what_ships_is_usual(folder: str) -> None:
    for name, path in names(folder).items():
        if folder == "policies":
            assert plausible.of_policy(read_policy(str(path))) == [], name
        elif folder == "counties":
            assert plausible.of_county(path) == [], name
    assert all(len(plausible.bounds(of)) >= 2 for of in ("policy", "county", "study"))


def county(tmp_path: Path, table: str, old: str, new: str) -> list[str]:
    folder = tmp_path / "county"
    shutil.copytree(find("counties", "model-county"), folder)
    file = folder / table
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [note.en for note in inspect.check(str(folder))]


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("targets.csv", "admissions_per_100,2021,15.2", "admissions_per_100,2021,152", "= 152 per 100 enrolees; usual 5 … 30"),
        ("county.toml", "value = 500000", "value = 50", "facts.enrolees = 50 persons; usual 20,000"),
        ("county.toml", "value = 500000", "value = 50000", "beds in the county per 1000 enrolees"),
        ("funding.csv", "2021,premium,resident,320", "2021,premium,resident,0.032", "yuan_per_head premium = 0.032"),
        ("trend.csv", "charge_visit,2017,5", "charge_visit,2017,50", "growth_percent"),
        ("employees.csv", "2019,38000", "2019,3800000", "members per enrolee = 7.6"),
    ],
)
def test_a_countys_slip_is_told(tmp_path: Path, table: str, old: str, new: str, said: str) -> None:
    notes = county(tmp_path, table, old, new)
    assert any(said in note and f"{table}:" in note and "To do:" in note for note in notes), notes


@pytest.mark.parametrize(
    ("years", "measure"), [({"2020"}, "over the year before"), ({"2019", "2020"}, "fund spending over income")]
)
def test_amounts_written_in_ten_thousand_yuan_are_noticed(tmp_path: Path, years: set[str], measure: str) -> None:
    """The commonest slip of a spreadsheet: the amounts of a year, or all of them, are 10,000 times too small."""
    folder = tmp_path / "county"
    shutil.copytree(find("counties", "model-county"), folder)
    file = folder / "history.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    at = rows[0].index("amount_yuan")
    for row in rows[1:]:
        if row[0] in years:
            row[at] = f"{float(row[at]) / 10_000:.2f}"
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    notes = [note for note in plausible.of_county(folder) if measure in note.en]
    assert notes
    assert "10 000 yuan" in notes[0].en
    assert "万元" in notes[0].zh
    assert len(notes) <= plausible.MOST


def test_a_deductible_above_the_countys_mean_charge_is_told_by_the_study(tmp_path: Path) -> None:
    """A stay at the model county's centres costs 2,166 yuan: a deductible of 2,500 is usual by itself and pays nobody there."""
    policy(tmp_path, ("benefit.inpatient_deductible.amount", "{ township = { all = 2500 } }", "yuan"), base="baseline-ffs")
    study = tmp_path / "study.toml"
    study.write_text(small_study("baseline-ffs", str(tmp_path / "draft.toml")).replace("\\", "/"), encoding="utf-8")
    assert plausible.of_policy(read_policy(tmp_path / "draft.toml")) == []
    assert read_study(str(study)).county.name == "model-county"
    notes = [note.en for note in inspect.check(str(study)) if "To do:" in note.en]
    assert len(notes) == 1
    assert "÷2,166 yuan = 1.1542 ratio; usual ≤ 1" in notes[0]
