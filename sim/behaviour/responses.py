"""From incentives to behaviour: each lever follows exp(eta x (m - m_ref)), slowly, and within bounds.

The state is the logarithm of the response, (A, levers): an amount is multiplied by its exponential, a decision's
log-odds are shifted by it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.behaviour.actors import Actors
from sim.behaviour.levers import CARE, LEVERS, OUTWARD, UPWARD
from sim.behaviour.sets import BehaviourSet
from sim.county.county import TIERS
from sim.journey.tables import FACTORS, no_response

F8 = npt.NDArray[np.float64]


@dataclass
class Responses:
    """Log responses of A units, and the months since the first answer."""

    chosen: BehaviourSet
    log: F8  # (A, levers)
    months: int = 0

    def answer(self, difference: F8) -> None:
        """One month on: move towards the answer to `difference` (A, levers), m - m_ref; where it is not a number,
        stay."""
        c = self.chosen
        fading = 0.5 ** (self.months / c.half_life) if c.half_life > 0 else 1.0
        bound = math.log(c.most)
        wanted = np.clip(c.eta * difference * fading, -bound, bound)
        pace = 1.0 - math.exp(-1.0 / c.lag) if c.lag > 0 else 1.0
        self.log = np.where(np.isnan(difference), self.log, self.log + pace * (wanted - self.log))
        self.months += 1

    def table(self, units: Actors) -> F8:
        """The journey's responses (H, its levers): exactly `no_response` where nobody has moved."""
        out = no_response(units.of.size)
        inside = np.flatnonzero(units.of >= 0)
        outside = units.tier >= TIERS.index("county")
        for n, lever in enumerate(LEVERS):
            log = self.log[:, n]
            if n in (UPWARD, OUTWARD):
                log = np.where(outside == (n == OUTWARD), log, 0.0)
            at = log[units.of[inside]]
            if n == CARE:  # effort e leaves exp(-k e) of what nobody's management would have averted; k (e - 1) beside today
                out[inside, lever.column] += self.chosen.protection * np.expm1(at)
            elif lever.column in FACTORS:
                out[inside, lever.column] *= np.exp(at)
            else:
                out[inside, lever.column] += at
        return out
