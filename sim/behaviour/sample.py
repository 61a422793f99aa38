"""A keyed sample of what each deciding unit did in the last twelve months, at most 64 encounters, and 48 of what it might
have done and others did: the same on every run.

Whether an encounter is kept depends on its key (person, episode, number) and nothing else, so that a policy does not
choose its own sample. Units see few stays among many visits, so visits, stays and what was sent elsewhere are sampled
apart, and each kept encounter stands for as many as there were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from sim.foundation.draws import uniforms
from sim.journey.encounters import DOWN, OTHER_PAYER, REFERRED, STAY, Encounters

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]

VISITS, STAYS, RECEIVED, SENT_VISITS, SENT_STAYS, SENT_DOWN, MANAGED, OTHERS_VISITS, OTHERS_STAYS = range(9)
ROOM = np.array([16, 18, 6, 8, 10, 6, 6, 16, 32])
"""Encounters kept of each stratum, at most 64 of a unit and 48 of others': own visits; own stays; stays that a hospital
stepped down to the unit; what others did on its advice: visits and stays of patients sent up or out, stays of patients
stepped down (by hospitals only); stays anywhere that the unit's care for its chronic patients might have averted (of
township centres only); and visits and stays of patients whom the unit might have won, where they went instead."""
MONTHS = 12
STREAM = "behaviour.sample"


@dataclass(frozen=True)
class Kept:
    """N encounters, the unit that decided on each, and the person's year to date before the month."""

    encounters: Encounters
    group: I8  # unit * strata + stratum
    key: F8  # uniform; the smallest ones are kept
    used: I8  # (N, columns of YearToDate)

    @property
    def actor(self) -> I8:
        """(N,) the unit."""
        return self.group // len(ROOM)

    @property
    def stratum(self) -> I8:
        """(N,) VISITS ... OTHERS_STAYS."""
        return self.group % len(ROOM)


@dataclass(frozen=True)
class Sample:
    """What is known of the last twelve months; `stands_for` (N,) is how many encounters a year each one represents."""

    kept: Kept
    stands_for: F8


class Reservoir:
    """The smallest keys of every unit and stratum, month by month; what is older than a year is forgotten."""

    def __init__(
        self, of: I8, seed: int, managed: Callable[[Encounters], tuple[I8, I8]] | None = None,
        elsewhere: Callable[[Encounters, F8], tuple[I8, I8, F8]] | None = None,
    ) -> None:  # fmt: skip
        """`of` (H,): the deciding unit of each institution, -1 = none. `managed`: (row, unit) of the stays that a unit's
        care for its chronic patients might have averted. `elsewhere`: (row, unit, how many it stands for) of what a unit
        might have had of others, given every encounter's key. Left out, there are none."""
        self._of, self._seed, self._managed, self._elsewhere = of, seed, managed, elsewhere
        self._groups = (int(of.max(initial=-1)) + 1) * len(ROOM)
        self._months: deque[tuple[Kept, F8, int]] = deque(maxlen=MONTHS)  # kept, population of each group, days

    def add(self, encounters: Encounters, used: I8, days: int) -> None:
        """A month's encounters of `days` days; `used` (residents, columns) is their year to date before it."""
        every = uniforms(self._seed, STREAM, encounters["person"], encounters["episode"], encounters["n"])
        row, group = self._groups_of(encounters)
        population = np.bincount(group, minlength=self._groups).astype(np.float64)
        if self._elsewhere is not None:
            there, unit, many = self._elsewhere(encounters, every)
            theirs = unit * len(ROOM) + np.where(encounters["kind"][there] == STAY, OTHERS_STAYS, OTHERS_VISITS)
            population += np.bincount(theirs, many, self._groups)
            row, group = np.concatenate([row, there]), np.concatenate([group, theirs])
        key = every[row]
        chosen = smallest(group, key, population)
        kept = encounters[row[chosen]]
        self._months.append((Kept(kept, group[chosen], key[chosen], used[kept["person"]]), population, days))

    def sample(self) -> Sample | None:
        """The sample as it stands; None before anything was seen."""
        if not self._months:
            return None
        whole = Kept(*(np.concatenate([getattr(k, f.name) for k, _, _ in self._months]) for f in fields(Kept)))
        counts = np.bincount(whole.group, minlength=self._groups).astype(np.float64)
        chosen = smallest(whole.group, whole.key, counts)
        kept = Kept(*(getattr(whole, f.name)[chosen] for f in fields(Kept)))
        a_year = 365.0 / sum(days for _, _, days in self._months)
        population = np.sum([population for _, population, _ in self._months], axis=0) * a_year
        stands_for = population / np.maximum(np.bincount(kept.group, minlength=self._groups), 1)
        return Sample(kept, stands_for[kept.group])

    def _groups_of(self, e: Encounters) -> tuple[I8, I8]:
        """(row, group) of every encounter under the unit that treated it, of what was sent elsewhere once more under the
        unit that sent it, and of what might have been averted once more under the unit that manages the patient."""
        flags, at = np.ascontiguousarray(e["flags"]), self._of[e["institution"]]
        treated = np.flatnonzero((at >= 0) & ((flags & OTHER_PAYER) == 0))
        sent = np.flatnonzero(flags & (REFERRED | DOWN))
        sender = e["referrer"][sent].astype(np.int64)
        sent, sender = sent[sender < self._of.size], self._of[sender[sender < self._of.size]]
        away = (sender >= 0) & (sender != at[sent])
        own = at[treated] * len(ROOM) + VISITS
        stays = np.flatnonzero((e["kind"] == STAY)[treated])
        own[stays] += np.where(flags[treated[stays]] & DOWN, RECEIVED, STAYS) - VISITS
        sent, sender = sent[away], sender[away]
        up = np.where(e["kind"][sent] == STAY, SENT_STAYS, SENT_VISITS)
        by_others = np.where(flags[sent] & DOWN, SENT_DOWN, up)
        none = np.zeros(0, np.int64)
        cared, carer = (none, none) if self._managed is None else self._managed(e)
        group = np.concatenate(
            [own, sender * len(ROOM) + by_others, carer * len(ROOM) + MANAGED]
        )
        return np.concatenate([treated, sent, cared]), group


def smallest(group: I8, key: F8, population: F8) -> I8:
    """Rows with the smallest keys of each group, as many as its stratum has room for, in order of group and key.

    `population` counts what the rows of each group stand for. Keys are uniform, so all but a few rows are left out
    unsorted.
    """
    room = np.minimum(ROOM[np.arange(population.size) % len(ROOM)], population)
    likely = 5.0 * ROOM[np.arange(population.size) % len(ROOM)] / np.maximum(population, 1.0)
    few = np.flatnonzero(key < likely[group])
    if (np.bincount(group[few], minlength=population.size) < room).any():
        few = np.arange(group.size)
    order = few[np.lexsort((key[few], group[few]))]
    ordered = group[order]
    rank = np.arange(order.size) - np.searchsorted(ordered, ordered)
    chosen: I8 = order[rank < room[ordered]]
    return chosen
