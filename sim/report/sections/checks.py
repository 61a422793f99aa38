"""What was verified in the runs: a line a check, with the policies that passed or failed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.manifest import Manifest
from sim.foundation.errors import Words
from sim.report.sections.names import letter


class Checked(NamedTuple):
    """A check and its outcome; `of` names the policies by letter, and is empty on a page about one."""

    ok: bool
    name: Words
    of: Words
    detail: str


def merged(manifests: Sequence[Manifest]) -> list[Checked]:
    """Failed checks first; the same check with the same outcome once, whatever the number of policies."""
    found: dict[tuple[bool, str, str, str], list[str]] = {}
    for n, manifest in enumerate(manifests):
        for check in manifest.checks:
            found.setdefault((check.ok, check.zh, check.en, check.detail), []).append(letter(n))
    made = []
    for (ok, zh, en, detail), letters in found.items():
        of = Words("、".join(letters), ", ".join(letters)) if len(manifests) > 1 else Words("", "")
        made.append(Checked(ok, Words(zh, en), of, detail))
    return sorted(made, key=lambda check: check.ok)
