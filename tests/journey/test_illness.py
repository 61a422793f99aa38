"""Illness comes first: it knows no policy, no neighbour and no order of creation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds

from sim.journey.illness import Onsets, illness, in_time, onsets
from sim.journey.tables import world


def month(place: Any, people: Any, seed: int = 1, m: int = 0, factor: Any = None) -> Onsets:
    w = world(place, people, seed)
    weekdays = np.arange(31) % 7
    factors = np.ones(4) if factor is None else factor
    ill = illness(m, m * 31 * 1440, weekdays, place.weekday_index, worlds.monthly_rates(place, m), factors)
    return in_time(onsets(w, ill, place.weekday_index[weekdays]))


def rows(o: Onsets, below: int | None = None) -> set[tuple[int, ...]]:
    every = zip(*(a.tolist() for a in o), strict=True)
    return {row for row in every if below is None or row[1] < below}


def test_onsets_come_in_order_of_minute_person_and_number() -> None:
    place = worlds.county()
    o = month(place, worlds.people(place, 3000))
    key = o.minute.astype(np.int64) << 40 | o.person.astype(np.int64) << 8 | o.j
    assert (np.diff(key) > 0).all()
    assert o.minute.min() >= 0
    assert o.minute.max() < 31 * 1440


def test_one_more_person_changes_nobody_elses_illness() -> None:
    place = worlds.county()
    people = worlds.people(place, 2000)
    assert rows(month(place, people[:1999]), 1999) == rows(month(place, people), 1999)


def test_the_number_of_episodes_is_the_expected_one() -> None:
    place = worlds.county()
    people = worlds.people(place, 60_000)
    o = month(place, people)
    ours = o.person < len(people)
    rates = worlds.monthly_rates(place, 0)
    expected = (rates[people["profile"]] * people["frailty"][:, None]).sum(0)
    counts = np.bincount(o.condition[ours], minlength=4)
    for c in range(3):  # Poisson: the standard deviation is the root of the mean
        assert abs(counts[c] - expected[c]) < 4.5 * np.sqrt(expected[c])
    refills = np.count_nonzero(people["chronic"]) * 31 / 30  # one every 30 days
    assert abs(counts[3] - refills) < 4.5 * np.sqrt(refills)


def test_a_chronic_patient_comes_at_a_steady_rhythm() -> None:
    place = worlds.county()
    people = worlds.people(place, 400)
    due: dict[int, list[int]] = {}
    for m in range(4):
        o = month(place, people, m=m)
        for minute, person in zip(o.minute[o.condition == 3].tolist(), o.person[o.condition == 3].tolist(), strict=True):
            due.setdefault(person, []).append(minute // 1440)
    gaps = np.concatenate([np.diff(days) for days in due.values()])
    assert set(gaps.tolist()) <= {29, 30, 31}


def test_an_illness_event_adds_episodes_and_leaves_the_others_as_they_were() -> None:
    place = worlds.county()
    people = worlds.people(place, 20_000)
    usual, wave = month(place, people), month(place, people, factor=np.array([1.5, 1, 1, 1]))
    assert rows(usual) < rows(wave)
    added = rows(wave) - rows(usual)
    assert {row[2] for row in added} == {0}
    colds = np.count_nonzero(usual.condition[usual.person < 20_000] == 0)
    assert len(added) == pytest.approx(colds / 2, abs=5 * np.sqrt(colds / 2))


def test_an_illness_event_that_spares_people_takes_episodes_away_and_adds_none() -> None:
    place = worlds.county()
    people = worlds.people(place, 20_000)
    usual, spared = month(place, people), month(place, people, factor=np.array([0.4, 1, 1, 1]))
    assert rows(spared) < rows(usual)
    colds = np.count_nonzero(usual.condition[usual.person < 20_000] == 0)
    assert len(rows(usual)) - len(rows(spared)) == pytest.approx(0.6 * colds, abs=5 * np.sqrt(0.24 * colds))


def test_twice_the_frailty_is_about_twice_the_illness() -> None:
    place = worlds.county()
    people = worlds.people(place, 20_000)
    frail = people.copy()
    frail["frailty"] *= 2
    once, twice = (np.count_nonzero(month(place, p).j < 32) for p in (people, frail))
    assert twice / once == pytest.approx(2, rel=0.05)
