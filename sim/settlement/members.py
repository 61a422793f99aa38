"""Who shares a holder's result: members of an alliance, and by which key they divide what clearing brings or takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.policy.package.split import by_key

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]


@dataclass
class Members:
    """Institutions of G holders. `weights` may be renewed when the year is over; `first` (G,) leads and pays first."""

    of: I8  # (H,) holder of each institution, -1 = nobody's
    tier: I8  # (H,)
    first: I8  # (G,)
    key: I8  # (5,) ppm
    health_ppm: int
    of_lead: bool
    weights: I8  # (H,)

    def rows(self, holder: int) -> I8:
        """Institutions of a holder, the one that answers for it first."""
        found = np.flatnonzero(self.of == holder)
        lead = self.first[holder]
        return np.concatenate([[lead], found[found != lead]]).astype(np.int64)

    def divide(self, amounts: I8, *, surplus: bool) -> tuple[I8, int]:
        """Amounts (G,) fen -> (part of each institution (H,), part of public health): together all of it. Public
        health shares surpluses only."""
        out, health = np.zeros(self.of.size, np.int64), 0
        for g in np.flatnonzero(amounts).tolist():
            rows = self.rows(g)
            parts, apart = by_key(
                self.key, int(amounts[g]), self.tier[rows], self.weights[rows],
                health_ppm=self.health_ppm if surplus else 0, of_lead=self.of_lead,
            )  # fmt: skip
            out[rows] += parts
            health += apart
        return out, health

    def shares(self, *, surplus: bool = False) -> F8:
        """(G, H): part of a surplus (of a deficit) of each holder that falls to each institution."""
        out = np.zeros((self.first.size, self.of.size))
        large = 10**9
        for g in range(self.first.size):
            one = np.zeros(self.first.size, np.int64)
            one[g] = large
            out[g] = self.divide(one, surplus=surplus)[0] / large
        return out
