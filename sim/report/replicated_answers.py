"""The answer in three plain sentences where a comparison was replicated: mean differences with their 95 % intervals, and
plainly where the direction cannot be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import MINUS, WAN, number, signed
from sim.report.sections.names import letter
from sim.report.sections.year import reported_year
from sim.report.table import NONE

SENTENCES = (
    (("fund.balance_cleared", "清算后结余", "balance after clearing"),),
    (
        ("indicator.in_county_stays", "县域内住院率", "share of stays in the county"),
        ("indicator.primary_visits", "基层就诊占比", "share of visits at primary care"),
    ),
    (
        ("bonus.all", "县内机构绩效奖励合计", "sum of bonuses in the county"),
        ("own_paid.all", "居民人均个人负担", "own payment of a resident"),
    ),
)
"""Outcomes of each sentence and their names."""
UNSURE = Words("未见明确增减", "no clear change")
SAME, HARDLY = Words("不变", "unchanged"), Words("几乎不变", "hardly changed")
WITHOUT = (SAME, HARDLY, UNSURE)
"""What is said without a number."""
FEW = 3
"""Up to so many runs, the baseline among them, each has a clause of its own."""
LISTED = 3
"""Of more policies with a direction only the largest rise and the largest fall have their number in the sentence."""
_UNITS = {
    "yuan": (1 / WAN, 1, "万元", "10,000 yuan"), "ratio": (100.0, 2, "个百分点", "points"),
    "yuan per head": (1.0, 2, "元", "yuan"),
}  # fmt: skip


def replicated_answers(runs: Sequence[Run], frame: pd.DataFrame) -> list[Words]:
    """Three sentences on what each policy changes; `frame` is `intervals.read`, of more than one replication."""
    rows = {(str(row["outcome"]), str(row["policy"])): row for row in frame.to_dict("records")}
    n, year = int(frame["n"].max()), reported_year(runs[0])
    said, bracketed = [], False
    for outcomes in SENTENCES:
        zh, en = [], []
        for outcome, name_zh, name_en in outcomes:
            found = _grouped(runs, rows, outcome)
            if found:
                listed = len(runs) > FEW and any(words not in WITHOUT for words, _ in found)
                bracketed |= listed
                unit = _unit(rows, outcome) if listed else NONE
                zh.append(f"{name_zh}{unit.zh}：" + "；".join(f"{_who(runs, letters).zh}{words.zh}" for words, letters in found))
                en.append(f"{name_en}{unit.en}: " + "; ".join(f"{_who(runs, letters).en} {words.en}" for words, letters in found))
        said.append(Words("。".join(zh) + "。", ". ".join(_capital(one) for one in en) + "."))
    ends = Words("，括号内为95%区间", "; 95 % intervals in brackets") if bracketed else NONE
    first = Words(
        f"{year}年，{n}次成对重复的平均，与A比{ends.zh}。{said[0].zh}",
        f"In {year}, mean of {n} paired replications, against A{ends.en}. {said[0].en}",
    )
    return [first, *said[1:]]


def _grouped(runs: Sequence[Run], rows: Mapping[tuple[str, str], Mapping[Any, Any]], outcome: str) -> list[tuple[Words, list[str]]]:
    """What is said of each policy, policies of which the same is said together; none where the outcome is not known. Of many
    policies, those whose direction cannot be told are named together, their means being in the table."""
    found: dict[Words, list[str]] = {}
    by: dict[str, float] = {}
    for k, run in enumerate(runs[1:], start=1):
        row = rows.get((outcome, run.name))
        if row is not None and math.isfinite(float(row["difference"])):
            words = _difference(row, brief=len(runs) > FEW)
            found.setdefault(words, []).append(letter(k))
            by |= {} if words in WITHOUT else {letter(k): float(row["difference"])}
    told = [(words, letters) for words, letters in found.items() if words not in WITHOUT]
    if len(by) > LISTED:
        told = _ends(told, by)
    return told + [(words, found[words]) for words in WITHOUT if words in found]


def _ends(told: Sequence[tuple[Words, list[str]]], by: Mapping[str, float]) -> list[tuple[Words, list[str]]]:
    """Who raises it and who lowers it, with the number of the one that does so most."""
    said = []
    for up, zh, en in ((1, "增加", "raise it"), (-1, "减少", "lower it")):
        side = [one for one, difference in by.items() if up * difference > 0]
        if not side:
            continue
        words, most = next(item for item in told if max(side, key=lambda one: up * by[one]) in item[1])
        if set(most) >= set(side):
            said.append((words, side))
        else:
            first = Words("、".join(most), _and(most))
            said.append((Words(f"{zh}，最多是{first.zh}{words.zh}", f"{en}, most of all {first.en} {words.en}"), side))
    return said


def _difference(row: Mapping[Any, Any], brief: bool) -> Words:
    scale, places, zh, en = _UNITS[str(row["unit"])]
    middle, low, high = (scale * float(row[c]) for c in ("difference", "t_low", "t_high"))
    if not middle and low == high:
        return SAME
    ends = signed(low, places), signed(high, places)
    if not any(digit in "".join((*ends, signed(middle, places))) for digit in "123456789"):
        return HARDLY
    span = Words("95%区间{}至{}".format(*ends), "95 % interval {} to {}".format(*ends))
    if low <= 0 <= high:
        if brief:
            return UNSURE
        mean = signed(middle, places)
        return Words(f"{UNSURE.zh}（平均{mean}{zh}，{span.zh}）", f"{UNSURE.en} (mean {mean}, {span.en}; {en})")
    if brief:
        return Words(" {}（{}至{}）".format(signed(middle, places), *ends), "{} ({} to {})".format(signed(middle, places), *ends))
    amount = number(abs(middle), places)
    verb, sign = ("增加", "+") if middle > 0 else ("减少", MINUS)
    return Words(f"{verb}{amount}{zh}（{span.zh}）", f"{sign}{amount} ({span.en}; {en})")


def _unit(rows: Mapping[tuple[str, str], Mapping[Any, Any]], outcome: str) -> Words:
    """The unit of a list of differences, said once."""
    zh, en = next(_UNITS[str(row["unit"])][2:] for (name, _), row in rows.items() if name == outcome)
    return Words(f"（{zh}）", f" ({en})")


def _who(runs: Sequence[Run], letters: Sequence[str]) -> Words:
    if len(letters) > 1 and len(letters) == len(runs) - 1:
        return Words("各政策都", "all policies")
    return Words("、".join(letters), _and(letters))


def _and(letters: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(letters[:-1]), letters[-1])))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
