"""The county as the journey reads it: a handful of record arrays, so that one decision touches few cache lines.

`world` turns a `County` and its residents into tables that stay fixed for a run; `flow` makes the tables of one month, which
carry everything that policy and behaviour may say to the journey: whether a price keeps people from seeking care, how prices tilt
the choice of an institution, and how institutions respond. Without arguments it says "as in the baseline".
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, ITEM_CLASSES, KINDS, NONE16, PLACES, STATES, County
from sim.county.transfers import leads, transfer_chances, whole_stay

F8 = npt.NDArray[np.float64]
U1 = npt.NDArray[np.uint8]
Table = npt.NDArray[np.void]

LEVERS = (
    "intensity", "noncovered", "admit", "stay", "split", "refer_up", "refer_out", "step_down", "accept_down", "manage", "attract",
)  # fmt: skip
"""What an institution can do differently: amount levers multiply (1 = as always), probability levers shift the log-odds (0);
`manage` is the logarithm by which a centre lowers the rate of what it manages (0); `attract` multiplies the odds that a patient
who is free to choose comes here (1)."""
(
    INTENSITY, NONCOVERED, ADMIT, STAY_LENGTH, SPLIT, REFER_UP, REFER_OUT, STEP_DOWN, ACCEPT_DOWN, MANAGE, ATTRACT,
) = range(len(LEVERS))  # fmt: skip
FACTORS = (INTENSITY, NONCOVERED, STAY_LENGTH, ATTRACT)
"""Columns of a response that multiply."""

INSTITUTION = np.dtype(
    [
        ("tier", "u1"),
        ("place", "u1"),
        ("setting", "u1"),
        ("rank", "u1"),  # which alternative it is, see RANK
        ("stay_days", "<f4"),  # mean stay, for expected waits
        ("lead", "<u2"),  # the hospital that leads its alliance, NONE16 = none
    ]
)
CONDITION = np.dtype(
    [
        ("kind", "u1"),
        ("p_return", "<f8"),
        ("return_days", "<f8"),
        ("p_readmit", "<f8"),
        ("p_step_down", "<f8"),
        ("refill_days", "<f8"),
        ("chronic", "i1"),
        ("managed", "u1"),  # bits of the registered conditions whose management averts it
    ]
)
BY_SEVERITY = np.dtype(  # (C, S)
    [("up_to", "<f8"), ("able", "u1"), ("p_seek", "<f8"), ("p_emergency", "<f8"), ("p_admit", "<f8")]
)
BY_TIER = np.dtype(  # (C, T); log-normals as (mean of the log, sd of the log) of yuan and days
    [
        ("visit_mu", "<f8"),
        ("visit_sigma", "<f8"),
        ("visit_noncovered", "<f8"),
        ("visit_drugs", "<f8"),  # share of the charge that is drugs
        ("stay_mu", "<f8"),
        ("stay_sigma", "<f8"),
        ("days_mu", "<f8"),
        ("days_sigma", "<f8"),
        ("stay_noncovered", "<f8"),
        ("p_claim", "<f8"),
    ]
)
RANK = np.dtype([("institution", "<u2"), ("tier", "u1"), ("setting", "u1")])
"""One alternative: rank 0 the own village clinic, 1 the own township centre, 2 + i the i-th hospital."""
VILLAGE = np.dtype([("clinic", "<u2"), ("centre", "<u2")])
STREAM = np.dtype(
    [
        ("institution", "<u2"),
        ("visits_per_day", "<f8"),
        ("stays_per_day", "<f8"),
        ("visit_mu", "<f8"),
        ("visit_sigma", "<f8"),
        ("stay_mu", "<f8"),
        ("stay_sigma", "<f8"),
        ("days_mu", "<f8"),
        ("days_sigma", "<f8"),
    ]
)
CONSTANTS = np.dtype(
    [
        ("seed", "<u8"),
        ("wait_visit", "<f8"),
        ("wait_stay", "<f8"),
        ("contract", "<f8"),  # factor on the odds of the contracted institutions
        ("advice", "<f8"),  # factor on the odds of what the doctor advised
        ("p_refer_able", "<f8"),
        ("p_refer_unable", "<f8"),
        ("patience_mild", "<f8"),
        ("patience_moderate", "<f8"),
        ("patience_severe", "<f8"),
        ("stay_charge_corr", "<f8"),
        ("rehab_days", "<f8"),
        ("rehab_charge", "<f8"),
        ("transfer_part", "<f8"),  # mean part of a stay before a transfer
        ("open_min", "<i4"),
        ("close_min", "<i4"),
        ("first", "<i8"),  # residents of the first year
        ("residents", "<i8"),  # rows of people, of all years
    ]
)


class World(NamedTuple):
    """Fixed for a run. H institutions, V villages, C conditions, S severities, T tiers, N residents."""

    const: Table  # (1,) CONSTANTS
    persons: Table  # (N,) PERSON
    institutions: Table  # (H,) INSTITUTION
    conditions: Table  # (C,) CONDITION
    by_severity: Table  # (C, S) BY_SEVERITY
    by_tier: Table  # (C, T) BY_TIER
    p_transfer: F8  # (C, S, T) probability that a stay ends early by a transfer to a higher ward
    villages: Table  # (V,) VILLAGE
    pull_visit: F8  # (C, S, ranks) odds of an institution for a visit at base prices, without travel and waiting
    pull_stay: F8  # (C, S, ranks)
    time_visit: F8  # (V, ranks) odds factor of travel for a visit, living here
    time_stay: F8  # (V, ranks)
    away_visit: F8  # (ranks,) the same for people living away
    away_stay: F8  # (ranks,)
    ranks: Table  # (ranks,) RANK: the choice set of everybody
    streams: Table  # (K,) STREAM
    group: U1  # (N,) row of the price tables, set anew when terms change; the benefit class where only that counts
    base_state: U1  # (N,) benefit state that the same year would mean under the baseline
    key: npt.NDArray[np.uint32]  # (residents - first,) what the draws of those who come later are keyed by


NO_LEAN: F8 = np.zeros((0, 0, 0, 0))
"""Doctors do not mind their patients' purses."""


class Flow(NamedTuple):
    """The tables of one month. K groups that pay alike, X benefit states, Z settings (distinct tier, place and level)."""

    seek: F8  # (K, X, C) factor on the probability of seeking care
    price_visit: F8  # (K, X, C, Z) odds factor of the price
    price_stay: F8  # (K, X, 3 slips, C, Z)
    response: F8  # (H, len(LEVERS))
    lean: F8 = NO_LEAN  # (K, X, C, Z) log-odds of admission by what stay and visit cost the patient; empty: none
    base_lean: F8 = NO_LEAN  # (K, X, C, Z) the same at the baseline's terms
    most_lean: float = 0.0  # largest shift either way
    unmanaged: float = 0.0  # exacerbations that today's management averts, over those that happen
    split_part: float = 0.0  # part of a divided stay that its first admission is
    split_days: float = 0.0  # days within which the second follows; 0: no stay is divided


def stacked(first: Flow, second: Flow) -> Flow:
    """The tables of two sets of terms as one: the rows of the second behind those of the first."""
    return first._replace(
        seek=np.concatenate([first.seek, second.seek]),
        price_visit=np.concatenate([first.price_visit, second.price_visit]),
        price_stay=np.concatenate([first.price_stay, second.price_stay]),
        lean=np.concatenate([first.lean, second.lean]),
        base_lean=np.concatenate([first.base_lean, second.base_lean]),
    )


def _log_normal(mean: Any, cv: Any) -> tuple[F8, F8]:
    """Mean and standard deviation of the logarithm, from mean and coefficient of variation; -inf where the mean is 0."""
    variance = np.log1p(np.square(np.asarray(cv, float)))
    with np.errstate(divide="ignore"):
        mu = np.log(np.asarray(mean, float)) - variance / 2
    return mu, np.sqrt(variance)


def _shares(capacity: F8, group: npt.NDArray[Any]) -> F8:
    total = np.bincount(group, capacity)
    share: F8 = np.divide(capacity, total[group], out=np.zeros_like(capacity), where=total[group] > 0)
    return share


def world(county: County, residents: Table, seed: int, key: npt.NDArray[np.uint32] | None = None) -> World:
    """The fixed tables of a run. `seed` is the replication's: every draw of the run is keyed by it. `key`: of the last rows of
    `residents`, those who come after the first year."""
    later = np.zeros(0, np.uint32) if key is None else key
    h, c, d = county.institutions, county.conditions, county.demand
    institutions = np.zeros(len(h), INSTITUTION)
    for name in ("tier", "place", "setting"):
        institutions[name] = getattr(h, name)
    hospitals = np.flatnonzero(h.tier >= 2)
    if len(hospitals) > 60:
        raise ValueError(f"{len(hospitals)} hospitals: the choice set of everybody holds at most 60")
    institutions["rank"] = h.tier
    institutions["rank"][hospitals] = 2 + np.arange(len(hospitals))
    mix = county.incidence.mean((0, 1))[:, None] * c.share * (c.kind == CONDITION_KINDS.index("inpatient"))[:, None]
    mean_stay = np.divide((mix * c.stay_days).sum(0), mix.sum(0), out=np.ones(5), where=mix.sum(0) > 0)
    institutions["stay_days"] = mean_stay[h.tier]
    institutions["lead"] = leads(h)

    conditions = np.zeros(len(c), CONDITION)
    for name in ("kind", "p_return", "return_days", "p_readmit", "p_step_down", "refill_days", "chronic"):
        conditions[name] = getattr(c, name)
    conditions["managed"] = managed(county)
    by_severity = np.zeros(c.severity.shape, BY_SEVERITY)
    by_severity["up_to"] = np.cumsum(c.severity, axis=1)
    for name in ("able", "p_seek", "p_emergency", "p_admit"):
        by_severity[name] = getattr(c, name)

    by_tier = np.zeros(c.share.shape, BY_TIER)
    by_tier["visit_mu"], by_tier["visit_sigma"] = _log_normal(c.charge_op, c.charge_op_cv)
    by_tier["stay_mu"], by_tier["stay_sigma"] = _log_normal(c.charge_ip, c.charge_ip_cv)
    by_tier["days_mu"], by_tier["days_sigma"] = _log_normal(c.stay_days, c.stay_cv)
    longer = np.log(whole_stay(county))
    by_tier["stay_mu"] += longer
    by_tier["days_mu"] += longer
    by_tier["visit_noncovered"] = c.noncovered_op
    by_tier["visit_drugs"] = c.items_op[:, :, ITEM_CLASSES.index("western_drugs") :].sum(axis=2)  # the last three classes
    by_tier["stay_noncovered"] = np.minimum(c.noncovered_ip * d.scale_noncovered, 1.0)
    by_tier["p_claim"] = np.minimum(d.p_claim * d.scale_claim, 1.0)
    if "claimed" in c.flags:  # an entitlement of its own: those who registered for it use it
        own = c.flags["claimed"].to_numpy(float)[:, None]
        by_tier["p_claim"] = np.where(np.isnan(own), by_tier["p_claim"], own)

    v = county.villages
    villages = np.zeros(len(v.id), VILLAGE)
    villages["clinic"] = np.where(v.clinic < 0, NONE16, v.clinic)
    villages["centre"] = v.centre
    ranks = np.zeros(2 + len(hospitals), RANK)
    first = [int(np.argmax(h.tier == 0)), int(np.argmax(h.tier == 1)), *hospitals.tolist()]
    ranks["institution"], ranks["tier"], ranks["setting"] = first, h.tier[first], h.setting[first]
    ranks["tier"][:2] = 0, 1
    own = np.stack([np.where(v.clinic < 0, v.centre, v.clinic), v.centre], axis=1)
    minutes = np.concatenate([v.minutes[np.arange(len(own))[:, None], own], v.minutes[:, hospitals]], axis=1)
    elsewhere = (h.place == PLACES.index("elsewhere"))[first]
    away_minutes = np.where(elsewhere, 0.0, h.minutes[first])
    leave = np.where(elsewhere, 1.0, math.exp(-d.away_home_penalty))
    streams = np.zeros(len(county.streams.institution), STREAM)
    k = county.streams
    for name in ("institution", "visits_per_day", "stays_per_day"):
        streams[name] = getattr(k, name)
    streams["visit_mu"], streams["visit_sigma"] = _log_normal(k.charge_op, k.charge_cv_op)
    streams["stay_mu"], streams["stay_sigma"] = _log_normal(k.charge_ip, k.charge_cv_ip)
    streams["days_mu"], streams["days_sigma"] = _log_normal(k.stay_days, k.stay_cv)

    const = np.zeros(1, CONSTANTS)
    const[0] = (
        seed, d.b_wait_op, d.b_wait_ip, math.exp(d.b_contract), math.exp(d.b_advice),
        d.p_refer_able, d.p_refer_unable, *d.patience_days, d.stay_charge_corr, d.step_down_days, d.step_down_charge,
        d.transfer_part, d.open_min, d.close_min, len(residents) - len(later), len(residents),
    )  # fmt: skip
    return World(
        const, residents, institutions, conditions, by_severity, by_tier, transfer_chances(county), villages,
        *pulls(county),
        np.exp(d.b_time_op * minutes) * ~elsewhere, np.exp(d.b_time_ip * minutes) * ~elsewhere,
        np.exp(d.b_time_op * away_minutes) * leave, np.exp(d.b_time_ip * away_minutes) * leave, ranks, streams,
        residents["klass"].copy(), np.zeros(len(residents), np.uint8), later,
    )  # fmt: skip


def managed(county: County) -> U1:
    """Bits of the registered chronic conditions that basic public health manages and that make an inpatient group more
    frequent, (C,): hypertension and diabetes, by the county's mark `two_disease` on their regular visits."""
    c = county.conditions
    listed = c.flags["two_disease"].to_numpy(bool) if "two_disease" in c.flags else np.zeros(len(c), bool)
    bits = np.unique(c.chronic[listed & (c.chronic >= 0)]).astype(np.int64)
    if not bits.size:
        return np.zeros(len(c), np.uint8)
    raised = (county.chronic_factor[bits] > 1.0) & (c.kind == CONDITION_KINDS.index("inpatient"))
    found: U1 = (raised * (1 << bits)[:, None]).sum(axis=0).astype(np.uint8)
    return found


def grow(places: World, visit: float, stay: float) -> None:
    """Charges of visits and of stays become so many times what they were, for everybody's patients, in place."""
    for table in (places.by_tier, places.streams):
        table["visit_mu"] += math.log(visit)
        table["stay_mu"] += math.log(stay)


def pulls(county: County) -> tuple[F8, F8]:
    """Odds at base prices of the own clinic, the own centre and every hospital: for visits and for stays, each (C, S, ranks).

    A tier's attraction for a condition, times skill where the severity can be treated; hospitals of a tier share it by their
    slots or beds, so that bigger ones draw more. A maternal and child hospital treats what is marked as such, by that factor.
    """
    h, c, d = county.institutions, county.conditions, county.demand
    inpatient = (c.kind == CONDITION_KINDS.index("inpatient"))[:, None]
    visit = np.where(c.charge_op > 0, np.where(inpatient, 1.0, c.share), 0.0) * np.exp(d.asc_op)
    stay = np.where((c.charge_ip > 0) & inpatient & (np.arange(5) > 0), c.share, 0.0) * np.exp(d.asc_ip)
    hospitals = h.tier >= 2
    tier = np.concatenate([[0, 1], h.tier[hospitals]])
    group = h.tier.astype(np.int64) * 2 + (h.place == PLACES.index("elsewhere"))
    skill = np.where(tier >= c.able[:, :, None], np.exp(d.b_skill)[:, None], 1.0)
    special = c.flags["maternal_child"].to_numpy(float) if "maternal_child" in c.flags else np.zeros(len(c))
    ours = np.concatenate([[False, False], h.kind[hospitals] == KINDS.index("maternal_child")])
    treats = np.where(ours, special[:, None], 1.0)
    out = []
    for pull, capacity in ((visit, h.slots), (stay, h.beds)):
        share = np.concatenate([[1.0, 1.0], _shares(capacity.astype(float), group)[hospitals]])
        out.append((pull[:, tier] * share * treats)[:, None, :] * skill)
    return out[0], out[1]


def no_response(institutions: int) -> F8:
    """Every institution does as always, shape (H, len(LEVERS))."""
    response = np.zeros((institutions, len(LEVERS)))
    response[:, FACTORS] = 1.0
    return response


def flow(
    county: County,
    price_visit: F8 | None = None,
    price_stay: F8 | None = None,
    base_visit: F8 | None = None,
    base_stay: F8 | None = None,
    response: F8 | None = None,
) -> Flow:
    """The tables of a month from what patients expect to pay (yuan) under the policy and under the baseline.

    Attractions hold at baseline prices, so only differences from them tilt a choice:
    odds factor = exp(b_price * (price - base)), and p(seek) is multiplied by (price / base) ** elasticity, with both prices
    taken at the condition's usual setting and 1 yuan added so that free care has a finite answer.
    """
    d, c = county.demand, county.conditions
    k, z = len(county.classes), int(county.institutions.setting.max()) + 1  # without prices the class is the group
    if price_visit is None or price_stay is None or base_visit is None or base_stay is None:
        return Flow(
            np.ones((k, STATES, len(c))), np.ones((k, STATES, len(c), z)), np.ones((k, STATES, 3, len(c), z)),
            no_response(len(county.institutions)) if response is None else response,
        )  # fmt: skip
    usual_visit, usual_stay = usual_settings(county)
    rows = np.arange(len(c))
    inpatient = c.kind == CONDITION_KINDS.index("inpatient")
    seek_visit = price_visit[:, :, rows, usual_visit] + 1.0
    seek_stay = price_stay[:, :, 1, rows, usual_stay] + 1.0
    free_visit = base_visit[:, :1, rows, usual_visit] + 1.0
    free_stay = base_stay[:, :1, 1, rows, usual_stay] + 1.0
    seek = np.where(inpatient, (seek_stay / free_stay) ** d.elasticity_ip, (seek_visit / free_visit) ** d.elasticity_op)
    return Flow(
        np.ascontiguousarray(seek),
        np.exp(d.b_price_op * (price_visit - base_visit[:, :1])),
        np.exp(d.b_price_ip * (price_stay - base_stay[:, :1])),
        no_response(len(county.institutions)) if response is None else response,
    )


def usual_settings(county: County) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The setting where most patients of a condition go at base prices: for visits and for stays, each of shape (C,)."""
    h, c, d = county.institutions, county.conditions, county.demand
    near = [(h.tier == t) & (h.place != PLACES.index("elsewhere")) for t in range(5)]
    first = np.array([int(h.setting[np.argmax(some)]) if some.any() else -1 for some in near])
    visit = np.where(c.charge_op > 0, c.share, 0.0) * np.exp(d.asc_op) * (first >= 0)
    stay = np.where(c.charge_ip > 0, c.share, 0.0) * np.exp(d.asc_ip) * (first >= 0) * (np.arange(5) > 0)
    return first[visit.argmax(1)], first[stay.argmax(1)]
