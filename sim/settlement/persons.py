"""Each resident's year to date, which begins anew on 1 January, and what of it the journey may see: the benefit
state."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import numpy.typing as npt

from sim.county.county import CAPS, LINES, STAYS
from sim.policy.claims import DOWN, INPATIENT, UP, Claims, YearToDate

I8 = npt.NDArray[np.int64]
COLUMNS = tuple(f.name for f in fields(YearToDate))
_CHAIN = COLUMNS.index("last_deductible_fen")


class Persons:
    """Year to date of N residents as one block (N, columns of `YearToDate`) of int64, so that a person is two cache
    lines."""

    def __init__(self, residents: int) -> None:
        self.block = np.zeros((residents, len(COLUMNS)), np.int64)
        self.chain = np.zeros(residents, np.uint32)  # episode of the last stay + 1: referrals never leave an episode
        self.chain_deductible = np.zeros(residents, np.int64)  # fen paid in that chain
        self.visits = np.zeros(residents, np.uint16)  # this year, claimed or not
        self.own_paid = np.zeros(residents, np.int64)  # fen, this year, of all visits and stays, claimed or not
        self._stays = np.zeros(residents, np.uint8)  # this year, at most what the benefit state tells apart
        self._line = np.zeros(residents, bool)  # catastrophic line passed this year
        self.outpatient_paid = np.zeros(residents, np.int64)  # a copy of its column, for the benefit state of everybody

    def new_year(self) -> None:
        """1 January: what was used last year is forgotten; a chain of referrals is not."""
        for counted in (self.block, self.visits, self.own_paid, self._stays, self._line, self.outpatient_paid):
            counted[:] = 0

    def before(self, claims: Claims, episode: npt.NDArray[np.uint32]) -> YearToDate:
        """Year to date of the claims' persons (each at most once). The deductible of earlier stays counts only for a
        stay to which the patient was referred, up or down, within the same episode."""
        person = claims.person
        rows = np.ascontiguousarray(self.block.take(person, axis=0).T)
        rows[_CHAIN] = 0
        referred = (claims.kind == INPATIENT) & ((claims.referral == UP) | (claims.referral == DOWN))
        continues = np.flatnonzero(referred)
        continues = continues[self.chain[person[continues]] == episode[continues] + np.uint32(1)]
        rows[_CHAIN, continues] = self.chain_deductible[person[continues]]
        return YearToDate(*rows)

    def add(self, claims: Claims, episode: npt.NDArray[np.uint32], before: YearToDate, delta: YearToDate) -> None:
        """What a round of claims used up. A stay that begins a new chain also forgets the old one."""
        person, after = claims.person, before.plus(delta)
        self.block[person] = np.array([getattr(after, name) for name in COLUMNS]).T
        stay = np.flatnonzero(claims.kind == INPATIENT)
        inside = person[stay]
        self.chain[inside] = episode[stay] + np.uint32(1)
        self.chain_deductible[inside] = after.last_deductible_fen[stay]
        self._stays[inside] = np.minimum(self._stays[inside] + 1, STAYS - 1)
        self._line[person] = after.catastrophic_base_used_fen > 0
        self.outpatient_paid[person] = after.outpatient_paid_fen

    def column(self, name: str) -> I8:
        """One column of the year to date for all residents, shape (N,)."""
        return self.block[:, COLUMNS.index(name)]

    def benefit_state(self, cap_used: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        """State of every resident, see `sim.county.county.STATES`; `cap_used` says whose outpatient cap is used up.
        Shape (N,)."""
        return (self._stays * np.uint8(CAPS) + cap_used) * np.uint8(LINES) + self._line
