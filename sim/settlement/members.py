"""Who shares a holder's result: members of an alliance, and by which key they divide what clearing brings or takes."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    _shares: dict[tuple[bool, bytes], F8] = field(default_factory=dict)  # by surplus or deficit and weights: asked for every month

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
        key = surplus, self.weights.tobytes()
        if key not in self._shares:
            large = 10**9
            each = np.diag(np.full(self.first.size, large))
            self._shares = {k: v for k, v in self._shares.items() if k[1] == key[1]}
            self._shares[key] = np.stack([self.divide(one, surplus=surplus)[0] for one in each]) / large
        return self._shares[key]
