"""A month's encounters as they are billed: item prices first, then tests that need not be repeated.

Where a policy has neither, the encounters are billed as they are and nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import County
from sim.journey.encounters import Encounters
from sim.policy.policy import Policy, PolicyAt
from sim.settlement.prices import HERBAL, ITEM_PRICES, ItemPrices, Parts, billed
from sim.settlement.recognition import NO_PARENT, RECOGNITION, Recognition

I8 = npt.NDArray[np.int64]


class Priced(NamedTuple):
    """N encounters with their charges as billed. `herbal` (N,) fen of herbal pieces in them, -1 where the county's table
    holds; None if it holds everywhere. `parts`: the encounters that are billed by item."""

    encounters: Encounters
    herbal: I8 | None
    parts: tuple[Parts, ...]


class Pricing:
    """Bills encounters by item where the policy asks for it."""

    def __init__(self, county: County, policy: Policy) -> None:
        rules = [law.uses(rule) for rule in (ITEM_PRICES, RECOGNITION) for law in policy.eras]
        self._items = ItemPrices(county) if any(rules) else None
        self._tests = Recognition(county, policy) if any(law.uses(RECOGNITION) for law in policy.eras) else None

    def month(self, encounters: Encounters, eras: Sequence[tuple[PolicyAt, Any]]) -> Priced:
        """Bill a month's encounters; `eras` are the laws of the month and the rows that each of them settles."""
        if self._tests is not None:
            self._tests.month(encounters)
        return self._bill(encounters, eras, self._tests)

    def at(self, law: PolicyAt, encounters: Encounters) -> Priced:
        """Any encounters as they would be billed under a law, each on its own: no test is known from before."""
        return self._bill(encounters, [(law, slice(None))], None)

    def _bill(self, encounters: Encounters, eras: Sequence[tuple[PolicyAt, Any]], tests: Recognition | None) -> Priced:
        parts: list[Parts] = []
        every = np.arange(len(encounters))
        for law, rows in eras:
            prices, repeated = law.uses(ITEM_PRICES), tests is not None and law.uses(RECOGNITION)
            if self._items is None or not (prices or repeated):
                continue
            some = self._items.of(law, encounters, every[rows] if prices else _later(encounters, every[rows]))
            if tests is not None:
                tests.cut(law, encounters, some)
            parts.append(some)
        if not parts:
            return Priced(encounters, None, ())
        herbal = np.full(len(encounters), -1, np.int64)
        made = encounters.copy()
        for some in parts:
            billed(made, some)
            herbal[some.rows] = some.new[HERBAL]
        return Priced(made, herbal, tuple(parts))


def _later(encounters: Encounters, rows: I8) -> I8:
    """The rows that follow from another contact: only they can repeat a test."""
    later: I8 = rows[encounters["parent"][rows] != NO_PARENT]
    return later
