"""The page of seven policies with every stored table, measured in a browser: on a phone, on a desk, on A4, in both languages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.report.page import write_report
from tests import runs
from tests.report import many
from tests.report.browser import A4_HEIGHT, A4_TEXT, Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no headless browser on this machine")
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
BEYOND = """Array.from(document.querySelectorAll("body *")).filter(function (one) {
  return !one.closest("svg") && !SCROLLED && one.getClientRects().length && one.getBoundingClientRect().right > WIDTH + 1;
}).map(function (one) {
  return one.tagName + " " + one.textContent.trim().slice(0, 30) + " ends at " + Math.round(one.getBoundingClientRect().right);
})"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(str(CHROMIUM), tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module", params=[2, 7], ids=["two policies", "seven policies"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Titles and amounts as long as those of real policies and a whole county."""
    reforms = [
        runs.run(f"reform-{n}", f"第{n}种做法：总额打包，结余留用60%、超支分担60%", baseline=False, shift=0.04 * n)
        for n in range(1, request.param)
    ]
    compared = [many.with_notices(run) for run in (runs.run(), *reforms)]
    return write_report(many.write(compared, tmp_path_factory.mktemp("page")))


@LANGS
@pytest.mark.parametrize("width", [390, 1100], ids=["phone", "desk"])
def test_the_page_never_scrolls_sideways_only_its_boxes_do(browser: Browser, page: Path, width: int, lang: str) -> None:
    browser.open(page, width, lang)
    root = "document.documentElement"
    assert browser.ask(f"{root}.scrollWidth") <= browser.ask(f"{root}.clientWidth")
    inner = "one.closest('.scroll') && !one.classList.contains('scroll')"
    assert browser.ask(BEYOND.replace("SCROLLED", f"({inner})").replace("WIDTH", f"{root}.clientWidth")) == []
    tall = "Array.from(document.querySelectorAll('tbody tr')).map(function (one) { return one.getBoundingClientRect().height; })"
    assert max(browser.ask(tall)) <= 400  # no row is drawn out over half a screen by a narrow column
    assert browser.requests() == [page.as_uri()]
    assert browser.complaints() == []


@LANGS
def test_on_a_desk_every_table_fits_without_a_scroll_box(browser: Browser, page: Path, lang: str) -> None:
    browser.open(page, 1100, lang)
    wide = "filter(function (box) { return box.scrollWidth > box.clientWidth + 1; })"
    boxes = f"Array.from(document.querySelectorAll('.scroll')).{wide}"
    assert browser.ask(f"{boxes}.map(function (box) {{ return box.getAttribute('aria-label'); }})") == []


@LANGS
def test_on_paper_nothing_is_wider_than_the_text(browser: Browser, page: Path, lang: str) -> None:
    browser.open(page, A4_TEXT, lang, paper=True)
    assert browser.ask("document.querySelectorAll('details.paper:not([open])').length") == 0
    assert browser.ask(BEYOND.replace("SCROLLED", "false").replace("WIDTH", str(A4_TEXT))) == []


@LANGS
def test_on_paper_every_picture_fits_on_a_page_and_every_number_can_be_read(browser: Browser, page: Path, lang: str) -> None:
    """6 points are 8 pixels of 1/96 inch."""
    browser.open(page, A4_TEXT, lang, paper=True)
    shown = "Array.from(document.querySelectorAll('%s')).filter(function (one) { return one.getClientRects().length; })"
    heights = browser.ask(shown % "figure" + ".map(function (one) { return one.getBoundingClientRect().height; })")
    assert max(heights) <= A4_HEIGHT
    sizes = browser.ask(shown % "td, th, td small" + ".map(function (one) { return parseFloat(getComputedStyle(one).fontSize); })")
    assert min(sizes) >= 8


@LANGS
def test_a_language_shows_nothing_of_the_other(browser: Browser, page: Path, lang: str) -> None:
    browser.open(page, 1100, lang)
    other = "en" if lang == "zh" else "zh"
    shown = "filter(function (one) { return one.getClientRects().length; })"
    assert browser.ask(f"Array.from(document.querySelectorAll('.page .{other}')).{shown}.length") == 0
    assert browser.ask("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[lang]


def test_a_click_sorts_tables_of_many_policies_by_the_level_above_the_difference(browser: Browser, page: Path) -> None:
    browser.open(page, 1100, "en")
    table = "document.querySelector('#institutions table.sortable')"
    last = f"{table}.tHead.rows[{table}.tHead.rows.length - 1].cells"
    column = 3
    browser.ask(f"{last}[{column}].querySelector('button').click()")
    keys = browser.ask(f"Array.from({table}.tBodies).map(function (b) {{ return b.rows[0].cells[{column}].dataset.key; }})")
    known = [float(key) for key in keys if key is not None]
    assert len(known) > 3
    assert known == sorted(known, reverse=True)
    assert all(key is None for key in keys[len(known) :])
