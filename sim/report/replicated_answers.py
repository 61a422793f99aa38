"""The answer in three plain sentences where a comparison was replicated: mean differences with their 95 % intervals, and
plainly where the direction cannot be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import WAN, number, signed
from sim.report.sections.names import letter
from sim.report.sections.year import reported_year

SENTENCES = (
    (("fund.balance_cleared", "清算后结余", "the balance after clearing"),),
    (
        ("indicator.in_county_stays", "县域内住院率", "the share of stays in the county"),
        ("indicator.primary_visits", "基层就诊占比", "the share of visits at primary care"),
    ),
    (
        ("bonus.all", "县内机构绩效奖励合计", "the sum of bonuses in the county"),
        ("own_paid.all", "居民人均个人负担", "what a resident pays"),
    ),
)
"""Outcomes of each sentence and their names."""
_UNITS = {
    "yuan": (1 / WAN, 1, "万元", " (10,000 yuan)"), "ratio": (100.0, 2, "个百分点", " points"),
    "yuan per head": (1.0, 2, "元", " yuan"),
}  # fmt: skip


def replicated_answers(runs: Sequence[Run], frame: pd.DataFrame) -> list[Words]:
    """Three sentences on what each policy changes; `frame` is `intervals.read`, of more than one replication."""
    rows = {(str(row["outcome"]), str(row["policy"])): row for row in frame.to_dict("records")}
    n, year = int(frame["n"].max()), reported_year(runs[0])
    sentences = []
    for outcomes in SENTENCES:
        zh, en = [], []
        for outcome, name_zh, name_en in outcomes:
            for said, letters in _grouped(runs, rows, outcome):
                zh.append(f"{'、'.join(letters)}使{name_zh}{said.zh}")
                en.append(f"under {_and(letters)} {name_en} {said.en}")
        sentences.append(Words("；".join(zh) + "。", _capital("; ".join(en)) + "."))
    head = Words(f"{year}年，{n}次成对重复的平均：", f"In {year}, mean of {n} paired replications: ")
    first = sentences[0]
    return [Words(head.zh + first.zh, head.en + first.en[0].lower() + first.en[1:]), *sentences[1:]]


def _grouped(runs: Sequence[Run], rows: Mapping[tuple[str, str], Mapping[Any, Any]], outcome: str) -> list[tuple[Words, list[str]]]:
    """What is said of each policy, policies of which the same is said together; none where the outcome is not known."""
    found: dict[Words, list[str]] = {}
    for k, run in enumerate(runs[1:], start=1):
        row = rows.get((outcome, run.name))
        if row is not None and math.isfinite(float(row["difference"])):
            found.setdefault(_difference(row), []).append(letter(k))
    return list(found.items())


def _difference(row: Mapping[Any, Any]) -> Words:
    scale, places, zh, en = _UNITS[str(row["unit"])]
    middle, low, high = (scale * float(row[c]) for c in ("difference", "t_low", "t_high"))
    if not middle and low == high:
        return Words("完全不变", "is exactly the same")
    ends = signed(low, places), signed(high, places)
    span = Words("95%区间{}至{}".format(*ends), "95 % interval {} to {}".format(*ends))
    if low <= 0 <= high:
        return Words(
            f"变化方向不能确定（平均{signed(middle, places)}{zh}，{span.zh}）",
            f"moves in a direction that cannot be told (mean {signed(middle, places)}{en}, {span.en})",
        )
    verb = ("增加", "rises") if middle > 0 else ("减少", "falls")
    amount = number(abs(middle), places)
    return Words(f"{verb[0]}{amount}{zh}（{span.zh}）", f"{verb[1]} by {amount}{en} ({span.en})")


def _and(letters: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(letters[:-1]), letters[-1])))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
