"""Management of registered chronic patients by their township centre: whose exacerbations it averts, what it costs.

The rule book of basic public health asks for visits to every registered patient with hypertension or diabetes. A visit
brings the centre no fee. What it costs is the service part of the county's own price of the regular visit there: its
charge without drugs and materials, which the patient buys.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.behaviour.actors import Actors
from sim.county.county import ITEM_CLASSES, TIERS, County
from sim.journey.encounters import OTHER_PAYER, STAY, Encounters
from sim.journey.tables import managed

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
GOODS = ("materials", "western_drugs", "herbal_pieces", "patent_medicine")
"""Item classes that a management visit does not use."""


class Caring:
    """Registered patients of one run and the A units that look after them."""

    def __init__(self, county: County, residents: npt.NDArray[np.void], units: Actors) -> None:
        self._residents = residents
        self._centre = county.villages.centre.astype(np.int64)
        self._unit = units.of[self._centre]
        self._units = len(units)
        self._managed = managed(county)
        self._fen = _service_fen(county)
        self._of_chronic = ((np.arange(256)[:, None] >> np.arange(len(self._fen))) & 1) @ self._fen

    def stays(self, e: Encounters) -> tuple[I8, I8]:
        """(row, unit) of every resident's stay that the management of his registered conditions might have averted."""
        rows = np.flatnonzero((e["kind"] == STAY) & ((e["flags"] & OTHER_PAYER) == 0))
        who = self._residents[e["person"][rows]]
        unit = self._unit[who["village"]]
        reached = ((who["chronic"] & self._managed[e["condition"][rows]]) != 0) & (unit >= 0)
        return rows[reached], unit[reached]

    def visit_fen(self) -> F8:
        """Cost of one management visit to every registered patient for each of his conditions, (A,) fen."""
        chronic = self._residents["chronic"]
        managed = np.flatnonzero((self._of_chronic > 0)[chronic])
        unit = self._unit[self._residents["village"][managed]]
        ours = unit >= 0
        total = np.bincount(unit[ours], self._of_chronic[chronic[managed[ours]]], self._units)
        return total.astype(np.float64)


def _service_fen(county: County) -> F8:
    """Fen of a management visit at a township centre by registered condition, (8 bits,); 0 for what is not managed."""
    c, township = county.conditions, TIERS.index("township")
    service = 1.0 - c.items_op[:, township][:, [ITEM_CLASSES.index(name) for name in GOODS]].sum(axis=1)
    bits = int(np.bitwise_or.reduce(managed(county), initial=0))
    found = np.zeros(8)
    for condition in np.flatnonzero(c.chronic >= 0):
        bit = int(c.chronic[condition])
        if bits >> bit & 1:
            found[bit] = c.charge_op[condition, township] * 100.0 * service[condition]
    return found
