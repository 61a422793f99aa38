"""What a policy says of long prescriptions, as the journey's table: for which regular visits, how long, for how many patients."""

from __future__ import annotations

import numpy as np

from sim.county.county import CONDITION_KINDS, ITEM_CLASSES, County
from sim.foundation.money import ONE
from sim.journey.supply import Supply
from sim.policy.access.long_prescription import periods
from sim.policy.policy import PolicyAt

RULE = "access.long_prescription"
DRUGS = [ITEM_CLASSES.index(name) for name in ("western_drugs", "herbal_pieces", "patent_medicine")]
ALWAYS = -1e18


class Supplies:
    """The table of each month; it remembers since when it has been what it is."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._terms: tuple[int, int] | None = None
        self._since = ALWAYS
        self._first = True

    def on(self, policy: PolicyAt | None, first_min: int) -> Supply | None:
        """The table of a month that begins at `first_min`, None where no long prescriptions are given."""
        values = policy.values.get(RULE) if policy is not None else None
        terms = None if values is None else (values.one("days"), values.one("share"))
        if terms != self._terms and not self._first:
            self._since = float(first_min)
        self._terms, self._first = terms, False
        if terms is None:
            return None
        days, share = terms
        c = self._county.conditions
        usual = np.where(prescribed(self._county), np.rint(c.refill_days), days).astype(np.int64)
        return Supply(np.array([periods(days, int(u)) for u in usual], np.uint8), share / ONE, self._since)


def prescribed(county: County) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a condition's regular visits are for a prescription, (C,): most of the charge is drugs, and the disease is not
    on the severe list, whose patients are to be seen."""
    c = county.conditions
    drugs = c.items_op[:, :, DRUGS].sum(axis=2).mean(axis=1) > 0.5
    severe = c.flags["severe_list"].to_numpy(bool) if "severe_list" in c.flags else np.zeros(len(c), bool)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (c.kind == CONDITION_KINDS.index("refill")) & drugs & ~severe
    return found
