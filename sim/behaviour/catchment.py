"""Whose patients a unit might win: the county's people who were treated elsewhere, and whom it could have treated.

Clinics may win the patients of their villages, a township centre those of its township, a county hospital those of the whole
county. Only what a patient chooses can be won: an emergency, a readmission, a step-down and the care of people who live away
are nobody's to win. An institution treats what it has a charge, a capability and slots (or beds) for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.behaviour.actors import Actors
from sim.county.county import CONDITION_KINDS, KINDS, TIERS, County
from sim.journey.encounters import AWAY, DOWN, EMERGENCY, OTHER_PAYER, READMISSION, STAY, TRANSFERRED, Encounters

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
B1 = npt.NDArray[np.bool_]

NOT_CHOSEN = EMERGENCY | READMISSION | DOWN | TRANSFERRED | AWAY
ENOUGH = 16_384
"""Visits of a month that are looked at: beyond, only those with the smallest keys, each of which stands for more."""


class Catchment:
    """The residents of one run and the A units that may win them."""

    def __init__(self, county: County, residents: npt.NDArray[np.void], units: Actors) -> None:
        self._residents, self._of = residents, units.of
        clinic, centre = county.villages.clinic.astype(np.int64), county.villages.centre.astype(np.int64)
        near = np.stack([np.where(clinic < 0, -1, units.of[clinic]), units.of[centre]])
        large = np.flatnonzero(units.tier >= TIERS.index("county"))
        everywhere = np.broadcast_to(large[:, None], (large.size, clinic.size))
        self._near = np.concatenate([near, everywhere])  # (2 + hospitals, V) units open to a village, -1 = none
        self._treats = _treats(county, units)

    def elsewhere(self, e: Encounters, key: F8) -> tuple[I8, I8, F8]:
        """(row, unit, how many it stands for) of every encounter that a unit might have had and had not; `key` (N,) is the
        uniform number of each encounter."""
        free = (e["flags"] & (NOT_CHOSEN | OTHER_PAYER)) == 0
        stay = np.ascontiguousarray(e["kind"]) == STAY
        visits = max(int(np.count_nonzero(free & ~stay)), 1)
        share = min(1.0, ENOUGH / visits)
        rows = np.flatnonzero(free & (stay | (key < share)))
        kind, condition = e["kind"][rows].astype(np.int64), e["condition"][rows]
        severity, at = np.minimum(e["severity"][rows], 2), self._of[e["institution"][rows]]
        unit = self._near[:, self._residents["village"][e["person"][rows]]]  # (2 + hospitals, rows)
        might = (unit >= 0) & (unit != at) & self._treats[kind, condition, severity, unit]
        _, n = np.nonzero(might)
        return rows[n], unit[might], np.where(kind[n] == STAY, 1.0, 1.0 / share)


def _treats(county: County, units: Actors) -> B1:
    """Whether a unit can treat an illness, for visits and for stays: (2, C, severities, A)."""
    h, c, first = county.institutions, county.conditions, units.first
    tier = units.tier
    able = tier >= c.able[:, :, None]
    inpatient = (c.kind == CONDITION_KINDS.index("inpatient"))[:, None]
    special = c.flags["maternal_child"].to_numpy(bool) if "maternal_child" in c.flags else np.zeros(len(c), bool)
    ours = (h.kind[first] != KINDS.index("maternal_child")) | special[:, None]
    visit = (c.charge_op[:, tier] > 0) & (h.slots[first] > 0) & ours
    stay = (c.charge_ip[:, tier] > 0) & (h.beds[first] > 0) & ours & inpatient & (tier > 0)
    found: B1 = np.stack([visit, stay])[:, :, None, :] & able
    return found
