"""A document that comes back from the workbook with other values keeps its comments."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from sim.county.office.comments import LOST, patched
from sim.county.workbook import export_workbook, import_workbook
from sim.foundation.shelves import find

TEXT = """# about the file

[county]
name = "A#1"  # the name, with a # inside
start = 2021-01-01
classes = ["x", "y"]

# about people
[facts.people]
value = 10  # counted
why = "old"

[[list]]
id = 1  # first

[[list]]
id = 2
"""


def test_only_what_differs_is_written_anew() -> None:
    data = tomllib.loads(TEXT)
    data["county"]["name"], data["facts"]["people"]["value"] = "B", 11
    assert patched(TEXT, data) == TEXT.replace('"A#1"', '"B"').replace("value = 10", "value = 11")


def test_what_is_taken_out_goes_and_what_is_new_comes() -> None:
    data = tomllib.loads(TEXT)
    del data["facts"]["people"]["why"]
    data["facts"]["people"]["source"] = "census"
    data["facts"]["beds"] = {"value": 5}
    data["list"] = [{"id": 1}, {"id": 3}, {"id": 4}]
    data["county"]["start"] = date(2022, 1, 1)
    made = patched(TEXT, data)
    assert made
    assert tomllib.loads(made) == data
    for comment in ("# about the file", "# the name, with a # inside", "# about people", "# counted", "# first"):
        assert comment in made
    data["list"] = [{"id": 2}]
    fewer = patched(TEXT, data)
    assert fewer
    assert tomllib.loads(fewer) == data


def test_what_cannot_be_done_line_by_line_is_not_done() -> None:
    assert patched('a = [1,\n2] # x\n', {"a": [3]}) is None
    assert patched("not toml", {"a": 1}) is None


def test_an_edited_workbook_keeps_the_comments_of_the_folder(tmp_path: Path) -> None:
    export_workbook("model-county", tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    [row] = [row for row in book["0 基本情况"].iter_rows() if row[0].value == "县名"]
    row[1].value = "某县"
    book.save(tmp_path / "y.xlsx")
    assert import_workbook(tmp_path / "y.xlsx", tmp_path / "county").name_zh == "某县"
    shipped = (find("counties", "model-county") / "county.toml").read_text(encoding="utf-8")
    text = (tmp_path / "county" / "county.toml").read_text(encoding="utf-8")
    assert text == shipped.replace('name_zh = "模型县"', 'name_zh = "某县"', 1)
    assert LOST not in text
