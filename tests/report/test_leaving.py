"""Leaving the county and the beds, in numbers that are added up by hand; choices of a policy in words."""

from __future__ import annotations

import pytest
from runs import reform, run

from sim.policy.choices import choice
from sim.policy.registry import builtin_rules
from sim.report.sections import capacity, leaving
from sim.report.sections.values import in_words
from sim.report.table import Row, Table


def by_name(table: Table) -> dict[str, Row]:
    rows = [row for group in table.groups for row in group]
    return {row.cells[0].text.zh: row for row in rows}  # type: ignore[union-attr]


def test_three_kinds_of_leaving_and_both_shares() -> None:
    table = leaving.table([run()])
    assert table is not None
    rows = by_name(table)
    # 1,000 stays: 700 in the county, 200, 40, 60 outside; fund 130, 60, 20, 11 x 10,000 yuan, 221 in all.
    assert [cell.key for cell in rows["县外：县内可治"].cells[1:]] == [200, 600_000]
    assert [cell.key for cell in rows["县外：异地居住"].cells[1:]] == [60, 110_000]
    assert [cell.key for cell in rows["合计"].cells[1:]] == [1_000, 2_210_000]
    assert [cell.key for cell in rows["县内占比"].cells[1:]] == pytest.approx([700 / 1_000, 130 / 221])
    assert [cell.key for cell in rows["县内占比，不含异地居住"].cells[1:]] == pytest.approx([700 / 940, 130 / 210])


def test_against_the_baseline_differences_stand_beside_it() -> None:
    table = leaving.table([run(), reform()])
    assert table is not None
    cells = by_name(table)["县外：县内可治"].cells  # fifty stays more under the second policy
    assert [cell.text for cell in cells[1:3]] == ["200", "+50"]


def test_results_that_did_not_keep_it_have_no_such_table() -> None:
    old = run()
    old.tables.pop("homes")
    assert leaving.table([old]) is None


def test_beds_and_waits_by_hand() -> None:
    rows = [row for group in capacity.table([run()]).groups for row in group]
    county = {row.cells[0].text.zh: row.cells[2].key for row in rows[1:5]}  # type: ignore[union-attr]
    # 95 % in three months, 85 % in nine; 1.5 days = 36 hours; (40 + 5) x 12 months went away.
    assert county["床位使用率"] == pytest.approx((3 * 0.95 + 9 * 0.85) / 12)
    assert county["床位使用率最高的月份"] == pytest.approx(0.95)
    assert [county["住院平均等候"], county["因等候离开"]] == pytest.approx([36, 540])


def test_every_choice_of_every_rule_has_a_name_in_both_languages() -> None:
    bare = [
        f"{rule.name}.{p.name}: {code}"
        for rule in builtin_rules().values()
        for p in rule.parameters
        for code in p.choices
        if choice(p.name, code).zh == code.replace("_", " ")
    ]
    assert bare == []


def test_a_choice_is_called_by_its_name_for_the_parameter() -> None:
    assert in_words("all", "choice", "payment.package.leak").zh == "全部计入"
    assert in_words("income", "choice", "payment.package.base") != in_words("income", "choice", "payment.package.measure")
