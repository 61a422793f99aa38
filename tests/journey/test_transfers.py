"""Out of a bed and on to a higher ward: who, when, where to, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import play

from sim.county.county import NONE16, County
from sim.county.transfers import leads, transfer_chances, whole_stay
from sim.journey import care
from sim.journey.encounters import DOWN, EMERGENCY, LEFT_QUEUE, OTHER_PAYER, READMISSION, REFERRED, STAY, TRANSFERRED, VISIT
from sim.journey.tables import REFER_UP, flow, no_response, world

NEVER = np.zeros(3)


def sending(p: Any = (0.02, 0.05, 0.15), unable: float = 2.0, part: float = 0.3, **beds: int) -> County:
    demand = worlds.demand(p_transfer=np.array(p, float), transfer_unable=unable, transfer_part=part)
    return worlds.county(institutions=worlds.institutions(**beds), demand=demand)


ROOMY = {"beds": 100_000, "township_beds": 100_000, "slots": 1_000_000}


def legs(place: County, n: int = 9000, seed: int = 4) -> tuple[Any, Any]:
    """(the stays broken off, the stays that go on with them), row by row."""
    e = play("compiled", place, worlds.people(place, n), seed)[0]
    second = e[(e["flags"] & TRANSFERRED) != 0]
    at = {key: k for k, key in enumerate(zip(*(e[x].tolist() for x in ("person", "episode", "n")), strict=True))}
    parents = zip(*(second[x].tolist() for x in ("person", "episode", "parent")), strict=True)
    return e[[at[key] for key in parents]], second


def test_the_second_stay_begins_the_day_the_first_one_ends_at_a_higher_tier_that_can_treat() -> None:
    place = sending((0.5, 0.5, 0.5), **ROOMY)
    first, second = legs(place)
    tier, able = place.institutions.tier, place.conditions.able
    assert len(second) > 50
    assert (first["kind"] == STAY).all()
    assert (second["kind"] == STAY).all()
    assert np.array_equal(second["request_min"], first["end_min"])
    assert np.array_equal(second["start_min"], first["end_min"])  # beds are never short here
    assert np.array_equal(second["referrer"], first["institution"])
    assert (tier[second["institution"]] > tier[first["institution"]]).all()
    assert (tier[second["institution"]] >= able[second["condition"], second["severity"]]).all()
    assert ((second["flags"] & REFERRED) != 0).all()
    assert ((second["flags"] & (READMISSION | EMERGENCY)) == 0).all()
    assert np.isin(tier[first["institution"]], (1, 2)).all()


def test_a_centre_sends_to_the_lead_of_its_alliance_and_nobody_is_sent_below_when_that_is_full() -> None:
    place = sending((0.5, 0.5, 0.5), **ROOMY)
    general, tier = place.institutions.id.index("general"), place.institutions.tier
    first, second = legs(place, 4000)
    living_here = (second["flags"] & 64) == 0
    treatable = place.conditions.able[second["condition"], second["severity"]] <= 2
    inside = (tier[first["institution"]] == 1) & treatable & living_here
    assert inside.sum() > 8
    assert (second["institution"][inside] == general).all()

    full = sending((0.5, 0.5, 0.5), beds=1, township_beds=60)
    first, second = legs(full, 6000)
    left = (second["flags"] & LEFT_QUEUE) != 0
    assert left.sum() > 5
    assert (full.institutions.tier[second["institution"]] > full.institutions.tier[first["institution"]]).all()


def test_without_transfers_their_other_constants_say_nothing() -> None:
    """Probability 0: the same bytes whatever part and odds are, and stays as long as the tables say."""
    one, two = sending(NEVER, 1.0, 0.3), sending(NEVER, 5.0, 0.1)
    a, b = (play("compiled", place, worlds.people(place, 4000), 7)[0] for place in (one, two))
    assert a.tobytes() == b.tobytes()
    assert not (a["flags"] & TRANSFERRED).any()
    assert (whole_stay(one) == 1.0).all()


def test_transfers_change_no_visit_and_no_way_to_a_first_bed() -> None:
    """Beds are never short, so patients do not meet: what differs is what happens from the bed on."""
    often = sending((0.5, 0.5, 0.5), **ROOMY)
    with_, without = (play("compiled", place, worlds.people(place, 8000), 9)[0] for place in (often, sending(NEVER, **ROOMY)))
    assert ((with_["flags"] & TRANSFERRED) != 0).sum() > 50
    visits, same = (e[e["kind"] == VISIT] for e in (with_, without))
    assert visits.tobytes() == same.tobytes()
    later = TRANSFERRED | DOWN | READMISSION | OTHER_PAYER
    a, b = (e[(e["kind"] == STAY) & ((e["flags"] & later) == 0)] for e in (with_, without))
    names = ("person", "episode", "institution", "start_min")
    seen = [{(p, k): place for p, k, *place in zip(*(e[name].tolist() for name in names), strict=True)} for e in (a, b)]
    common = seen[0].keys() & seen[1].keys()
    assert len(common) > 100
    assert all(seen[0][k] == seen[1][k] for k in common)


def test_a_stay_broken_off_after_a_quarter_has_a_quarter_of_its_length_and_charge() -> None:
    place = sending()
    w, f = world(place, worlds.people(place, 300), 3), flow(place)
    general = place.institutions.id.index("general")
    for p in range(300):
        minutes, charge, noncovered = care.stay_facts(w, f, p, 0, 0, 1, general, 0, 1.0)
        part = care.stay_facts(w, f, p, 0, 0, 1, general, 0, 0.25)
        assert part[0] == pytest.approx(minutes / 4, abs=1)
        assert part[1] == pytest.approx(charge / 4, abs=1)
        assert part[2] == pytest.approx(noncovered / 4, abs=1)


def parts(place: County, condition: int, severity: int, h: int, response: float = 0.0, n: int = 6000) -> Any:
    tilt = no_response(len(place.institutions))
    tilt[:, REFER_UP] = response
    w, f = world(place, worlds.people(place, n), 3), flow(place, response=tilt)
    return np.array([care.transfer(w, f, p, 0, 0, condition, severity, h, 0) for p in range(n)])


def test_as_many_are_transferred_as_the_county_says_and_after_the_part_that_it_says() -> None:
    # A moderate delivery, able from the county tier on: 5 % there; at a centre twice the odds, 0.1 / 1.05 = 9.5 %.
    place = sending()
    general, centre = (place.institutions.id.index(name) for name in ("general", "centre0"))
    for h, p in ((general, 0.05), (centre, 2 / 21)):
        found = parts(place, 2, 1, h)
        assert (found < 1).mean() == pytest.approx(p, abs=4 * (p * (1 - p) / 6000) ** 0.5)
        early = found[found < 1]
        assert early.mean() == pytest.approx(0.3, abs=4 * 0.6 / 12**0.5 / early.size**0.5)  # uniform from 0 to 0.6
        assert early.min() > 0
        assert early.max() < 0.6


def test_city_hospitals_and_rehabilitation_stays_send_nobody_on() -> None:
    place = sending((0.9, 0.9, 0.9))
    city, centre = (place.institutions.id.index(name) for name in ("city", "centre0"))
    w, f = world(place, worlds.people(place, 200), 3), flow(place)
    assert (parts(place, 1, 2, city, n=200) == 1).all()
    assert all(care.transfer(w, f, p, 0, 0, 1, 2, centre, 1) == 1 for p in range(200))
    assert not transfer_chances(place)[:, :, [0, 3, 4]].any()
    assert not transfer_chances(place)[[0, 3]].any()  # a cold and a refill are no stays


def test_a_hospital_that_refers_more_transfers_more_and_the_same_patients_first() -> None:
    place = sending()
    general = place.institutions.id.index("general")
    usual, more, fewer = (parts(place, 1, 1, general, r) for r in (0.0, 1.0, -1.0))
    # 5 % at even odds; times e: 0.05 e / (0.95 + 0.05 e) = 12.5 %; over e: 1.9 %.
    for found, p in ((usual, 0.05), (more, 0.1252), (fewer, 0.019)):
        assert (found < 1).mean() == pytest.approx(p, abs=4 * (p * (1 - p) / 6000) ** 0.5)
    assert np.array_equal(more[usual < 1], usual[usual < 1])
    assert np.array_equal(usual[fewer < 1], fewer[fewer < 1])


def test_whole_stays_make_up_for_the_broken_off_ones() -> None:
    # A tenth of stays, able or not, ends after three tenths: all together 1 - 0.1 * 0.7 = 0.93 of a whole one.
    place = sending((0.1, 0.1, 0.1), unable=1.0, part=0.3)
    longer = whole_stay(place)
    assert longer[1:3, 1:3] == pytest.approx(np.full((2, 2), 1 / 0.93))
    assert (longer[:, 3:] == 1).all()
    assert (longer[[0, 3]] == 1).all()


def test_the_named_lead_else_the_largest_public_hospital() -> None:
    h = worlds.institutions()
    general, maternal = h.id.index("general"), h.id.index("maternal")
    found = leads(h)
    assert found[general] == general
    assert (found[h.alliance == 0] == general).all()
    assert (found[h.alliance < 0] == NONE16).all()
    named = replace(h, other=h.other.assign(lead=[name == "maternal" for name in h.id]))
    assert (leads(named)[h.alliance == 0] == maternal).all()
