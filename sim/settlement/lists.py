"""Which part of a disease group's cases is on a tier's list, year by year: a fact of the county where its table of
conditions says so, otherwise from how common the groups are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, TIERS, County
from sim.foundation.money import ONE
from sim.policy.access import tier_lists
from sim.policy.claims import INPATIENT, Claims
from sim.policy.policy import PolicyAt

I8 = npt.NDArray[np.int64]
RULE = "access.tier_lists"


class Lists:
    """Shares of cases on lists (C, T) ppm, kept for every rule and year."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._unlisted: dict[tuple[object, ...], I8] = {}
        self._staying: dict[tuple[object, ...], I8] = {}

    @cached_property
    def cases(self) -> I8:
        """How common groups are at each tier (C, T): stays in proportion."""
        c = self._county.conditions
        inpatient = c.kind == CONDITION_KINDS.index("inpatient")
        common = self._county.incidence.sum(axis=(0, 1)) * c.p_admit.mean(axis=1) * inpatient
        found: I8 = np.rint(common[:, None] * c.share * 1e9).astype(np.int64)
        return found

    @cached_property
    def known(self) -> I8:
        """Share on the list that the county's own table states (C, T) ppm, -1 = it says nothing."""
        flags = self._county.conditions.flags
        found = np.full((len(flags), len(TIERS)), -1, np.int64)
        for t, tier in enumerate(TIERS):
            if f"listed_{tier}" in flags:
                said = flags[f"listed_{tier}"].to_numpy(float)
                found[:, t] = np.where(np.isnan(said), -1, np.rint(np.nan_to_num(said) * ONE / 100)).astype(np.int64)
        return found

    def unlisted(self, law: PolicyAt, year: int, named_ppm: I8 | None = None) -> I8:
        """Part of cases that no list names (C, T); none where the policy has no lists."""
        key = (law.id, law.date, year, None if named_ppm is None else tuple(named_ppm.tolist()))
        if key not in self._unlisted:
            values = law.values[RULE]
            since = min(s.since.year for s in law.origins[f"{RULE}.count"].values())
            found = tier_lists.unlisted(values, self.cases, year - since, ONE if named_ppm is None else named_ppm)
            self._unlisted[key] = np.where(self.known >= 0, ONE - self.known, found)
        return self._unlisted[key]

    def mark(self, claims: Claims, law: PolicyAt, year: int) -> Claims:
        """The claims with their disease's place on the lists in force in a year."""
        if not law.uses(RULE):
            return claims
        if (law.id, law.date) not in self._staying:
            self._staying[law.id, law.date] = tier_lists.staying(law.values[RULE], self.cases)
        stays = np.flatnonzero(claims.kind == INPATIENT)
        at = claims.condition[stays], claims.tier[stays]
        out, kept = np.zeros((2, len(claims)), np.int32)
        out[stays] = self.unlisted(law, year)[at]
        kept[stays] = self._staying[law.id, law.date][at]
        return replace(claims, unlisted_ppm=out, kept_below_ppm=kept)
