"""Single numbers that answer the study's question: each once, with the letters of the policies for which it is the
same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.manifest import Finding
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent
from sim.report.sections.names import letter
from sim.report.words import unit_name


class Found(NamedTuple):
    """A finding as a reader sees it; `of` is empty on a page about one policy."""

    name: Words
    of: str
    value: Words
    how: Words


def merged(runs: Sequence[Run]) -> list[Found]:
    """The findings of all runs in their order; those that are equal in every word and digit stand once."""
    letters: dict[str, list[str]] = {}
    findings: dict[str, Finding] = {}
    for n, run in enumerate(runs):
        for finding in run.manifest.findings:
            key = finding.model_dump_json()
            findings[key] = finding
            letters.setdefault(key, []).append(letter(n))
    return [
        Found(
            Words(finding.zh, finding.en),
            ", ".join(letters[key]) if len(runs) > 1 else "",
            _value(finding),
            Words(finding.how_zh, finding.how_en),
        )
        for key, finding in findings.items()
    ]


def _value(finding: Finding) -> Words:
    if finding.unit == "ratio":
        return Words(percent(finding.value, 2), percent(finding.value, 2))
    text, unit = number(finding.value, 2), unit_name(finding.unit)
    return Words(f"{text}{unit.zh}", f"{text} {unit.en}")
