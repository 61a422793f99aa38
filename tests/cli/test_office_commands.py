"""The commands for offices: documents of a report, county workbooks, templates; their sentences and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.experiment.store import write_comparison
from tests import runs


def cli(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_report_writes_workbook_and_documents_when_asked(tmp_path: Path) -> None:
    write_comparison([runs.run(), runs.reform()], tmp_path)
    assert cli("report", str(tmp_path)).exit_code == 0
    assert not list(tmp_path.glob("*.xlsx")) + list(tmp_path.glob("*.docx"))
    said = cli("report", str(tmp_path), "--xlsx", "--docx", "--lang", "en")
    assert said.exit_code == 0
    for name in ("report.xlsx", "brief.docx", "测算报告.docx"):
        assert (tmp_path / name).stat().st_size > 10_000
        assert name in said.stdout
    assert load_workbook(tmp_path / "report.xlsx").sheetnames[0] == "Cover"
    wrong = cli("report", str(tmp_path), "--xlsx", "--year", "1999", "--lang", "en")
    assert wrong.exit_code == 2


def test_a_county_goes_out_and_comes_back(tmp_path: Path) -> None:
    file, out = tmp_path / "x.xlsx", tmp_path / "county"
    assert cli("county", "export", "xi-henan-2011", str(file)).exit_code == 0
    said = cli("county", "import", str(file), "--out", str(out))
    assert said.exit_code == 0
    assert cli("check", str(out)).exit_code == 0
    book = load_workbook(file)
    book["6.1 机构"]["A2"] = "not an id!"
    book.save(file)
    wrong = cli("county", "import", str(file), "--out", str(tmp_path / "other"))
    assert wrong.exit_code == 2
    assert "6.1 机构!A2" in wrong.stderr
    assert not (tmp_path / "other").exists()


def test_new_starts_a_policy_and_says_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = cli("new", "policy", "mine")
    assert said.exit_code == 0
    assert Path(said.stdout.strip()).exists()
    assert cli("check", "mine").exit_code == 0
    assert cli("new", "policy", "mine").exit_code == 2
