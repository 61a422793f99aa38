"""By what the attributes of people are keyed, and the age bands that the tables speak of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.county.county import AGE_BAND_START, F8
from sim.foundation.draws import uniforms

I8 = npt.NDArray[np.int64]
U4 = npt.NDArray[np.uint32]
Rows = I8 | slice
EVERYBODY = slice(None)


@dataclass(frozen=True)
class Drawn:
    """Keys of N persons: the first residents by (position, village), who comes later by a key of his own and 0. So one more
    person in a village changes nobody else, in whatever order people are numbered."""

    seed: int
    person: U4
    episode: U4

    def u(self, name: str, rows: Rows = EVERYBODY, n: int = 0) -> F8:
        """One draw a person for one purpose; `n` is the turn of the year where it is drawn again every year."""
        return uniforms(self.seed, name, self.person[rows], self.episode[rows], n)

    def and_then(self, other: Drawn) -> Drawn:
        """Those and more."""
        return Drawn(self.seed, np.concatenate([self.person, other.person]), np.concatenate([self.episode, other.episode]))


def band_of_age(age: npt.NDArray[np.integer]) -> I8:
    """Index into AGE_BANDS, any shape."""
    band: I8 = _BAND[np.minimum(age, _BAND.size - 1)]
    return band


_BAND = np.searchsorted(np.array(AGE_BAND_START), np.arange(AGE_BAND_START[-1] + 1), side="right") - 1
