"""How often people fall ill: latent episodes a person-month by profile, before frailty."""

from __future__ import annotations

import numpy as np

from sim.county.county import CONDITION_KINDS, F8, County
from sim.county.transfers import sent_on


def rates(county: County, month: int) -> F8:
    """Latent episodes per person-month, shape (P, C), of a person with frailty 1 in a month (0 = January).

    Row = (age band * 2 + sex) * 2**B + chronic bits. A registered chronic patient has `chronic_factor` times the
    incidence of those who are not; the level is set so that the people of an age band and sex together have the
    incidence of the table. Refills have rate 0: they have a rhythm, not a risk. `scale_op` and `scale_ip` are included.
    """
    if not 0 <= month < 12:
        raise ValueError(f"month must be 0 to 11, not {month}")
    kind = county.conditions.kind
    scale = np.array([county.demand.scale_op, county.demand.scale_ip, 0.0])[kind]
    monthly = county.incidence * (scale * county.month_index[:, month] / 12)
    b = len(county.chronic)
    bits = (np.arange(2**b)[:, None] >> np.arange(b)) & 1  # (2**B, B)
    relative = np.prod(np.where(bits[:, :, None] == 1, county.chronic_factor, 1.0), axis=1)  # (2**B, C)
    mean = np.prod(1.0 + county.chronic_share[:, :, None] * (county.chronic_factor - 1.0), axis=1)  # (A, C)
    ages = len(county.age_share)
    by_profile = (monthly / mean[:, None, :])[:, :, None, :] * relative
    latent: F8 = by_profile.reshape(ages * 2 * 2**b, len(kind))
    return latent


def expected_stays(county: County) -> F8:
    """Stays a person-year at base prices by age band, sex and condition, shape (A, 2, C).

    Latent episodes x seeking x admission x what follows: a stay is followed by a readmission with p_readmit, a hospital
    stay by a rehabilitation stay with p_step_down, and what is broken off by a transfer goes on elsewhere. Capacity,
    referral from a visit and a second doctor's view are left out, so a run differs a little.
    """
    c = county.conditions
    admitted = (c.severity * c.p_seek * c.p_admit).sum(axis=1)
    follow = (1.0 + c.p_step_down * (1.0 - c.share[:, 1])) / (1.0 - c.p_readmit)
    follow = follow * (1.0 + (c.share * sent_on(county)).sum(axis=1))
    inpatient = c.kind == CONDITION_KINDS.index("inpatient")
    stays: F8 = county.incidence * np.where(inpatient, admitted * follow * county.demand.scale_ip, 0.0)
    return stays


def expected_visits(county: County) -> F8:
    """Visits a person-year at base prices by age band, shape (A,): needs, first contacts, refills; no referrals."""
    c = county.conditions
    sought = (c.severity * c.p_seek).sum(axis=1)
    scale = np.array([county.demand.scale_op, county.demand.scale_ip, 0.0])[c.kind]
    by_sex = county.incidence @ (scale * sought / (1.0 - c.p_return))
    visits: F8 = by_sex[:, 0] * (1.0 - county.male_share) + by_sex[:, 1] * county.male_share
    for k in np.flatnonzero(c.kind == CONDITION_KINDS.index("refill")):
        visits = visits + county.chronic_share[:, c.chronic[k]] * 365.0 / c.refill_days[k] * sought[k]
    return visits


def expected_charges(county: County) -> F8:
    """Charges a person-year at base prices by profile, shape (P,), yuan, of a person with frailty 1: latent episodes x
    seeking x what a visit, or the stay of those admitted, costs at the tiers of the disease table. Good for shares of
    groups in a county's spending (older people, registers), not for its level."""
    c = county.conditions
    stays, refills = (c.kind == CONDITION_KINDS.index(kind) for kind in ("inpatient", "refill"))
    sought = (c.severity * c.p_seek).sum(axis=1)
    admitted = (c.severity * c.p_seek * c.p_admit).sum(axis=1) / (1.0 - c.p_readmit)
    visit, stay = ((c.share * charge).sum(axis=1) / c.share.sum(axis=1) for charge in (c.charge_op, c.charge_ip))
    cost = np.where(stays, admitted * stay, sought * visit)
    yearly: F8 = sum((rates(county, month) for month in range(12)), start=np.zeros(1)) @ cost
    b = len(county.chronic)
    bits = np.arange(yearly.size) % 2**b
    for k in np.flatnonzero(refills):
        registered = (bits >> c.chronic[k]) & 1
        yearly += registered * (365.0 / c.refill_days[k]) * cost[k]
    return yearly
