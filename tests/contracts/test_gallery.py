"""Every broken file is answered with all its faults, each at its line, in both languages; never with a traceback.

`gallery.toml` is the table: a file, the reader it is given to, and for each fault (there must be no other) its line and
a fragment of what is said in Chinese and in English. A case without faults is a file that must be accepted. Where a
file draws others in, `with` lists them, and a fault in one of those names its `file`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sim.foundation.text import MAX_BYTES
from tests.contracts.readers import problems_of

HERE = Path(__file__).parent
BROKEN = HERE / "broken"
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "gallery.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["file"])
def test_every_fault_is_named_at_its_line_in_both_languages(case):
    path = BROKEN / case["file"]
    found = problems_of(case["reader"], path)
    told = "\n".join(p.render("zh") + "\n" + p.render("en") for p in found)
    expected = case.get("fault", [])
    assert len(found) == len(expected), told
    for problem, fault in zip(found, expected, strict=True):
        assert problem.file == str(BROKEN / fault.get("file", case["file"]))
        assert problem.line == fault.get("line"), told
        assert fault["zh"] in problem.render("zh"), told
        assert fault["en"] in problem.render("en"), told
        assert problem.zh != problem.en


def test_every_file_of_the_gallery_is_in_the_table():
    read = {name for case in CASES for name in (case["file"], *case.get("with", ()))}
    assert {p.relative_to(BROKEN).as_posix() for p in BROKEN.rglob("*") if p.is_file()} == read
    assert len(CASES) == len({case["file"] for case in CASES})
    assert sum("fault" in case for case in CASES) >= 25


@pytest.mark.parametrize(("reader", "name"), [("paper", "big.toml"), ("institutions", "big.csv")])
def test_a_huge_file_is_refused_without_being_read(reader, name, tmp_path):
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)  # a sparse file of zero bytes: if it were read, its NULs would be found first
    (problem,) = problems_of(reader, path)
    assert "文件太大" in problem.zh
    assert "20,000,001" in problem.found


@pytest.mark.parametrize("reader", ["paper", "institutions"])  # a policy may also be named
def test_a_folder_a_missing_file_and_a_missing_folder_are_problems_too(reader):
    (folder,) = problems_of(reader, HERE)
    assert "文件夹" in folder.zh
    assert "gallery.toml" in folder.render("en")
    (missing,) = problems_of(reader, BROKEN / "unknwon-key.toml")
    assert missing.render("zh").endswith("是否想写 unknown-key.toml")
    assert problems_of(reader, HERE / "nowhere" / "x.toml")[0].line is None
    assert problems_of(reader, Path("a\0b.toml"))[0].zh.startswith("无法读取")
    assert problems_of(reader, Path("x" * 5000))[0].zh.startswith("无法读取")
