"""The answer in three plain sentences: the fund, where people go, institutions and households. Numbers only, no
judgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import WAN, number, percent, points, ratio, signed, wan
from sim.report.replicated_answers import FEW, replicated_answers
from sim.report.sections import fund, indicators, institutions, patients
from sim.report.sections.intervals import repeated
from sim.report.sections.names import letter
from sim.report.sections.pooled import name_of, quota
from sim.report.sections.year import reported_year, rows

NAME = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the letters of the policies until it is known of which of them the same is said."""
MONEY = ["charge_yuan", "fund_yuan", "own_paid_yuan"]
"""Columns of the flows that follow from prices and rules: without them the table says where people went."""


def answers(runs: Sequence[Run], differences: pd.DataFrame | None = None) -> list[Words]:
    """Three sentences on one run, or on what each policy changes against the baseline (the first run): from
    `differences` (`intervals.read`) where the comparison was replicated."""
    if len(runs) == 1:
        return _alone(runs[0])
    if differences is not None and repeated(differences):
        return replicated_answers(runs, differences)
    if len(runs) > FEW:
        said = [_together([_listed(outcome, runs) for outcome in outcomes]) for outcomes in _outcomes(runs)]
    else:
        said = [
            _together([words for say_change in parts for words in _changes(say_change, runs)])
            for parts in ((_fund_change,), (_flow_change,), (_bonus_change, _own_change))
        ]
    year = reported_year(runs[0])
    said[0] = Words(f"{year}年，{said[0].zh}", f"In {year}: {said[0].en}")
    return said


class _Outcome(NamedTuple):
    """A number of a run for the list of many policies: how a level and a difference of it are written, and their unit."""

    name: Words
    value: Callable[[Run], float]
    level: Callable[[float], str]
    gap: Callable[[float], str]
    unit: Words


def _outcomes(runs: Sequence[Run]) -> tuple[tuple[_Outcome, ...], ...]:
    """What the three sentences are about."""
    money = Words("万元", "10,000 yuan")
    share = partial(percent, decimals=2), points, Words("百分点", "points")
    left = name_of("fund_left", Words("清算后的基金本年结余", "The fund's balance after clearing"), runs)

    def bonus(run: Run) -> float:
        return institutions.total(run, "bonus_yuan")

    def in_county(run: Run) -> float:
        return indicators.values(run)["in_county_stays"]

    def primary(run: Run) -> float:
        return indicators.values(run)["primary_visits"]

    def in_wan(yuan: float) -> str:
        return signed(yuan / WAN, 1)

    return (
        (_Outcome(left, fund.balance_after_clearing, wan, in_wan, money),),
        (
            _Outcome(Words("县域内住院率", "share of stays in the county"), in_county, *share),
            _Outcome(Words("基层就诊占比", "share of visits at primary care"), primary, *share),
        ),
        (
            _Outcome(Words("县内机构绩效奖励合计", "sum of bonuses in the county"), bonus, wan, in_wan, money),
            _Outcome(
                Words("居民人均个人负担", "own payment of a resident"), patients.own_per_head,
                partial(number, decimals=2), partial(signed, decimals=2), Words("元", "yuan"),
            ),
        ),
    )  # fmt: skip


def _listed(outcome: _Outcome, runs: Sequence[Run]) -> Words:
    """The level of the baseline and each policy's difference from it, behind each other so that they can be compared."""
    was = outcome.value(runs[0])
    same: dict[str, list[str]] = {}
    for n, run in enumerate(runs[1:], start=1):
        same.setdefault(outcome.gap(outcome.value(run) - was), []).append(letter(n))
    zh, en = (
        comma.join(f"{also.join(letters)} {text if _shows(text) else nothing}" for text, letters in same.items())
        for comma, also, nothing in (("，", "、", "不变"), (", ", " and ", "unchanged"))
    )
    level, name, unit = outcome.level(was), outcome.name, outcome.unit
    if len(same) == 1 and not _shows(next(iter(same))):
        return Words(f"{name.zh}：各政策都不变（{level}）", f"{name.en}: the same under all policies ({level})")
    return Words(f"{name.zh}（A为{level}；差值，{unit.zh}）：{zh}", f"{name.en} (A has {level}; differences, {unit.en}): {en}")


def _alone(run: Run) -> list[Words]:
    year = reported_year(run)
    income, spent = (fund.side_total(run, "incurred", side) for side in ("income", "spending"))
    above = quota(run)
    left, whole = (above.balance, above.allocated) if above else (income - spent, income)
    of = ("总额指标", "allotted total") if above else ("", "income")
    head = ratio(spent, run.manifest.county.enrolees * run.manifest.scale)
    found = indicators.values(run)
    bonus, money = institutions.total(run, "bonus_yuan"), institutions.total(run, "alliance_money_yuan")
    own = patients.own_per_head(run)
    paid = patients.actual_ratio(run["patients"])
    return [
        Words(
            f"{year}年统筹基金收入{wan(income)}万元，支出{wan(spent)}万元，"
            f"{of[0]}{_left_zh(left)}（{percent(ratio(left, whole))}）；"
            f"每位参保居民支出{number(head)}元。{_cleared_zh(run)}",
            f"In {year} the fund took in {wan(income)} and spent {wan(spent)} (10,000 yuan): {_left_en(left)} "
            f"({percent(ratio(left, whole))} of {of[1]}), {number(head)} yuan an enrolee.{_cleared_en(run)}",
        ),
        Words(
            f"县域内诊疗的{percent(found['primary_visits'])}在村卫生室和乡镇卫生院；参保居民住院的{percent(found['in_county_stays'])}留在县内，"
            f"而基金支付的医疗费有{percent(1 - found['in_county_fund'])}流向县外。",
            f"Village clinics and township centres saw {percent(found['primary_visits'])} of the county's visits; "
            f"{percent(found['in_county_stays'])} of stays were in the county, but "
            f"{percent(1 - found['in_county_fund'])} of the fund's "
            f"money for care went outside it.",
        ),
        Words(
            f"{_money_zh(money)}县内机构可发绩效奖励合计{wan(bonus)}万元；"
            f"居民人均自己负担{number(own)}元，实际报销比{percent(paid)}。",
            f"{_money_en(money)}Institutions in the county may pay bonuses of {wan(bonus)} (10,000 yuan); "
            f"a resident paid {number(own)} yuan on average, and {percent(paid)} of all charges were reimbursed.",
        ),
    ]


def _money_zh(money: float) -> str:
    return f"年度清算给县内机构带来{wan(money)}万元；" if money else ""


def _money_en(money: float) -> str:
    return f"Clearing brought the county's institutions {wan(money)} (10,000 yuan). " if money else ""


def _cleared_zh(run: Run) -> str:
    after = fund.balance_after_clearing(run)
    return f"次年清算后{_left_zh(after)}。" if any(fund.cleared(run)) else ""


def _cleared_en(run: Run) -> str:
    after = fund.balance_after_clearing(run)
    return f" After clearing, {_left_en(after)}." if any(fund.cleared(run)) else ""


def _fund_change(base: Run, run: Run, name: str) -> Words:
    left, was = fund.balance_after_clearing(run), fund.balance_after_clearing(base)
    by = left - was
    if not by:
        return Words(f"{name}与A的基金收支完全相同", f"under {name} the fund's year is exactly that of A")
    verb = ("增加", "raises") if by > 0 else ("减少", "lowers")
    if " and " in name or ", " in name:  # several policies at once
        verb = (verb[0], verb[1].removesuffix("s"))
    if quota(base) or quota(run):
        said = name_of("fund_left", Words("", ""), [base, run])
        return Words(
            f"{name}使{said.zh}{verb[0]}{wan(abs(by))}万元（由{wan(was)}万元到{wan(left)}万元）",
            f"{name} {verb[1]} the {said.en[0].lower()}{said.en[1:]} by {wan(abs(by))} (10,000 yuan), "
            f"from {wan(was)} to {wan(left)}",
        )
    return Words(
        f"{name}使清算后的基金本年结余{verb[0]}{wan(abs(by))}万元（由{wan(was)}万元到{wan(left)}万元）",
        f"{name} {verb[1]} the fund's balance after clearing by {wan(abs(by))} (10,000 yuan), from {wan(was)} to {wan(left)}",
    )


def _flow_change(base: Run, run: Run, name: str) -> Words:
    now, then = indicators.values(run), indicators.values(base)
    if run["flows"].drop(columns=MONEY).equals(base["flows"].drop(columns=MONEY)):
        return Words(f"{name}与A的患者去向完全相同", f"under {name} everybody is treated where A treats them")
    stays, visits = "in_county_stays", "primary_visits"
    return Words(
        f"{name}的县域内住院率{_moved_zh(then[stays], now[stays])}，基层就诊占比{_moved_zh(then[visits], now[visits])}",
        f"under {name} stays in the county {_moved_en(then[stays], now[stays])}, visits at primary care "
        f"{_moved_en(then[visits], now[visits])}",
    )


def _bonus_change(base: Run, run: Run, name: str) -> Words:
    bonus = institutions.total(run, "bonus_yuan") - institutions.total(base, "bonus_yuan")
    said = Words(_more_zh(wan(abs(bonus)), bonus, "万元"), _more_en(wan(abs(bonus)) + " (10,000 yuan)", bonus))
    if not _shows(wan(abs(bonus))):
        said = _moved_between(base, run) or said
    return Words(f"{name}使县内机构绩效奖励合计{said.zh}", f"under {name} bonuses in the county {said.en}")


def _moved_between(base: Run, run: Run) -> Words | None:
    """Who gains and who loses most where the sum stays: None where nobody's bonus changes by what would print."""
    then, now = (rows(r, "institutions").set_index("id") for r in (base, run))
    by = {str(i): float(x) for i, x in (now["bonus_yuan"] - then["bonus_yuan"]).dropna().items()}
    ends = {max(by, key=lambda i: by[i]), min(by, key=lambda i: by[i])} if by else set()
    moved = sorted((i for i in ends if _shows(wan(abs(by[i])))), key=lambda i: -by[i])
    if not moved:
        return None
    named = {lang: dict(zip(now.index.astype(str), now[f"name_{lang}"], strict=True)) for lang in ("zh", "en")}
    zh = "，".join(f"{named['zh'][i]}{_more_zh(wan(abs(by[i])), by[i], '万元')}" for i in moved)
    en = ", ".join(f"{named['en'][i]} {wan(abs(by[i]))} {'more' if by[i] > 0 else 'less'}" for i in moved)
    return Words(
        f"几乎不变，机构间有增有减（最多的{zh}）", f"hardly change in sum, but between institutions they do (at most: {en})"
    )


def _own_change(base: Run, run: Run, name: str) -> Words:
    own = patients.own_per_head(run) - patients.own_per_head(base)
    what = number(abs(own), 2)
    return Words(
        f"{name}使居民人均负担{_more_zh(what, own, '元')}",
        f"what a resident pays {_more_en(what + ' yuan', own, 's')} under {name}",
    )


def _moved_zh(then: float, now: float) -> str:
    before, after = percent(then, 2), percent(now, 2)
    return f"由{before}变为{after}" if before != after else f"保持{after}"


def _moved_en(then: float, now: float) -> str:
    before, after = percent(then, 2), percent(now, 2)
    return f"go from {before} to {after}" if before != after else f"stay at {after}"


def _more_zh(amount: str, by: float, unit: str) -> str:
    return f"{'增加' if by > 0 else '减少'}{amount}{unit}" if _shows(amount) else "不变"


def _more_en(amount: str, by: float, s: str = "") -> str:
    """`s` is the ending of a verb whose subject is one thing."""
    return f"{'rise' if by > 0 else 'fall'}{s} by {amount}" if _shows(amount.split(" ")[0]) else f"stay{s} the same"


def _shows(amount: str) -> bool:
    return any(digit in amount for digit in "123456789")


def _left_zh(left: float) -> str:
    return f"{'结余' if left >= 0 else '缺口'}{wan(abs(left))}万元"


def _left_en(left: float) -> str:
    return f"a {'surplus' if left >= 0 else 'deficit'} of {wan(abs(left))}"


def _changes(say_change: Callable[[Run, Run, str], Words], runs: Sequence[Run]) -> list[Words]:
    """What `say_change` says of every policy against the first."""
    return _grouped([(letter(n), say_change(runs[0], run, NAME)) for n, run in enumerate(runs[1:], start=1)])


def _grouped(said: Sequence[tuple[str, Words]]) -> list[Words]:
    """Policies of which the same is said are named together."""
    found: dict[Words, list[str]] = {}
    for name, words in said:
        found.setdefault(words, []).append(name)
    return [
        Words(
            words.zh.replace(NAME, "、".join(names)),
            words.en.replace(NAME, " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))),
        )
        for words, names in found.items()
    ]


def _together(parts: Sequence[Words]) -> Words:
    en = "; ".join(p.en for p in parts) + "."
    return Words("；".join(p.zh for p in parts) + "。", en[0].upper() + en[1:])
