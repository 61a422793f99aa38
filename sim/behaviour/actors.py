"""Who decides: every hospital and township centre of the county, and the village clinics of a township together.

Hospitals outside the county answer to other offices and other counties' patients; one county's rules do not move them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, TIERS, Institutions

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Actors:
    """A deciding units. `of` (H,) is the unit of an institution, -1 = none."""

    id: tuple[str, ...]
    of: I8  # (H,)
    tier: I8  # (A,)
    alliance: I8  # (A,) -1 = outside any alliance

    def joined(self, alliance: npt.NDArray[np.integer]) -> Actors:
        """The same units under the alliances (H,) of a year; a unit belongs where its first institution does."""
        return replace(self, alliance=alliance[self.first].astype(np.int64))

    @property
    def first(self) -> I8:
        """(A,) the first institution of each unit."""
        return np.array([int(np.flatnonzero(self.of == a)[0]) for a in range(len(self))], np.int64)

    def __len__(self) -> int:
        return len(self.id)

    @property
    def own(self) -> F8:
        """(H, A): 1 where an institution belongs to the unit."""
        out = np.zeros((self.of.size, len(self)))
        inside = np.flatnonzero(self.of >= 0)
        out[inside, self.of[inside]] = 1.0
        return out

    def allied(self, alliance: npt.NDArray[np.integer]) -> F8:
        """(H, A): 1 where an institution belongs to the unit's alliance; a unit without alliance is alone.
        `alliance` (H,) of every institution."""
        with_it = (alliance[:, None] == self.alliance[None, :]) & (self.alliance >= 0)[None, :]
        return np.where((self.alliance >= 0)[None, :], with_it.astype(np.float64), self.own)


def actors(h: Institutions) -> Actors:
    """The deciding units of a county, village clinics first by township, then the others in their order."""
    inside = h.place == PLACES.index("county")
    village = inside & (h.tier == TIERS.index("village"))
    townships = np.unique(h.township[village])
    names = [f"clinics-{t}" for t in townships.tolist()]
    of = np.full(len(h), -1, np.int64)
    of[village] = np.searchsorted(townships, h.township[village])
    others = np.flatnonzero(inside & ~village)
    of[others] = len(names) + np.arange(others.size)
    names += [h.id[i] for i in others.tolist()]
    first = np.array([int(np.flatnonzero(of == a)[0]) for a in range(len(names))], np.int64)
    return Actors(tuple(names), of, h.tier[first].astype(np.int64), h.alliance[first].astype(np.int64))
