"""药品集采与医疗服务价格调整: what encounters cost under the item prices in force on the day they end.

An encounter keeps its charge at the county's own prices: it is a volume, the same under every policy. Here it is split
into item classes by the shares of its condition and tier, and each class is taken at its new price. The part outside
the catalogue keeps its share of the charge. Budgets made of the past, case quotas and points keep theirs: no rule says
that they follow prices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, ITEM_CLASSES, County
from sim.foundation.money import ONE, times
from sim.journey.encounters import OTHER_PAYER, Encounters
from sim.policy.policy import PolicyAt
from sim.settlement.items import split_cells

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
ITEM_PRICES = "fund.item_prices"
HERBAL = ITEM_CLASSES.index("herbal_pieces")


class Parts(NamedTuple):
    """Charges of R encounters by item class, fen: what was done at the county's prices, and as billed; one array where
    prices are the county's."""

    rows: I8  # (R,) which encounters
    old: I8  # (classes, R)
    new: I8  # (classes, R)
    spared: I8  # (R,) tests that were not repeated, at the prices in force


class ItemPrices:
    """The county's item shares as integers, (visit or stay, C conditions + other payers, T tiers): other payers'
    illnesses are not known, so they are taken as the county's mean mix at the tier."""

    def __init__(self, county: County) -> None:
        c = county.conditions
        self._tier = county.institutions.tier
        shares = np.stack([np.concatenate([items, _mean_mix(county, kind)[None]]) for kind, items in
                           enumerate((c.items_op, c.items_ip))])  # fmt: skip
        self._shape = shares.shape[:3]
        self._weights = np.ascontiguousarray(np.rint(shares.reshape(-1, shares.shape[3]) * ONE).astype(np.int64).T)

    def of(self, law: PolicyAt, encounters: Encounters, rows: I8) -> Parts:
        """Some encounters by item class, at the county's prices and under the law."""
        kind, condition, institution, flags, charge = (
            encounters[name][rows] for name in ("kind", "condition", "institution", "flags", "charge_fen")
        )
        condition = np.where(flags & OTHER_PAYER, self._shape[1] - 1, condition.astype(np.int64))
        cell = (kind.astype(np.int64) * self._shape[1] + condition) * self._shape[2] + self._tier[institution]
        old = split_cells(charge, cell, self._weights)
        nothing = np.zeros(rows.size, np.int64)
        if not law.uses(ITEM_PRICES):
            return Parts(rows, old, old, nothing)
        new = old.copy()
        for k, factor in enumerate(law.values[ITEM_PRICES]["factor"].tolist()):
            if factor != ONE:
                new[k] = times(old[k], factor)
        return Parts(rows, old, new, nothing)


def billed(encounters: Encounters, parts: Parts) -> None:
    """Write charges as billed into the encounters, the part outside the catalogue in proportion, half-up."""
    before, after = encounters["charge_fen"][parts.rows], parts.new.sum(axis=0)
    outside = encounters["noncovered_fen"][parts.rows]
    encounters["charge_fen"][parts.rows] = after
    encounters["noncovered_fen"][parts.rows] = (2 * outside * after + before) // np.maximum(2 * before, 1)


def price_factors(law: PolicyAt, items: F8) -> tuple[F8, F8]:
    """For item shares (..., classes): what a charge becomes, as a factor (...), and the shares of the new charge."""
    if not law.uses(ITEM_PRICES):
        return np.ones(items.shape[:-1]), items
    after = items * (law.values[ITEM_PRICES]["factor"] / ONE)
    factor = after.sum(axis=-1)
    shares = np.divide(after, factor[..., None], out=np.zeros_like(after), where=factor[..., None] > 0)
    return np.where(items.sum(axis=-1) > 0, factor, 1.0), shares


def _mean_mix(county: County, kind: int) -> F8:
    """Item shares (T, classes) of the county's mean visit or stay at each tier, by charge; the plain mean where the
    county says nothing of how often its conditions are treated there."""
    c = county.conditions
    items, charge = (c.items_op, c.charge_op) if kind == 0 else (c.items_ip, c.charge_ip)
    often = county.incidence.mean(axis=(0, 1)) if county.incidence.ndim == 3 else np.ones(len(c))
    inpatient = c.kind == CONDITION_KINDS.index("inpatient")
    weight = (often * (inpatient if kind else ~inpatient))[:, None] * c.share * np.maximum(charge, 0)
    plain = (items.sum(axis=2) > 0).astype(float)
    weight = np.where(weight.sum(axis=0) > 0, weight, plain)
    whole = np.maximum(weight.sum(axis=0), 1e-300)
    mean: F8 = np.einsum("ct,cti->ti", weight, items) / whole[:, None]
    return mean
