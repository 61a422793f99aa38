"""An institution that wins patients: it shifts the choice among institutions, by its own odds, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import play

from sim.county.county import County
from sim.journey.encounters import EMERGENCY, OTHER_PAYER, STAY, VISIT
from sim.journey.tables import ATTRACT, flow, no_response

ODDS = 1.5
PEOPLE = 20_000


@cache
def roomy() -> County:
    """Nobody ever waits, so that only the odds decide."""
    h = worlds.institutions(beds=100_000, township_beds=100_000)
    return worlds.county(institutions=replace(h, slots=np.full(len(h), 1_000_000, np.int32)))


@cache
def encounters(name: str, odds: float, engine: str = "compiled") -> Any:
    place = roomy()
    response = no_response(len(place.institutions))
    response[place.institutions.id.index(name), ATTRACT] = odds
    made = play(engine, place, worlds.people(place, PEOPLE), 21, tables=lambda _: flow(place, response=response))[0]
    return made[made["flags"] & OTHER_PAYER == 0]


def first_contacts(e: Any) -> dict[tuple[int, int], tuple[int, bool]]:
    """Where each episode was first seen, and whether as an emergency; of those that both worlds have seen the end of."""
    first = e[(e["n"] == 0) & (e["kind"] == VISIT)]
    return {
        (p, j): (h, bool(flags & EMERGENCY))
        for p, j, h, flags in zip(*(first[f].tolist() for f in ("person", "episode", "institution", "flags")), strict=True)
    }


@pytest.mark.parametrize("name", ["general", "centre0", "clinic1"])
def test_more_choose_who_wins_patients_and_nobody_turns_elsewhere(name: str) -> None:
    """With the odds half as high again everybody who came still comes, some others too, and who does not come stays
    where he was: noise is keyed by alternative. As many patients seek care, on the same day, as before."""
    h = roomy().institutions.id.index(name)
    usual, wanted = first_contacts(encounters(name, 1.0)), first_contacts(encounters(name, ODDS))
    assert usual.keys() == wanted.keys()
    moved = {key for key in usual if usual[key] != wanted[key]}
    assert len(moved) > 30
    assert all(wanted[key][0] == h and usual[key][0] != h for key in moved)
    assert not any(usual[key][1] for key in moved), "an emergency goes where it would have gone"


def test_odds_are_multiplied() -> None:
    """Of the first contacts of severity 0, with a share p of centre 0 among them in its own township, p of 1.5 / (1 + 0.5 p)
    come: within four standard deviations of what is drawn."""
    place = roomy()
    h = place.institutions.id.index("centre0")
    people = worlds.people(place, PEOPLE)
    mine = np.flatnonzero((people["village"] == 0) & (people["home"] == 0) & (people["contract"] == 0))
    seen = []
    for odds in (1.0, ODDS):
        e = encounters("centre0", odds)
        first = e[(e["n"] == 0) & (e["condition"] == 0) & (e["severity"] == 0) & np.isin(e["person"], mine)]
        seen.append(((first["institution"] == h).mean(), len(first)))
    (p, n), (q, _) = seen
    assert n > 300
    assert q == pytest.approx(ODDS * p / (1 + (ODDS - 1) * p), abs=4 * float(np.sqrt(p * (1 - p) / n)))


def test_wards_are_chosen_by_it_too() -> None:
    h = roomy().institutions.id.index("centre0")
    few, many = ((e["institution"] == h) & (e["kind"] == STAY) & (e["flags"] & EMERGENCY == 0) for e in
                 (encounters("centre0", 1.0), encounters("centre0", ODDS)))  # fmt: skip
    assert np.count_nonzero(many) > np.count_nonzero(few) + 10


@pytest.mark.parametrize("odds", [ODDS, 1 / ODDS])
def test_both_engines_move_the_same_patients(odds: float) -> None:
    assert encounters("general", odds).tobytes() == encounters("general", odds, "reference").tobytes()
