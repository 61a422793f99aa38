"""report.xlsx: the tables of a report as typed sheets for Excel and WPS, with a cover and a clearing that calculates.

First the sheets that a reader sees on the page (万元, percent, differences), then the result tables themselves, cell
for cell those of the CSV files. Text is always text, whatever it begins with.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sim.experiment.columns import ABOUT, CSV
from sim.experiment.store import Run, read_any, replace
from sim.foundation.errors import Lang, Words
from sim.foundation.paper import paged
from sim.foundation.tables import Column
from sim.report.office import clearing
from sim.report.office.book import GREEN, MOST_IN_A_CELL, Book, Sheet, width_of
from sim.report.office.cover import cover
from sim.report.office.replicated import Replicated, read
from sim.report.office.typed import in_language
from sim.report.office.words import word
from sim.report.sections import assumptions, capacity, fit, flows, fund, indicators, institutions, leaving, patients, years
from sim.report.sections.made_of import effects_of
from sim.report.sections.names import letter, lettered
from sim.report.sections.values import by_parameter, span
from sim.report.sections.year import until
from sim.report.table import Cell, Head, Row, Table, plain
from sim.report.words import DEFINITIONS, say

HEAD = {"bold": True, "bg_color": GREEN, "font_color": "#FFFFFF", "text_wrap": True, "align": "center"}


def write_workbook(folder: Path, lang: Lang = "zh", year: int | None = None) -> Path:
    """Make `report.xlsx` from the run or comparison in `folder`, in one language. Returns its path.

    `year`: the accounted year that it is about, by default the last. `Problems` for one that was not simulated.
    """
    file = folder / "report.xlsx"
    runs = [until(run, year) for run in read_any(folder)]
    replace(file, lambda temporary: save(runs, temporary, lang, read(folder, runs)))
    return file


def save(runs: Sequence[Run], file: str | os.PathLike[str], lang: Lang = "zh", many: Replicated | None = None) -> None:
    """Write the workbook of `runs` (the baseline first) to `file`; `many` are their replications, if any."""
    title = in_language(Words(runs[0].manifest.study.title_zh, runs[0].manifest.study.title_en), lang)
    with Book(Path(file), lang, title, datetime.fromisoformat(runs[0].manifest.created)) as book:
        first = book.sheet(_named("cover", lang), landscape=False)
        made = _sheets(book, runs, many or Replicated())
        cover(first, runs, made, many)


def _sheets(book: Book, runs: Sequence[Run], many: Replicated) -> list[tuple[Sheet, Words]]:
    """Every sheet behind the cover, with what it is about."""
    lang, made, made_of = book.lang, list[tuple[Sheet, Words]](), list[Words]()

    def add(name: str, table: Table, said: Words) -> None:
        sheet = book.sheet(name)
        sheet.table(table, said)
        made.append((sheet, said))

    def letter_of(n: int) -> str:
        return f" {letter(n)}" if len(runs) > 1 else ""

    if len(runs) > 1:
        add(_named("sheet_fund", lang), fund.statement(runs, "incurred"), word("statement_incurred"))
        add(_named("sheet_fund_cash", lang), fund.statement(runs, "cash"), word("statement_cash"))
    else:
        add(_named("sheet_fund", lang), fund.both_bases(runs[0]), word("statement_both"))
    add(_named("sheet_months", lang), fund.by_month(runs), say("by_month"))
    by_year = years.table(runs)
    if by_year:
        add(_named("sheet_years", lang), by_year, say("years"))
    repeated = (("sheet_intervals", many.whole(runs)), ("sheet_bonus_intervals", many.bonuses(runs)),
                ("sheet_risk", many.deficits(runs)), ("sheet_states", many.states(runs)),
                ("sheet_ranges", many.ranges(runs)))  # fmt: skip
    for key, tables in repeated:
        for table in tables:
            add(_named(key, lang), table, word("bonus_intervals") if key == "sheet_bonus_intervals" else table.caption)
    for block in effects_of(runs, many.stored):
        for table in block.tables:
            made_of.append(_of(block.title, table.caption))
            add(f"{_named('sheet_effects', lang)} {len(made_of)} {_short(table.caption, lang)}", table, made_of[-1])
    for n in range(len(runs)):
        pair = clearing.write(book, runs, n)
        if pair:
            made += [(pair[0], _of(word("clearing_title"), lettered(runs, n))),
                     (pair[1], _of(word("clearing_title_detail"), lettered(runs, n)))]  # fmt: skip
    add(_named("sheet_bonuses", lang), institutions.bonuses(runs, full=True), say("institutions"))
    for n in range(len(runs)):
        table = institutions.chain(runs, n)
        add(_named("sheet_chain", lang) + letter_of(n), table, _of(say("chain"), lettered(runs, n)))
    add(_named("sheet_flows", lang), flows.by_tier(runs), say("flows"))
    left = leaving.table(runs)
    if left:
        add(_named("sheet_leaving", lang), left, say("leaving"))
    add(_named("sheet_capacity", lang), capacity.table(runs), say("capacity"))
    add(_named("sheet_indicators", lang), indicators.table(runs), say("indicators"))
    for group, table in indicators.by_month(runs):
        add(_named("sheet_indicator_months", lang) + "".join(map(letter_of, group)), table, table.caption)
    add(_named("sheet_class", lang), patients.by_class(runs), _of(say("patients"), say("klass")))
    add(_named("sheet_age", lang), patients.by_age(runs), _of(say("patients"), say("age_band")))
    for table in fit.tables(runs[0]):
        kind = next(kind for kind in fit.KINDS if table.caption == say(kind))
        add(_named(f"sheet_{kind}", lang), table, _of(say("fit"), table.caption))
    for table in assumptions.tables(runs):
        about = {say("from_policy"): "open_policy", say("county_numbers"): "open_county"}.get(table.caption, "open_behaviour")
        add(_named(about, lang), table, _of(say("assumptions"), table.caption))
    add(_named("sheet_clauses", lang), _clauses(runs), say("policies"))
    add(_named("sheet_provenance", lang), _provenance(runs), say("provenance"))
    add(_named("sheet_definitions", lang), _definitions(), say("definitions"))
    for name in (name for name in CSV if any(name in run.tables and len(run.tables[name]) for run in runs)):
        made.append((_data(book, runs, name), _of(word("sheet_data"), ABOUT[name])))
    return made


def _named(key: str, lang: Lang) -> str:
    return in_language(word(key), lang)


def _short(caption: Words, lang: Lang) -> str:
    """What a table is about, for the name of its sheet, of which Excel reads 31 characters: up to the first bracket or colon."""
    return re.split(r"[（(：:，,]", in_language(caption, lang))[0].strip()


def _of(first: Words, second: Words) -> Words:
    return Words(f"{first.zh}：{second.zh}", f"{first.en}: {second.en}")


def _clauses(runs: Sequence[Run]) -> Table:
    """Every provision of the compared policies and the values it sets, in the words of its document."""
    keys = ("policy", "provision", "clause", "quote", "item", "value", "source", "range")
    heads = tuple(Head(word(k) if k in ("clause", "quote", "item") else say(k), numeric=False) for k in keys)
    body = []
    for n, run in enumerate(runs):
        for p in run.manifest.policy.provisions:
            lead = (Cell(letter(n) if len(runs) > 1 else run.name), Cell(p.id), Cell(Words(p.clause, p.text_en or p.clause)),
                    Cell(p.quote_zh))  # fmt: skip
            for name, value, s in by_parameter(p.settings):
                why = Words(f"{say('assumption').zh}：{s.why}", f"{say('assumption').en}: {s.why}") if s.assumed else s.source
                body.append(Row((*lead, Cell(name), Cell(value), Cell(why), Cell(span(s)))))
            if not p.settings:
                body.append(Row((*lead, *(Cell(""),) * 4)))
    return Table(say("policies"), heads, plain(body))


def _provenance(runs: Sequence[Run]) -> Table:
    """Checks, versions, seeds and hashes: what it takes to make these numbers again."""
    m, asked = runs[0].manifest, (("study", word("study_file")), ("behaviour", say("behaviour")))
    found: list[tuple[Words | str, Words | str]] = [
        (say("program"), f"yigongti {m.program}"), (say("engine"), say(m.engine)), (say("seed"), str(m.seed)),
        (say("scale"), f"{m.scale:g}"), (say("created"), m.created),
        (say("versions"), ", ".join(f"{name} {v}" for name, v in m.versions.items())),
        (_of(say("county"), Words(m.county.id, m.county.id)), m.county.hash),
        *((_of(say("policy"), Words(r.name, r.name)), r.manifest.policy.hash) for r in runs),
        *((name, m.hashes[key]) for key, name in asked if key in m.hashes),
    ]  # fmt: skip
    for run in runs:
        for check in run.manifest.checks:
            said = say("passed" if check.ok else "failed")
            detail = f" {check.detail}" if check.detail else ""
            found.append((_of(Words(run.name, run.name), Words(check.zh, check.en)), Words(said.zh + detail, said.en + detail)))
    heads = (Head(word("item"), numeric=False), Head(say("value"), numeric=False))
    return Table(say("provenance"), heads, plain([Row((Cell(name), Cell(value))) for name, value in found]))


def _definitions() -> Table:
    heads = (Head(word("term"), numeric=False), Head(word("meaning"), numeric=False))
    return Table(say("definitions"), heads, plain([Row((Cell(a), Cell(b))) for a, b in DEFINITIONS]))


def _data(book: Book, runs: Sequence[Run], name: str) -> Sheet:
    """One result table of all runs, cell for cell: labels, the CSV's column names, then typed values."""
    columns = CSV[name]
    sheet = book.sheet(f"{_named('sheet_data', book.lang)} {name}")
    sheet.text(0, 0, _of(ABOUT[name], word("data_note")), font_color="#66716E")
    heads = [(word("policy_column"), "policy"), *((Words(c.zh, c.name.replace("_", " ")), c.name) for c in columns)]
    for at, (said, code) in enumerate(heads):
        sheet.text(1, at, said, **HEAD)
        sheet.text(2, at, code, font_color="#66716E", italic=True)
    sheet.raw.set_row(1, 30)
    row, sizes = 3, [max(width_of(in_language(said, book.lang)), len(code)) for said, code in heads]
    plain_text = book.style()
    looks = [book.style(num_format="0" if c.kind == "int" else _shown(c.unit)) for c in columns]
    for run in runs:
        if name not in run.tables:
            continue
        frame = run.tables[name]
        for below in range(len(frame)):
            sheet.text(row + below, 0, run.name)
        for at, column in enumerate(columns, start=1):  # column by column: these sheets have most of the workbook's cells
            if column.kind == "str":
                texts = [str(value)[:MOST_IN_A_CELL] for value in frame[column.name]]
                sizes[at] = max([sizes[at], *(width_of(text) for text in dict.fromkeys(texts))])
                for below, text in enumerate(texts):
                    if text:
                        sheet.raw.write_string(row + below, at, text, plain_text)
                    else:
                        sheet.raw.write_blank(row + below, at, None, plain_text)
            else:
                for below, value in enumerate(frame[column.name].astype(float).tolist()):
                    if math.isfinite(value):
                        sheet.raw.write_number(row + below, at, value, looks[at - 1])
                    else:
                        sheet.raw.write_blank(row + below, at, None, plain_text)
        row += len(frame)
    chosen = [20.0, *(min(max(size + 2, 9), 36) for size in sizes[1:])]
    sheet.widths(dict(enumerate(chosen)))
    paged(sheet.raw, chosen, kept=1 + _keys(columns))
    sheet.raw.autofilter(2, 0, max(row - 1, 3), len(columns))
    sheet.raw.freeze_panes(3, 1)
    sheet.raw.repeat_rows(1, 2)
    return sheet


def _keys(columns: Sequence[Column]) -> int:
    """How many of the first columns say what a row is about: to the first that holds text, an id as a rule."""
    return next((n for n, column in enumerate(columns, start=1) if column.kind == "str"), 1)


def _shown(unit: str) -> str:
    return "#,##0.00" if unit == "yuan" else "General"
