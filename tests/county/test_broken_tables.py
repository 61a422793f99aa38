"""A wrong table is answered by file, row and column, in both languages, all files at once, never a traceback."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from sim.county import read
from sim.foundation.errors import Problem, Problems
from sim.foundation.shelves import find

Edit = tuple[str, int, str, str]
"""Table, row (0 = first below the headings), column, what is written there instead."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find("counties", "model-county"), tmp_path / "county"))


def edit(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Change one cell as a person in Excel would."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[row + 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(Problems) as raised:
        read(folder)
    return raised.value.problems


BROKEN: dict[str, tuple[Edit, str, str]] = {
    "negative beds": (("institutions", 0, "beds", "-700"), "太小", "too small"),
    "half a bed": (("institutions", 0, "beds", "1.5"), "", ""),
    "no slots": (("institutions", 3, "slots_per_day", "0"), "号源必须为正", "slots must be positive"),
    "a tier that is none": (("institutions", 0, "tier", "countty"), "不在允许的取值之内", "not one of the allowed"),
    "beds in a village clinic": (("institutions", 40, "beds", "3"), "村卫生室不设床位", "village clinic has no beds"),
    "a hospital without beds": (("institutions", 1, "beds", "0"), "医院必须有床位", "a hospital needs beds"),
    "an alliance that is none": (("institutions", 1, "alliance", "7"), "引用的编号不存在", "there is no such id"),
    "a county hospital abroad": (("institutions", 1, "place", "province"), "县级及以下机构在县内", "lie in the county"),
    "a grade beyond three": (("institutions", 1, "level", "4"), "太大", "too large"),
    "an unknown township": (("villages", 5, "township", "t99"), "引用的编号不存在", "there is no such id"),
    "a hospital as clinic": (("villages", 5, "clinic", "county-general"), "级别不对", "the wrong tier"),
    "villages over 100 %": (("villages", 0, "share_percent", "90"), "合计应为 100%", "add up to 100 %"),
    "ages over 100 %": (("residents", 0, "share_percent", "20"), "合计应为 100%", "add up to 100 %"),
    "everybody poor twice": (("residents", 0, "low_income_percent", "95"), "合计超过 100%", "more than 100 %"),
    "no source": (("residents", 1, "source", ""), "不能为空", "must not be empty"),
    "treated nowhere": (("conditions", 2, "p_county_percent", "0"), "合计应为 100%", "add up to 100 %"),
    "treated for nothing": (("conditions", 2, "charge_county_yuan", "0"), "必须为正", "must be positive"),
    "money with words": (("conditions", 2, "charge_county_yuan", "六千"), "", ""),
    "an unknown pattern": (("conditions", 2, "season", "winter"), "引用的编号不存在", "there is no such id"),
    "graver but easier": (("conditions", 2, "able_severe", "village"), "不能越低", "treatable at a lower tier"),
    "half a severity": (("severity", 0, "share_percent", "5"), "合计应为 100%", "add up to 100 %"),
    "items over 100 %": (("items", 0, "western_drugs_percent", "99"), "合计应为 100%", "add up to 100 %"),
    "a season without mean 1": (("season", 0, "jan", "3"), "平均值应为 1", "must have mean 1"),
    "a refill without rhythm": (("outpatient", 21, "refill_days", ""), "续方必须写明周期", "needs its rhythm"),
    "a refill of nothing": (("outpatient", 21, "chronic", "gout"), "引用的编号不存在", "there is no such id"),
    "half a fen": (("history", 0, "amount_yuan", "100.005"), "", ""),
    "a payer that is none": (("funding", 0, "payer", "bank"), "不在允许的取值之内", "not one of the allowed values"),
    "a year twice": (("trend", 1, "line", "charge_visit"), "重复", "repeats line"),
    "percent as a ratio sign": (("tiers", 1, "claimed_percent", "150"), "太大", "too large"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_cell_is_named_by_file_row_and_column(folder: Path, name: str) -> None:
    (table, row, column, value), zh, en = BROKEN[name]
    edit(folder, table, row, column, value)
    found = problems_of(folder)
    here = [p for p in found if p.file.endswith(f"{table}.csv") and zh in p.zh and en in p.en]
    assert here, "\n".join(p.render("en") for p in found)
    said = here[0]
    assert column in said.where or "…" in said.where or "+" in said.where
    assert said.line == row + 2


def test_faults_of_all_files_come_together(folder: Path) -> None:
    edit(folder, "institutions", 0, "beds", "many")
    edit(folder, "costs", 1, "basic_pay_yuan_per_staff", "-1")
    edit(folder, "season", 0, "feb", "x")
    demand = folder / "demand.toml"
    demand.write_text(demand.read_text(encoding="utf-8").replace("value = -0.0147", 'value = "low"'), encoding="utf-8")
    (folder / "trend.csv").unlink()
    files = {Path(p.file).name for p in problems_of(folder)}
    assert files == {"institutions.csv", "costs.csv", "season.csv", "demand.toml", "trend.csv"}


def test_cross_faults_come_together(folder: Path) -> None:
    edit(folder, "villages", 5, "township", "t99")
    edit(folder, "conditions", 2, "season", "winter")
    edit(folder, "streams", 0, "institution", "county-genral")
    found = problems_of(folder)
    assert len(found) == 3
    near = next(p for p in found if p.file.endswith("streams.csv"))
    assert "county-general" in near.render("zh")
    assert "是否想写" in near.render("zh")


def test_a_lead_that_does_not_exist_is_named_with_its_line(folder: Path) -> None:
    file = folder / "county.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('lead = "county-general"', 'lead = "county-gen"'), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert problem.where == "alliance[1].lead"
    assert problem.line == 1 + text[: text.index('lead = "county-general"')].count("\n")


def test_an_assumption_without_reason_or_range_is_refused(folder: Path) -> None:
    file = folder / "demand.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = lines.index("[constants.b_wait_op]")
    file.write_text(
        "\n".join(x for n, x in enumerate(lines) if not (at < n < at + 9 and x.startswith("range"))), encoding="utf-8"
    )
    (problem,) = problems_of(folder)
    assert "why 和范围 range" in problem.zh
    assert problem.where == "constants.b_wait_op.status"


def test_a_county_without_a_city_hospital_is_refused(folder: Path) -> None:
    path = folder / "institutions.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(r for r in rows if not r.startswith("city-")), encoding="utf-8-sig")
    (folder / "history.csv").write_text("year,institution,line,amount_yuan,source\n", encoding="utf-8-sig")
    (problem,) = problems_of(folder)
    assert "at least one city hospital" in problem.en


def test_no_such_county() -> None:
    with pytest.raises(Problems) as raised:
        read("model-conty")
    assert "model-county" in raised.value.render("zh")
