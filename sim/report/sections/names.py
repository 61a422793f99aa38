"""What policies are called on a page: a letter each, A for the baseline, so that narrow columns and sentences can
name them."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from sim.experiment.manifest import Manifest
from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import MINUS
from sim.report.words import say


def letter(n: int) -> str:
    """A, B, ... Z, then P26 and so on."""
    return ascii_uppercase[n] if n < len(ascii_uppercase) else f"P{n}"


def title(run: Run) -> Words:
    """The policy's own title."""
    return Words(run.manifest.policy.title_zh, run.manifest.policy.title_en)


def lettered(runs: Sequence[Run], n: int) -> Words:
    """Letter and title, for headings with room; of a single run the title alone."""
    name = title(runs[n])
    return name if len(runs) == 1 else Words(f"{letter(n)}　{name.zh}", f"{letter(n)}  {name.en}")


def difference(n: int) -> str:
    """Heading of what policy `n` changes against the baseline."""
    return f"{letter(n)}{MINUS}A"


def legend(runs: Sequence[Run]) -> Words:
    """Which letter stands for which policy, in one line below a table."""
    names = [lettered(runs, n) for n in range(len(runs))]
    return Words("；".join(name.zh for name in names), "; ".join(name.en for name in names))


def reduced(manifest: Manifest) -> Words:
    """The warning of a run on a part of the residents: how many persons there are, and what that is not good for."""
    persons, said = f"{manifest.county.enrolees * manifest.scale:,.0f}", say("scaled")
    return Words(f"只模拟{persons}名居民：{said.zh}", f"{persons} residents only: {said.en}")
