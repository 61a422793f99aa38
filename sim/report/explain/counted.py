"""What of a change of a package's spending is care, and what is only another way to count it.

Care is priced under the old rule first: what the later year's bills would have been charged by the earlier side. Only that part
is somebody's doing; the rest, up to what was charged, is the rule's. Where nobody went elsewhere and no bill's charges changed,
or where the budget is new, or covers other institutions' residents, all of it is the rule's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.experiment.manifest import PolicyCard
from sim.policy.registry import builtin_rules
from sim.report.explain import clauses
from sim.report.explain.opened import Opened


class Bills(NamedTuple):
    """Residents' care at one institution in one way of being treated there: cases, fen billed to the fund, fen charged."""

    cases: int
    basic: int
    charged: int


Care = Mapping[str, Mapping[str, Bills]]
"""Way -> institution -> bills."""


def by_flows(old: Mapping[str, Bills], new: Mapping[str, Bills], *, same_benefits: bool) -> int:
    """By how much one way's charges would have changed, in fen, had the earlier side's rule counted the later care.

    Every institution's bills are charged at the share of them that the earlier side charged there, or, where nobody of the
    alliance was before, at its share in this way of leaving; where there was none either, at the later side's.
    `same_benefits` False: bills are those of the earlier side's amount a case, as the fund pays by another rule now.
    """
    whole, later = _rate(old.values()), _rate(new.values())
    expected = 0.0
    for at, now in new.items():
        was = old.get(at)
        rate = next((r for r in (_rate([was]) if was else None, whole, later) if r is not None), None)
        billed = float(now.basic)
        if not same_benefits and was and was.cases:
            billed = was.basic * now.cases / was.cases
        expected += now.charged if rate is None else rate * billed
    return round(expected) - sum(was.charged for was in old.values())


def _rate(bills: Iterable[Bills]) -> float | None:
    """Fen charged of a fen billed; None where nothing was billed."""
    listed = list(bills)
    basic = sum(one.basic for one in listed)
    return sum(one.charged for one in listed) / basic if basic else None


def same_care(before: tuple[Opened, int], after: tuple[Opened, int], institution: str | None = None) -> bool:
    """Whether every institution (or this one) had the same cases of the same illnesses at the same charges on both sides."""
    frames = []
    for run, year in (before, after):
        frame = run.of_year("mix", year, institution)
        keys = ["id", "kind", "condition"]
        frames.append(frame.astype(dict.fromkeys(keys, str)).groupby(keys)[["cases", "charge_fen"]].sum())
    return frames[0].equals(frames[1])


def same_benefits(before: PolicyCard, after: PolicyCard) -> bool:
    """Whether both policies let the fund pay a bill by the same values."""
    return _benefits(before) == _benefits(after)


def _benefits(policy: PolicyCard) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    own = {setting.path for provision in policy.provisions for setting in provision.settings}
    for provision in (*policy.inherited, *policy.provisions):
        for setting in provision.settings:
            rule = builtin_rules().get(setting.path.rpartition(".")[0])
            if rule is None or rule.slot not in clauses.BASIC_SLOTS:
                continue
            if provision in policy.inherited and setting.path in own:
                continue
            found[setting.path, str(setting.since or "")] = str(setting.value)
    return found
