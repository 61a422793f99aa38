"""The turn of the year in the journeys: both engines alike, no luck changed, and whoever has begun an episode ends it."""

from __future__ import annotations

from typing import Any

import numpy as np
import worlds
from county.test_turnover import EVERYTHING, county
from hypothesis import given, settings
from hypothesis import strategies as st
from journey.machine import play

from sim.county.population import Population
from sim.journey.encounters import OTHER_PAYER, STAY

MONTHS = 4
FATE = EVERYTHING | {"deaths": 0.2, "births": 0.2}


@settings(max_examples=8)
@given(st.integers(0, 2**40), st.integers(20, 900), st.integers(0, 20))
def test_both_engines_write_the_same_encounters_while_people_come_and_go(seed: int, n: int, beds: int) -> None:
    place = county(n, **FATE)
    place = worlds.county(enrolees=n, turnover=place.turnover, institutions=worlds.institutions(beds))
    a, qa, ea = play("compiled", place, Population(place, seed, years=MONTHS + 1), seed, MONTHS)
    b, qb, eb = play("reference", place, Population(place, seed, years=MONTHS + 1), seed, MONTHS)
    assert a.tobytes() == b.tobytes()
    for name in ("next_slot", "occupied", "waiting", "bed_minutes", "asked", "balked", "gave_up", "waited_min"):
        assert np.array_equal(qa[name], qb[name]), name
    assert ea.lost == eb.lost


def rows(encounters: Any, people: Population) -> set[bytes]:
    """Residents' encounters, who by key and everything else as it is."""
    e = encounters[(encounters["flags"] & OTHER_PAYER) == 0].copy()
    later = e["person"] >= people.first
    e["person"][later] = people.key[e["person"][later] - people.first]
    return {row.tobytes() for row in e}


def test_one_more_person_changes_no_newcomers_illness_and_luck() -> None:
    free = worlds.institutions(10_000, 10_000, 1_000_000, 1, 1)  # nobody waits, so nobody is in anybody's way
    found = []
    for n in (1999, 2001):  # one village: the two stand behind all others
        place = worlds.county(1, 1, enrolees=n, turnover=county(9, **FATE).turnover, institutions=free)
        people = Population(place, 7, years=MONTHS + 1)
        found.append(rows(play("compiled", place, people, 7, MONTHS)[0], people))
    fewer, more = found
    late = {row for row in fewer if np.frombuffer(row[:4], "<u4")[0] >= 2**31}
    assert len(late) > 500
    assert fewer <= more


def test_who_left_falls_ill_no_more_but_ends_what_he_began() -> None:
    place = county(6000, **(FATE | {"deaths": 0.5}))
    people = Population(place, 9, years=3)
    left = people._turns[0].left
    encounters, _, _ = play("compiled", place, people, 9, 2)
    new_year = 31 * 1440
    theirs = encounters[np.isin(encounters["person"], np.flatnonzero(left))]
    began = theirs["episode"] // 64
    assert (began == 0).all()
    over = theirs[(theirs["kind"] == STAY) & (theirs["start_min"] < new_year) & (theirs["end_min"] >= new_year)]
    assert len(over) > 5


def test_who_comes_is_as_ill_as_the_table_says() -> None:
    place = county(30_000, births=0.5)
    people = Population(place, 4, years=3)
    encounters, _, _ = play("compiled", place, people, 4, 2)
    came = int((people.present[30_000:] & (people.persons["age"][30_000:] == 1)).sum())
    there = encounters[(encounters["person"] >= 30_000) & (encounters["person"] < len(people.persons))]
    there = there[there["n"] == 0]
    # 4 colds a year; the season of `worlds`: February = 1 + 0.2 cos(pi/6) = 1.1732; colds sought 0.7 x 0.6 + 0.25 x 0.8
    # + 0.05 x 0.95 = 0.6675; pneumonia 0.2 a year, 0.3 x 0.8 + 0.5 x 0.9 + 0.2 = 0.89; chronic factor 1.2 only for registered: none
    expected = came * 1.1732 / 12 * (4 * 0.6675 + 0.2 * 0.89)
    assert abs(len(there) - expected) < 4.5 * np.sqrt(expected * 1.3)  # frailty spreads a little more than Poisson
