"""What `yigongti new` writes is in order at once, is found by its name, and never overwrites anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.county.read import read as read_county
from sim.experiment import inspect
from sim.experiment.new import FOLDERS, MODEL, new, template
from sim.experiment.study import read_study
from sim.foundation.errors import Problems
from sim.policy.cases import bill_case
from sim.policy.read import read_policy


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    return tmp_path


@pytest.mark.parametrize("kind", FOLDERS)
def test_what_is_new_is_in_order_and_found_by_its_name(here: Path, kind: str) -> None:
    made = new(kind, "my-own-1")
    assert made == Path("scenarios") / FOLDERS[kind] / ("my-own-1" if kind == "county" else "my-own-1.toml")
    inspect.check("my-own-1")
    assert ("my-own-1", kind) in {(name, of) for of, name, _, _ in inspect.scenarios()}


def test_a_new_policy_changes_one_thing_against_its_base(here: Path) -> None:
    """The year's cap of outpatient payment is 400 instead of 300 yuan: with 290 paid, a visit of 100 at 60 % pays 60, not 10."""
    new("policy", "higher-cap")
    case = {"year_to_date": {"outpatient_paid": 290}, "encounter": {"kind": "outpatient", "tier": "village", "charge": 100}}
    assert bill_case(read_policy("baseline-ffs"), case)["basic"] == 10
    assert bill_case(read_policy("higher-cap"), case)["basic"] == 60
    (setting,) = (s for p in read_policy("higher-cap").provisions for s in p.settings)
    assert setting.status == "assumption"


def test_a_new_study_asks_about_shipped_policies(here: Path) -> None:
    new("study", "mine")
    assert [policy.id for policy in read_study("mine").policies] == ["baseline-ffs", "rizhao-2017"]


def test_a_new_county_is_the_model_county_under_another_name(here: Path) -> None:
    new("county", "mine")
    county, model = read_county("mine"), read_county(MODEL)
    assert county.id == "mine"
    assert county.hash != model.hash
    assert county.institutions.id == model.institutions.id
    assert (county.sources["status"] == "assumption").mean() > 0.9


@pytest.mark.parametrize("kind", FOLDERS)
def test_templates_explain_themselves_in_both_languages(kind: str) -> None:
    text = template(kind).read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if "#" in line]
    assert len(comments) >= 5
    assert any("\u4e00" <= c <= "\u9fff" for c in "".join(comments))
    assert "@NAME@" in text


@pytest.mark.parametrize("name", ["", "Mine", "a b", "../x", "x/y", "-x", "名称", "x" * 65, "x\n", "con", "nul", "com1"])
def test_a_name_that_cannot_be_one_is_refused(here: Path, name: str) -> None:
    with pytest.raises(Problems) as found:
        new("study", name)
    assert "不能用作名称" in found.value.render("zh")
    assert list((here / "scenarios").rglob("*")) == []


def test_nothing_is_overwritten_and_shipped_names_stay_theirs(here: Path) -> None:
    made = new("policy", "mine")
    made.write_text("mine", encoding="utf-8")
    for name in ("mine", "baseline-ffs"):
        with pytest.raises(Problems) as found:
            new("policy", name)
        assert "the name is taken" in found.value.render("en")
    assert made.read_text(encoding="utf-8") == "mine"


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    with pytest.raises(Problems) as found:
        new("polcy", "x")
    assert "did you mean policy" in found.value.render("en")
