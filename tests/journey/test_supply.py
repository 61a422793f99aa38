"""Long prescriptions leave out the regular visits that they replace, and nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import DAYS, play
from journey.test_engines import same

from sim.journey.encounters import REFILL, RETURN, SUPPLY
from sim.journey.illness import Onsets, illness, onsets
from sim.journey.supply import EXTRA_BITS, Supply, spaced
from sim.journey.tables import world
from sim.policy.access.long_prescription import periods

REFILLS, ALWAYS = 3, -1e18  # the condition with a rhythm of 30 days


def supply(share: float = 1.0, since: float = ALWAYS) -> Supply:
    return Supply(np.array([1, 1, 1, 3], np.uint8), share, since)


def months(place: Any, people: Any, given: Supply, count: int = 8) -> tuple[Onsets, Onsets]:
    """Latent episodes of some months of 31 days, and what long prescriptions leave of them."""
    w, before, after = world(place, people, 1), [], []
    for m in range(count):
        ill = illness(m, m * 31 * 1440, np.arange(31) % 7, place.weekday_index, worlds.monthly_rates(place, m % 4), np.ones(4))
        before.append(onsets(w, ill, place.weekday_index[np.arange(31) % 7]))
        after.append(spaced(w, before[-1], given))
    return tuple(Onsets(*map(np.concatenate, zip(*part, strict=True))) for part in (before, after))  # type: ignore[return-value]


def days_of(o: Onsets) -> dict[int, list[tuple[int, int]]]:
    """Person -> (day, prescriptions that the visit brings) of his regular visits, in order."""
    out: dict[int, list[tuple[int, int]]] = {}
    for k in np.flatnonzero(o.condition == REFILLS):
        out.setdefault(int(o.person[k]), []).append((int(o.minute[k]) // 1440, (int(o.severity[k]) >> EXTRA_BITS) + 1))
    return out


@pytest.mark.parametrize(("days", "usual", "is_"), [(84, 30, 3), (84, 28, 3), (56, 30, 2), (28, 30, 1), (84, 60, 1), (20, 60, 1)])
def test_a_long_prescription_replaces_the_nearest_whole_number(days: int, usual: int, is_: int) -> None:
    """84 / 30 = 2.8: three; 56 / 30 = 1.87: two; 84 / 60 = 1.4: one; never none."""
    assert periods(days, usual) == is_


def test_who_has_drugs_for_three_months_comes_every_three_months() -> None:
    place = worlds.county()
    people = worlds.people(place, 4000)
    before, after = months(place, people, supply())
    often, rarely = days_of(before), days_of(after)
    for person, visits in rarely.items():
        assert {brought for _, brought in visits} == {3}
        assert set(np.diff([day for day, _ in visits]).tolist()) <= {89, 90, 91}
        assert {day for day, _ in visits} <= {day for day, _ in often[person]}
    assert sum(map(len, rarely.values())) / sum(map(len, often.values())) == pytest.approx(1 / 3, rel=0.03)


def test_nobody_leaves_out_a_visit_without_drugs_at_home() -> None:
    """From day 93 on, whatever the share: counted in prescriptions of 30 days, the drugs always last until the next visit."""
    place = worlds.county()
    people = worlds.people(place, 3000)
    before, after = months(place, people, supply(0.6, since=93 * 1440))
    often, rarely = days_of(before), days_of(after)
    for person, visits in rarely.items():
        assert [v for v in visits if v[0] < 93] == [v for v in often[person] if v[0] < 93]  # before it: as always
        for (day, brought), (following, _) in pairwise(visits):
            assert following - day <= 30 * brought + 1
    assert any(brought == 3 for visits in rarely.values() for _, brought in visits)


def test_other_illness_is_the_same_and_nobody_comes_more_often() -> None:
    place = worlds.county()
    before, after = months(place, worlds.people(place, 3000), supply(0.5), 2)
    rest = [{row for row in zip(*(a.tolist() for a in o), strict=True) if row[2] != REFILLS} for o in (before, after)]
    assert rest[0] == rest[1]
    assert np.count_nonzero(after.condition == REFILLS) < np.count_nonzero(before.condition == REFILLS)


def test_no_share_and_one_prescription_change_nothing() -> None:
    place = worlds.county()
    people = worlds.people(place, 1000)
    for given in (supply(0.0), Supply(np.ones(4, np.uint8), 1.0, ALWAYS)):
        before, after = months(place, people, given, 2)
        assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_both_engines_agree_and_three_months_of_drugs_cost_their_drugs() -> None:
    """A visit whose charge is 3 / 11 drugs (equal shares of eleven classes, three of them drugs) costs 1 + 2 * 3 / 11 times as much
    where it brings three prescriptions instead of one; the same draw otherwise."""
    place = worlds.county()
    people = worlds.people(place, 1500)
    e = same(place, people, 5, supply=supply(0.7))
    usual, _, _ = play("compiled", place, people, 5)
    first = (e["flags"] & REFILL != 0) & (e["flags"] & RETURN == 0)
    charge = {(r["person"], r["episode"]): int(r["charge_fen"]) for r in usual if r["n"] == 0}
    long = e[first & (e["flags"] >> SUPPLY == 2)]
    assert len(long) > 20
    compared = [(int(r["charge_fen"]), charge[r["person"], r["episode"]]) for r in long if (r["person"], r["episode"]) in charge]
    ratio = np.array([a / b for a, b in compared])
    same_place = np.isclose(ratio, 1 + 2 * 3 / 11, rtol=0.002)
    assert same_place.mean() > 0.9  # a few go elsewhere, because others no longer fill the slots
    assert sum(DAYS) == 120
