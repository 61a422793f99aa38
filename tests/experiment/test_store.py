"""A run on disk is whole, comes back as it was, and does no harm to whoever opens it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment import replicate
from sim.experiment.columns import CSV
from sim.experiment.effects import collect
from sim.experiment.store import OF_COMPARISON, csv_text, file_name, read_any, read_run, write_comparison, write_run
from sim.foundation.errors import Problems
from sim.report.brief import write_brief
from sim.report.estimate import write_estimate
from sim.report.page import write_report
from sim.report.plots.write import write_figures
from sim.report.workbook import write_workbook
from tests import runs

NASTY = '=HYPERLINK("http://x")<script>'


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    written = runs.reform()
    back = read_run(write_run(written, tmp_path / "a"))
    assert back.manifest == written.manifest
    assert list(back.tables) == list(written.tables)
    for name, frame in written.tables.items():
        pd.testing.assert_frame_equal(back[name], frame, check_dtype=False)


def test_the_sample_has_the_documented_columns() -> None:
    for name, columns in CSV.items():
        assert list(runs.reform()[name].columns) == [c.name for c in columns], name


def test_csv_is_utf8_with_bom_and_crlf() -> None:
    text = csv_text(pd.DataFrame({"name_zh": ["县医院"], "amount_yuan": [1.5]}))
    assert text == b"\xef\xbb\xbfname_zh,amount_yuan\r\n" + "县医院".encode() + b",1.5\r\n"


@pytest.mark.parametrize("name", [NASTY, "+86", "-1", "@SUM(A1)", "\ttab", "'quoted", "'=already"])
def test_text_never_reaches_a_spreadsheet_as_a_formula(name: str, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"name": [name]})).decode("utf-8-sig"))))
    assert rows[1] == ["'" + name]
    back = read_run(write_run(runs.named(runs.run(), name), tmp_path / "a"))
    assert back["institutions"].loc[0, "name_zh"] == name
    assert back.manifest.county.name_zh == name


def test_negative_numbers_stay_numbers() -> None:
    assert csv_text(pd.DataFrame({"x": [-1.5]})).decode("utf-8-sig").split() == ["x", "-1.5"]


def test_unknown_is_empty_and_not_zero(tmp_path: Path) -> None:
    folder = write_run(runs.run(), tmp_path / "a")
    lines = list(csv.DictReader(io.StringIO((folder / "institutions.csv").read_text(encoding="utf-8-sig"))))
    assert [row["bonus_yuan"] for row in lines if row["id"] == "city"] == [""]
    assert np.isnan(read_run(folder)["institutions"].set_index("id").loc["city", "bonus_yuan"])


def test_a_second_run_in_the_same_folder_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    first = runs.run()
    first.tables["claims"] = pd.DataFrame({"person": [1]})
    write_run(first, tmp_path)
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    write_run(runs.reform(), tmp_path)
    assert not (tmp_path / "claims.parquet").exists()
    assert not (tmp_path / "report.html").exists()
    assert "claims" not in read_run(tmp_path).tables


@pytest.mark.parametrize("table", ["outside", "clearing", "institutions"])
def test_the_results_of_an_earlier_version_are_refused_by_what_made_them(table: str, tmp_path: Path) -> None:
    """A table without its last column, as a version wrote it that did not know the column yet: every document says who made the
    folder, what it lacks and what to run, and none ends in a traceback."""
    write_run(runs.run(), tmp_path)
    file, column = tmp_path / file_name(table), CSV[table][-1].name
    read = pd.read_csv(file, encoding="utf-8-sig").drop(columns=column)
    file.write_bytes(csv_text(read))
    for write in (write_report, write_workbook, write_brief, write_estimate, write_figures):
        with pytest.raises(Problems) as refused:
            write(tmp_path)  # type: ignore[operator]
        (problem,) = refused.value.problems
        m = runs.run().manifest
        for said in (refused.value.render("zh"), refused.value.render("en")):
            assert f"yigongti {m.program}, {m.created[:10]}" in said
            assert column in said
            assert f"yigongti run {m.study.id} --policy {m.policy.id}" in said
        assert problem.file == str(file)


def test_a_write_that_fails_leaves_no_run_and_no_litter(tmp_path: Path) -> None:
    broken = runs.run()
    broken.tables["ledger"] = pd.DataFrame({"x": [object()]})  # Parquet cannot hold it
    with pytest.raises(Exception, match="object"):
        write_run(broken, tmp_path)
    assert not (tmp_path / "manifest.json").exists()
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(Problems, match="no finished run"):
        read_run(tmp_path)


def test_a_comparison_keeps_the_order_baseline_first(tmp_path: Path) -> None:
    write_comparison([runs.run(), runs.reform()], tmp_path)
    assert [run.name for run in read_any(tmp_path)] == ["baseline-ffs", "rizhao-sample"]


def test_a_run_over_a_comparison_leaves_nothing_of_it_but_the_users_own_files(tmp_path: Path) -> None:
    write_comparison([runs.run(), runs.reform()], tmp_path)
    for name in (*OF_COMPARISON[1:], "report.html", "rizhao-sample/report.html", "rizhao-sample/my-notes.txt", "letter.docx"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    write_run(runs.reform(), tmp_path)
    assert [run.name for run in read_any(tmp_path)] == ["rizhao-sample"]
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    written = {file_name(name) for name in runs.reform().tables}
    assert left == {"manifest.json", *written, "rizhao-sample/my-notes.txt", "letter.docx"}


def test_a_comparison_over_a_run_or_over_another_comparison_leaves_nothing_of_it(tmp_path: Path) -> None:
    write_run(runs.reform(), tmp_path)
    (tmp_path / "letter.docx").write_text("mine", encoding="utf-8")
    write_comparison([runs.run(), runs.reform()], tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"baseline-ffs", "rizhao-sample", "comparison.json", "letter.docx"}
    write_comparison([runs.run()], tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"baseline-ffs", "comparison.json", "letter.docx"}


def test_every_table_of_a_comparison_is_known_to_the_store() -> None:
    assert {"comparison.json", *replicate.TABLES, *collect.FILES} == set(OF_COMPARISON)


def test_results_of_another_schema_are_refused_with_both_numbers(tmp_path: Path) -> None:
    write_run(runs.run(), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"schema_version": 99}), encoding="utf-8")
    with pytest.raises(Problems, match="schema 99; this version reads schema 1"):
        read_run(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 1}', "\x00"])
def test_a_broken_manifest_is_a_sentence(text: str, tmp_path: Path) -> None:
    write_run(runs.run(), tmp_path)
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_run(tmp_path)
    assert "manifest.json" in caught.value.render("zh")


def test_a_policy_without_budgets_has_a_clearing_table_without_rows(tmp_path: Path) -> None:
    folder = write_run(runs.run(), tmp_path)
    clearing = read_run(folder)["clearing"]
    assert len(clearing) == 0
    assert list(clearing.columns) == [c.name for c in CSV["clearing"]]
