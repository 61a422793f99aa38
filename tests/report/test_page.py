"""The page says what the tables say, in two languages, alone, and nothing that comes from a file can do harm."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from sim.experiment.store import Run, read_any, write_comparison
from sim.foundation.errors import Problems
from sim.report.languages import by_language
from sim.report.page import SECTIONS, render, write_report
from sim.report.sections.fund import balance, balance_after_clearing, cleared
from tests import runs

NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>'
VOID = {"meta", "input", "br", "rect", "path"}


class Page(HTMLParser):
    """Open tags in order, ids, text outside of style and script; complains about tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.stack or self.stack[-1] not in ("style", "script"):
            self.text.append(data)

    @property
    def words(self) -> str:
        return "".join(self.text)


@pytest.fixture(scope="module", params=[1, 2, 3], ids=["run", "two policies", "three policies"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(several(request.param)))


def several(count: int) -> list[Run]:
    third = runs.run("third", "第三种做法", baseline=False, shift=0.08)
    return [runs.run(), runs.reform(), third][:count]


def test_every_section_is_there_and_the_links_lead_to_it(page: Page) -> None:
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = {str(attrs["href"]) for tag, attrs in page.tags if tag == "a"}
    assert set(SECTIONS) - {"years", "intervals", "effects"} <= ids
    assert {link.removeprefix("#") for link in links} <= ids


def test_the_page_asks_nobody_for_anything(page: Page) -> None:
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed", "base", "form"}
    assert not [attrs for _, attrs in page.tags if {"src", "srcset", "action"} & set(attrs)]
    html = render(several(2))
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|http-equiv=\"refresh", html)
    assert set(re.findall(r"https?://[^\s\"'<>]+", html)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in html


def test_both_languages_are_on_the_page_and_one_is_shown(page: Page) -> None:
    spans = [str(attrs.get("class")) for _, attrs in page.tags if attrs.get("class") in ("zh", "en")]
    assert spans.count("zh") > 100
    for lang, box in (("zh", "lang-zh"), ("en", "lang-en")):
        checked = [a["id"] for _, a in Page(render(several(1), lang)).tags if "checked" in a]
        assert checked == [box]


def test_a_reader_finds_the_amounts_of_the_tables(page: Page) -> None:
    assert "45,000.0" in page.words  # 500,000 x (320 + 580) yuan
    assert "3,250.0" in page.words  # 500,000 x 65 yuan
    assert "849,996" in page.words  # visits at village clinics: 12 x (850,000 // 12)


def test_differences_carry_their_sign() -> None:
    words = Page(render(several(2))).words
    assert "B\u2212A" in words
    moved = 12 * ((15_200 + 1_672) // 12) - 12 * (15_200 // 12)
    assert f"+{moved:,}" in words


def test_what_clearing_moves_counts_in_the_year_that_it_is_about() -> None:
    base, reform = several(2)
    assert cleared(base) == (0.0, 0.0, 0.0)
    assert cleared(reform) == (0.0, 20_000.0, 0.0)
    assert balance_after_clearing(reform) == balance(reform) + 20_000.0
    assert balance_after_clearing(base) == balance(base)
    words = Page(render([base, reform])).words
    assert "清算后的本年结余" in words
    assert "清算后的本年结余" not in Page(render([base])).words


def test_a_finding_shared_by_policies_stands_once_with_their_letters() -> None:
    words = Page(render(several(3))).words
    assert words.count("盈亏平衡增长率") == 1
    assert "Break-even growth · B, C" in words


def test_findings_that_differ_only_in_words_stand_once_with_each_policys_words() -> None:
    first, second = several(3)[1:]
    finding = second.manifest.findings[0].model_copy(update={"how_zh": "同样的和；另一种说法"})
    other = finding.model_copy(update={"how_zh": "同样的和；一种说法"})
    first = Run(first.manifest.model_copy(update={"findings": (other,)}), first.tables)
    second = Run(second.manifest.model_copy(update={"findings": (finding,)}), second.tables)
    words = Page(render([runs.run(), first, second])).words
    assert words.count("盈亏平衡增长率") == 1
    assert "同样的和；B：一种说法；C：另一种说法" in words


def two_years(run: Run) -> Run:
    """The sample with a second year, in which the fund's amounts are doubled."""
    tables = {}
    for name, frame in run.tables.items():
        if "year" in frame and len(frame):
            later = frame.assign(year=frame["year"] + 1)
            if name == "fund":
                later["amount_yuan"] *= 2
            frame = pd.concat([frame, later], ignore_index=True)
        tables[name] = frame
    return Run(run.manifest.model_copy(update={"years": 2}), tables)


def test_several_years_stand_side_by_side_and_any_of_them_can_be_the_pages_year(tmp_path: Path) -> None:
    both = [two_years(run) for run in several(2)]
    page = Page(render(both))
    assert "years" in {attrs.get("id") for _, attrs in page.tags}
    assert "45,000.0" in page.words  # the first year's income
    assert "90,000.0" in page.words  # the second year's
    folder = write_comparison(both, tmp_path)
    earlier = write_report(folder, year=2021).read_text(encoding="utf-8")
    assert "90,000.0" not in Page(earlier).words
    with pytest.raises(Problems, match="was not simulated"):
        write_report(folder, year=2030)


def test_one_year_has_no_section_of_years() -> None:
    assert 'id="years"' not in render(several(2))


def test_reasons_of_county_files_show_each_language_for_itself() -> None:
    assert by_language("等待与出行相比。Waiting against travel") == ("等待与出行相比", "Waiting against travel")
    assert by_language("示例 / an example") == ("示例", "an example")
    for alone in ("only English; doi 10.1/2", "2021年公报（待核）", "两个城市（PMC1 表1）"):
        assert by_language(alone) == (alone, alone)


def test_replications_stand_on_the_page_with_their_intervals(tmp_path: Path) -> None:
    folder = write_comparison(several(2), tmp_path)
    assert 'id="intervals"' not in write_report(folder).read_text(encoding="utf-8")
    row = {"outcome": "fund.balance", "mean": 2e6, "difference": 1e6, "t_low": 4e5, "t_high": 1.6e6, "n": 30, "unit": "yuan"}
    names = {"zh": "本年结余", "en": "balance"}
    frame = pd.DataFrame([row | names | {"policy": policy} for policy in ("baseline-ffs", "rizhao-sample")])
    frame.to_csv(folder / "intervals.csv", index=False, encoding="utf-8-sig")
    words = Page(write_report(folder).read_text(encoding="utf-8")).words
    assert "+40.0 … +160.0" in words
    assert "一个随机种子的结果，没有区间" not in words


def test_a_policy_without_effect_is_said_to_have_none() -> None:
    same = runs.run("same", "同样的政策", baseline=False)
    words = Page(render([runs.run(), same])).words
    assert "B与A的基金收支完全相同" in words
    assert "Under B everybody is treated where A treats them" in words


def test_provisions_stand_in_the_words_of_their_document() -> None:
    words = Page(render(several(2))).words
    assert "「按照每人50元的标准确定门诊统筹医疗费用年度控制总额」" in words
    assert "文件未写明" in words  # why the growth is an assumption


def test_names_from_files_come_out_as_text() -> None:
    nasty = [runs.named(run, NASTY) for run in several(2)]
    html = render(nasty)
    assert "<script>alert" not in html
    found = Page(html)
    assert NASTY in found.words
    assert [tag for tag, _ in found.tags].count("script") == 1


def test_a_county_of_any_name_does_no_harm_in_any_file(tmp_path: Path) -> None:
    folder = write_comparison([runs.named(run, NASTY) for run in several(2)], tmp_path)
    write_report(folder)
    assert "<script>alert" not in (folder / "report.html").read_text(encoding="utf-8")
    for table in folder.rglob("*.csv"):
        with table.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        risky = [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
        assert all(_number(cell) for cell in risky), table
    assert read_any(folder)[0].manifest.county.name_zh == NASTY  # and it comes back as it was


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_village_clinics_fold_under_their_township() -> None:
    html = render(several(1))
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    centre = next(body for body in bodies if "河湾镇卫生院" in body)
    assert centre.count('class="child"') == 3
    assert "河湾镇第3村卫生室" in centre


def test_what_is_not_known_is_a_dash_and_not_zero() -> None:
    html = render(several(1))
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if "City Hospital" in row)
    assert '<td class="n">\u2013</td>' in row


def test_failed_checks_and_small_scales_stand_at_the_top() -> None:
    good = runs.run()
    check = good.manifest.checks[0].model_copy(update={"ok": False})
    bad = Run(good.manifest.model_copy(update={"checks": (check,), "scale": 0.1}), good.tables)
    head = render([bad]).partition("</header>")[0]
    assert "有核对未通过" in head
    assert "排队不随规模缩放" in head
    assert "有核对未通过" not in render([good])


def test_the_page_is_made_from_the_folder_alone(tmp_path: Path) -> None:
    folder = write_comparison(several(3), tmp_path)
    file = write_report(folder, "en")
    assert file == tmp_path / "report.html"
    assert file.read_text(encoding="utf-8") == render(several(3), "en")
