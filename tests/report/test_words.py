"""Every word exists in Chinese and in English, and every word that is asked for exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.experiment import study
from sim.experiment.columns import ABOUT, CSV
from sim.foundation.documents import labels_of
from sim.report.words import AXIS_NAMES, DEFINITIONS, UNIT_NAMES, WORDS

REPORT = Path(__file__).parents[2] / "sim" / "report"
ALL = {
    **WORDS,
    **{f"axis {k}": v for k, v in AXIS_NAMES.items()},
    **{f"unit {k}": v for k, v in UNIT_NAMES.items()},
    **ABOUT,
}


@pytest.mark.parametrize("key", ALL)
def test_both_languages_exist(key: str) -> None:
    zh, en = ALL[key]
    assert zh.strip()
    assert en.strip()
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert zh == en or re.search(r"[\u4e00-\u9fff]", zh) or key in ("unit_share",)


def test_definitions_exist_in_both_languages() -> None:
    for term, meaning in DEFINITIONS:
        assert re.search(r"[\u4e00-\u9fff]", term.zh + meaning.zh)
        assert not re.search(r"[\u4e00-\u9fff]", term.en + meaning.en)


def test_every_word_asked_for_is_there_and_none_is_idle() -> None:
    files = [*REPORT.rglob("*.py"), *REPORT.rglob("*.html"), REPORT.parent / "cli.py"]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files if file.name != "words.py")
    asked = set(re.findall(r"""say\(['"]([a-z_0-9]+)['"]\)""", source))
    assert asked <= set(WORDS)
    idle = {key for key in WORDS if not re.search(rf"""['"]{key}['"]""", source)}
    built = re.compile(r"(kind|part|stage|clearing|item)_|.*_def$|(income|spending)_total$|behaviour_(none|weak|central|strong)$")
    codes = {
        "village",
        "township",
        "county_tier",
        "city",
        "province",
        "general",
        "low_income",
        "destitute",
        "registered_poor",
    }
    assert {key for key in idle if not built.match(key)} <= codes | {"compiled", "reference"}


def test_every_column_of_the_results_has_both_names() -> None:
    for columns in CSV.values():
        for column in columns:
            assert column.zh
            assert column.en


@pytest.mark.parametrize(
    "part", [study.Head, study.Comparison, study.Horizon, study.Replication, study.Event, study.StudyDocument]
)
def test_every_key_of_a_study_has_both_names(part: type[study.Part]) -> None:
    for name, label in labels_of(part).items():
        assert label is not None, name
        assert label.zh
        assert label.en
