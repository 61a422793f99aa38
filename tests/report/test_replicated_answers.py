"""Sentences of a replicated comparison say the mean and its interval, and plainly where the direction is not known."""

import pandas as pd

from sim.report.answers import answers
from tests.runs import reform, run


def row(outcome: str, difference: float, low: float, high: float, unit: str) -> dict[str, object]:
    return {
        "outcome": outcome, "policy": "rizhao-sample", "mean": 1.0, "difference": difference, "t_low": low, "t_high": high,
        "n": 30, "unit": unit, "zh": outcome, "en": outcome,
    }  # fmt: skip


FRAME = pd.DataFrame([
    row("fund.balance_cleared", 100_000.0, -54_000.0, 254_000.0, "yuan"),
    row("indicator.in_county_stays", 0.0123, 0.0100, 0.0146, "ratio"),
    row("bonus.all", -84_000.0, -90_000.0, -78_000.0, "yuan"),
    row("own_paid.all", 0.0, 0.0, 0.0, "yuan per head"),
])  # fmt: skip


def test_an_interval_over_zero_has_no_direction() -> None:
    """100,000 yuan are 10.0 of ten thousand, its ends -5.4 and 25.4."""
    first = answers([run(), reform()], FRAME)[0]
    assert "2021年，30次成对重复的平均" in first.zh
    assert "清算后结余：B未见明确增减（平均+10.0万元，95%区间\u22125.4至+25.4）" in first.zh
    assert "B no clear change (mean +10.0, 95 % interval" in first.en


def test_a_clear_difference_has_its_interval_and_a_zero_is_said() -> None:
    """0.0123 are 1.23 points; 84,000 yuan less are 8.4 of ten thousand."""
    _, flows, money = answers([run(), reform()], FRAME)
    assert flows.zh == "县域内住院率：B增加1.23个百分点（95%区间+1.00至+1.46）。"
    assert flows.en == "Share of stays in the county: B +1.23 (95 % interval +1.00 to +1.46; points)."
    assert "绩效奖励合计：B减少8.4万元（95%区间\u22129.0至\u22127.8）" in money.zh
    assert "居民人均个人负担：B不变" in money.zh


def test_one_pair_has_no_interval_and_keeps_the_sentences_of_a_run() -> None:
    assert answers([run(), reform()], FRAME.assign(n=1)) == answers([run(), reform()])


def test_of_many_policies_the_ends_have_their_numbers_and_everybody_a_direction() -> None:
    """Of 90,000, 50,000, 20,000, -30,000 and 10,000 yuan (9.0, 5.0, 2.0, -3.0 of ten thousand) the last is not sure."""
    by = {"B": 90_000.0, "C": 50_000.0, "D": 20_000.0, "E": -30_000.0, "F": 10_000.0}
    runs = [run(), *(run(f"policy-{one}", baseline=False, shift=0.04) for one in by)]
    frame = pd.DataFrame([
        {**row("fund.balance_cleared", gap, gap - 15_000, gap + 15_000, "yuan"), "policy": f"policy-{one}"}
        for one, gap in by.items()
    ])  # fmt: skip
    first = answers(runs, frame)[0]
    assert "B、C、D增加，最多是B +9.0（+7.5至+10.5）；E \u22123.0（\u22124.5至\u22121.5）；F未见明确增减。" in first.zh
    assert "B, C and D raise it, most of all B +9.0 (+7.5 to +10.5); E \u22123.0 (" in first.en
    assert "+5.0" not in first.zh
    assert sum(one.zh.count("括号内为95%区间") for one in answers(runs, frame)) == 1
