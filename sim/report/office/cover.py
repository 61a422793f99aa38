"""The first sheet of a workbook: what was asked, what was found, on which assumptions, and where each table is."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.answers import answers
from sim.report.numbers import number
from sim.report.office.book import GREEN, Sheet, width_of
from sim.report.office.replicated import Replicated
from sim.report.office.typed import in_language
from sim.report.office.words import filled, word
from sim.report.sections.findings import merged
from sim.report.sections.names import kind_of_year, lettered
from sim.report.sections.year import reported_year
from sim.report.words import say

LABEL, WIDE = 25, 96
"""Widths of the two columns in characters."""


def cover(sheet: Sheet, runs: Sequence[Run], sheets: Sequence[tuple[Sheet, Words]], many: Replicated | None = None) -> None:
    """Fill the cover. `sheets` are the others with what they are about; `many` the replications, if any."""
    m = runs[0].manifest
    sheet.widths({0: LABEL, 1: WIDE})
    sheet.text(0, 0, say("tagline"), font_color="#66716E")
    sheet.text(1, 0, Words(m.study.title_zh, m.study.title_en), bold=True, font_size=18)
    sheet.raw.set_row(1, 34)
    row = 3

    def line(label: Words | str, said: Words | str, **style: object) -> None:
        nonlocal row
        sheet.text(row, 0, label, font_color=GREEN, bold=True, valign="top")
        sheet.text(row, 1, said, text_wrap=True, valign="top", **style)
        sheet.raw.set_row(row, 15.5 * (1 + width_of(in_language(said, sheet.book.lang)) // (WIDE - 4)) + 2)
        row += 1

    for run in runs:
        for check in run.manifest.checks:
            if not check.ok:
                line(say("failed"), Words(f"{check.zh}。{say('failed_checks').zh}", f"{check.en}. {say('failed_checks').en}"),
                     bold=True, font_color="#B3261E")  # fmt: skip
    if m.scale < 1:
        line(say("scale"), Words(f"{m.scale:.2%} · {say('scaled').zh}", f"{m.scale:.2%} · {say('scaled').en}"),
             bold=True, font_color="#B3261E")  # fmt: skip
    line(say("question"), Words(m.study.question_zh, m.study.question_en), font_size=11)
    for n in range(len(runs)):
        line(say("policies") if not n else "", _with_source(runs, n))
    row += 1
    for n, sentence in enumerate(answers(runs, many.differences if many else None)):
        line(say("answer") if not n else "", sentence, font_size=11, bold=True)
    for n, finding in enumerate(merged(runs)):
        who = f"{finding.of} · " if finding.of else ""
        said = Words(f"{who}{finding.name.zh}：{finding.value.zh}", f"{who}{finding.name.en}: {finding.value.en}")
        line(say("findings") if not n else "", said)
    line("", filled("sure_pairs", n=many.pairs, seed=m.seed) if many and many.pairs else say("one_seed"), font_color="#66716E")
    row += 1
    line(say("county"), Words(f"{m.county.name_zh}（{m.county.id}）", f"{m.county.name_en} ({m.county.id})"))
    line(say("enrolees"), number(m.county.enrolees))
    line(say("year"), str(reported_year(runs[0])))
    line(say("kind_of_year"), kind_of_year(m))
    line(say("behaviour"), say("behaviour_none") if m.behaviour == "none" else m.behaviour)
    of, assumed = (sum(c[k] for c in m.county.numbers.values()) for k in (0, 1))
    if of:
        line(say("assumptions"), filled("sure_county", n=number(of), a=number(assumed)))
    line(say("provenance"), f"yigongti {m.program} · {m.created} · seed {m.seed}")
    row += 1
    for n, (other, said) in enumerate(sheets):
        sheet.text(row, 0, word("contents") if not n else "", font_color=GREEN, bold=True)
        shown = in_language(said, sheet.book.lang)
        sheet.link(row, 1, other, f"{other.name}　{shown}")
        row += 1


def _with_source(runs: Sequence[Run], n: int) -> Words:
    policy = runs[n].manifest.policy
    name = lettered(runs, n)
    tail = "；".join(part for part in (policy.number, policy.source) if part)
    return Words(f"{name.zh}{f'（{tail}）' if tail else ''}", f"{name.en}{f' ({tail})' if tail else ''}")
