"""What the pages say is so: links lead somewhere, files and commands exist, the example rule works as printed."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import sim
from sim.cli import app
from sim.policy.cases import bill_case
from sim.policy.read import load_rules, read_policy

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [page for page in PAGES if page.name not in ("parameters.md", "outputs.md")]


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text(page), re.S)


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if not target.startswith(("http:", "https:")):
            file, _, part = target.partition("#")
            place = (page.parent / file).resolve() if file else page
            assert place.exists(), target
            if part:
                assert part in {anchor(h) for h in re.findall(r"^#+ (.*)$", text(place), re.M)}, target


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: p.name)
def test_files_that_are_named_exist(page: Path) -> None:
    example = {"sim/policy/benefit/inpatient_day_cap.py"}  # the one that the reader writes
    named = set(re.findall(r"`((?:sim|scenarios|tests|docs|benchmarks)/[\w./-]+)", text(page))) - example
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: p.name)
def test_functions_that_are_named_exist(page: Path) -> None:
    for file, names in re.findall(r"`(sim/[\w/]+\.py): ([\w, ]+)`", text(page)):
        for name in names.split(", "):
            assert re.search(rf"^(def|class) {name}\b", text(ROOT / file), re.M), (file, name)


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_the_readme_shows_every_command_and_no_other(page: Path) -> None:
    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    commands |= {group.name for group in app.registered_groups}
    table = set(re.findall(r"^\| `yigongti (\w+)", text(page), re.M))
    assert table == commands
    assert set(re.findall(r"yigongti ([a-z]{3,})\b", text(page))) <= commands


@pytest.mark.parametrize("page", READMES, ids=lambda p: p.name)
def test_options_that_are_named_exist(page: Path) -> None:
    known = text(ROOT / "sim" / "cli.py")
    for option in re.findall(r"`(--[a-z-]+)", text(page)):
        name = option.removeprefix("--").replace("-", "_")
        assert option in known or re.search(rf"\b{name}:", known), option


def test_both_readmes_have_the_same_skeleton() -> None:
    english, chinese = (text(page) for page in READMES)
    for mark in (r"^#+ ", r"^```\w+", r"^\| `", r"^- \*\*", r"^\d\. "):
        assert len(re.findall(mark, english, re.M)) == len(re.findall(mark, chinese, re.M)), mark
    assert blocks(READMES[0], "sh")[-1] == blocks(READMES[1], "sh")[-1]


def test_both_pages_of_the_model_have_the_same_sections_and_files() -> None:
    english, chinese = (text(ROOT / "docs" / name) for name in ("model.md", "model.zh-CN.md"))
    for mark in (r"^## (\d+) ", r"`(sim/[\w/.]+)", r"^\| (`.*?) \|"):
        found = [re.findall(mark, page, re.M) for page in (english, chinese)]
        assert sorted(re.sub(r"[,、 ]", "", x) for x in found[0]) == sorted(re.sub(r"[,、 ]", "", x) for x in found[1])


def test_the_readmes_test_command_installs_what_ci_installs() -> None:
    [install] = re.findall(r"pip install ('\.\[dev\]')", text(READMES[0]))
    assert f"install --quiet {install}" in text(ROOT / ".ci" / "run")


def test_versions_agree() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert project["version"] == sim.__version__
    assert f"version: {sim.__version__}\n" in text(ROOT / "CITATION.cff")
    assert f"## {sim.__version__} " in text(ROOT / "CHANGELOG.md")


def test_the_example_event_is_the_one_that_ships() -> None:
    [shown] = [block for block in blocks(ROOT / "docs" / "architecture.md", "python") if "yield" in block]
    assert shown in text(ROOT / "scenarios" / "events" / "ward_closed.py")


def test_the_example_rule_works_as_printed(tmp_path: Path) -> None:
    page = ROOT / "docs" / "architecture.md"
    rule, policy, case = blocks(page, "python")[0], *blocks(page, "toml")[:2]
    (tmp_path / "inpatient_day_cap.py").write_text(rule, encoding="utf-8")
    (tmp_path / "day-cap.toml").write_text(policy, encoding="utf-8")
    law = read_policy(tmp_path / "day-cap.toml", rules=load_rules(tmp_path))
    asked = tomllib.loads(case, parse_float=Decimal)
    settled = bill_case(law, asked["case"])
    assert {name: settled[name] for name in asked["expected"]} == asked["expected"]
    assert any("住院床日封顶" in step["why_zh"] for step in settled["steps"])
