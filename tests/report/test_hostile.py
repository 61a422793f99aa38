"""One folder whose county, institutions, townships, policies, clauses, study and sources are named by somebody who means harm:
whatever is made from it has text, and nothing else."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from sim.cli import app
from sim.experiment.store import read_any
from sim.foundation.errors import Problem, Problems, Words
from sim.foundation.text import visible
from sim.report import terminal
from sim.report.page import render
from tests import runs
from tests.report import hostile
from tests.report.test_browser import CHROMIUM, probed
from tests.report.test_page import Page


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder after `report --figures --xlsx --docx`, and what the terminal was told."""
    folder = hostile.write(tmp_path_factory.mktemp("hostile"), [runs.run(), runs.reform()])
    asked = ["report", str(folder), "--figures", "--xlsx", "--docx", "--lang", request.param]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    return folder, done.output


def test_the_page_has_no_tag_but_its_own(made: tuple[Path, str]) -> None:
    html = (made[0] / "report.html").read_text(encoding="utf-8")
    plain, nasty = Page(render([runs.run(), runs.reform()])), Page(html)
    assert {tag for tag, _ in nasty.tags} <= {tag for tag, _ in plain.tags} | {"circle"}  # of whiskers
    assert [tag for tag, _ in nasty.tags].count("script") == 1
    assert not [name for _, attributes in nasty.tags for name in attributes if name.startswith("on")]
    links = [a for _, of in nasty.tags for a in (of.get("href"), of.get("src")) if a]
    assert all(a.startswith("#") for a in links)
    assert not hostile.HIDDEN.search(html)
    for text in hostile.TEXTS:
        assert " ".join(visible(text).split()) in " ".join(nasty.words.split()), text


@pytest.mark.skipif(CHROMIUM is None, reason="no headless browser on this machine")
def test_no_script_of_a_name_runs_in_a_browser(made: tuple[Path, str], tmp_path: Path) -> None:
    html = (made[0] / "report.html").read_text(encoding="utf-8")
    probe = "<script>document.title = 'hacked=' + document.documentElement.hasAttribute('data-hacked') + '|x=1'</script>"
    assert probed(html, tmp_path, probe)["hacked"] == "false"
    assert probed(html, tmp_path, f"<script>{hostile.MARK}</script>{probe}")["hacked"] == "true"  # it would have been seen


def test_the_workbook_has_no_formula_link_or_name_but_its_own(made: tuple[Path, str]) -> None:
    file, seen = made[0] / "report.xlsx", set[str]()
    for sheet in load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert re.fullmatch(r"=[A-Z$0-9(),:+\-*/.<>=&\" ]+", re.sub(r"'[^']*'!|\w+!", "", str(cell.value))), cell.value
                    assert "HYPERLINK" not in str(cell.value)
                elif isinstance(cell.value, str):
                    seen.add(cell.value)
                assert cell.hyperlink is None or cell.hyperlink.location
                assert cell.comment is None or not hostile.HIDDEN.search(cell.comment.text)
    for text in hostile.TEXTS:
        assert any(visible(text).strip() in one or text.strip() in one for one in seen), text
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                whole = packed.read(name).decode()
                root = ElementTree.fromstring(whole)
                assert 'TargetMode="External"' not in whole
                assert not [f for f in root.iter() if f.tag.endswith("}definedName") and "HYPERLINK" in (f.text or "")]
                assert not [f for f in root.iter() if f.tag.endswith(("oddFooter", "oddHeader")) and _codes(f.text)]
        assert not [name for name in packed.namelist() if "externalLink" in name or "vba" in name.lower()]


def _codes(text: str | None) -> set[str]:
    """Codes of a head or foot that are not the workbook's own; && is a character."""
    return set(re.findall("&.", (text or "").replace("&&", ""))) - {"&L", "&R", "&C", "&8", "&A", "&P", "&N"}


@pytest.mark.parametrize("name", ["brief.docx", "测算报告.docx"])
def test_the_word_documents_have_text_alone(made: tuple[Path, str], name: str) -> None:
    words = hostile.words_of(made[0] / name)
    assert sum(visible(text).strip() in words for text in hostile.TEXTS) >= 6
    assert not hostile.HIDDEN.search(words)
    with zipfile.ZipFile(made[0] / name) as packed:
        for part in packed.namelist():
            if part.endswith((".xml", ".rels")):
                whole = packed.read(part).decode()
                fields = [e.text for e in ElementTree.fromstring(whole).iter() if e.tag.endswith("}instrText")]
                assert {(field or "").strip() for field in fields} <= {"PAGE", "NUMPAGES"}
                assert 'TargetMode="External"' not in whole


def test_no_cell_of_a_csv_is_a_formula(made: tuple[Path, str]) -> None:
    files = sorted(made[0].rglob("*.csv"))
    assert {file.parent.name for file in files} >= {"figures", "baseline-ffs", "rizhao-sample"}
    for file in files:
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), file
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for cell in (cell for row in csv.reader(lines) for cell in row):
                risky = cell.strip()[:1] in set("=+-@\uff1d\uff0b\uff0d\uff20") or cell[:1] in set("\t\r\n")
                assert not risky or re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?|-?inf", cell), (file, cell)


def test_pictures_are_xml_without_script(made: tuple[Path, str]) -> None:
    pictures = sorted((made[0] / "figures").glob("*.svg"))
    assert len(pictures) >= 6
    for picture in pictures:
        for element in ElementTree.fromstring(picture.read_text(encoding="utf-8")).iter():
            assert str(element.tag).rpartition("}")[2] not in ("script", "foreignObject", "a", "image")
            assert not [a for a in element.attrib if a.startswith("on") or (a.endswith("href") and element.attrib[a][0] != "#")]


def test_what_is_stored_comes_back_as_it_was_written(made: tuple[Path, str]) -> None:
    """JSON, CSV and Parquet keep every text, those that are escaped too; the schema of a Parquet file has none of them."""
    again = read_any(made[0])
    for run, was in zip(again, (runs.run(), runs.reform()), strict=True):
        wanted = hostile.poisoned(was)
        assert run.manifest == wanted.manifest
        assert list(run["institutions"]["name_zh"]) == list(wanted["institutions"]["name_zh"])
    for file in made[0].rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))
    for file in made[0].rglob("*.parquet"):
        schema = pq.read_schema(file)
        assert not re.search(r"HYPERLINK|script", str(schema.metadata) + " ".join(schema.names)), file


def test_the_terminal_obeys_no_name(made: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in a summary nor line by line; JSON still means the same texts."""
    assert not hostile.HIDDEN.search(made[1])
    for text in hostile.TEXTS:
        terminal.line(text)
        terminal.tell(Words(text, text), "zh")
        terminal.listing([("county", text, Words(text, text))], "zh")
        terminal.verdict("en", [text], [], Problems([Problem(text, 1, text, text, text, text, text, text)]))
        told = capsys.readouterr()
        assert not hostile.HIDDEN.search(told.out + told.err)
        assert visible(text) in told.out
        terminal.as_json({text: text})
        told = capsys.readouterr()
        assert not hostile.HIDDEN.search(told.out)
        assert json.loads(told.out) == {text: text}
