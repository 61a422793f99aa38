"""What patients expect to pay: the policy's own bill on the mean charge, for every group, state, condition and place.

The price a patient sees is a spot price of one encounter at the mean charge, given what he has used this year (the
benefit state). `bill` is called once on synthetic claims, so that every benefit rule moves patients without code for
it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.behaviour.groups import Groups, by_class
from sim.county.county import CONDITION_KINDS, ITEM_CLASSES, LINES, SLIPS, STATES, STAYS, UNINSURED, County
from sim.policy.benefit.bill import bill
from sim.policy.benefit.state import at_state
from sim.policy.claims import ALONE, EMERGENCY, INPATIENT, TWO_DISEASE_BITS, UP, Claims, visit_kind
from sim.policy.policy import PolicyAt
from sim.settlement.claim import births
from sim.settlement.lists import Lists
from sim.settlement.prices import price_factors

F8 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int64]

SLIP_REFERRAL = {"none": ALONE, "referred": UP, "emergency": EMERGENCY}
"""How the price table's slip reads as a referral of a claim."""

_CHUNK = 1 << 14


@dataclass(frozen=True)
class Prices:
    """Expected own payment in yuan for the mean charge.

    op: (K groups, STATES, C conditions, G settings) of a visit. ip: (K, STATES, SLIPS, C, G) of a stay. Where the
    county has no charge for a condition at a tier, the price is 0.
    """

    op: F8
    ip: F8


def price_tables(
    policy: PolicyAt, county: County, level_op: F8 | float = 1.0, level_ip: F8 | float = 1.0,
    whom: Groups | None = None, year: int | None = None,
) -> Prices:  # fmt: skip
    """Tables for one month.

    Args:
        policy: the policy in force.
        county: charges by condition and tier; settings are the distinct (tier, place, level) of its institutions.
        level_op, level_ip: level of charges of the year as a multiple of the county's tables (the county's
            trend; what institutions answer is not in it); scalar or (C, G).
        whom: the rows; by default the county's classes, each as an adult at home without a contract.
        year: whose lists of diseases hold; by default the county's first accounted year.
    """
    tier, place, level = settings_of(county)
    c = county.conditions
    rows = by_class(county) if whom is None else whom
    op_shape = (len(rows), STATES, len(c), len(tier))
    ip_shape = (len(rows), STATES, len(SLIPS), len(c), len(tier))
    k_op, s_op, c_op, g_op = (i.ravel() for i in np.indices(op_shape, np.int32))
    k_ip, s_ip, slip, c_ip, g_ip = (i.ravel() for i in np.indices(ip_shape, np.int32))
    visits = np.flatnonzero(c.charge_op[c_op, tier[g_op]] > 0)
    stays = np.flatnonzero(c.charge_ip[c_ip, tier[g_ip]] > 0)
    k_op, s_op, c_op, g_op = k_op[visits], s_op[visits], c_op[visits], g_op[visits]
    k_ip, s_ip, slip, c_ip, g_ip = k_ip[stays], s_ip[stays], slip[stays], c_ip[stays], g_ip[stays]
    (dearer_op, items_op), (dearer_ip, items_ip) = price_factors(policy, c.items_op), price_factors(policy, c.items_ip)
    parts_op = parts(c.charge_op * dearer_op, c.noncovered_op, c.first_paid_op, items_op, level_op, tier)
    parts_ip = parts(c.charge_ip * dearer_ip, c.noncovered_ip, c.first_paid_ip, items_ip, level_ip, tier)
    amounts = [np.concatenate([op[c_op, g_op], ip[c_ip, g_ip]]) for op, ip in zip(parts_op, parts_ip, strict=True)]
    kinds = _visit_kinds(county)
    setting = np.concatenate([g_op, g_ip])
    condition = np.concatenate([c_op, c_ip])
    who = {name: column[np.concatenate([k_op, k_ip])] for name, column in rows.columns.items()}
    state = np.concatenate([s_op, s_ip])
    means = np.concatenate([np.zeros(len(visits), np.int64), parts_ip[0][c_ip, g_ip]])
    referrals = np.array([SLIP_REFERRAL[name] for name in SLIPS], np.uint8)
    claims = Claims.zeros(
        len(setting), **who, tier=tier[setting], place=place[setting], level=level[setting], condition=condition,
        kind=np.concatenate([kinds[c_op], np.full(len(stays), INPATIENT, np.uint8)]),
        charge_fen=amounts[0], selfpaid_fen=amounts[1], firstpaid_fen=amounts[2], tcm_fen=amounts[3],
        referral=np.concatenate([np.zeros(len(visits), np.uint8), referrals[slip]]),
        registered=_registered(county)[condition], mean_fen=means, severe=_listed(county, "severe_list")[condition],
        accident=_listed(county, "accident")[condition], birth=births(county)[condition] * (np.arange(len(setting)) >= len(visits)),
        days=np.concatenate([np.zeros(len(visits)), np.rint(c.stay_days[c_ip, tier[g_ip]])]),
    )  # fmt: skip
    claims = Lists(county).mark(claims, policy, county.start.year if year is None else year)
    used = at_state(policy, who["klass"], state // (STATES // STAYS), state // LINES % 2, state % LINES)
    used.last_deductible_fen[:] = np.where(claims.referral == UP, _first_deductible(policy, county, claims), 0)
    paid = [bill(policy, claims.take(rows), used.take(rows)).own_paid for rows in _some(len(claims))]
    own = np.where(state == UNINSURED, claims.charge_fen, np.concatenate(paid)) / 100.0
    op, ip = np.zeros(np.prod(op_shape)), np.zeros(np.prod(ip_shape))
    op[visits], ip[stays] = own[: len(visits)], own[len(visits) :]
    return Prices(op.reshape(op_shape), ip.reshape(ip_shape))


def _some(n: int) -> list[slice]:
    """All of n rows, few enough at a time that their columns stay in the cache."""
    return [slice(first, first + _CHUNK) for first in range(0, max(n, 1), _CHUNK)]


def settings_of(county: County) -> tuple[I8, I8, I8]:
    """Tier, place and level of every setting, (G,) each."""
    inst = county.institutions
    count = int(inst.setting.max()) + 1
    first = np.array([int(np.flatnonzero(inst.setting == g)[0]) for g in range(count)])
    return tuple(column[first].astype(np.int64) for column in (inst.tier, inst.place, inst.level))


def parts(charge: F8, noncovered: F8, first: F8, items: F8, level: F8 | float, tier: I8) -> tuple[I8, I8, I8, I8]:
    """Charge, self-paid, first-paid and eligible Chinese-medicine fen, (C, G) each."""
    herbal = ITEM_CLASSES.index("herbal_pieces")
    total = np.rint(charge[:, tier] * 100 * level).astype(np.int64)
    out = np.rint(total * noncovered[:, tier]).astype(np.int64)
    ahead = np.minimum(np.rint(total * first[:, tier]).astype(np.int64), total - out)
    eligible = total - out - ahead
    tcm = np.minimum(np.rint((total - out) * items[:, tier, herbal]).astype(np.int64), eligible)
    return total, out, ahead, tcm


def _listed(county: County, name: str) -> npt.NDArray[np.bool_]:
    """Whether a condition has a flag (the list of severe diseases, say), (C,)."""
    flags = county.conditions.flags
    return flags[name].to_numpy(bool) if name in flags else np.zeros(len(county.conditions), bool)


def _visit_kinds(county: County) -> npt.NDArray[np.uint8]:
    """Kind of claim of a visit for each condition, (C,)."""
    c = county.conditions
    refill = c.kind == CONDITION_KINDS.index("refill")
    listed = c.flags["chronic_special"].to_numpy(bool) if "chronic_special" in c.flags else np.zeros(len(c), bool)
    return visit_kind(refill, listed)


def _registered(county: County) -> npt.NDArray[np.uint8]:
    """Two-disease registration that a refill visit for each condition implies, (C,): index into TWO_DISEASES."""
    by_chronic = np.array([*(TWO_DISEASE_BITS.get(name, 0) for name in county.chronic), 0], np.uint8)
    registered: npt.NDArray[np.uint8] = by_chronic[county.conditions.chronic]
    return registered


def _first_deductible(policy: PolicyAt, county: County, claims: Claims) -> I8:
    """The deductible that a patient referred up is expected to have paid already: that of a township stay."""
    probe = Claims.zeros(1, kind=INPATIENT, tier=1, charge_fen=np.int64(10**9))
    paid = bill(policy, probe, type(at_state(policy, probe.klass, 0, 0, 0)).zeros(1)).deductible
    return np.where(claims.tier > 1, paid, 0)
