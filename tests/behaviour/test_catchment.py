"""Whose patients a unit might win: by where they live, what it can treat, and whether they choose at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.behaviour.actors import actors
from sim.behaviour.catchment import ENOUGH, Catchment
from sim.county.county import KINDS, County
from sim.journey.encounters import CLAIMED, DOWN, EMERGENCY, ENCOUNTER, OTHER_PAYER, Encounters
from tests.small_county import CENTRE_A, CITY, CLINIC_A, HOSPITAL, INJURY, PNEUMONIA, array, county, encounter, people


def might(e: Encounters, where: County | None = None) -> list[set[str]]:
    """The units that might have had each encounter."""
    place = county() if where is None else where
    units = actors(place.institutions)
    row, unit, many = Catchment(place, people(40), units).elsewhere(e, np.full(len(e), 0.5))
    assert (many == 1.0).all()
    return [{units.id[u] for u in unit[row == r]} for r in range(len(e))]


def test_clinics_win_in_their_villages_a_centre_in_its_township_and_a_hospital_everywhere() -> None:
    """Person 0 lives in village A, person 1 in village B; nobody wins what he has, and a clinic has no beds."""
    e = array(
        encounter(0, 5, CITY, 100), encounter(1, 5, CITY, 100), encounter(0, 5, HOSPITAL, 100), encounter(0, 5, CLINIC_A, 40),
        encounter(0, 9, CITY, 9000, stay=3), encounter(0, 9, CENTRE_A, 500, stay=3),
    )  # fmt: skip
    everybody = {"clinics-0", "ta", "hospital"}
    assert might(e) == [
        everybody, {"clinics-1", "tb", "hospital"}, {"clinics-0", "ta"}, {"ta", "hospital"}, {"ta", "hospital"}, {"hospital"},
    ]  # fmt: skip


@pytest.mark.parametrize("flag", [EMERGENCY, DOWN, OTHER_PAYER])
def test_what_is_not_chosen_is_nobodys_to_win(flag: int) -> None:
    assert might(array(encounter(0, 5, CITY, 100, flags=CLAIMED | flag))) == [set()]


def test_only_what_can_be_treated_can_be_won() -> None:
    """Severe pneumonia can be treated from the county hospital on, mild in the township; and where the county hospital is one for
    mothers and children it wins the condition that is marked as theirs only, here the injury."""
    place = county()
    able = np.zeros((4, 3), np.uint8)
    able[PNEUMONIA] = 1, 1, 2
    place = replace(place, conditions=replace(place.conditions, able=able))
    stays = array(*(encounter(0, 9, CITY, 9000, stay=3, severity=s) for s in (0, 2)))
    assert might(stays, place) == [{"ta", "hospital"}, {"hospital"}]
    kind = place.institutions.kind.copy()
    kind[HOSPITAL] = KINDS.index("maternal_child")
    flags = place.conditions.flags.assign(maternal_child=[0, 0, 0, 1])
    place = replace(place, institutions=replace(place.institutions, kind=kind), conditions=replace(place.conditions, flags=flags))
    two = array(encounter(0, 9, CITY, 9000, stay=3), encounter(0, 9, CITY, 9000, stay=3, condition=INJURY))
    assert might(two, place) == [{"ta"}, {"ta", "hospital"}]


def test_of_very_many_visits_those_with_the_smallest_keys_stand_for_all() -> None:
    """40,000 visits in the city, half of them from each township: 16,384 are looked at and each stands for 2.44; all stays are."""
    n = 40_000
    e = np.zeros(n + 10, ENCOUNTER)
    e[:n], e[n:] = encounter(0, 5, CITY, 100), encounter(0, 9, CITY, 9000, stay=3)
    e["person"] = np.arange(n + 10) % 40
    units = actors(county().institutions)
    key = np.random.default_rng(1).random(n + 10)
    row, unit, many = Catchment(county(), people(40), units).elsewhere(e, key)
    visits = row < n
    assert many[visits].tolist() == pytest.approx([n / ENOUGH] * int(visits.sum()))
    assert key[row[visits]].max() < ENOUGH / n
    spread = 4 * n / ENOUGH * np.sqrt(ENOUGH / 2)
    total = dict(zip(units.id, np.bincount(unit[visits], many[visits], len(units)), strict=True))
    assert [total["ta"], total["clinics-1"]] == pytest.approx([n / 2] * 2, abs=spread)
    assert total["hospital"] == pytest.approx(n, abs=2 * spread)
    assert np.bincount(unit[~visits], many[~visits], len(units))[units.id.index("hospital")] == 10
