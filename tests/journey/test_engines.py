"""The two engines: one can be read, the other is fast, and they write the same encounters to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds
from hypothesis import given, settings
from hypothesis import strategies as st
from journey.machine import play

from sim.journey.encounters import LEFT_QUEUE, READMISSION, STAY, TRANSFERRED
from sim.journey.tables import LEVERS, Flow, flow, no_response


def same(place: Any, people: Any, seed: int, **how: Any) -> Any:
    a, qa, ea = play("compiled", place, people, seed, **how)
    b, qb, eb = play("reference", place, people, seed, **how)
    assert a.tobytes() == b.tobytes()
    for name in ("next_slot", "occupied", "waiting", "bed_minutes", "asked", "balked", "gave_up", "waited_min"):
        assert np.array_equal(qa[name], qb[name]), name
    assert ea.lost == eb.lost
    assert np.array_equal(np.sort(ea.open_stays(), order=["person", "episode", "n"]),
                          np.sort(eb.open_stays(), order=["person", "episode", "n"]))  # fmt: skip
    return a


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**40), n=st.integers(1, 1500), beds=st.integers(0, 30), centre_beds=st.integers(0, 6),
    slots=st.integers(1, 300), townships=st.integers(1, 4), villages=st.integers(4, 9),
)  # fmt: skip
def test_both_engines_write_the_same_encounters_in_random_counties(
    seed: int, n: int, beds: int, centre_beds: int, slots: int, townships: int, villages: int
) -> None:
    h = worlds.institutions(beds, centre_beds, slots, townships, villages)
    place = worlds.county(townships, villages, institutions=h)
    same(place, worlds.people(place, n, seed), seed)


def random_flow(place: Any, seed: int) -> Flow:
    rng, neutral = np.random.default_rng(seed), flow(place)
    response = no_response(len(place.institutions))
    amounts = response[0] == 1
    response[:, amounts] = rng.uniform(0.7, 1.3, response[:, amounts].shape)
    response[:, ~amounts] = rng.normal(0, 0.5, response[:, ~amounts].shape)
    assert response.shape[1] == len(LEVERS)
    lean = (rng.normal(0, 1, neutral.price_visit.shape) for _ in range(2))
    tables = Flow(*(rng.uniform(0.5, 1.5, a.shape) for a in neutral[:3]), response, *lean, most_lean=0.7)
    return tables._replace(split_part=0.4, split_days=15.0)


@settings(max_examples=6)
@given(st.integers(0, 2**30))
def test_both_engines_read_prices_and_responses_alike_even_when_they_change_every_month(seed: int) -> None:
    place = worlds.county(institutions=worlds.institutions(beds=4))
    same(place, worlds.people(place, 800, seed), seed, tables=lambda m: random_flow(place, seed + m))


def test_both_engines_agree_when_a_hospital_is_full() -> None:
    place = worlds.county(institutions=worlds.institutions(beds=3, township_beds=1))
    encounters = same(place, worlds.people(place, 6000), 11)
    assert np.count_nonzero(encounters["flags"] & LEFT_QUEUE) > 20
    assert np.count_nonzero(encounters["flags"] & READMISSION) > 0
    assert np.count_nonzero(encounters["flags"] & TRANSFERRED) > 5


@pytest.mark.parametrize("beds", [0, 1, 40])
def test_both_engines_agree_when_beds_open_or_close_in_the_middle_of_a_month(beds: int) -> None:
    place = worlds.county(institutions=worlds.institutions(beds=5))
    general = place.institutions.id.index("general")
    encounters = same(place, worlds.people(place, 5000), 3, change=lambda engine, now: engine.set_beds(general, beds, now))
    there = encounters[(encounters["institution"] == general) & (encounters["kind"] == STAY)]
    after = there["start_min"] > 31 * 720
    assert np.count_nonzero(after) > 0 if beds else not after.any()


def test_arrays_grow_without_losing_anybody() -> None:
    place = worlds.county(institutions=worlds.institutions(slots=20))
    same(place, worlds.people(place, 9000), 5, months=1)  # about 12,000 contacts, many of them waiting: beyond the first 4,096
