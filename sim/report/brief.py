"""brief.docx: two A4 pages for somebody with five minutes. Question, answer, policies side by side, how sure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sim.experiment.store import Run, read_any, replace
from sim.foundation.errors import Lang, Words
from sim.report.answers import answers
from sim.report.numbers import number, signed
from sim.report.office.chart import fund_and_bonus
from sim.report.office.draw import draw
from sim.report.office.facts import facts, gains, how_sure
from sim.report.office.letter import Letter
from sim.report.office.replicated import Replicated, crowded, read, widths
from sim.report.office.typed import in_language
from sim.report.office.words import filled, word
from sim.report.sections import assumptions
from sim.report.sections.findings import merged
from sim.report.sections.names import letter, lettered, reduced
from sim.report.sections.year import reported_year, until
from sim.report.table import Row, Text
from sim.report.words import say

MOST_ASSUMPTIONS, LINES = 7, 11
"""Assumptions that fit on two pages, and how many lines they share with the policies; the rest is counted."""
LONG: dict[Lang, int] = {"zh": 44, "en": 84}
"""Characters of a clause in a line of its own."""
MOST_CLAUSES, MOST_NAMED = 5, 3
"""Clauses of a policy, and institutions on each side of the table of winners and losers; fewer where more than two policies
have to find room on two pages."""


def write_brief(folder: Path, lang: Lang = "zh", year: int | None = None) -> Path:
    """Make `brief.docx` from the run or comparison in `folder`, in one language. Returns its path.

    `year`: the accounted year that it is about, by default the last. `Problems` for one that was not simulated.
    """
    file = folder / "brief.docx"
    runs = [until(run, year) for run in read_any(folder)]
    replace(file, lambda temporary: save(runs, temporary, lang, read(folder, runs)))
    return file


def save(runs: Sequence[Run], file: str | os.PathLike[str], lang: Lang = "zh", many: Replicated | None = None) -> None:
    """Write the brief of `runs` (the baseline first) to `file`; `many` are their replications, if any."""
    m = runs[0].manifest
    title = Words(m.study.title_zh, m.study.title_en)
    paper = Letter(lang, in_language(title, lang), datetime.fromisoformat(m.created))
    paper.title(title, _place(runs))
    paper.heading(say("question"))
    paper.paragraph(Words(m.study.question_zh, m.study.question_en), after=2)
    if len(runs) > 1:
        paper.paragraph(_legend(runs), size=9, grey=True)
    paper.heading(say("answer"))
    if m.scale < 1:
        paper.paragraph(reduced(m), bold=True)
    paper.bullets(answers(runs, many.differences if many else None), numbered=True)
    colon = "：" if lang == "zh" else ": "
    keys = [f"{f.of} · {in_language(f.name, lang)}{colon}{in_language(f.value, lang)}" for f in merged(runs) if f.of]
    if keys:
        paper.paragraph("；".join(keys) if lang == "zh" else "; ".join(keys), size=9, grey=True)
    many = many or Replicated()
    paper.heading(many.of_one(word("side_by_side"), runs) if len(runs) > 1 else say("findings"))
    side_by_side(paper, runs)
    for table in many.short(runs):
        paper.paragraph(table.caption, size=9.5, bold=True, after=1, caption=True)
        wide = [0.5, *(1.0,) * (len(table.heads) - 1)] if crowded(runs) else widths(runs, pairs=False)
        draw(paper, table, widths=wide, size=7.5 if crowded(runs) else 8.5)
    for table in many.split(runs):
        paper.paragraph(table.caption, size=9.5, bold=True, after=1, caption=True)
        draw(paper, table, first=0.6, size=7 if crowded(runs) or lang == "en" else 8)
    paper.picture(fund_and_bonus(runs, lang), alt=word("figure_title"))
    if len(runs) > 1:
        _clauses(paper, runs)
        _winners(paper, runs, many)
    paper.heading(say("assumptions"))
    _assumptions(paper, runs)
    paper.heading(word("how_sure"))
    paper.bullets(how_sure(runs, many.pairs), size=9 if crowded(runs) else 9.5)
    paper.save(Path(file))


def side_by_side(paper: Letter, runs: Sequence[Run], size: float | None = None) -> None:
    """The table of facts: a column a policy and, beside it, what it changes against the baseline where there is room.

    With many policies the values alone stand side by side, the differences being in the answers and in the report.
    """
    differences = not crowded(runs)
    heads: list[Text] = [say("indicator")]
    for n in range(len(runs)):
        heads.append(letter(n) if len(runs) > 1 else say("value"))
        if n and differences:
            heads.append(f"{letter(n)}\u2212A")
    rows: list[list[Text]] = []
    for fact in facts(runs):
        row: list[Text] = [fact[0].name]
        for n, of_policy in enumerate(fact):
            row.append(of_policy.shown)
            if n and differences:
                row.append(of_policy.change)
        rows.append(row)
    paper.table(heads, rows, [3.4, *(1.25,) * (len(heads) - 1)], size=8.5 if crowded(runs) else size)


def _place(runs: Sequence[Run]) -> Words:
    m = runs[0].manifest
    head, year = number(m.county.enrolees), reported_year(runs[0])
    return Words(
        f"{m.county.name_zh} · {say('enrolees').zh}{head} · {year}年度 · {m.created[:10]}",
        f"{m.county.name_en} · {head} enrolees · year {year} · {m.created[:10]}",
    )


def _legend(runs: Sequence[Run]) -> Words:
    names = [lettered(runs, n) for n in range(len(runs))]
    zh = f"（{say('baseline').zh}）"
    return Words(
        "；".join(f"{name.zh}{zh if not n else ''}" for n, name in enumerate(names)),
        "; ".join(f"{name.en}{' (baseline)' if not n else ''}" for n, name in enumerate(names)),
    )


def _clauses(paper: Letter, runs: Sequence[Run]) -> None:
    """What the compared policies say, in the words of their documents: the first clauses of each."""
    paper.heading(word("clauses_of"))
    if crowded(runs):
        paper.bullets([_in_brief(paper.lang, runs, n) for n, run in enumerate(runs) if not run.manifest.baseline], size=9)
        return
    most = max(1, min(MOST_CLAUSES, 9 // (len(runs) - 1)))
    for n, run in enumerate(runs):
        if run.manifest.baseline:
            continue
        paper.paragraph(lettered(runs, n), bold=True, size=9.5, after=1)
        own = run.manifest.policy.provisions
        said = [f"{p.id}　{in_language(Words(p.clause, p.text_en or p.clause), paper.lang)}" for p in own[:most]]
        paper.bullets(said, size=9.5)
        if len(own) > most:
            paper.paragraph(filled("others_in_clauses", n=len(own) - most), size=9, grey=True)


def _in_brief(lang: Lang, runs: Sequence[Run], n: int) -> str:
    """Policy `n` in one line: its name, its first clause, cut where it is long, and the number of the others."""
    own = runs[n].manifest.policy.provisions
    if not own:
        return in_language(lettered(runs, n), lang)
    first = in_language(Words(own[0].clause, own[0].text_en or own[0].clause), lang)
    room = LONG[lang] * max(1, 8 // len(runs))
    first = first if len(first) <= room else f"{first[: room - 1]}…"
    others = "" if len(own) == 1 else in_language(filled("and_others", n=len(own) - 1), lang)
    return f"{letter(n)}　{own[0].id} {first}{others}"


def _winners(paper: Letter, runs: Sequence[Run], many: Replicated) -> None:
    """The institutions whose bonus changes most under each policy."""
    heads: list[Text] = [say("policy"), word("gain"), word("change_of_bonus"), word("lose"), word("change_of_bonus")]
    body: list[list[Text]] = []
    most = max(1, min(MOST_NAMED, 6 // (len(runs) - 1)))
    for n in range(1, len(runs)):
        changed = [g for g in gains(runs, n) if round(g[1] / 10_000, 1)]  # not what prints as nothing
        up, down = [g for g in changed if g[1] > 0][:most], [g for g in reversed(changed) if g[1] < 0][:most]
        for k in range(max(len(up), len(down))):
            row: list[Text] = [letter(n)]
            for side in (up, down):
                row += [side[k][0], signed(side[k][1] / 10_000, 1)] if k < len(side) else ["", ""]
            body.append(row)
    paper.heading(many.of_one(word("winners"), runs))
    if body:
        paper.table(heads, body, [0.6, 1.9, 1.45, 1.9, 1.45], left=(0, 1, 3), size=7.5 if crowded(runs) else None)
    else:
        paper.paragraph(word("nobody"))


def _assumptions(paper: Letter, runs: Sequence[Run]) -> None:
    """What the documents left open, the first few, with the ranges; the number of the others."""
    found = [row for table in assumptions.tables(runs) if table.caption == say("from_policy")
             for group in table.groups for row in group]  # fmt: skip
    shown = _first_of_each(found, paper.lang) if crowded(runs) else found
    shown = shown[: min(MOST_ASSUMPTIONS, max(LINES - len(runs), 3))]
    paper.paragraph(word("open_values" if shown else "no_open_values"), after=1)
    said = []
    for row in shown:
        name, value, span = (in_language(cell.text, paper.lang) for cell in row.cells[:3])
        of = in_language(row.cells[0].note, paper.lang)[:1] if len(runs) > 1 else ""
        room = "" if not span else f"（{span}）" if paper.lang == "zh" else f" ({span})"
        said.append(f"{of}{'　' if of else ''}{name}{'：' if paper.lang == 'zh' else ': '}{value}{room}")
    paper.bullets(said, size=9 if crowded(runs) else 9.5)
    if len(found) > len(shown):
        paper.paragraph(filled("others_in_report", n=len(found) - len(shown)), size=9, grey=True)


def _first_of_each(found: Sequence[Row], lang: Lang) -> list[Row]:
    """The first assumption of each policy, in their order."""
    first: dict[str, Row] = {}
    for row in found:
        first.setdefault(in_language(row.cells[0].note, lang)[:1], row)
    return list(first.values())
