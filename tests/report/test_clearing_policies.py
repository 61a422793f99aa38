"""For every budget of every shipped policy: the filled example, `clear`, and the clearing sheets agree to the fen."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from openpyxl import load_workbook

from sim.experiment.cards import policy_card
from sim.experiment.cases import read_case
from sim.experiment.store import Run
from sim.foundation.errors import Problems
from sim.policy.clear_case import clear_case
from sim.policy.clear_example import as_toml, budgets, example
from sim.policy.read import read_policy
from sim.report.office import clearing
from sim.report.office.book import Book
from tests import runs
from tests.report.formulas import Spreadsheet

SHIPPED = sorted(f.stem for f in (Path(__file__).parents[2] / "scenarios" / "policies").glob("*.toml"))
SPENT = (Decimal("0.9137"), Decimal("0.9873"), Decimal("1.0449"), Decimal("1.0951"), Decimal("1.3113"))
"""Of the budget: below, just below, above, far above, beyond every band."""
COLUMNS = {"机构留用": "retained", "基金留存": "fund_keeps", "机构分担": "borne", "基金补足": "fund_adds"}


class Asked(NamedTuple):
    """One row of a clearing sheet: what an office enters, and what `clear` says."""

    id: str
    mechanism: str
    case: dict[str, Any]
    before: dict[str, Any]  # cleared before audit: what a run's table holds
    after: dict[str, Any]


def with_budgets() -> Iterator[tuple[str, str]]:
    for name in SHIPPED:
        policy = read_policy(name)
        yield from ((name, mechanism) for mechanism in budgets(policy.at(policy.eras[-1].date)))


ALL = list(with_budgets())


def asked(name: str) -> list[Asked]:
    """Every budget of a policy, with surpluses and deficits of several sizes and odd fen."""
    policy, found = read_policy(name), []
    for mechanism in (m for of, m in ALL if of == name):
        given = {k: v for k, v in example(policy, mechanism).items() if k not in ("members", "date")}
        given["date"] = f"{policy.eras[-1].date.year + 1}-01-01"
        budget = Decimal(str(clear_case(policy, given)["budget"]))
        for n, part in enumerate(SPENT):
            spent = (budget * part).quantize(Decimal(1)) + Decimal("0.07")
            case = {**given, "spending": spent, "audit_refused": Decimal("12345.67"), "prepaid": spent - Decimal("999.99")}
            before = clear_case(policy, {**case, "audit_refused": 0})
            found.append(Asked(f"{mechanism[8:]}-{n}", mechanism, case, before, clear_case(policy, case)))
    return found


def run_of(name: str, rows: list[Asked]) -> Run:
    """A run whose clearing has these rows."""
    law, sample = read_policy(name), runs.reform()
    year = law.eras[-1].date.year + 1
    frame = pd.DataFrame(
        {"year": year, "rule": r.mechanism, "rule_zh": "预算", "rule_en": "budget", "id": r.id, "name_zh": r.id, "name_en": r.id,
         "spent_yuan": float(r.case["spending"]), **{f"{key}_yuan": r.before[key] for key in clearing_parts}}
        for r in rows
    )  # fmt: skip
    m = sample.manifest.model_copy(update={"policy": policy_card(law).model_copy(update={"id": name}), "start": date(year, 1, 1)})
    return replace(sample, manifest=m, tables={**sample.tables, "clearing": frame})


clearing_parts = ("budget", "balance", "retained", "fund_keeps", "borne", "fund_adds")


class Sheets(NamedTuple):
    """One workbook with the two sheets of every policy, entries made."""

    book: Spreadsheet
    names: dict[str, tuple[str, str]]
    rows: dict[str, list[Asked]]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    file = tmp_path_factory.mktemp("clearing") / "all.xlsx"
    names, rows = {}, {}
    with Book(file, "zh", "全部政策", datetime(2024, 1, 1)) as book:
        for name in dict.fromkeys(of for of, _ in ALL):
            rows[name] = asked(name)
            made = clearing.write(book, [run_of(name, rows[name])], 0)
            assert made is not None, name
            names[name] = (made[0].name, made[1].name)
    sheet = Spreadsheet(file)
    for name, (main, detail) in names.items():
        for r in rows[name]:
            cells = at(sheet, detail, "B", r.id)
            sheet.enter(detail, cells["审核扣款"], float(r.case["audit_refused"]))
            sheet.enter(detail, cells["年末已拨"], float(r.case["prepaid"]))
            if "deposit" in r.case:
                cells, deposit = at(sheet, main, "A", r.id), float(r.case["deposit"])
                sheet.enter(main, cells["质量保证金"], deposit)
                sheet.enter(main, cells["保证金返还比例"], r.after["deposit_returned"] / deposit)
    return Sheets(sheet, names, rows)


def at(sheet: Spreadsheet, name: str, column: str, id_: str) -> dict[str, str]:
    """Heading -> cell of the row of a holder; headings stand in the last row above it that has them."""
    page = sheet.book[name]
    row = next(r for r in range(1, page.max_row + 1) if page[f"{column}{r}"].value == id_)
    head = next(r for r in range(row, 0, -1) if page[f"A{r}"].value == "机构")
    return {str(c.value): f"{c.column_letter}{row}" for c in page[head] if c.value}


@pytest.mark.parametrize("name", list(dict.fromkeys(of for of, _ in ALL)))
def test_the_sheets_say_what_clear_says(name: str, sheets: Sheets) -> None:
    sheet, (main, detail) = sheets.book, sheets.names[name]
    for r in sheets.rows[name]:
        cells = at(sheet, detail, "B", r.id)
        for heading, key in COLUMNS.items():
            assert str(sheet.book[detail][cells[heading]].value).startswith("="), (r.id, heading)
            assert sheet.value(detail, cells[heading]) == r.after[key], (r.id, heading)
        cells = at(sheet, main, "A", r.id)
        found = {heading: sheet.value(main, cells[heading]) for heading in ("应补拨", "应扣回")}
        assert found == {"应补拨": r.after["to_pay"], "应扣回": r.after["to_recover"]}, r.id


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_calculates_what_clear_says(sheets: Sheets, tmp_path: Path) -> None:
    sheets.book.book.save(tmp_path / "all.xlsx")  # openpyxl keeps no results: whoever opens it has to calculate
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "out"), str(tmp_path / "all.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    there = load_workbook(tmp_path / "out" / "all.xlsx", data_only=True)
    for name, (main, detail) in sheets.names.items():
        for r in sheets.rows[name]:
            cells = at(sheets.book, detail, "B", r.id)
            found = {key: there[detail][cells[heading]].value for heading, key in COLUMNS.items()}
            assert found == {key: r.after[key] for key in COLUMNS.values()}, (name, r.id)
            cells = at(sheets.book, main, "A", r.id)
            paid = tuple(there[main][cells[heading]].value for heading in ("应补拨", "应扣回"))
            assert paid == (r.after["to_pay"], r.after["to_recover"]), (name, r.id)


@pytest.mark.parametrize(("name", "mechanism"), ALL)
def test_the_filled_example_is_a_case_that_clear_takes(name: str, mechanism: str, tmp_path: Path) -> None:
    policy, file = read_policy(name), tmp_path / "case.toml"
    file.write_text(as_toml(example(policy, mechanism)), encoding="utf-8")
    result = clear_case(policy, read_case(str(file)))
    assert result["budget"] > 0
    assert result["balance"] > 0
    assert result["to_pay"] > 0


def test_a_policy_without_a_budget_has_no_example() -> None:
    with pytest.raises(Problems) as refused:
        example(read_policy("baseline-ffs"))
    assert "没有要清算的预算" in refused.value.render("zh")
    with pytest.raises(Problems) as refused:
        example(read_policy("package-60"), "packages")
    assert "payment.package" in refused.value.render("en")
