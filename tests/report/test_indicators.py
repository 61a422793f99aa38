"""Indicators by month on paper: months beside each other, what is not known left open, policies alike together."""

from __future__ import annotations

from dataclasses import replace

from sim.foundation.errors import Words
from sim.report.sections import indicators
from tests import runs


def test_months_stand_beside_each_other_and_an_unknown_one_is_a_dash() -> None:
    """The sample's share of visits at primary care is 1,600,000 / 2,475,000 = 64.6 %, a fifth more in January: 77.6 %."""
    [(group, table)] = indicators.by_month([runs.run()])
    assert group == [0]
    assert [head.text for head in table.heads[2:5]] == [Words("1月", "Jan"), Words("2月", "Feb"), Words("3月", "Mar")]
    [row] = [row for [row] in table.groups if row.cells[0].text == Words("基层就诊率", "Visits at primary institutions")]
    assert [cell.text for cell in row.cells[2:5]] == ["77.6%", "–", "58.2%"]
    note = row.cells[0].note
    assert note == Words("县域内诊疗人次 ÷ 诊疗人次；含外出居住人员", "visits in the county / visits; with people living away")


def test_policies_with_the_same_months_share_a_table() -> None:
    of = [runs.run(), runs.reform(), runs.run("third", "第三", baseline=False)]
    found = indicators.by_month(of)
    assert [group for group, _ in found] == [[0, 2], [1]]
    assert found[0][1].caption == Words("逐月指标 · A、C", "Indicators by month · A, C")


def test_results_of_an_earlier_version_have_no_months() -> None:
    run = runs.run()
    older = replace(run, tables={name: table for name, table in run.tables.items() if name != "indicators-months"})
    assert indicators.by_month([older]) == []
