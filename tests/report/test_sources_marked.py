"""What is only assumed is said to be: targets that test nothing, provisions of no document, changes without effect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from sim.experiment.cards import policy_card
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.policy.read import read_policy
from sim.report import estimate
from sim.report.languages import by_language
from sim.report.office.facts import how_sure
from sim.report.sections import assumptions, fit, values
from sim.report.words import say
from tests import runs


def with_fit(scale: float) -> Run:
    """The sample run with five predictions: two that test (5 % and 50 % off), an assumed target, one that the model lacks, and
    the use of beds, which is only that of a whole county (98 % off here)."""
    rows = [
        ("charge_stay.county", 100.0, 105.0, "公报"), ("charge_stay.city", 100.0, 150.0, "公报"),
        ("charge_visit.village", 40.0, 40.0, "assumption: 无近年来源。No source"), ("fund_split.other", 2.0, 0.0, "公报"),
        ("occupancy.county", 80.0, 1.6, "公报"),
    ]  # fmt: skip
    frame = pd.DataFrame(
        [{"row": row, "name_zh": f"指标 {row}", "name_en": row, "kind": "predicted", "unit": "yuan", "target": target,
          "simulated": simulated, "source": source} for row, target, simulated, source in rows]
    )  # fmt: skip
    sample = runs.run()
    return replace(
        sample, manifest=sample.manifest.model_copy(update={"scale": scale}), tables=dict(sample.tables) | {"fit": frame}
    )


def test_only_sourced_and_modelled_targets_tell_how_good_the_model_is() -> None:
    # Of a part of the residents: two targets count, one of them within 10 %; of all residents the beds count as well.
    part = " ".join(words.zh for words in how_sure([with_fit(0.02)]))
    assert "2 项里，1 项偏差在 10% 以内" in part
    assert "+50%" in part
    assert "occupancy" not in part
    whole = " ".join(words.zh for words in how_sure([with_fit(1.0)]))
    assert "3 项里，1 项偏差在 10% 以内" in whole
    assert "−98%" in whole


@pytest.mark.parametrize(("scale", "count"), [(0.02, 4), (1.0, 5)])
def test_the_table_marks_targets_that_test_nothing(scale: float, count: int) -> None:
    [table] = fit.tables(with_fit(scale))
    marks = [group[0].cells[0].note for group in table.groups]
    assert len(marks) == count
    assert marks[2:4] == [say("target_assumed"), say("target_unmodelled")]
    assert not any(isinstance(mark, Words) and mark.zh for mark in (*marks[:2], *marks[4:]))


def indexed() -> Run:
    """The sample run under the author's own variant of the Rizhao pool."""
    card = policy_card(read_policy("rizhao-2017-indexed"))
    return replace(runs.reform(), manifest=runs.reform().manifest.model_copy(update={"policy": card}))


def test_a_variant_of_the_author_is_marked_in_the_estimate(tmp_path: Path) -> None:
    file = tmp_path / "测算报告.docx"
    estimate.save([runs.run(), indexed()], file)
    said = [p.text for p in Document(str(file)).paragraphs]
    [line] = [text for text in said if text.startswith("R-3-indexed")]
    assert line.endswith("（假设：无文件依据）")
    head = next(text for text in said if "随筹资标准增长" in text and "施行" in text)
    assert "假设" in head
    assert "报道，2017年7月" not in head


def test_a_change_without_effect_is_no_assumption_that_matters_and_says_why() -> None:
    path = "payment.outpatient_pool.per_head"
    run = indexed()

    def listed(**update: tuple[str, ...]) -> tuple[int, list[Words], list[Words]]:
        m = run.manifest.model_copy(update=update)
        tables = assumptions.tables([replace(run, manifest=m)])
        open_ = [t for t in tables if t.caption == say("from_policy")]
        return sum(len(t.groups) for t in open_), values.unread(m), values.unchanged(m)

    assert [len(x) if isinstance(x, list) else x for x in listed(unread=(), unchanged=())] == [1, 0, 0]
    assert [len(x) if isinstance(x, list) else x for x in listed(unread=(path,), unchanged=())] == [0, 1, 0]
    assert [len(x) if isinstance(x, list) else x for x in listed(unread=(path,), unchanged=(path,))] == [0, 0, 1]


def test_english_behind_the_chinese_may_begin_with_a_number() -> None:
    assert by_language("大病住院12万元。120,000 yuan, by judgement") == Words("大病住院12万元", "120,000 yuan, by judgement")
    assert by_language("某刊。2020年 (PMC123)") == Words("某刊。2020年 (PMC123)", "某刊。2020年 (PMC123)")
