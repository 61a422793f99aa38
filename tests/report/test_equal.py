"""Every table of a report is read back out of the page, the workbook and the Word documents, and held against the others and
against the stored tables: one run and replications, in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from sim.experiment.store import csv_text, read_any, write_comparison
from sim.foundation.errors import Lang
from sim.report.office.write import write_documents
from sim.report.page import write_report
from tests import runs
from tests.report import many, read_back
from tests.report.test_ranges_section import drawn, ranked

NUMBER = re.compile(r"[+\u2212]?[\d,]+(\.\d+)?%?")
DIRECT = ("intervals.csv", "risk.csv", "states.csv", "effects.csv", "provisions.csv", "gains.csv", "journeys.csv", "ranges.csv",
          "assumptions.csv", "institutions.csv", "clearing.csv", "indicators.csv", "indicators-months.csv", "fit.csv")  # fmt: skip
"""Tables whose every number on the page is one of the file, or the difference of two policies in it."""


class Made:
    """A comparison with all its documents."""

    def __init__(self, folder: Path, lang: Lang, replicated: bool) -> None:
        compared = [many.with_notices(runs.run()), many.with_notices(runs.run("reform-1", "改革", baseline=False, shift=0.04))]
        self.folder, self.lang, self.replicated = folder, lang, replicated
        if replicated:
            many.write(compared, folder)
            for name, frame in (("assumptions", drawn()), ("ranges", ranked())):
                (folder / f"{name}.csv").write_bytes(csv_text(frame))
        else:
            write_comparison(compared, folder)
        self.page = read_back.of_page(write_report(folder, lang), lang)
        write_documents(folder, lang)
        self.sheets = read_back.of_workbook(folder / "report.xlsx")

    def numbers(self, file: str) -> Iterator[float]:
        """Every number of a stored table, of each policy, and what each row of a policy differs from that of the first."""
        found = sorted(self.folder.rglob(file), key=lambda path: (path.parent != self.folder, path.parent.name != "baseline-ffs"))
        frames = [pd.read_csv(path, encoding="utf-8-sig").select_dtypes("number") for path in found]
        for frame in frames:
            yield from frame.to_numpy(float).ravel().tolist()
            if frame.shape == frames[0].shape:
                yield from (frame - frames[0]).to_numpy(float).ravel().tolist()
        if file == "intervals.csv":  # of forest plots: differences over the baseline's mean
            frame = frames[0]
            yield from (frame["difference"] / frame["mean"].iloc[0] * 100).tolist()
        if file == "fit.csv":
            yield from (frames[0]["simulated"] / frames[0]["target"] - 1).tolist()
        if file == "gains.csv":
            yield from frames[0].div(frames[0]["count"], axis=0).to_numpy(float).ravel().tolist()


@pytest.fixture(scope="module", params=[("zh", False), ("zh", True), ("en", False), ("en", True)], ids=lambda p: f"{p[0]}-{p[1]}")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("equal"), *request.param)


def test_every_table_of_the_page_is_a_sheet_with_the_same_texts(made: Made) -> None:
    """A sheet may have more columns. Clearing is there as a sheet that calculates, forest plots in percent as differences."""
    sheets = [sheet.cells() for sheet in made.sheets]
    alone = []
    for table in made.page:
        shown = table.cells()
        if not any(shown.keys() <= sheet.keys() and all(read_back.same(shown[k], sheet[k]) for k in shown) for sheet in sheets):
            alone += [table] if table.heads[0] not in ("假设", "Assumption") else []  # sentences, laid out otherwise
    assert {table.file for table in alone} <= {"clearing.csv", "intervals.csv"}, [(t.file, t.heads) for t in alone]
    assert [t for t in alone if t.file == "intervals.csv"] == [t for t in alone if any(h.endswith("|%") for h in t.heads)]
    files = {table.file for table in made.page}
    wanted = {"fund.csv", "institutions.csv", "clearing.csv", "indicators.csv", "indicators-months.csv", "fit.csv",
              "homes.parquet", "patients.csv"}  # fmt: skip
    more = ["intervals", "states", "risk", "effects", "provisions", "gains", "ranges", "assumptions"]
    assert wanted | ({f"{name}.csv" for name in more} if made.replicated else set()) <= files


def test_every_number_of_the_page_is_one_of_its_file(made: Made) -> None:
    """The exact value behind a cell is a number of the CSV that is named below the table: as it is, in 万元, in percent."""
    for table in made.page:
        if table.file not in DIRECT:
            continue
        scales = (1.0, 1e-2, 1e-4, 1e-6, 100.0)
        known = sorted({abs(x) * scale for x in made.numbers(table.file) if math.isfinite(x) for scale in scales})
        series = pd.Series(known)
        for row, keys in zip(table.rows, table.keys, strict=True):
            for text, key in zip(row[1:], keys[1:], strict=True):
                if key is not None and key == key and not _total(row[0]):
                    near = series[series.searchsorted(abs(key) * (1 - 1e-9) - 1e-9) :].iloc[:1]
                    assert len(near), (table.file, row[0], text, key)
                    assert abs(near.iloc[0] - abs(key)) <= 1e-8 * max(abs(key), 1.0) + 1e-8, (table.file, row[0], text, key)


def _total(label: str) -> bool:
    return label in ("合计", "total", "Total", "县内合计", "Total in the county")


def test_the_text_of_a_cell_is_the_value_behind_it(made: Made) -> None:
    """Rounded as it is shown, in one of the units of a report."""
    for table in made.page:
        for row, keys in zip(table.rows, table.keys, strict=True):
            for text, key in zip(row, keys, strict=True):
                if key is not None and NUMBER.fullmatch(text):
                    value = float(text.replace(",", "").replace("\u2212", "-").rstrip("%"))
                    half = 0.5000001 * 10.0 ** -len(text.rstrip("%").partition(".")[2])
                    assert any(abs(value - key * scale) <= half for scale in (1.0, 1e-4, 100.0)), (table.file, row[0], text, key)


def test_the_statement_is_the_sum_of_its_postings(made: Made) -> None:
    """Every official line: its rows of fund.csv of the year and basis, in 万元, of each policy in its column."""
    year, count = 2021, 0
    statements = [table for table in made.page if table.file == "fund.csv"][:2]
    for table, basis in zip(statements, ("incurred", "cash"), strict=True):
        shown = table.cells()
        for letter, run in zip("AB", read_any(made.folder), strict=True):
            fund = run["fund"]
            of = fund[(fund["year"] == year) & (fund["basis"] == basis)].groupby(f"name_{made.lang}")["amount_yuan"].sum()
            head = next(h for h in table.heads if h.startswith(f"{letter}|"))
            for line, amount in of.items():
                name = read_back.plain(line[:1].upper() + line[1:])
                if (name, 0, head, 0) in shown:
                    assert shown[name, 0, head, 0] == f"{amount / 10_000:,.1f}".replace("-", "\u2212"), (basis, name)
                    count += 1
    assert count >= 16


def test_the_numbers_of_the_word_documents_are_those_of_the_page_or_sums_of_stored_tables(made: Made) -> None:
    """By tier: contacts from flows.csv, money from institutions.csv; a head: own payments over persons of patients.csv. Typical
    cases are settled for the document alone."""
    known = {text for table in (*made.page, *made.sheets) for row in table.rows for text in row} | set(_sums(made))
    known |= {part for text in known for part in re.split(r"[（\[\]/ …]+", text)}
    count = 0
    for name in ("brief.docx", "测算报告.docx"):
        for table in read_back.of_document(made.folder / name):
            if table.heads[0] in ("典型病例", "Typical case", "typical case"):
                continue
            for row in table.rows:
                for text in row[1:]:
                    if NUMBER.fullmatch(text):
                        assert text in known, (name, table.heads[:3], row[0], text)
                        count += 1
    assert count > 100


def _sums(made: Made) -> Iterator[str]:
    """Sums of the stored tables as documents write them, with what each differs from the first policy's."""
    values: list[dict[object, float]] = []
    for run in read_any(made.folder):
        of: dict[object, float] = {}
        for kind, rows in run["flows"].groupby("kind"):
            tiers = rows.groupby("tier")["count"].sum()
            of |= {("flows", kind, tier): float(n) for tier, n in tiers.items()} | {("flows", kind): float(tiers.sum())}
        inside = run["institutions"][run["institutions"]["place"] == "county"]
        for column in ("alliance_money_yuan", "bonus_yuan"):
            by = inside.groupby("tier")[column].sum()
            of |= {(column, tier): float(x) / 10_000 for tier, x in by.items()} | {(column,): float(by.sum()) / 10_000}
        budgets = run["clearing"]
        for column in ("retained_yuan", "borne_yuan"):
            of[column, "cleared"] = float(budgets[column].sum()) / 10_000 if len(budgets) else 0.0
        paid = run["patients"].drop(columns=["year", "klass", "age_band"]).sum()
        insured = paid[[f"{name}_yuan" for name in ("basic", "catastrophic", "assistance", "supplement")]].sum()
        of["ratio"] = 100 * float(insured / paid["charge_yuan"])
        left = 123_456 - 10_000 * (of["retained_yuan", "cleared"] - of["borne_yuan", "cleared"])  # of 2,000,000 allotted
        of["quota"] = 100 * left / 2_000_000
        of["short"] = float((budgets["balance_yuan"] < 0).sum()) if len(budgets) else 0.0
        of["head"] = float(paid["own_paid_yuan"] / paid["persons"])
        values.append(of)
    for of in values:
        for key, value in of.items():
            for number in (value, value - values[0][key]):
                for digits in (0, 1, 2):
                    text = f"{abs(number):,.{digits}f}"
                    yield from (f"{sign}{text}{unit}" for sign in ("", "+" if number > 0 else "\u2212") for unit in ("", "%"))
