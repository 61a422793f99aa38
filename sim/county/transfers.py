"""Transfers out of a bed (住院上转): how likely they are by condition, severity and tier, and to which hospital they lead.

A patient in bed at a township centre or county hospital may turn out to need more than the place can do. How often follows from
severity and from whether the place is able to treat it; the tables' mean stays and charges are those of all stays, so whole ones
are longer and dearer than the mean by as much as the broken-off ones fall short of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, KINDS, NONE16, TIERS, County, Institutions

F8 = npt.NDArray[np.float64]
SENDING = ("township", "county")
"""Tiers that transfer: above them nobody can do more."""


def transfer_chances(county: County) -> F8:
    """Probability that a stay ends early by a transfer upward, (C, S, T): by severity where the tier is able to treat it, with the
    odds multiplied where it is not; 0 at tiers that do not transfer and for what is no inpatient group."""
    c, d = county.conditions, county.demand
    p = d.p_transfer[:, None]
    unable = np.arange(len(TIERS)) < c.able[:, :, None]  # (C, S, T)
    chances = np.where(unable, p * d.transfer_unable / (1.0 - p + p * d.transfer_unable), p)
    sending = np.isin(TIERS, SENDING) * (c.kind == CONDITION_KINDS.index("inpatient"))[:, None, None]
    found: F8 = np.ascontiguousarray(chances * sending)
    return found


def sent_on(county: County) -> F8:
    """Part of a condition's stays at a tier that end in a transfer, (C, T). Severities are weighted as patients of the condition
    come to the tier at base prices."""
    c, d = county.conditions, county.demand
    skill = np.where(np.arange(len(TIERS)) >= c.able[:, :, None], np.exp(d.b_skill)[:, None], 1.0)  # (C, S, T)
    pull = (c.share * np.exp(d.asc_ip) * (np.arange(len(TIERS)) > 0))[:, None, :] * skill
    chosen = pull / np.maximum(pull.sum(axis=2, keepdims=True), 1e-300)
    weight = (c.severity * c.p_seek * c.p_admit)[:, :, None] * chosen
    sent: F8 = (weight * transfer_chances(county)).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-300)
    return sent


def whole_stay(county: County) -> F8:
    """How many times the tables' mean a stay is that nobody breaks off, (C, T), so that all stays together have that mean.
    Exactly 1 without transfers."""
    longer: F8 = 1.0 / (1.0 - sent_on(county) * (1.0 - county.demand.transfer_part))
    return longer


def leads(h: Institutions) -> npt.NDArray[np.uint16]:
    """The hospital that leads each institution's own alliance, (H,); NONE16 outside any. Where the county names none, its largest
    public hospital of the county tier leads."""
    named = h.other["lead"].to_numpy(bool) if "lead" in h.other else np.zeros(len(h), bool)
    able = (h.tier == TIERS.index("county")) & (h.kind != KINDS.index("private"))
    found = np.full(len(h), NONE16, np.uint16)
    for alliance in np.unique(h.alliance[h.alliance >= 0]).tolist():
        inside = h.alliance == alliance
        candidates = np.flatnonzero(inside & named) if (inside & named).any() else np.flatnonzero(inside & able)
        if candidates.size:
            found[inside] = candidates[np.argmax(h.beds[candidates])]
    return found
