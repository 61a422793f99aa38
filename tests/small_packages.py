"""Packages in the small county: laws, encounters and runs that tests of packages share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import small_county as small

from sim.foundation.calendar import Calendar
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
Law = dict[str, tuple[Any, str]]
FREE: Law = {
    "benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip
KEY: Law = {
    "sharing.internal.shares": ({"all": 0, "village": 10, "township": 30, "county": 60}, "%"),
    "sharing.internal.public_health_share": (0, "%"), "sharing.internal.public_health_of": ("of_total", "choice"),
}  # fmt: skip


def package(per_head: int = 1000, **more: tuple[Any, str]) -> Law:
    """A package of `per_head` yuan; all kept, all borne; everything charged; divided 6 : 3 : 1."""
    law: Law = {
        "holder": ("alliance", "choice"), "residents": ("township", "choice"), "alliances": (1, "count"),
        "base": ("income", "choice"), "per_head": (per_head, "yuan/person/year"), "covers": (True, "flag"),
        "others": (True, "flag"), "leak": ("all", "choice"), "away": (True, "flag"), "cross_price": (100, "%"),
        "surplus_edges": ([], "%"), "surplus_shares": ([100], "%"), "deficit_edges": ([], "%"),
        "deficit_shares": ([100], "%"), "measure": ("enrolees", "choice"),
    }  # fmt: skip
    return FREE | KEY | {f"payment.package.{name}": value for name, value in (law | more).items()}


def covered(person: int, day: int, institution: int, yuan: int, stay: int = 0, **fields: Any) -> np.void:
    """An encounter of which the fund pays `yuan`: a tenth of every charge is paid first by the patient."""
    fields.setdefault("episode", day)
    return small.encounter(person, day, institution, 0, stay=stay, charge_fen=round(yuan * 1000 / 9), **fields)


def run(
    law: Law, *encounters: np.void, people: int = 4, calendar: Calendar = YEAR, residents: Any = None, **county: Any
) -> Settlement:
    place = replace(small.county(**county), enrolees=people)
    who = small.people(people) if residents is None else residents
    done = reprice(small.array(*encounters), place, who, small.policy(law), calendar)
    assert set(done.checks().values()) == {0}
    return done


OUT = (covered(0, 20, small.HOSPITAL, 1500, stay=5), covered(1, 50, small.CITY, 900, stay=5))
