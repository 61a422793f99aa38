"""What each numbered provision of a policy does to the same care: the mechanical effect, clause by clause.

The baseline's encounters are settled again under the policy with only some of its provisions, year-end clearing and every
institution's money included. Added one after another in the order of the document they give a waterfall; with at most six
that do anything, all 2 ** n selections are settled and each gets its mean over all orders (Shapley). Whole fen throughout.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.analysis import attribution
from sim.experiment.effects.counted import counted, sound
from sim.foundation.errors import Problems, Words
from sim.policy.policy import Policy
from sim.policy.subset import Group, groups, ids_of, standing, subset
from sim.settlement.settlement import Settlement

FILE = "provisions.csv"
COLUMNS = (
    "policy", "step", "provision", "clause_zh", "clause_en", "outcome", "name_zh", "name_en", "unit", "in_order", "alone", "last",
    "shapley",
)  # fmt: skip
PARTS = ("in_order", "alone", "last", "shapley")
OF_INSTITUTIONS = (".alliance_money", ".bonus")
"""What is told of every single institution."""
BASE, INTERACTION, TOTAL = "base", "interaction", "total"
"""Rows that are no provision: what the policy's own bases change against the study's baseline (only where they do); the total
less what each provision does alone; the mechanical total."""
NAMES = {
    BASE: Words("所依据的文件", "the documents it builds on"),
    INTERACTION: Words("条款之间的相互作用（合计减去各条单独的作用）", "interaction of the provisions (total less each alone)"),
    TOTAL: Words("机械效应合计", "mechanical effect in all"),
}
Settle = Callable[[Policy], Settlement]
Selection = frozenset[int]


@dataclass
class _Worlds:
    """Values of every selection of groups, each policy settled once: equal content has an equal hash."""

    policy: Policy
    beyond: str
    settle: Settle
    year: int
    words: pd.DataFrame = field(default_factory=pd.DataFrame)
    values: dict[str, pd.Series] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def of(self, parts: Sequence[Group]) -> pd.Series:
        """Counted amounts by outcome."""
        law = subset(self.policy, ids_of(parts), self.beyond)
        if law.hash not in self.values:
            self._keep(law, self.settle(law))
        return self.values[law.hash]

    def works(self, parts: Sequence[Group]) -> bool:
        """Whether this selection can be settled; a rule may need another that it does not name."""
        law = subset(self.policy, ids_of(parts), self.beyond)
        if law.hash in self.refused:
            return False
        if law.hash not in self.values:
            try:
                made = self.settle(law)
            except (Problems, ValueError, KeyError):
                self.refused.add(law.hash)
                return False
            self._keep(law, made)
        return True

    def _keep(self, law: Policy, made: Settlement) -> None:
        frame = amounts(made, self.year)
        self.words, self.values[law.hash] = frame, frame["value"]
        gc.collect()  # a settlement refers to itself: without this its arrays stay until Python happens to look


def by_provision(
    policy: Policy, baseline: Policy, settle: Settle, year: int, before: Settlement,
    progress: Callable[[float], None] = lambda _: None,
) -> pd.DataFrame:  # fmt: skip
    """The mechanical effect of one policy by provision.

    Args:
        policy, baseline: of one study. Where the baseline is one of the policy's bases, the provisions of every document
            after it are told apart, otherwise those of the last document, with what its bases change as a first step.
        settle: settles the baseline's encounters under a policy.
        year: the accounted year. before: the baseline's own settlement.
        progress: told the share of the settlements that is done.

    Returns:
        A frame with the columns `COLUMNS`: for every outcome in fen (institutions' only where something moves) a row a group
        of provisions, then `INTERACTION` (under `alone`) and `TOTAL`. `last` is what would be missing without the group;
        `last` and `shapley` are missing (`Int64`) where they were not computed: with more than `attribution.MOST` groups
        that do anything. Groups that do nothing, alone, last or in their turn, are exactly 0.

    Raises `Problems` or ValueError where the whole policy cannot be settled.
    """
    beyond = baseline.id if baseline.id in policy.bases else ""
    worlds = _Worlds(policy, beyond, settle, year)
    told = [0]

    def works(parts: Sequence[Group]) -> bool:
        told[0] += 1
        progress(1 - 0.97 ** told[0])  # how many there will be depends on what the provisions do
        return worlds.works(parts)

    start = groups(policy, beyond)
    worlds.of(start)  # the whole policy must work
    worlds.of(())
    found = standing(start, works)
    moving = _moving(found, worlds)
    if len(moving) <= attribution.MOST:  # every selection must stand, not only single ones
        together = standing([found[i] for i in moving], works, attribution.MOST)
        if len(together) < len(moving):
            kept = {id(p) for group in together for p in group.provisions}
            still = [group for group in found if not any(id(p) in kept for p in group.provisions)]
            found = sorted([*together, *still], key=lambda g: _place(start, g))
            moving = _moving(found, worlds)
    return _rows(policy, found, moving, worlds, amounts(before, year)["value"]).reset_index(drop=True)


def _moving(found: Sequence[Group], worlds: _Worlds) -> list[int]:
    """Groups that change any amount: alone, as the last, or in their turn."""
    nothing, whole = worlds.of(()), worlds.of(found)

    def moves(i: int) -> bool:
        pairs = ((nothing, [found[i]]), (whole, [*found[:i], *found[i + 1 :]]), (worlds.of(found[:i]), found[: i + 1]))
        return any(not worlds.of(other).equals(than) for than, other in pairs)

    return [i for i in range(len(found)) if moves(i)]


def _rows(policy: Policy, found: Sequence[Group], moving: Sequence[int], worlds: _Worlds, before: pd.Series) -> pd.DataFrame:
    n = len(found)
    picked: dict[Selection, pd.Series] = {frozenset(range(k)): worlds.of(found[:k]) for k in range(n + 1)}
    picked |= {frozenset([i]): worlds.of([found[i]]) for i in range(n)}
    picked |= {frozenset(range(n)) - {i}: worlds.of([*found[:i], *found[i + 1 :]]) for i in range(n)}
    few = len(moving) <= attribution.MOST
    worlds_of_few: dict[Selection, pd.Series] = {}
    if few:
        chosen = [found[i] for i in moving]
        worlds_of_few = {s: worlds.of([chosen[i] for i in sorted(s)]) for s in _all(len(chosen))}
        few = worlds_of_few[frozenset(range(len(chosen)))].equals(picked[frozenset(range(n))])
    whole = picked[frozenset(range(n))]
    builds = bool((picked[frozenset()] - before).fillna(0).any())  # whether the bases change anything against the baseline
    rows = []
    for outcome in whole.index[whole.notna() & before.reindex(whole.index).notna()]:
        value = {s: int(series[outcome]) for s, series in picked.items()}
        base = value[frozenset()] - int(before[outcome])
        total = value[frozenset(range(n))] - int(before[outcome])
        if str(outcome).startswith("institution.") and len(set(value.values())) == 1 and base == 0:
            continue
        given: dict[int, int] = dict.fromkeys(range(n), 0)
        if few:
            exact = attribution.shapley({s: int(v[outcome]) for s, v in worlds_of_few.items()}, len(moving))
            given |= dict(zip(moving, attribution.rounded(exact), strict=True))
        steps = attribution.in_order(value, n), attribution.alone(value, n), attribution.last(value, n)
        head = [worlds.words.at[outcome, column] for column in ("name_zh", "name_en", "unit")]
        if base or (builds and not str(outcome).startswith("institution.")):
            rows.append((0, BASE, NAMES[BASE].zh, NAMES[BASE].en, outcome, *head, base, base, pd.NA, base if few else pd.NA))
        for i, group in enumerate(found):
            shown = (*(step[i] for step in steps), given[i] if few else pd.NA)
            rows.append((i + 1, group.name, group.words.zh, group.words.en, outcome, *head, *shown))
        rest = attribution.interaction(value, n)
        for step, name, order, one, mean in ((n + 1, INTERACTION, 0, rest, 0), (n + 2, TOTAL, total, total, total)):
            said = NAMES[name]
            rows.append((step, name, said.zh, said.en, outcome, *head, order, one, pd.NA, mean if few else pd.NA))
    frame = pd.DataFrame(rows, columns=list(COLUMNS[1:])).assign(policy=policy.id)[list(COLUMNS)]
    return frame.astype(dict.fromkeys(PARTS, "Int64"))


def _all(n: int) -> list[Selection]:
    return [frozenset(i for i in range(n) if bits >> i & 1) for bits in range(2**n)]


def _place(start: Sequence[Group], group: Group) -> int:
    return min(i for i, one in enumerate(start) for p in one.provisions if p is group.provisions[0])


def amounts(settlement: Settlement, year: int) -> pd.DataFrame:
    """What is counted in fen, as in `counted`. ValueError if the settlement's checks fail."""
    frame = counted(sound(settlement), year)
    names = frame.index.to_series()
    shown = ~names.str.startswith("institution.") | names.str.endswith(OF_INSTITUTIONS)
    return frame[(frame["unit"] == "fen") & shown]
