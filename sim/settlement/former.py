"""Residents of two former schemes, each with terms of its own until they merge: who is who, and what each side paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import FORMER_SCHEMES, County
from sim.policy.policy import Policy
from sim.settlement.claim import former_urban
from sim.settlement.totals import grouped

I8 = npt.NDArray[np.int64]


class Former:
    """`urban` (N,): who belonged to the former urban residents' scheme. `sums` (years, 2, 3) fen: charge, basic fund, own
    payment, by former scheme; kept only where a policy has two sets of terms."""

    def __init__(self, county: County, residents: npt.NDArray[np.void], policy: Policy, years: Sequence[int]) -> None:
        self.urban, self._policy, self._years = former_urban(county, residents), policy, years
        self.sums = np.zeros((len(years), 2, 3), np.int64)

    @property
    def told(self) -> npt.NDArray[np.bool_] | None:
        """`urban` where the policy has two sets of terms, None where everybody has the same."""
        return None if self._policy.second is None else self.urban

    def add(self, year: int, person: npt.NDArray[Any], *amounts: npt.NDArray[Any]) -> None:
        """Add charge, basic fund and own payment of persons in a year (an index)."""
        if self._policy.second is not None:
            for i, amount in enumerate(amounts):
                self.sums[year, :, i] += grouped(self.urban[person], amount, 2)

    def table(self) -> pd.DataFrame:
        """By year with any care: year, former_scheme, persons, and charge, basic, own_paid in fen. Empty where a policy has
        one set of terms."""
        persons = np.bincount(self.urban, minlength=2)
        rows = [
            {"year": self._years[y], "former_scheme": FORMER_SCHEMES[s], "persons": int(persons[s])}
            | {f"{name}_fen": int(v) for name, v in zip(("charge", "basic", "own_paid"), self.sums[y, s], strict=True)}
            for y, s in np.argwhere(self.sums[..., 0] > 0).tolist()
        ]
        return pd.DataFrame(rows)
