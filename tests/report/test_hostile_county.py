"""A county folder whose every name, source and reason is hostile: to a workbook and back, through a run, to explanations."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tomllib
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.county.workbook import export_workbook, import_workbook
from sim.experiment.store import write_comparison
from sim.foundation.shelves import find
from sim.foundation.text import read_text, visible
from sim.report.explain.opened import Opened
from tests.report import hostile
from tests.report.test_page import Page

STUDY = """
[document]
kind = "study"
schema = 1
id = "hostile"
title_zh = "=1+1"
title_en = "=1+1"
question_zh = "?"
question_en = "?"
[study]
county = "{county}"
baseline = "henan-2011"
policies = ["henan-case-quota"]
behaviour = "none"
[horizon]
years = 1
warm_up_days = 31
[replication]
scale = 0.002
"""
LINES = tuple(text for text in hostile.TEXTS if not re.search(r"[\r\n\t]", text))
"""A table is read line by line: a break within a cell comes back as a blank, all else as it was."""
ESCAPE = next(text for text in LINES if "\x1b" in text)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Xi county, without its history, every text of its tables and documents hostile; the county hospital steers terminals."""
    folder = tmp_path_factory.mktemp("hostile") / "county"
    shutil.copytree(find("counties", "xi-henan-2011"), folder)
    of = cycle(LINES)
    for file in folder.glob("*.csv"):
        head, *rows = csv.reader(io.StringIO(read_text(file), newline=""))
        rows = [] if file.stem == "history" else rows
        texts = [n for n, name in enumerate(head) if name in ("name_zh", "name_en", "source", "名称", "英文名称", "来源")]
        for row in rows:
            for n in (n for n in texts if row[n]):
                row[n] = ESCAPE if row[0] == "county-general" and n != texts[-1] else next(of)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([head, *rows])
        file.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    for name in ("county.toml", "demand.toml"):
        keys = r'(?m)^((?:name_zh|name_en|title_zh|title_en|source|why) *= *)".*?"(?= *(?:$|#))'
        text = re.sub(keys, lambda found: found[1] + json.dumps(next(of)), read_text(folder / name))
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def _texts(value: Any) -> set[str]:
    if isinstance(value, dict | list):
        return {text for part in (value.values() if isinstance(value, dict) else value) for text in _texts(part)}
    return {value} if isinstance(value, str) else set()


def test_every_text_goes_to_the_workbook_as_text_and_comes_back(county: Path, tmp_path: Path) -> None:
    file = export_workbook(county, tmp_path / "c.xlsx")
    for sheet in load_workbook(file):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", (sheet.title, cell.coordinate)
            assert cell.hyperlink is None or cell.hyperlink.location
    again = tmp_path / "again"
    import_workbook(file, again)
    used = set[str]()
    for one in sorted(county.iterdir()):
        if one.suffix == ".csv":
            there, back = ([*csv.reader(io.StringIO(read_text(folder / one.name), newline=""))] for folder in (county, again))
            assert there == back, one.name
            used |= {cell for row in there for cell in row}
        elif one.suffix == ".toml":
            assert read_text(one) == read_text(again / one.name)
            used |= _texts(tomllib.loads(read_text(one)))
    assert used >= set(LINES)


@pytest.mark.slow
def test_a_run_of_it_is_explained_and_reported_without_harm(county: Path, tmp_path: Path) -> None:
    """The hospital's name is an escape sequence: what is seen of it is the replacement sign."""
    study, runs = tmp_path / "study.toml", tmp_path / "runs"
    study.write_text(STUDY.format(county=county), encoding="utf-8")
    write_comparison(sim.compare(str(study), encounters=True), runs)
    person = str(Opened(runs / "henan-case-quota").table("claims")["person"].iloc[0])
    asked = [["inpatient_benefits"], ["county-general.bonus"], ["--claim", "0"], ["--person", person],
             ["--institution", "county-general", "--against", "henan-2011", "--figure", str(tmp_path / "w.svg")]]  # fmt: skip
    for what in asked:
        told = CliRunner().invoke(app, ["explain", str(runs), "--policy", "henan-case-quota", *what])
        assert told.exit_code == 0, told.output
        assert not hostile.HIDDEN.search(told.output), what
        assert "county-general" not in " ".join(what) or visible(ESCAPE) in told.output
    tags = {str(element.tag).rpartition("}")[2] for element in ElementTree.parse(tmp_path / "w.svg").iter()}
    assert not tags & {"script", "foreignObject", "a", "image"}
    assert CliRunner().invoke(app, ["report", str(runs)]).exit_code == 0
    page = (runs / "report.html").read_text(encoding="utf-8")
    seen = Page(page)
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert all(link.startswith("#") for _, of in seen.tags for link in (of.get("href"), of.get("src")) if link)
    assert not hostile.HIDDEN.search(page)
