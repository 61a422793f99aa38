"""The Word documents say what the tables say, in both languages, and the same numbers stand in every format."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

import sim
from sim.analysis.paired import paired
from sim.experiment.cards import policy_card
from sim.experiment.store import Run, read_run, write_comparison, write_run
from sim.experiment.typical import read_cases, settle
from sim.foundation.errors import Lang
from sim.policy.read import read_policy
from sim.report import brief, estimate
from sim.report.numbers import wan
from sim.report.office.replicated import Replicated
from sim.report.office.words import OFFICE
from sim.report.page import write_report
from sim.report.sections.effects import Stored
from sim.report.sections.fund import balance_after_clearing
from sim.report.workbook import write_workbook
from tests import runs
from tests.report.formulas import Spreadsheet

NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>\x0b'


def words_of(file: Path) -> str:
    """All text of a document, cells of tables too."""
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def shipped(policy: str, baseline: bool) -> Run:
    """The sample run under a shipped policy."""
    sample = runs.run() if baseline else runs.reform()
    card = policy_card(read_policy(policy))
    return replace(sample, manifest=sample.manifest.model_copy(update={"policy": card}))


@pytest.mark.parametrize("key", OFFICE)
def test_every_word_exists_in_both_languages(key: str) -> None:
    zh, en = OFFICE[key]
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert en.strip()
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 2])
def test_the_brief_has_question_answer_table_picture_and_doubts(tmp_path: Path, lang: str, count: int) -> None:
    sample = [runs.run(), runs.reform()][:count]
    brief.save(sample, tmp_path / "brief.docx", lang)  # type: ignore[arg-type]
    said = words_of(tmp_path / "brief.docx")
    study = sample[0].manifest.study
    assert (study.question_zh if lang == "zh" else study.question_en) in said
    for run in sample:
        assert wan(balance_after_clearing(run)) in said
    assert OFFICE["sure_behaviour"][lang == "en"] in said
    assert len(Document(str(tmp_path / "brief.docx")).inline_shapes) == 1
    assert ("R-3" in said) == (count == 2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_estimate_has_every_part_and_leaves_the_decision_open(tmp_path: Path, lang: str) -> None:
    estimate.save([runs.run(), runs.reform()], tmp_path / "e.docx", lang)  # type: ignore[arg-type]
    said = words_of(tmp_path / "e.docx")
    parts = ("est_basis", "est_scope", "est_data", "est_compare", "est_parties", "est_risks", "est_advice")
    places = [said.index(OFFICE[part][lang == "en"]) for part in parts]
    assert places == sorted(places)
    assert said.count(OFFICE["fill_in"][lang == "en"]) >= 5
    assert "rizhao-sample" in said  # no such policy on the shelf: said, not passed over
    assert "按照每人50元的标准确定门诊统筹医疗费用年度控制总额" in said or lang == "en"


def test_typical_cases_are_paid_as_the_documents_say(tmp_path: Path) -> None:
    """Under the composite baseline: village visit 38 x 60 % = 22.80; township stay (1,992.72 - 200) x 85 % = 1,523.812;
    county stay (5,764.62 - 500) x 80 % = 4,211.696, half up to the fen."""
    estimate.save([shipped("baseline-ffs", True), shipped("rizhao-2017", False)], tmp_path / "e.docx")
    tables = Document(str(tmp_path / "e.docx")).tables
    cases = next(t for t in tables if t.rows[0].cells[0].text == "典型病例" and len(t.columns) > 2)  # equal columns are one
    paid = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in cases.rows[1:]}
    assert len(paid) == 11
    assert paid["村卫生室门诊，一般居民"][:4] == ["40.00", "38.00", "22.80", "17.20"]
    assert paid["乡镇卫生院住院，一般居民"][:4] == ["2,166.00", "1,992.72", "1,523.81", "642.19"]
    assert paid["县级医院住院，一般居民"][:4] == ["6,626.00", "5,764.62", "4,211.70", "2,414.30"]


def test_every_case_is_accepted_by_every_policy_of_its_day_and_adds_up() -> None:
    cases = read_cases()
    assert len(cases) == 11
    for name in ("baseline-ffs", "rizhao-2017"):
        for settled in settle(read_policy(name), cases, pd.Timestamp("2021-07-01").date()):
            assert round(settled.paid + settled.own, 2) == settled.charge
            assert settled.eligible <= settled.charge


def test_names_with_markup_and_control_characters_are_text(tmp_path: Path) -> None:
    nasty = runs.named(runs.reform(NASTY), NASTY)
    for save in (brief.save, estimate.save):
        save([nasty], tmp_path / "x.docx")
        assert NASTY.removesuffix("\x0b") in words_of(tmp_path / "x.docx")


def many_policies(count: int) -> list[Run]:
    """The baseline and `count` - 1 reforms of their own titles."""
    return [runs.run(), *(runs.reform(f"reform-{n}") for n in range(1, count))]


def differences_of(pairs: int) -> Replicated:
    """Stored differences of two policies from `pairs` replications: 9,000, 10,000, ... yuan."""
    base = pd.DataFrame({"fund.balance_cleared": [1e6] * pairs})
    reform = pd.DataFrame({"fund.balance_cleared": [1.009e6 + 1e3 * n for n in range(pairs)]})
    words = pd.DataFrame({"unit": ["yuan"], "zh": ["基金结余"], "en": ["balance"]}, index=["fund.balance_cleared"])
    both = {"baseline-ffs": base, "rizhao-sample": reform}
    return Replicated(paired(both, words.rename_axis("outcome"), "baseline-ffs"), pd.DataFrame())


@pytest.mark.parametrize(("lang", "once", "many"), [("zh", "--seeds 30", "3次成对重复"), ("en", "--seeds 30", "3 paired")])
def test_one_pair_has_no_interval_and_the_documents_say_how_to_get_one(
    tmp_path: Path, lang: Lang, once: str, many: str
) -> None:
    """Three pairs of 9,000, 10,000 and 11,000 yuan: +1.0 within +0.8 ... +1.2 (4.302653 x 1,000 / sqrt(3) = 2,484 yuan)."""
    pair = [runs.run(), runs.reform()]
    for document in (brief, estimate):
        document.save(pair, tmp_path / "one.docx", lang, differences_of(1))
        document.save(pair, tmp_path / "many.docx", lang, differences_of(3))
        one, three = words_of(tmp_path / "one.docx"), words_of(tmp_path / "many.docx")
        assert once in one
        assert not re.search(r"95\s*%", one)
        assert many in three
        assert once not in three
        assert "+0.8 … +1.2" in three


def test_documents_have_the_split_of_effects_where_it_was_made(tmp_path: Path) -> None:
    """1,234,500 fen are 1.2 万元 (1.2345), -3,000,000 fen are -3.0."""
    row = {"policy": "rizhao-sample", "outcome": "fund.balance_cleared", "unit": "fen"}
    parts = pd.DataFrame([row | {"mechanical": 1_234_500, "behavioural": -3_000_000, "total": -1_765_500}])
    for document in (brief, estimate):
        document.save([runs.run(), runs.reform()], tmp_path / "d.docx", "zh", Replicated(stored=Stored(parts)))
        tables = Document(str(tmp_path / "d.docx")).tables
        split = next(t for t in tables if t.rows[0].cells[1].text == "清算后结余")
        said = ["B\u2212A", "+1.2", "\u22123.0", "\u22121.8", *"\u2013" * 6]
        whole = ["政策", *["机械效应", "行为效应", "合计"] * 3]
        assert [[cell.text for cell in row.cells] for row in split.rows[1:]] == [whole, said]
        assert [cell.text for cell in split.rows[0].cells[::3]] == ["政策", "清算后结余", "个人负担", "绩效奖励"]


def test_many_policies_have_their_values_side_by_side_without_differences(tmp_path: Path) -> None:
    brief.save(many_policies(8), tmp_path / "b.docx")
    tables = Document(str(tmp_path / "b.docx")).tables
    assert [cell.text for cell in tables[0].rows[0].cells] == ["指标", *"ABCDEFGH"]
    assert all(table.autofit is False and len(table.columns) <= 9 for table in tables)
    brief.save(many_policies(3), tmp_path / "b.docx")
    few = Document(str(tmp_path / "b.docx")).tables[0]
    assert [cell.text for cell in few.rows[0].cells] == ["指标", "A", "B", "B\u2212A", "C", "C\u2212A"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("count", [2, 8])
def test_the_brief_is_two_pages_at_most(tmp_path: Path, lang: str, count: int) -> None:
    compared = many_policies(count) if count > 2 else [shipped("baseline-ffs", True), shipped("rizhao-2017", False)]
    brief.save(compared, tmp_path / "b.docx", lang)  # type: ignore[arg-type]
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "pdf",
               "--outdir", str(tmp_path), str(tmp_path / "b.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "b.pdf").read_bytes())
    assert 1 <= len(pages) <= 2


def _everywhere(folder: Path, names: list[str]) -> None:
    """The fund's balance after clearing and its spending, from the CSV, are in html, xlsx and both Word documents."""
    write_report(folder)
    write_workbook(folder)
    texts = {"html": (folder / "report.html").read_text(encoding="utf-8")}
    texts |= {write(folder).name: words_of(write(folder)) for write in (brief.write_brief, estimate.write_estimate)}
    sheet = load_workbook(folder / "report.xlsx")["基金收支"]
    rows = {r[0].value: [c.value for c in r] for r in sheet.iter_rows(min_row=4)}
    for n, name in enumerate(names):
        table = pd.read_csv(folder / name / "fund.csv", encoding="utf-8-sig")
        table = table[(table["basis"] == "incurred") & (table["year"] == 2021)]
        sums = table.groupby("side")["amount_yuan"].sum()
        cleared = pd.read_csv(folder / name / "clearing.csv", encoding="utf-8-sig")
        cleared = cleared[cleared["year"] == 2021]
        left = sums["income"] - sums["spending"] - cleared["retained_yuan"].sum() + cleared["borne_yuan"].sum()
        column = 1 if n == 0 else 2 * n
        for heading, value in (("本年支出合计", sums["spending"]), ("清算后的本年结余", left)):
            assert rows[heading][column] == pytest.approx(value / 10_000, abs=1e-6)
            for where, text in texts.items():
                assert wan(value) in text, (where, heading, wan(value))


def test_numbers_are_equal_in_csv_html_xlsx_and_docx(tmp_path: Path) -> None:
    write_comparison([runs.run(), runs.reform()], tmp_path)
    _everywhere(tmp_path, ["baseline-ffs", "rizhao-sample"])


@pytest.mark.slow
def test_numbers_of_a_real_run_are_equal_in_every_format_and_in_the_ledger(tmp_path: Path) -> None:
    write_comparison(sim.compare("first-look", scale=0.01), tmp_path)
    names = ["baseline-ffs", "rizhao-2017", "rizhao-2017-indexed"]
    _everywhere(tmp_path, names)
    for name in names:
        run = read_run(tmp_path / name)
        ledger = pd.read_parquet(tmp_path / name / "ledger.parquet")
        first = run.manifest.warm_up_days
        year = ledger[(ledger["day"] >= first) & (ledger["day"] < first + 365)]
        spent = year.loc[year["debit"].isin(["basic_fund.benefits", "basic_fund.catastrophic_premium"]), "amount_fen"].sum()
        table = run["fund"]
        chosen = table[(table["basis"] == "incurred") & (table["side"] == "spending") & (table["year"] == 2021)]
        assert round(chosen["amount_yuan"].sum() * 100) == spent
    for letter, name in (("B", "rizhao-2017"), ("C", "rizhao-2017-indexed")):
        assert _to_pay(tmp_path / "report.xlsx", letter) == _paid_later(read_run(tmp_path / name))


def _to_pay(file: Path, letter: str) -> int:
    """What the clearing sheet says is still to be paid, less what is to be recovered, fen."""
    sheet = Spreadsheet(file)
    name = f"年度清算表 {letter}"
    last = next(c.row for c in sheet.book[name]["A"] if c.value == "合计")
    pay, recover = (float(str(sheet.value(name, f"{sheet.column(name, h, 5)}{last}"))) for h in ("应补拨", "应扣回"))
    return round((pay - recover) * 100)


def _paid_later(run: Run) -> int:
    """What the ledger pays after 31 December on the bills under Rizhao's budgets (stays and chronic care at the
    institutions with a budget; visits at centres and clinics), and the surplus paid out, fen."""
    ledger, clearing, table = run["ledger"], run["clearing"], run["institutions"]
    later = ledger[(ledger["day"] >= run.manifest.warm_up_days + 365) & (ledger["payer"] == "basic_fund")]
    later = later[later["debit"] == "institution.cash"]
    hospitals = set(clearing.loc[clearing["rule"] == "payment.hospital_budget", "id"])
    near = set(table.loc[table["tier"].isin(["village", "township"]) & (table["place"] == "county"), "id"])
    holder = later["holder"].astype(str)
    stays = holder.isin(hospitals) & later["line"].isin(["inpatient", "chronic_outpatient"])
    visits = holder.isin(near) & (later["line"] == "outpatient")
    bills = (stays | visits) & (later["purpose"] == "pay")
    return int(later.loc[bills | (later["purpose"] == "retained"), "amount_fen"].sum())


def test_a_single_run_has_its_documents_too(tmp_path: Path) -> None:
    write_run(runs.run(), tmp_path)
    assert brief.write_brief(tmp_path).exists()
    assert estimate.write_estimate(tmp_path, "en").name == "测算报告.docx"
