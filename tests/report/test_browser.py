"""What a reader can do on the page, in a headless browser: sort, unfold, change the language, without any request."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sim.report.page import render
from tests import runs

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no headless browser on this machine")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-logging=stderr"]
PROBE = """<script>
(function () {
  var said = [], table = document.querySelector("#institutions table.sortable"), body = table.tBodies;
  var heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
  function first() { return table.tBodies[0].rows[0].cells[0].querySelector(".zh").textContent; }
  function shown(element) { return getComputedStyle(element).display !== "none"; }
  function closed() { return document.querySelectorAll("details.paper:not([open])").length; }
  function say(name, value) { said.push(name + "=" + value); }
  window.onerror = function (message) { say("error", message); };
  console.error = console.warn = function (message) { say("error", message); };
  var clinic = table.querySelector("tr.child"), fold = table.querySelector(".fold");
  say("folded", !shown(clinic));
  fold.click(); say("unfolded", shown(clinic));
  fold.click(); say("folded_again", !shown(clinic));
  say("before", first());
  heads[2].querySelector("button").click(); say("most_visits", first());
  heads[2].querySelector("button").click(); say("fewest_visits", first());
  var bonus = heads[Math.min(7, heads.length - 1)];
  bonus.querySelector("button").click();
  say("bonus_last", body[body.length - 1].rows[0].textContent.indexOf("市级医院") >= 0);
  say("sorted", bonus.getAttribute("aria-sort"));
  var zh = document.querySelector("h2 .zh"), en = document.querySelector("h2 .en");
  say("chinese", shown(zh) && !shown(en));
  document.querySelector("label[for=lang-en]").click();
  say("english", shown(en) && !shown(zh)); say("lang", document.documentElement.lang);
  say("closed", closed());
  window.dispatchEvent(new Event("beforeprint"));
  say("closed_on_paper", closed());
  say("clinics_stay_folded", !shown(clinic));
  window.dispatchEvent(new Event("afterprint"));
  say("closed_again", closed());
  say("requests", performance.getEntriesByType("resource").length);
  document.title = said.join("|");
})();
</script>"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return probed(render([runs.run()]), tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return probed(render([runs.run(), runs.reform()]), tmp_path_factory.mktemp("browser"))


def probed(html: str, folder: Path, probe: str = PROBE) -> dict[str, str]:
    """What the probe finds on the page, by name."""
    page = folder / "page.html"
    page.write_text(html.replace("</body>", probe + "</body>"), encoding="utf-8")
    command = [str(CHROMIUM), *OPTIONS, f"--user-data-dir={folder}/profile", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title
    return dict(part.split("=", 1) for part in title[1].split("|"))


def test_village_clinics_fold_and_unfold(said: dict[str, str]) -> None:
    assert (said["folded"], said["unfolded"], said["folded_again"]) == ("true", "true", "true")


def test_a_click_sorts_and_a_second_click_turns_round(said: dict[str, str]) -> None:
    assert said["most_visits"] == "示例县人民医院"  # 420,000 visits
    assert said["fewest_visits"] == "城关镇卫生院"  # 44,000, the first of three equal ones


def test_what_is_not_known_is_sorted_last(said: dict[str, str]) -> None:
    assert (said["sorted"], said["bonus_last"]) == ("descending", "true")


def test_the_language_changes_without_a_request(said: dict[str, str]) -> None:
    assert (said["chinese"], said["english"], said["lang"], said["requests"]) == ("true", "true", "en", "0")
    assert "error" not in said


def test_paper_unfolds_what_must_be_read_and_the_screen_folds_it_again(compared: dict[str, str]) -> None:
    assert int(compared["closed"]) > 2
    assert (compared["closed_on_paper"], compared["clinics_stay_folded"]) == ("0", "true")
    assert compared["closed_again"] == compared["closed"]
    assert "error" not in compared


def test_the_printed_page_holds_the_values_of_every_provision(tmp_path: Path) -> None:
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(render([runs.run(), runs.reform()]), encoding="utf-8")
    options = [*OPTIONS, f"--user-data-dir={tmp_path}/profile", "--no-pdf-header-footer", f"--print-to-pdf={paper}"]
    done = subprocess.run([str(CHROMIUM), *options, page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    assert paper.read_bytes().startswith(b"%PDF")
    assert paper.read_bytes().count(b"/Type /Page\n") >= 3
    assert "CONSOLE" not in done.stderr


def test_without_script_everything_is_shown() -> None:
    html = render([runs.run()])
    assert 'class="folded"' not in html
    assert "<noscript" not in html  # nothing is hidden that a script would have to show
    assert re.search(r'<button class="fold"[^>]*hidden', html)
