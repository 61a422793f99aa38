"""Single numbers that answer the study's question: each once, with the letters of the policies for which it is the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.manifest import Finding
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent
from sim.report.sections.names import letter
from sim.report.words import unit_name

DATED = re.compile(r"_\d{4}(-\d{2}-\d{2}_\d+)?$")
"""End of the id of a finding that is a notice of a day or a year."""
COUNTED = ("persons", "visits", "stays", "contacts", "discharges", "cases")
"""Units of which there are no parts."""


class Found(NamedTuple):
    """A finding as a reader sees it; `of` is empty on a page about one policy."""

    name: Words
    of: str
    value: Words
    how: Words
    dated: bool = False  # what happened on a day, rather than an answer to the question


def merged(runs: Sequence[Run]) -> list[Found]:
    """The findings of all runs in their order. Those with the same name and the same number on the page stand once; where only
    the words behind the number differ, each policy's words stand under it."""
    found: dict[tuple[str, Words], list[tuple[str, Finding]]] = {}
    for n, run in enumerate(runs):
        for finding in run.manifest.findings:
            found.setdefault((finding.zh, _value(finding)), []).append((letter(n), finding))
    return [
        Found(
            Words(group[0][1].zh, group[0][1].en),
            ", ".join(of for of, _ in group) if len(runs) > 1 else "",
            value,
            Words(*(_how([(of, getattr(finding, f"how_{lang}")) for of, finding in group], lang) for lang in ("zh", "en"))),
            bool(DATED.search(group[0][1].id)),
        )
        for (_, value), group in found.items()
    ]


def _how(group: Sequence[tuple[str, str]], lang: str) -> str:
    """The arithmetic in words: once if it is the same for all, otherwise what they share and then what each adds."""
    texts = list(dict.fromkeys(text for _, text in group))
    if len(texts) == 1:
        return texts[0]
    semicolon = "；" if lang == "zh" else "; "
    heads = {text.partition(semicolon)[0] for text in texts}
    shared = heads.pop() + semicolon if len(heads) == 1 else ""
    colon = "：" if lang == "zh" else ": "
    return shared + semicolon.join(f"{of}{colon}{text.removeprefix(shared)}" for of, text in group)


def _value(finding: Finding) -> Words:
    if finding.unit == "ratio":
        return Words(percent(finding.value, 2), percent(finding.value, 2))
    text, unit = number(finding.value, 0 if finding.unit in COUNTED else 2), unit_name(finding.unit)
    return Words(f"{text}{unit.zh}", f"{text} {unit.en}")
