"""A month's encounters become claims: facts of the visit beside facts of the person, of the institution and of the
condition.

Residents' stays are always claims; of their visits those that draw on the fund. What a referral is worth is a rule;
here stands only how the patient came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.county import ITEM_CLASSES, SCHEMES, TIERS, County
from sim.foundation.calendar import DAY
from sim.foundation.money import share
from sim.journey.encounters import DOWN, EMERGENCY, REFERRED, REFILL, RETURN, STAY, SUPPLY, TRANSFERRED, Encounters
from sim.policy.claims import ALONE, INPATIENT, SKIPPED, UP, Claims, visit_kind
from sim.policy.claims import DOWN as STEPPED_DOWN
from sim.policy.claims import EMERGENCY as AS_EMERGENCY
from sim.settlement.lists import Lists
from sim.settlement.papers import Papers

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
PPM = 1_000_000
RESIDENTS = SCHEMES.index("residents")
TWO_DISEASE_BITS = {"htn": 1, "hypertension": 1, "dm": 2, "diabetes": 2}
"""Names of registered chronic conditions that the two-disease terms (两病) know -> bit of `Claims.registered`."""


@dataclass(frozen=True)
class Facts:
    """What a claim needs from county and residents, as lookup tables made once."""

    county: County
    residents: npt.NDArray[np.void]
    first_paid_ppm: I8  # (2 kinds of encounter, C, T)
    herbal_ppm: I8  # (2, C, T)
    chronic_special: B1  # (C,)
    accident: B1  # (C,)
    registered: npt.NDArray[np.uint8]  # (2 ** chronic conditions,): bit 0 hypertension, bit 1 diabetes
    severe: B1  # (C,) on the list of severe diseases
    birth: npt.NDArray[np.uint8]  # (C,) index into BIRTHS
    mean_fen: I8  # (C, T) mean charge of a stay
    lists: Lists  # which diseases are on a tier's list
    papers: Papers

    @classmethod
    def of(cls, county: County, residents: npt.NDArray[np.void]) -> Facts:
        """Tables of one county; a flag that the county's table of conditions does not have is false for all."""
        c = county.conditions
        herbal = ITEM_CLASSES.index("herbal_pieces")
        bits = np.arange(256)
        registered = np.zeros(256, np.uint8)
        for name, bit in TWO_DISEASE_BITS.items():
            if name in county.chronic:
                registered |= (bits >> county.chronic.index(name) & 1).astype(np.uint8) * np.uint8(bit)
        return cls(
            county,
            residents,
            _ppm(np.stack([c.first_paid_op, c.first_paid_ip])),
            _ppm(np.stack([c.items_op[:, :, herbal], c.items_ip[:, :, herbal]])),
            _flag(county, "chronic_special"),
            _flag(county, "accident"),
            registered,
            _flag(county, "severe_list"),
            births(county),
            np.rint(np.maximum(c.charge_ip, 0) * 100).astype(np.int64),
            Lists(county),
            Papers.none(len(residents)),
        )

    def at_level(self, of_stays: float) -> Facts:
        """The same when stays cost so many times what the county's tables say."""
        mean = np.rint(np.maximum(self.county.conditions.charge_ip, 0) * 100 * of_stays).astype(np.int64)
        return replace(self, mean_fen=mean)


def _ppm(x: npt.NDArray[np.float64]) -> I8:
    return np.rint(x * PPM).astype(np.int64)


def _flag(county: County, name: str) -> B1:
    flags = county.conditions.flags
    return np.asarray(flags[name], bool) if name in flags else np.zeros(len(county.conditions), bool)


def former_urban(county: County, residents: npt.NDArray[np.void]) -> B1:
    """Who belonged to the former urban residents' scheme, by village, (N,)."""
    if not county.urban.size:
        return np.zeros(len(residents), bool)
    urban: B1 = county.urban[residents["village"]]
    return urban


def births(county: County) -> npt.NDArray[np.uint8]:
    """Whether a stay for a condition is a birth, (C,): index into BIRTHS, none where the county does not say."""
    flags = county.conditions.flags
    return np.asarray(flags["birth"] if "birth" in flags else np.zeros(len(county.conditions)), np.uint8)


def referral(encounters: Encounters, tier: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """How the patient came, index into `sim.policy.claims.REFERRALS`; a stay in a city or higher hospital that was
    neither advised nor an emergency has skipped the county."""
    flags = encounters["flags"]
    skipped = (encounters["kind"] == STAY) & (tier >= TIERS.index("city"))
    conditions = [(flags & DOWN) != 0, (flags & REFERRED) != 0, (flags & EMERGENCY) != 0, skipped]
    return np.select(conditions, [STEPPED_DOWN, UP, AS_EMERGENCY, SKIPPED], ALONE).astype(np.uint8)


def claims_of(encounters: Encounters, facts: Facts, herbal: I8 | None = None) -> Claims:
    """One claim for every encounter, in the same order. The patients must be residents. `herbal` (N,) fen of herbal
    pieces in the charges where they are not those of the county's table, else -1."""
    e, county = encounters, facts.county
    h = county.institutions
    person, institution, condition = e["person"].astype(np.int64), e["institution"], e["condition"]
    who = facts.residents.take(person)
    tier = h.tier[institution]
    stay = e["kind"] == STAY
    refill = (e["flags"] & REFILL) != 0
    charge, selfpaid = e["charge_fen"].astype(np.int64), e["noncovered_fen"].astype(np.int64)
    cell = (stay.astype(np.intp), condition, tier)
    tcm = share(charge - selfpaid, facts.herbal_ppm[cell])
    if herbal is not None:
        inside = (2 * herbal * (charge - selfpaid) + charge) // np.maximum(2 * charge, 1)
        tcm = np.where(herbal >= 0, inside, tcm)
    came = referral(e, tier)
    admitted, discharged = e["start_min"] // DAY, e["end_min"] // DAY
    return Claims(
        person=person,
        klass=who["klass"].copy(),
        scheme=np.full(len(e), RESIDENTS, np.uint8),  # others have no claims, see `Settlement`
        age=who["age"].copy(),
        contract=who["contract"].copy(),
        away=(who["home"] != 0).astype(np.uint8),
        kind=np.where(stay, np.uint8(INPATIENT), visit_kind(refill, facts.chronic_special[condition])),
        tier=tier,
        place=h.place[institution],
        level=h.level[institution],
        hospital_kind=h.kind[institution],
        condition=condition.copy(),
        severity=e["severity"].copy(),
        charge_fen=charge,
        selfpaid_fen=selfpaid,
        firstpaid_fen=np.minimum(share(charge, facts.first_paid_ppm[cell]), charge - selfpaid),
        tcm_fen=tcm,
        referral=came,
        accident=facts.accident[condition],
        days=np.where(stay, np.maximum(discharged - admitted, 1), 0).astype(np.int32),
        admitted_day=admitted.astype(np.int32),
        discharged_day=discharged.astype(np.int32),
        registered=facts.registered[who["chronic"]],
        mean_fen=np.where(stay, facts.mean_fen[condition, tier], 0),
        severe=facts.severe[condition],
        supply_days=np.where(refill, county.conditions.refill_days[condition] * (1 + (e["flags"] >> SUPPLY)), 0).astype(np.int32),
        same_course=(e["flags"] & (RETURN | TRANSFERRED | DOWN)) != 0,
        birth=np.where(stay, facts.birth[condition], np.uint8(0)),
        filing=facts.papers.filing[person],
        covered_from_day=facts.papers.covered_from[person],
    )


def in_rounds(person: npt.NDArray[Any]) -> tuple[I8, I8]:
    """Order claims so that the k-th claims of all persons stand together: (order (N,), start of each round (rounds +
    1,)).

    Claims must come in the order in which they are settled; within a round every person stands once, in ascending
    order.
    """
    n = person.size
    if n == 0:
        return np.zeros(0, np.int64), np.zeros(1, np.int64)
    position = np.arange(n, dtype=np.int64)
    by_person = np.sort(person.astype(np.int64) << 31 | position) & (1 << 31) - 1  # position breaks ties: a stable sort
    sorted_person = person[by_person]
    first = np.r_[True, sorted_person[1:] != sorted_person[:-1]]
    turn = position - np.maximum.accumulate(np.where(first, position, 0))
    order = np.sort(turn << 31 | position) & (1 << 31) - 1
    return by_person[order], np.r_[0, np.cumsum(np.bincount(turn))]
