"""测算报告.docx in the layout that offices use: basis, scope, data, comparison, effects on each party, risks, advice.

Every number comes from the results; what an office has to decide or answer is left open with a mark, and beside it
stand the numbers that bear on it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sim.experiment.manifest import ProvisionCard
from sim.experiment.store import Run, read_any, replace
from sim.experiment.typical import read_cases, settle
from sim.foundation.errors import Lang, Words
from sim.report.answers import answers
from sim.report.brief import side_by_side
from sim.report.numbers import number, percent, signed, wan
from sim.report.office.chart import fund_and_bonus
from sim.report.office.draw import draw
from sim.report.office.facts import how_sure
from sim.report.office.letter import Letter
from sim.report.office.replicated import Replicated, crowded, read, widths
from sim.report.office.risks import risks
from sim.report.office.terms import policy_of
from sim.report.office.typed import in_language
from sim.report.office.words import filled, word
from sim.report.sections import assumptions, fit, fund, patients
from sim.report.sections.names import letter, lettered, reduced
from sim.report.sections.year import reported_year, rows, until
from sim.report.table import Text
from sim.report.words import DEFINITIONS, TIER_WORDS, TIERS, say

FILE = "测算报告.docx"
UPRIGHT = 2
"""Policies whose tables fit on upright paper; those of more lie across."""
MOST_OPEN = 10
"""Values left open that the advice names; the appendix has all."""
MOST_STATES = 25
"""Rows of the table of states that an estimate shows; a longer one is in the workbook."""


def write_estimate(folder: Path, lang: Lang = "zh", year: int | None = None) -> Path:
    """Make `测算报告.docx` from the run or comparison in `folder`, in one language. Returns its path.

    `year`: the accounted year that it is about, by default the last. `Problems` for one that was not simulated.
    """
    file = folder / FILE
    runs = [until(run, year) for run in read_any(folder)]
    replace(file, lambda temporary: save(runs, temporary, lang, read(folder, runs)))
    return file


def save(runs: Sequence[Run], file: str | os.PathLike[str], lang: Lang = "zh", many: Replicated | None = None) -> None:
    """Write the estimate of `runs` (the baseline first) to `file`; `many` are their replications, if any."""
    m = runs[0].manifest
    title = Words(f"{m.study.title_zh}{word('estimate').zh}", f"{word('estimate').en}: {m.study.title_en}")
    paper = Letter(lang, in_language(title, lang), datetime.fromisoformat(m.created), official=True, size=12)
    paper.title(Words(m.study.title_zh, m.study.title_en), word("estimate"))
    paper.paragraph(word("provisional"), grey=True, size=10)
    paper.paragraph(_identity(runs), grey=True, size=8.5)
    if m.scale < 1:
        paper.paragraph(reduced(m), bold=True)
    many = many or Replicated()
    _basis(paper, runs, many)
    _scope(paper, runs, many)
    _data(paper, runs, many)
    across = len(runs) > UPRIGHT
    if across:
        paper.turn(True)
    _compare(paper, runs, many)
    _parties(paper, runs, many)
    if across:
        paper.turn(False)
    for part in (_risks, _advice, _appendix):
        part(paper, runs, many)
    paper.save(Path(file))


def _basis(paper: Letter, runs: Sequence[Run], _many: Replicated) -> None:
    paper.heading(word("est_basis"))
    for n, run in enumerate(runs):
        p = run.manifest.policy
        of = letter(n) if len(runs) > 1 else p.id
        paper.paragraph(
            filled(
                "basis_line", of=of, title=Words(p.title_zh, p.title_en), number=f" {p.number}" if p.number else "",
                source=p.source or "\u2013", since=p.effective or "\u2013",
            ),
            bold=True, after=1,
        )  # fmt: skip
        if run.manifest.baseline and len(runs) > 1:
            continue  # the terms that stay as they are fill pages; they are in the appendix of the workbook
        for provision in p.provisions:
            text = Words(provision.clause, provision.text_en or provision.clause)
            quote = f"「{provision.quote_zh}」" if provision.quote_zh and paper.lang == "zh" else ""
            if provision.quote_zh == provision.clause:
                quote = ""
            mark = in_language(word("assumed_provision"), paper.lang) if _assumed(provision) else ""
            paper.paragraph(f"{provision.id}　{in_language(text, paper.lang)}{quote}{mark}", indent=True, size=10.5, after=1)


def _assumed(provision: ProvisionCard) -> bool:
    """Whether no document gives any of the values that a provision sets."""
    return bool(provision.settings) and all(setting.assumed for setting in provision.settings)


def _scope(paper: Letter, runs: Sequence[Run], many: Replicated) -> None:
    m = runs[0].manifest
    county = Words(m.county.name_zh, m.county.name_en)
    paper.heading(word("est_scope"))
    year, people = reported_year(runs[0]), number(m.county.enrolees)
    paper.paragraph(filled("scope_year", year=year, county=county, n=people, warm=m.warm_up_days), indent=True)
    for key in ("scope_basis", "scope_scheme"):
        paper.paragraph(word(key), indent=True)
    paper.caption(word("terms_used"))
    used = [[term, meaning] for term, meaning in DEFINITIONS if many.pairs or "95%" not in term.zh]  # one run has no interval
    paper.table([word("term"), word("meaning")], used, [1, 4], left=(0, 1))


def _data(paper: Letter, runs: Sequence[Run], _many: Replicated) -> None:
    paper.heading(word("est_data"))
    found = [t for t in assumptions.tables(runs) if t.caption == say("county_numbers")]
    for table in found:
        paper.caption(word("data_files"))
        draw(paper, table)
    for table in [t for t in fit.tables(runs[0]) if t.caption == say("predicted")]:
        paper.caption(word("data_fit"))
        draw(paper, table, widths=[2.4, 1.1, 1, 1.25, 1.3, 3])
    paper.paragraph(word("data_clauses"), indent=True)


def _compare(paper: Letter, runs: Sequence[Run], many: Replicated) -> None:
    paper.heading(word("est_compare"))
    m = runs[0].manifest
    paper.paragraph(Words(m.study.question_zh, m.study.question_en), indent=True)
    for n in range(len(runs)):
        paper.paragraph(lettered(runs, n), size=10.5, after=0)
    paper.caption(many.of_one(word("side_by_side"), runs))
    side_by_side(paper, runs, size=9.5)
    for table in many.whole(runs):
        paper.caption(table.caption)
        draw(paper, table, widths=widths(runs, pairs=not crowded(runs)), size=8)
    for table in many.split(runs):
        paper.caption(table.caption)
        draw(paper, table, first=0.6, size=8)
    paper.picture(fund_and_bonus(runs, paper.lang), alt=word("figure_title"))
    paper.caption(word("figure_title"), "figure")
    paper.bullets(answers(runs, many.differences))


def _parties(paper: Letter, runs: Sequence[Run], _many: Replicated) -> None:
    paper.heading(word("est_parties"))
    paper.heading(word("est_fund"), 2)
    paper.caption(word("statement_incurred" if len(runs) > 1 else "statement_both"))
    draw(paper, fund.statement(runs, "incurred") if len(runs) > 1 else fund.both_bases(runs[0]), first=2.2)
    paper.heading(word("est_institutions"), 2)
    _by_tier(paper, runs)
    _where(paper, runs)
    paper.heading(word("est_residents"), 2)
    paper.caption(word("own_by_class"))
    draw(paper, patients.by_class(runs), first=1.6)
    paper.heading(word("est_cases"), 2)
    _cases(paper, runs)


def _by_tier(paper: Letter, runs: Sequence[Run]) -> None:
    """Revenue, clearing money and bonuses of the institutions in the county, added up by tier."""
    heads: list[Text] = [say("tier")]
    for n in range(len(runs)):
        of = f"{letter(n)} " if len(runs) > 1 else ""
        heads += [Words(f"{of}{say(k).zh}", f"{of}{say(k).en}") for k in ("alliance_money", "bonus")]
        heads += [f"{letter(n)}\u2212A"] if n else []
    frames = [rows(run, "institutions") for run in runs]
    frames = [frame[frame["place"] == "county"] for frame in frames]
    body: list[list[Text]] = []
    for tier in (*(t for t in ("county", "township", "village") if (frames[0]["tier"] == t).any()), None):
        row: list[Text] = [TIER_WORDS[tier] if tier else say("total")]
        sums = [f if tier is None else f[f["tier"] == tier] for f in frames]
        for n, frame in enumerate(sums):
            bonus = float(frame["bonus_yuan"].sum())
            row += [wan(float(frame["alliance_money_yuan"].sum())), wan(bonus)]
            row += [signed((bonus - float(sums[0]["bonus_yuan"].sum())) / 10_000, 1)] if n else []
        body.append(row)
    paper.caption(word("by_tier_money"))
    paper.table(heads, body, [1.6, *(1.1,) * (len(heads) - 1)], size=9, bold=[len(body) - 1])


def _where(paper: Letter, runs: Sequence[Run]) -> None:
    """Visits and stays by tier under every policy."""
    heads: list[Text] = [say("tier")]
    frames = [rows(run, "flows") for run in runs]
    body: list[list[Text]] = [[TIER_WORDS[tier] if tier else say("total")] for tier in (*TIERS, None)]
    for key, kind in (("visits", "visit"), ("stays", "stay")):
        counted = []
        for frame in frames:
            mine = frame[frame["kind"] == kind]
            by_tier = [float(mine.loc[(mine["tier"] == tier) | (tier is None), "count"].sum()) for tier in (*TIERS, None)]
            counted.append(tuple(number(value) for value in by_tier))
        for letters, first in _alike(counted):
            heads.append(Words(f"{say(key).zh}{letters.zh}", f"{say(key).en}{letters.en}"))
            for row, text in zip(body, counted[first], strict=True):
                row.append(text)
    paper.caption(Words(f"{say('flows').zh}（{say('unit_count').zh}）", f"{say('flows').en} ({say('unit_count').en})"))
    paper.table(heads, body, [1.4, *(1.0,) * (len(heads) - 1)], size=9, bold=[len(body) - 1])


def _cases(paper: Letter, runs: Sequence[Run]) -> None:
    """The typical cases under every policy whose file is at hand, and where their amounts come from."""
    policies = [policy_of(run) for run in runs]
    missing = [run.name for run, policy in zip(runs, policies, strict=True) if policy is None]
    if missing:
        paper.paragraph(filled("unclaimed_policy", ids=", ".join(missing)), indent=True)
        return
    cases, day = read_cases(), date(reported_year(runs[0]), 7, 1)
    bills = [settle(policy, cases, day) for policy in policies if policy is not None]
    heads: list[Text] = [word("case"), word("case_charge"), word("case_eligible")]
    shown = [tuple((number(bill.paid, 2), number(bill.own, 2)) for bill in of_policy) for of_policy in bills]
    body: list[list[Text]] = [[bill.name, number(bill.charge, 2), number(bill.eligible, 2)] for bill in bills[0]]
    for letters, n in _alike(shown):
        heads += [Words(f"{word(k).zh}{letters.zh}", f"{word(k).en}{letters.en}") for k in ("case_paid", "case_own")]
        for row, texts in zip(body, shown[n], strict=True):
            row += texts
    paper.paragraph(filled("cases_note", date=day.isoformat()), indent=True, after=2)
    paper.caption(word("cases_before_after" if len(runs) > 1 else "case"))
    paper.table(heads, body, [2.0, *(1.0,) * (len(heads) - 1)], size=8 if len(heads) > 7 else 9)
    if len(runs) > 1 and all(bill.paid == of_case[0].paid for of_case in zip(*bills, strict=True) for bill in of_case):
        paper.paragraph(word("cases_same"), indent=True)
    sources: list[list[Text]] = [[bill.name, fit.source_of(bill.source)] for bill in bills[0]]
    paper.caption(word("case_sources"))
    paper.table([word("case"), say("source")], sources, [1.2, 3], size=8, left=(0, 1))


def _alike(shown: Sequence[object]) -> list[tuple[Words, int]]:
    """Policies with equal columns share them: their letters for a heading (empty for a single run), and the first of them."""
    found: dict[object, list[int]] = {}
    for n, of_policy in enumerate(shown):
        found.setdefault(of_policy, []).append(n)
    if len(shown) == 1:
        return [(Words("", ""), 0)]
    letters = [[letter(n) for n in group] for group in found.values()]
    return [
        (Words(f" {'、'.join(of)}", f" {', '.join(of)}"), group[0]) for of, group in zip(letters, found.values(), strict=True)
    ]


def _risks(paper: Letter, runs: Sequence[Run], many: Replicated) -> None:
    paper.heading(word("est_risks"))
    for n, risk in enumerate(risks(runs), start=1):
        paper.paragraph(Words(f"{n}．{risk.zh}", f"{n}. {risk.en}"), indent=True, after=1)
        answer, fill = word("answer_to"), word("fill_in")
        paper.paragraph(Words(answer.zh + fill.zh, answer.en + fill.en), indent=True, grey=True)
    for table in many.deficits(runs):
        paper.caption(table.caption)
        draw(paper, table, widths=[0.6, 3, 1.2, 2, 0.8])
        paper.paragraph(table.note, grey=True, indent=True)
    for table in many.states(runs):
        if len(table.groups) <= MOST_STATES:
            paper.caption(table.caption)
            draw(paper, table, widths=[2, 2.2, *(0.8,) * len(runs)], size=8)
        else:
            paper.paragraph(filled("states_in_workbook", what=table.caption, n=len(table.groups)), indent=True)
    paper.bullets(how_sure(runs, many.pairs), size=10.5)


def _advice(paper: Letter, runs: Sequence[Run], many: Replicated) -> None:
    paper.heading(word("est_advice"))
    fill = word("fill_in")
    paper.paragraph(Words(f"1．{fill.zh}{word('advice_choice').zh}", f"1. {fill.en} {word('advice_choice').en}"), indent=True)
    paper.bullets(answers(runs, many.differences), size=10.5)
    left_open = [t for t in assumptions.tables(runs) if t.caption == say("from_policy")]
    if left_open:
        said = Words(f"2．{fill.zh}{word('advice_open').zh}", f"2. {fill.en} {word('advice_open').en}")
        paper.paragraph(said, indent=True)
        rows_ = [row for group in left_open[0].groups for row in group]
        first = rows_[:MOST_OPEN]
        paper.bullets([_open(row.cells[0].text, row.cells[1].text, row.cells[2].text, paper.lang) for row in first], 10.5)
        if len(rows_) > len(first):
            paper.paragraph(filled("others_in_appendix", n=len(rows_) - len(first)), indent=True)
    paper.paragraph(Words(f"3．{fill.zh}{word('advice_watch').zh}", f"3. {fill.en} {word('advice_watch').en}"), indent=True)


def _open(name: Text, value: Text, span: Text, lang: Lang) -> str:
    said, now, room = (in_language(t, lang) for t in (name, value, span))
    return f"{said}：{now}{f'（{room}）' if room else ''}" if lang == "zh" else f"{said}: {now}{f' ({room})' if room else ''}"


def _appendix(paper: Letter, runs: Sequence[Run], _many: Replicated) -> None:
    paper.heading(word("est_assumptions"))
    for table in assumptions.tables(runs):
        if table.caption != say("county_numbers"):
            paper.caption(table.caption)
            draw(paper, table, widths=[2.2, 1.4, 1.1, 3.3], size=8.5)


def _identity(runs: Sequence[Run]) -> str:
    """What it takes to make these numbers again: program, seed, and the hashes of county and policies."""
    m = runs[0].manifest
    scale = "" if m.scale == 1 else f" · {percent(m.scale)}"
    policies = ", ".join(f"{run.name} {run.manifest.policy.hash[:12]}" for run in runs)
    return f"yigongti {m.program} · seed {m.seed}{scale} · {m.county.id} {m.county.hash[:12]} · {policies}"
