"""The JSON Schemas as an editor uses them: judged by an independent validator, over every document that ships."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from sim.experiment.new import FOLDERS, new, template
from sim.experiment.schemas import MODELS, schema, write
from sim.foundation.errors import Problems

SHELF = Path(__file__).parents[2] / "scenarios"
DOCUMENTS = sorted(p.relative_to(SHELF).as_posix() for p in SHELF.rglob("*.toml"))
POLICY, STUDY, COUNTY = "templates/policy.toml", "templates/study.toml", "templates/county.toml"
SETS, CALENDAR, EVIDENCE = "behaviour/central.toml", "calendars/usual.toml", "evidence/gatekeeping.toml"
DEMAND = "counties/model-county/demand.toml"


@cache
def validator(kind: str) -> Draft202012Validator:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=FormatChecker())


def faults(text: str) -> list[str]:
    """Key paths of what an editor would underline; dates of TOML are text of the format `date` to a JSON Schema."""
    data = plain(tomllib.loads(text.replace("@NAME@", "mine")))
    errors = validator(data["document"]["kind"]).iter_errors(data)
    return [".".join(map(str, best_match([error]).absolute_path)) for error in errors]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_there_are_documents_of_every_kind() -> None:
    kinds = {tomllib.loads((SHELF / p).read_text(encoding="utf-8"))["document"]["kind"] for p in DOCUMENTS}
    assert kinds == set(MODELS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_that_ships_is_in_order_for_an_editor(document: str) -> None:
    assert faults((SHELF / document).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("document", "old", "wrong", "at"),
    [
        (POLICY, "benefit.outpatient_year_cap.cap", "benefit.outpatient_year_cap.capp", "provision.0.set.0.path"),
        (POLICY, 'unit = "yuan/person/year"', 'unit = "%"', "provision.0.set.0.unit"),
        (POLICY, "value = 400", 'value = "400"', "provision.0.set.0.value"),
        (POLICY, "value = 400", "value = { general = 400 }", "provision.0.set.0.value"),
        (POLICY, 'kind = "lever"', 'kind = "leverr"', "provision.0.set.0.kind"),
        (POLICY, "range = [300, 500]", "", "provision.0.set.0"),
        (POLICY, 'status = "assumption"', 'status = "sourced"', "provision.0.set.0"),
        (POLICY, "effective = 2021-01-01", 'effective = "soon"', "document.effective"),
        (POLICY, "effective = 2021-01-01", "efective = 2021-01-01", "document"),
        (POLICY, 'id = "@NAME@"', 'id = "我的政策"', "document.id"),
        (STUDY, "years = 1", "years = 0", "horizon.years"),
        (STUDY, "seeds = [1]", 'seeds = ["1"]', "replication.seeds.0"),
        (STUDY, 'policies = ["rizhao-2017"]', 'policies = "rizhao-2017"', "study.policies"),
        (STUDY, "warm_up_days", "warmup_days", "horizon"),
        (COUNTY, "value = 500000", "value = 0", "facts.enrolees.value"),
        (COUNTY, 'unit = "persons"', 'unit = "万人"', "facts.enrolees.unit"),
        (COUNTY, "0.94, 0.89]", "0.94]", "facts.weekday_index.value"),
        (DEMAND, "value = -0.35073", 'value = "-0.35"', "constants.asc_op_township.value"),
        (DEMAND, "[constants.asc_op_township]", "[constants.asc_op_town]", "constants"),
        (SETS, 'name = "intensity"', 'name = "intensitty"', "lever.0.name"),
        (SETS, "range = [0, 1.5]", "range = [0]", "lever.0.range"),
        (CALENDAR, "value = 1\n", 'value = "one"\n', "term.0.value"),
        (CALENDAR, 'unit = "months"', 'unit = "weeks"', "term.0.unit"),
        (EVIDENCE, 'measure = "visits_primary"', 'measure = "visits_first"', "effect.0.measure"),
        (EVIDENCE, 'sign = "+"', 'sign = "up"', "effect.0.sign"),
    ],
)
def test_a_wrong_file_is_refused_at_the_right_key(document: str, old: str, wrong: str, at: str) -> None:
    text = (SHELF / document).read_text(encoding="utf-8")
    assert old in text
    assert at in faults(text.replace(old, wrong, 1))


def test_a_value_over_an_axis_is_judged_name_by_name_and_in_its_unit() -> None:
    """The inpatient ratio is at most 100 %, which as a ratio is 1: rizhao-2017 and its like write it by place and grade."""
    setting = '[[provision]]\nid = "A"\n[[provision.set]]\npath = "benefit.inpatient_ratio.ratio"\nkind = "lever"\n' \
        'status = "sourced"\nsource = "x"\nunit = "{}"\nvalue = {}\n'  # fmt: skip
    head = (SHELF / POLICY).read_text(encoding="utf-8").partition("[[provision]]")[0]
    assert faults(head + setting.format("%", "{ county = { all = 80 }, all = 60 }")) == []
    assert faults(head + setting.format("ratio", "0.8")) == []
    value = "provision.0.set.0.value"
    assert faults(head + setting.format("ratio", "80")) == [value]
    assert faults(head + setting.format("%", "{ county = { all = 180 } }")) == [f"{value}.county.all"]
    assert faults(head + setting.format("%", "{ countyy = 80 }")) == [value]


@pytest.mark.parametrize("kind", FOLDERS)
def test_the_first_line_of_a_new_file_names_a_schema_that_lies_beside_it(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = new(kind, "mine")
    for file in made.glob("*.toml") if made.is_dir() else [made]:
        named = re.match(r"#:schema (\./\S+)\n", file.read_text(encoding="utf-8"))
        assert named is not None, file
        assert (file.parent / named[1]).read_text(encoding="utf-8").startswith("{")
    assert template(kind).read_text(encoding="utf-8").startswith(f"#:schema ./{kind}.schema.json\n")


@pytest.mark.parametrize("kind", MODELS)
def test_every_key_is_named_in_both_languages(kind: str) -> None:
    found = schema(kind)
    for name, part in {"": found, **found["$defs"]}.items():
        for key, node in part.get("properties", {}).items() if not name.startswith("value_") else ():
            zh, _, en = node.get("title", "").partition(" / ")
            assert re.search(r"[\u4e00-\u9fff]", zh), (name, key)
            assert re.search(r"[A-Za-z]", en), (name, key)


def test_a_parameter_is_described_with_unit_bounds_and_a_document_that_sets_it() -> None:
    path = schema("policy")["$defs"]["SettingText"]["properties"]["path"]
    said = dict(zip(path["enum"], path["x-taplo"]["docs"]["enumValues"], strict=True))
    ratio = said["benefit.inpatient_ratio.ratio"]
    assert "单位 %" in ratio
    assert "unit %" in ratio
    assert "0 … 100" in ratio
    assert "出处例：" in ratio
    assert all("unit " in text and "单位 " in text for text in said.values())


def test_a_schema_is_written_as_utf_8_and_an_unknown_kind_is_answered(tmp_path: Path) -> None:
    assert "参保人数" in write("county", tmp_path).read_text(encoding="utf-8")
    with pytest.raises(Problems, match="did you mean policy"):
        schema("polcy")
