"""Documents: read, layered, migrated, described to editors - and no bytes whatever lead to a traceback."""

import json
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from sim.foundation.documents import Label, json_schema, labels_of, layer, read_document
from sim.foundation.errors import Problems
from tests.contracts.readers import Paper, problems_of

TREES = st.recursive(
    st.integers(0, 3) | st.lists(st.integers(0, 3), max_size=2),
    lambda t: st.dictionaries(st.sampled_from("abc"), t, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(st.sampled_from("abc"), TREES, max_size=3)


class Ward(BaseModel, extra="forbid"):
    beds: Annotated[int, Label("床位数", "Beds", "开放床位", "Open beds"), Field(ge=0)]
    rate: float | dict[str, float] = 0.0
    kind: Literal["general", "tcm"] = "general"
    exact: Any = None


class Colour(Enum):
    RED = "red"


class Hospital(BaseModel, extra="forbid"):
    ward: list[Ward]
    main: Annotated[Ward | None, Label("主病区", "Main ward")] = None
    colour: Colour = Colour.RED


def read(tmp_path, text, model=Hospital, **options):
    path = tmp_path / "d.toml"
    path.write_text(text, encoding="utf-8")
    return read_document(path, model, **options)


def refused(tmp_path, text, model=Hospital, **options):
    with pytest.raises(Problems) as caught:
        read(tmp_path, text, model, **options)
    return caught.value.problems


def test_a_document_gives_the_model_the_lines_and_exact_numbers(tmp_path):
    document = read(tmp_path, "[[ward]]\nbeds = 60\nrate = 0.1\nexact = 6.250\n[[ward]]\nbeds = 3\nrate = { a = 1 }\n")
    assert [w.beds for w in document.content.ward] == [60, 3]
    assert document.content.ward[0].rate == 0.1
    assert document.content.ward[0].exact == Decimal("6.25")
    assert document.content.ward[1].rate == {"a": 1.0}
    assert document.line_of(("ward", 1, "beds")) == 6
    assert document.line_of(("ward", 1, "nothing")) == 5
    problem = document.problem(("ward", 0, "rate"), "太小", "too small", found="0.1", allowed="> 1")
    assert (problem.line, problem.where) == (3, "ward[1].rate")


def test_a_fault_inside_one_form_of_a_value_is_told_there_once(tmp_path):
    (problem,) = refused(tmp_path, "[[ward]]\nbeds = 6\nrate.a = 1\nrate.b = 'x'\n")
    assert (problem.line, problem.where, problem.en) == (4, "ward[1].rate.b", "a number is expected")


def test_what_follows_a_broken_block_is_not_misread(tmp_path):
    assert [p.line for p in refused(tmp_path, "a = 5 5\nrate = {\n b = 1 }\nc = \n")] == [1, 2]


def test_all_forms_are_named_when_none_fits(tmp_path):
    (problem,) = refused(tmp_path, "[[ward]]\nbeds = 6\nrate = 2017-01-01\n")
    assert problem.line == 3
    assert problem.render("en").endswith("allowed: a number, without quotes or [ … ] or { … }")


def test_values_of_an_enum_and_unknown_keys_of_an_optional_table_get_their_nearest_name(tmp_path):
    colour, bedz = refused(tmp_path, "colour = 'rad'\nward = []\n[main]\nbeds = 1\nkinde = 'tcm'\n")
    assert colour.render("zh").endswith("怎么办：是否想写 red")
    assert (bedz.line, bedz.where) == (5, "main.kinde")
    assert bedz.render("en").endswith("allowed: beds | rate | kind | exact\n    to do: did you mean kind")


def test_plain_errors_of_a_validator_keep_their_words(tmp_path):
    class Odd(BaseModel):
        n: Annotated[int, Field(multiple_of=3)]
        name: Annotated[str, Field(pattern="^[a-z]+$")]

    n, name = refused(tmp_path, "n = 4\nname = 'A'\n", Odd)
    assert n.render("en").endswith("allowed: steps of 3")
    assert name.render("zh").endswith("允许：^[a-z]+$")


def test_an_older_document_is_migrated_step_by_step(tmp_path):
    class New(BaseModel):
        document: dict[str, Any]
        renamed_again: int

    steps = {
        1: lambda d: {"document": d["document"], "renamed": d["old"]},
        2: lambda d: {"document": d["document"], "renamed_again": d["renamed"] * 100},
    }
    text = "old = 5\n[document]\nkind = 'x'\nschema = 1\n"
    document = read(tmp_path, text, New, kind="x", version=3, migrations=steps)
    assert document.content.renamed_again == 500
    assert document.data["document"]["schema"] == 3
    current = "renamed_again = 500\n[document]\nkind = 'x'\nschema = 3\n"
    assert read(tmp_path, current, New, kind="x", version=3).hash == document.hash
    (problem,) = refused(tmp_path, text, New, kind="x", version=3, migrations={2: steps[2]})
    assert "version 1" in problem.en


@given(TABLES, TABLES)
def test_a_layer_changes_what_it_names_and_nothing_else(base, diff):
    kept = json.dumps(base)
    merged = layer(base, diff)
    assert json.dumps(base) == kept
    for key in base.keys() | diff.keys():
        if key not in diff:
            assert merged[key] == base[key]
        elif isinstance(diff[key], dict) and isinstance(base.get(key), dict):
            assert merged[key] == layer(base[key], diff[key])
        else:
            assert merged[key] == diff[key]


@given(TABLES, TABLES)
def test_no_change_and_the_same_change_twice(base, diff):
    assert layer(base, {}) == base
    assert layer({}, diff) == diff
    assert layer(layer(base, diff), diff) == layer(base, diff)


def test_a_layered_table_shares_nothing_with_its_sources():
    base, diff = {"a": {"x": [1]}}, {"b": {"y": [2]}}
    merged = layer(base, diff)
    merged["a"]["x"].append(9)
    merged["b"]["y"].append(9)
    assert (base, diff) == ({"a": {"x": [1]}}, {"b": {"y": [2]}})


def test_the_schema_for_editors_has_titles_in_both_languages_or_in_one():
    ward = json_schema(Hospital)["$defs"]["Ward"]
    assert ward["properties"]["beds"] == {
        "title": "床位数 / Beds", "description": "开放床位 / Open beds", "type": "integer", "minimum": 0,
    }  # fmt: skip
    assert ward["additionalProperties"] is False
    assert json_schema(Hospital, "zh")["$defs"]["Ward"]["properties"]["beds"]["title"] == "床位数"
    assert json_schema(Hospital, "en")["properties"]["main"]["title"] == "Main ward"
    assert json_schema(Paper)["$defs"]["Head"]["required"] == ["kind", "schema", "id", "title_zh", "effective"]
    assert "x-label" not in json.dumps(json_schema(Hospital))
    assert labels_of(Ward)["beds"] == Label("床位数", "Beds", "开放床位", "Open beds")
    assert labels_of(Ward)["rate"] is None


BROKEN = sorted((Path(__file__).parent.parent / "contracts" / "broken").iterdir())
PIECES = st.sampled_from(
    [b"[", b"]", b'"', b"'''", b"=", b"\n", b",", b"\xff", b"\0", b"{", b"\\", "＝".encode(), b"1e999"]
)


@given(st.sampled_from(BROKEN), st.integers(0, 400), st.integers(0, 12), PIECES | st.binary(max_size=6))
def test_no_damage_to_any_file_leads_to_anything_but_problems(tmp_path_factory, file, at, cut, put):
    data = file.read_bytes()
    path = tmp_path_factory.getbasetemp() / f"damaged{file.suffix}"
    path.write_bytes(data[:at] + put + data[at + cut :])
    for problem in problems_of("paper" if file.suffix == ".toml" else "institutions", path):
        assert problem.zh
        assert problem.en
        assert problem.render("zh") != problem.render("en")
        assert problem.line is None or 1 <= problem.line <= len(path.read_bytes().splitlines()) + 1


def test_dates_of_toml_are_dates(tmp_path):
    class Dated(BaseModel):
        day: date

    assert read(tmp_path, "day = 2021-03-05\n", Dated).content.day == date(2021, 3, 5)
    (problem,) = refused(tmp_path, "day = 2021-03-05T10:00:00\n", Dated)
    assert problem.en == "a date is expected"


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000 + "]" * 5000, "a = " + "{b=" * 5000, "a" + ".a" * 99_999 + " = 1"]
)
def test_nesting_that_would_exhaust_the_parser_is_refused_before_parsing(tmp_path, text):
    (problem,) = refused(tmp_path, "# first\n" + text)
    assert (problem.line, problem.en) == (2, "nested too deeply")
