"""Which alliance every institution and township belongs to, under the number of alliances that a policy asks for.

The county's own alliances are used where there are as many as the policy wants, or merged into one. Otherwise the
county is divided: its largest public hospitals lead, and townships in their order go to one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.county.county import KINDS, PLACES, TIERS, County, Institutions
from sim.foundation.errors import Refused
from sim.policy.package.attribution import NOBODY, divide

I8 = npt.NDArray[np.int64]
PPM = 1_000_000


@dataclass(frozen=True)
class Alliances:
    """A alliances. `of` (H,) alliance of an institution, -1 = outside any; `township` (T,) of a township; `lead` (A,)
    the institution that leads."""

    of: I8
    township: I8
    lead: I8

    def __len__(self) -> int:
        return self.lead.size


def public_hospitals(h: Institutions) -> I8:
    """County hospitals that can lead, the largest first."""
    inside = (h.place == PLACES.index("county")) & (h.tier == TIERS.index("county"))
    rows = np.flatnonzero(inside & (h.kind != KINDS.index("private")))
    largest: I8 = rows[np.argsort(-h.beds[rows].astype(np.int64), kind="stable")].astype(np.int64)
    return largest


def alliances(county: County, enrolees: I8, wanted: int, shares_ppm: I8 | None = None) -> Alliances:
    """`wanted` alliances of a county.

    Args:
        enrolees: (T,) by township. shares_ppm: wanted parts of the residents; None = equal parts, or the county's own.

    Raises:
        ValueError: the county has too few public hospitals or townships, or the shares are not one for each alliance.
    """
    h = county.institutions
    hospitals = public_hospitals(h)
    if hospitals.size < wanted:
        raise Refused(
            f"{county.name_zh}有{hospitals.size}家可以牵头的公立医院，不是{wanted}家",
            f"{county.name_en} has {hospitals.size} public hospitals that could lead, not {wanted}",
        )
    if shares_ppm is not None and len(shares_ppm) != wanted:
        raise Refused(
            f"{wanted}个医共体要有{wanted}个居民份额，不是{len(shares_ppm)}个",
            f"{wanted} alliances need {wanted} shares of the residents, not {len(shares_ppm)}",
        )
    inside = (h.place == PLACES.index("county")) & (h.kind != KINDS.index("private"))
    own = np.unique(h.alliance[h.alliance >= 0])
    if own.size == wanted and shares_ppm is None:
        of = np.where(h.alliance >= 0, np.searchsorted(own, h.alliance), NOBODY).astype(np.int64)
        lead = np.array([_lead(county, np.flatnonzero(of == a), hospitals) for a in range(wanted)], np.int64)
        return Alliances(of, _of_townships(county, of), lead)
    parts = np.full(wanted, PPM // wanted, np.int64) if shares_ppm is None else np.asarray(shares_ppm, np.int64)
    township = np.zeros(len(county.townships), np.int64) if wanted == 1 else divide(enrolees, parts)
    of = np.full(len(h), NOBODY, np.int64)
    below = inside & (h.township >= 0) & (h.tier < TIERS.index("county"))
    of[below] = township[h.township[below]]
    of[hospitals] = 0
    of[hospitals[:wanted]] = np.arange(wanted)
    return Alliances(of, township, hospitals[:wanted])


def _lead(county: County, members: I8, hospitals: I8) -> int:
    named = county.institutions.other["lead"].to_numpy(bool) if "lead" in county.institutions.other else None
    led = [i for i in members.tolist() if named is not None and named[i]]
    largest = [i for i in hospitals.tolist() if i in set(members.tolist())]
    if not (led or largest):
        raise Refused(
            f"{county.name_zh}有一个医共体没有能够牵头的医院", f"an alliance of {county.name_en} has no hospital that could lead it"
        )
    return int((led or largest)[0])


def _of_townships(county: County, of: I8) -> I8:
    """Alliance of each township's centre."""
    h = county.institutions
    found = np.full(len(county.townships), NOBODY, np.int64)
    centre = np.flatnonzero((h.tier == TIERS.index("township")) & (h.township >= 0))
    found[h.township[centre]] = of[centre]
    return found


def names(county: County, of: npt.NDArray[np.integer]) -> list[tuple[str, str]]:
    """Name of each institution's alliance in Chinese and English, ("", "") outside any: named after its lead."""
    hospitals, h = public_hospitals(county.institutions), county.institutions
    leads = {a: _lead(county, np.flatnonzero(of == a), hospitals) for a in np.unique(of[of >= 0]).tolist()}
    called = {a: (f"{h.name_zh[i]}医共体", f"alliance of {h.name_en[i]}") for a, i in leads.items()}
    return [called.get(int(a), ("", "")) for a in of]
