"""The command line: what people type, what they read, and the exit code that a script sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.experiment.store import write_comparison, write_run
from tests import runs


def cli(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def test_help_speaks_both_languages() -> None:
    said = cli("--help")
    assert said.exit_code == 0
    for command in ("run", "compare", "check", "list", "bill", "clear", "report", "explain", "county", "new", "schema"):
        assert command in said.stdout
    assert "县域医共体" in said.stdout
    assert "Simulator of county medical alliances" in said.stdout


@pytest.mark.parametrize(("lang", "word"), [("zh", "研究"), ("en", "Studies")])
def test_list_names_what_there_is(lang: str, word: str) -> None:
    said = cli("list", "--lang", lang)
    assert said.exit_code == 0
    assert word in said.stdout
    for name in ("first-look", "catastrophic", "rizhao-2017", "model-county"):
        assert name in said.stdout


def test_check_is_content_with_what_ships() -> None:
    said = cli("check", "first-look", "catastrophic", "rizhao-2017", "model-county", "--lang", "en")
    assert said.exit_code == 0
    assert said.stdout.count("in order") == 4


def test_check_reports_all_files_at_once_and_fails(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[document]\nkind = "polcy"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text("x = \n", encoding="utf-8")
    said = cli("check", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"), "rizhao", "first-look", "--lang", "en")
    assert said.exit_code == 2
    assert "did you mean policy" in said.stderr
    assert "b.toml:1" in said.stderr
    assert "no such file or name" in said.stderr
    assert "Traceback" not in said.stderr
    assert "in order first-look" in said.stdout


def test_an_unknown_study_is_a_sentence_and_exit_code_2() -> None:
    said = cli("check", "first-lok", "--lang", "zh")
    assert said.exit_code == 2
    assert "是否想写 first-look" in said.stderr


def test_report_is_remade_from_a_folder(tmp_path: Path) -> None:
    write_run(runs.run(), tmp_path / "one")
    write_comparison([runs.run(), runs.reform()], tmp_path / "two")
    for folder in ("one", "two"):
        said = cli("report", str(tmp_path / folder), "--lang", "en")
        assert said.exit_code == 0
        assert (tmp_path / folder / "report.html").stat().st_size > 20_000
        assert "report.html" in said.stdout


def test_report_of_a_folder_without_a_run_is_a_sentence(tmp_path: Path) -> None:
    said = cli("report", str(tmp_path))
    assert said.exit_code == 2
    assert "没有完整的运行结果" in said.stderr


def test_schema_is_json_with_titles_in_the_language_asked_for() -> None:
    found = json.loads(cli("schema", "study", "--lang", "zh").stdout)
    assert found["properties"]["horizon"]["title"] == "时段"
    assert json.loads(cli("schema", "policy", "--lang", "en").stdout)["type"] == "object"
    assert cli("schema", "stdy").exit_code == 2


def test_bill_settles_a_case_from_standard_input() -> None:
    case = {"encounter": {"kind": "inpatient", "tier": "township", "charge": 1200}}
    said = cli("bill", "baseline-ffs", "--case", "-", "--json", stdin=json.dumps(case))
    assert said.exit_code == 0
    found = json.loads(said.stdout)
    assert found["basic"] == 850.0  # (1200 - deductible 200) x 85 %
    assert found["own_paid"] == 350.0


def test_clear_settles_the_pool_of_a_township() -> None:
    said = cli("clear", "rizhao-2017", "--case", "-", "--json", stdin='{"enrolees": 30000, "spending": 1600000}')
    assert said.exit_code == 0
    found = json.loads(said.stdout)
    assert (found["budget"], found["borne"], found["fund_adds"]) == (1_500_000.0, 20_000.0, 80_000.0)


@pytest.mark.parametrize("text", ["", "[1]", '{"a": ', '{"encounter": {"kind": "x"}}'])
def test_a_broken_case_is_a_sentence(text: str) -> None:
    said = cli("bill", "baseline-ffs", "--case", "-", stdin=text)
    assert said.exit_code == 2
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_any_console_encoding_gets_through(encoding: str, tmp_path: Path) -> None:
    write_run(runs.named(runs.run(), "龘靐齉爩"), tmp_path)
    command = [sys.executable, "-m", "sim.cli", "report", str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"report.html" in done.stdout


def test_starting_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys, sim.cli; print([m for m in ('pandas', 'numba', 'matplotlib', 'scipy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
