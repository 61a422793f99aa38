"""Doctors as agents of their patients' purses: a mild case that could be treated without a bed is admitted less where a
course of visits has become cheap for the patient beside a stay, and more where it has become dear (低标准住院).

The log-odds of finding a stay necessary move by

    agency x { [ln course - ln stay] of the policy - [ln course - ln stay] of the baseline }

with what the patient would pay himself, in yuan plus one. The course is the stay's own mean charge without bed and
nursing, billed as outpatient care in one claim. Both sides are taken at what the same year so far means under the two
laws: 400 yuan of visits paid by the fund use up a cap of 300 and not one of 500. Under the baseline itself the two sides
are the same number, and their difference is exactly 0.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.groups import Groups
from sim.behaviour.prices import Prices, parts, settings_of
from sim.behaviour.sets import BehaviourSet
from sim.county.county import CONDITION_KINDS, ITEM_CLASSES, LINES, SLIPS, STATES, STAYS, UNINSURED, County
from sim.journey.tables import usual_settings
from sim.policy.benefit.bill import bill
from sim.policy.benefit.state import at_state
from sim.policy.claims import OUTPATIENT, Claims
from sim.policy.policy import PolicyAt
from sim.settlement.prices import price_factors

F8 = npt.NDArray[np.float64]
OF_A_BED = ("bed", "nursing")
"""Item classes of a stay that a course of visits does without."""


class Lean(NamedTuple):
    """Fields of the journey's `Flow`, by their names there."""

    lean: F8  # (K, STATES, C, settings)
    base_lean: F8
    most_lean: float


def lean(chosen: BehaviourSet, new: F8, old: F8) -> Lean:
    """How doctors lean under a policy, from `dearer_course` of the policy and of the baseline."""
    return Lean(chosen.agency * new, chosen.agency * old, math.log(chosen.most))


def dearer_course(policy: PolicyAt, county: County, whom: Groups, prices: Prices) -> F8:
    """Logarithm of own pay of a course of visits over that of a stay, (K, STATES, C, settings); 0 where no stay is possible.

    Both take place in the house where the patient is seen; from a village clinic, which has no beds, it is the usual house
    for such a stay, with a referral.
    """
    tier, _, _ = settings_of(county)
    c = county.conditions
    _, usual = usual_settings(county)
    stays = (c.charge_ip[:, tier] > 0) & (c.kind == CONDITION_KINDS.index("inpatient"))[:, None]
    course = courses(policy, county, whom)
    own, referred = prices.ip[:, :, SLIPS.index("none")], prices.ip[:, :, SLIPS.index("referred")]
    here = np.log((course + 1.0) / (own + 1.0))
    number = np.arange(len(c))
    away = np.log((course[:, :, number, usual] + 1.0) / (referred[:, :, number, usual] + 1.0))
    found: F8 = np.where(tier > 0, np.where(stays, here, 0.0), np.where(stays[number, usual], away, 0.0)[..., None])
    return found


def courses(policy: PolicyAt, county: County, whom: Groups) -> F8:
    """Expected own payment (yuan) of a course of visits in place of a stay of mean charge, (K, STATES, C, settings); 0 where
    there is no such stay."""
    tier, place, level = settings_of(county)
    c = county.conditions
    without = 1.0 - c.items_ip[:, :, [ITEM_CLASSES.index(name) for name in OF_A_BED]].sum(axis=2)
    shape = (len(whom), STATES, len(c), len(tier))
    k, state, condition, setting = (i.ravel() for i in np.indices(shape, np.int32))
    inpatient = c.kind == CONDITION_KINDS.index("inpatient")
    rows = np.flatnonzero(inpatient[condition] & (c.charge_ip[condition, tier[setting]] > 0))
    k, state, condition, setting = k[rows], state[rows], condition[rows], setting[rows]
    dearer, items = price_factors(policy, c.items_ip)
    amounts = parts(c.charge_ip * without * dearer, c.noncovered_ip, c.first_paid_ip, items, 1.0, tier)
    charge, selfpaid, firstpaid, tcm = (amount[condition, setting] for amount in amounts)
    who = {name: column[k] for name, column in whom.columns.items()}
    claims = Claims.zeros(
        len(rows), **who, kind=OUTPATIENT, tier=tier[setting], place=place[setting], level=level[setting],
        condition=condition, charge_fen=charge, selfpaid_fen=selfpaid, firstpaid_fen=firstpaid, tcm_fen=tcm,
    )  # fmt: skip
    used = at_state(policy, who["klass"], state // (STATES // STAYS), state // LINES % 2, state % LINES)
    own = np.zeros(np.prod(shape))
    own[rows] = np.where(state == UNINSURED, charge, bill(policy, claims, used).own_paid) / 100.0
    return own.reshape(shape)
