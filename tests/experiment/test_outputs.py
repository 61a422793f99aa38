"""Every file that a run or a comparison can write is on the page of documentation, and every column on it exists."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.analysis import apart, paired, risk, split, states
from sim.cli import app
from sim.experiment import precision, ranges, replicate
from sim.experiment.columns import ABOUT, CSV, PARQUET
from sim.experiment.effects import collect, gains, journeys, parts, provisions
from sim.experiment.outputs import page
from sim.experiment.replicated_columns import TABLES
from sim.experiment.store import DOCUMENTS, OF_COMPARISON, file_name
from tests.small_study import small_study

FIRST = "assumptions"
WRITTEN = {
    "intervals.csv": (FIRST, *paired.COLUMNS), "intervals-institutions.csv": (FIRST, *paired.COLUMNS), "risk.csv": risk.COLUMNS,
    "states.csv": states.SHARES, "assumptions.csv": apart.COLUMNS, "ranges.csv": ranges.COLUMNS,
    "precision.csv": tuple(precision.reached(pd.DataFrame(), (), "").columns), "effects-intervals.csv": (FIRST, *split.COLUMNS),
    "effects.csv": parts.COLUMNS, "effects-years.csv": parts.YEARS_COLUMNS, "provisions.csv": provisions.COLUMNS,
    "gains.csv": gains.COLUMNS, "journeys.csv": journeys.COLUMNS,
}  # fmt: skip
"""What the rooms that make the tables call their columns; of the residents that changed there is no such list."""


def documented() -> dict[str, list[str]]:
    """File -> its columns, as the page has them."""
    found = {}
    for section in page().split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        found[title.split(":")[0]] = re.findall(r"^\| `([^`]+)` \|", body, re.M)
    return found


def test_the_page_of_columns_is_the_one_in_the_docs() -> None:
    docs = Path(__file__).parents[2] / "docs" / "outputs.md"
    assert docs.read_text(encoding="utf-8") == page()


def test_every_file_that_can_be_written_is_on_the_page() -> None:
    can = {*map(file_name, (*CSV, *PARQUET)), *OF_COMPARISON, *DOCUMENTS, *replicate.TABLES, *collect.FILES, "manifest.json"}
    table = page().split("\n## ")[0]
    assert not [name for name in sorted(can) if f"| `{name}` |" not in table]
    assert set(ABOUT) == set(CSV)
    assert {*TABLES, "comparison.json"} == set(OF_COMPARISON)


def test_the_columns_of_a_comparisons_tables_are_those_that_are_made() -> None:
    assert {name: tuple(c.name for c in columns) for name, (columns, _) in TABLES.items() if name in WRITTEN} == WRITTEN
    assert set(TABLES) - set(WRITTEN) == {"changed-residents.parquet"}
    assert {f"{name}.csv" for name in CSV} | set(TABLES) - {"intervals-institutions.csv"} == set(documented())


@pytest.mark.slow
@pytest.mark.parametrize("more", [["--provisions", "--encounters", "--behaviour", "weak"], ["--ranges", "3"]])
def test_what_a_comparison_writes_is_what_the_page_says(tmp_path: Path, more: list[str]) -> None:
    """Every file is named, every column of every CSV and of the list of residents is on the page, and none else."""
    study, out = tmp_path / "small.toml", tmp_path / "out"
    study.write_text(small_study("baseline-ffs", "rizhao-2017", behaviour="central"), encoding="utf-8")
    asked = ["compare", str(study), "--seeds", "2", "--precision", "fund.spending:90%", "--out", str(out), *more]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    columns, table = documented(), page().split("\n## ")[0]
    columns["intervals-institutions.csv"] = columns["intervals.csv"]
    for file in (f for f in out.rglob("*") if f.is_file()):
        inside = file.relative_to(out)
        if inside.parts[0] == "replications":
            name = f"replications/{inside.parts[1]}{'/' if len(inside.parts) > 2 else ''}"
            assert f"| `{name}` |" in table, inside
            continue
        assert f"| `{file.name}` |" in table, inside
        if file.suffix == ".csv" or file.name in TABLES:
            frame = pd.read_csv(file, encoding="utf-8-sig") if file.suffix == ".csv" else pd.read_parquet(file)
            drawn = "--ranges" in more or file.name != "assumptions.csv"
            wanted = [c for c in columns[file.name] if drawn or c not in apart.OF_DRAWS]
            assert list(frame.columns) == wanted, inside
    made = {file.name for file in out.glob("*")}
    expected = {"ranges.csv"} if "--ranges" in more else {"provisions.csv", "changed-residents.parquet", "effects-intervals.csv"}
    assert expected | {"assumptions.csv", "intervals.csv", "precision.csv", "risk.csv", "states.csv"} <= made
