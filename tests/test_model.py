"""A policy and a county that are each in order, and do not go together."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import sim
from sim.foundation.errors import Problems
from sim.foundation.shelves import find
from tests.small_study import small_study


def test_a_budget_from_earlier_years_in_a_county_that_gives_none_is_a_sentence_in_both_languages(tmp_path: Path) -> None:
    """hospital-budgets takes the mean of two earlier years; a workbook with sheets 1 to 4 alone gives no year."""
    county = Path(shutil.copytree(find("counties", "model-county"), tmp_path / "sparse"))
    history = county / "history.csv"
    history.write_text(history.read_text(encoding="utf-8-sig").splitlines()[0] + "\n", encoding="utf-8")
    study = tmp_path / "study.toml"
    text = small_study("no-catastrophic", "hospital-budgets").replace("model-county", county.as_posix())
    study.write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        sim.run(str(study), policy="hospital-budgets")
    (problem,) = refused.value.problems
    assert problem.file.endswith("hospital-budgets.toml")
    assert "前2年的支出" in problem.zh
    assert "只有0年" in problem.zh
    assert "2 years of history, only 0 are known (history.csv)" in problem.en
    assert "补上县数据" in refused.value.render("zh")
