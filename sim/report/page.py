"""The page for people: one HTML file that needs nothing else, for one run or for the policies of a study side by
side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.experiment.store import Run, read_any, write_text
from sim.foundation.errors import Lang, Words
from sim.report.answers import answers
from sim.report.figures import LINE_COLOURS
from sim.report.sections import (
    assumptions,
    clearing,
    findings,
    fit,
    flows,
    fund,
    indicators,
    institutions,
    names,
    patients,
    values,
)
from sim.report.sections.year import reported_year, until
from sim.report.words import DEFINITIONS, say

HERE = Path(__file__).parent / "templates"
SECTIONS = (
    "answer",
    "policies",
    "fund",
    "flows",
    "institutions",
    "patients",
    "fit",
    "assumptions",
    "provenance",
    "definitions",
)


def write_report(folder: Path, lang: Lang = "zh", year: int | None = None) -> Path:
    """Make `report.html` from the run or comparison in `folder`; `lang` is the language it opens in, `year` the accounted year
    that it is about, by default the last. Returns its path."""
    file = folder / "report.html"
    write_text(file, render(runs_of(folder, year), lang))
    return file


def runs_of(folder: Path, year: int | None = None) -> list[Run]:
    """The runs in `folder` as if the horizon ended with `year`; `Problems` for a year that was not simulated."""
    return [until(run, year) for run in read_any(folder)]


def render(runs: Sequence[Run], lang: Lang = "zh") -> str:
    """The page as text. `runs` are policies of one study on the same county and seed, the baseline first.

    Everything that comes from a file is escaped by the template; markup comes only from `sim.report.figures`.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(say=say, both=both)
    environment.filters.update(pair=lambda texts: Words(texts["zh"], texts["en"]), parameters=values.by_parameter)
    return environment.get_template("report.html").render(view(runs) | {"lang": lang})


def view(runs: Sequence[Run]) -> dict[str, Any]:
    """Everything that the template shows, by name."""
    manifests = [run.manifest for run in runs]
    first = manifests[0]
    return {
        "sections": SECTIONS,
        "manifest": first,
        "manifests": manifests,
        "letters": [names.letter(n) for n in range(len(runs))],
        "compared": len(runs) > 1,
        "year": reported_year(runs[0]),
        "colours": LINE_COLOURS,
        "answers": answers(runs),
        "findings": findings.merged(runs),
        "statement": fund.both_bases(runs[0]),
        "statements": [fund.statement(runs, basis) for basis in ("incurred", "cash")],
        "month_figure": fund.month_figure(runs),
        "months": fund.by_month(runs),
        "pictures": [(names.lettered(runs, n), flows.picture(run)) for n, run in enumerate(runs)],
        "tiers": flows.by_tier(runs),
        "indicators": indicators.table(runs),
        "clearings": clearing.tables(runs),
        "bonuses": institutions.bonuses(runs),
        "chains": [institutions.chain(runs, n) for n in range(len(runs))],
        "patients": [patients.by_class(runs), patients.by_age(runs)],
        "fits": [(run.manifest, fit.tables(run)) for run in runs[:1]],
        "open": assumptions.tables(runs),
        "checks": [(m, check) for m in manifests for check in m.checks],
        "failed": any(not check.ok for m in manifests for check in m.checks),
        "terms": DEFINITIONS,
        "css": Markup((HERE / "style.css").read_text(encoding="utf-8")),
        "script": Markup((HERE / "script.js").read_text(encoding="utf-8")),
    }


def both(text: str | Words) -> Markup:
    """Both languages side by side, of which the page's switch shows one; a text without translation as it is."""
    if isinstance(text, str):
        return Markup.escape(text)
    if text.zh == text.en:
        return Markup.escape(text.zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(
        text.zh, text.en
    )
