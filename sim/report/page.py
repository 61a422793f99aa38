"""The page for people: one HTML file that needs nothing else, for one run or for the policies of a study side by
side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.experiment.store import Run, write_text
from sim.foundation.errors import Lang, Words
from sim.foundation.text import visible
from sim.report.answers import answers
from sim.report.figures import LINE_COLOURS
from sim.report.sections import (
    assumptions,
    capacity,
    checks,
    clearing,
    effects,
    findings,
    fit,
    flows,
    forest,
    fund,
    indicators,
    institutions,
    intervals,
    leaving,
    names,
    narrow,
    patients,
    ranges,
    states,
    values,
    years,
)
from sim.report.sections.made_of import effects_of
from sim.report.sections.year import reported_year, runs_of
from sim.report.table import Table
from sim.report.words import DEFINITIONS, WORDS, heading, say

Fit: TypeAlias = Callable[[Table], Table]
HERE = Path(__file__).parent / "templates"
SECTIONS = (
    "answer",
    "intervals",
    "policies",
    "fund",
    "years",
    "flows",
    "leaving",
    "capacity",
    "institutions",
    "patients",
    "effects",
    "fit",
    "assumptions",
    "provenance",
    "definitions",
)


def write_report(folder: Path, lang: Lang = "zh", year: int | None = None) -> Path:
    """Make `report.html` from the run or comparison in `folder`; `lang` is the language it opens in, `year` the accounted year
    that it is about, by default the last. Returns its path."""
    file = folder / "report.html"
    names = ("intervals.csv", "risk.csv", "states.csv", "intervals-institutions.csv", "assumptions.csv", "ranges.csv")
    runs = runs_of(folder, year)
    replicated = [intervals.of_year(folder, runs, name) for name in names]
    write_text(file, render(runs, lang, replicated, effects.of_year(folder, runs)))
    return file


def render(
    runs: Sequence[Run], lang: Lang = "zh", replicated: Sequence[pd.DataFrame] = (), stored: effects.Stored | None = None
) -> str:
    """The page as text. `runs` are policies of one study on the same county and seed, the baseline first; `replicated` are the
    tables of differences, risks, states, institutions' differences, spread and ranking of assumptions, `stored` those of
    effects, where there are any.

    Everything that comes from a file is escaped by the template, and shown by `visible`; markup comes only from
    `sim.report.figures`.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.finalize = shown
    environment.globals.update(say=say, both=both)
    environment.filters.update(pair=lambda texts: Words(texts["zh"], texts["en"]), parameters=values.by_parameter, span=values.span)
    environment.filters.update(unread=values.unread, unchanged=values.unchanged, capital=capital)
    return environment.get_template("report.html").render(view(runs, replicated, stored) | {"lang": lang})


def view(
    runs: Sequence[Run], replicated: Sequence[pd.DataFrame] = (), stored: effects.Stored | None = None
) -> dict[str, Any]:
    """Everything that the template shows, by name."""
    manifests = [run.manifest for run in runs]
    first, by_year, shown = manifests[0], years.tables(runs), _replicated(runs, replicated)
    month_figure, month_groups = fund.month_figure(runs)
    many = len(runs) >= narrow.MANY
    differences: Fit = partial(narrow.beneath, lower=narrow.is_difference) if many else _as_it_is
    sections: Fit = narrow.sectioned if many else _as_it_is
    left, made_of = leaving.table(runs), effects_of(runs, stored or effects.Stored())
    there = {"years": by_year, "intervals": shown, "leaving": left, "effects": made_of}
    return {
        "sections": [name for name in SECTIONS if there.get(name, True)],
        "manifest": first,
        "behaviour": WORDS.get(f"behaviour_{first.behaviour}", first.behaviour),
        "reduced": names.reduced(first),
        "manifests": manifests,
        "letters": [names.letter(n) for n in range(len(runs))],
        "titles": {run.name: names.title(run) for run in runs},
        "compared": len(runs) > 1,
        "year": reported_year(runs[0]),
        "kind_of_year": names.kind_of_year(first),
        "colours": LINE_COLOURS,
        "intervals": shown,
        "forests": _refitted(forest.blocks(runs, replicated[0], replicated[3]), narrow.bracketed) if len(replicated) > 3 else [],
        "effects": _refitted(made_of, narrow.apart),
        "answers": answers(runs, replicated[0] if replicated else None),
        "findings": findings.merged(runs),
        "years": by_year,
        "statement": fund.both_bases(runs[0]),
        "statements": [differences(fund.statement(runs, basis)) for basis in ("incurred", "cash")],
        "month_figure": month_figure,
        "month_groups": month_groups,
        "months": sections(fund.by_month(runs)),
        "pictures": flows.pictures(runs),
        "tiers": sections(flows.by_tier(runs)),
        "leaving": sections(left) if left else None,
        "capacity": capacity.table(runs),
        "indicators": differences(indicators.table(runs)),
        "indicators_months": [table for _, table in indicators.by_month(runs)],
        "clearings": clearing.tables(runs),
        "bonuses": differences(institutions.bonuses(runs)),
        "chains": [institutions.chain(runs, n) for n in range(len(runs))],
        "patients": [patients.by_class(runs), patients.by_age(runs)],
        "fits": [(run.manifest, fit.tables(run)) for run in runs[:1]],
        "open": [narrow.headed(table) for table in assumptions.tables(runs)],
        "ranges": ranges.block(runs, *replicated[4:6]) if len(replicated) > 5 else None,
        "checks": checks.merged(manifests),
        "many": many,
        "failed": any(not check.ok for m in manifests for check in m.checks),
        "terms": DEFINITIONS,
        "css": Markup((HERE / "style.css").read_text(encoding="utf-8")),
        "script": Markup((HERE / "script.js").read_text(encoding="utf-8")),
    }


def _replicated(runs: Sequence[Run], frames: Sequence[pd.DataFrame]) -> list[Table]:
    """Differences with intervals, then chances of a deficit; empty with fewer than two replications."""
    if len(runs) < 2 or not frames or not intervals.repeated(frames[0]):
        return []
    counts = frames[0]["n"]
    gaps = intervals.table(runs, frames[0], pairs=counts[counts > 0].nunique() > 1)
    gaps = replace(gaps, caption=Words("与A之差", "Against A"))
    found = [narrow.bracketed(gaps), *(narrow.once(intervals.risks(frame, runs)) for frame in frames[1:2] if len(frame))]
    return found + [narrow.once(held) for frame in frames[2:3] if (held := states.table(runs, frame)) is not None]


def _refitted(blocks: Sequence[effects.Block], fit: Fit) -> list[effects.Block]:
    """Parts of the page with their tables laid out for it: a workbook has room for columns of their own."""
    return [block._replace(tables=[fit(table) for table in block.tables]) for block in blocks]


def shown(value: object) -> object:
    """Whatever the template writes: of text, what may be shown."""
    return visible(value) if isinstance(value, str) else value


def capital(text: str | Words) -> str | Words:
    """A name at the start of a row or a head: English with a capital."""
    return heading(text.zh, text.en) if isinstance(text, Words) else text


def _as_it_is(table: Table) -> Table:
    return table


def both(text: str | Words) -> Markup:
    """Both languages side by side, of which the page's switch shows one; a text without translation as it is."""
    if isinstance(text, str):
        return Markup.escape(text)
    if text.zh == text.en:
        return Markup.escape(text.zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(text.zh, text.en)
