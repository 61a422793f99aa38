"""Management of chronic patients in the journey: which exacerbations it averts, which return without it, and on both engines."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import DAYS, play

from sim.county.county import County
from sim.journey.illness import Onsets, illness, onsets
from sim.journey.managed import FIRST_UNMANAGED, UNMANAGED_END
from sim.journey.tables import MANAGE, Flow, flow, managed, no_response, world
from sim.journey.unmanaged import with_unmanaged

PNEUMONIA = 1
RISK = 4.0
K = 0.5
"""Protection by today's management, strong so that it shows: exp(0.5) - 1 = 0.65 more exacerbations without it."""
PEOPLE = 6000


@cache
def place() -> County:
    """Hypertension, managed, makes pneumonia four times as frequent; everybody is registered with it, everybody seeks care."""
    made = worlds.county(institutions=worlds.institutions(beds=100_000, township_beds=100_000, slots=1_000_000))
    c = made.conditions
    flags = c.flags.assign(two_disease=(c.kind == 2).astype(int))
    factor = np.ones_like(made.chronic_factor)
    factor[0, PNEUMONIA] = RISK
    return replace(made, conditions=replace(c, flags=flags, p_seek=np.ones_like(c.p_seek)), chronic_factor=factor)


@cache
def people() -> Any:
    found = worlds.people(place(), PEOPLE)
    found["profile"] -= found["chronic"]
    found["chronic"] = 1
    found["profile"] += 1
    return found


def latent(w: Any, month: int = 0) -> tuple[Onsets, Onsets]:
    """The month's episodes, without and with those that today's management averts."""
    start = sum(DAYS[:month]) * 1440
    weekdays = (np.arange(DAYS[month]) + start // 1440) % 7
    rates = worlds.monthly_rates(place(), month)
    ill = illness(month, start, weekdays, place().weekday_index, rates, np.ones(len(place().conditions)))
    usual = onsets(w, ill, place().weekday_index[weekdays])
    return usual, with_unmanaged(w, ill, usual, rates, len(place().chronic), math.expm1(K))


def visits(x: float, engine: str = "compiled") -> Any:
    """Encounters of two months when both centres manage by x more than today."""
    response = no_response(len(place().institutions))
    response[:, MANAGE] = x

    def tables(month: int) -> Flow:
        return flow(place(), response=response)._replace(unmanaged=math.expm1(K))

    return play(engine, place(), people(), 7, tables=tables, unmanaged=math.expm1(K))[0]


def first(encounters: Any) -> set[tuple[int, int]]:
    """Pneumonias of the first month that came to a doctor; by the end of the second all have been seen."""
    mine = (encounters["condition"] == PNEUMONIA) & (encounters["person"] < PEOPLE) & (encounters["episode"] < 64)
    some = encounters[mine]
    return set(zip(some["person"].tolist(), some["episode"].tolist(), strict=True))


def test_only_what_a_managed_registration_makes_more_frequent_is_managed() -> None:
    """Of cold, pneumonia, delivery and the regular visit itself: pneumonia, by bit 0, hypertension."""
    assert managed(place()).tolist() == [0, 1, 0, 0]
    assert managed(worlds.county()).tolist() == [0, 0, 0, 0]


def test_what_today_averts_is_latent_beside_what_happens_and_changes_none_of_it() -> None:
    """exp(0.5) - 1 = 0.649 more pneumonias of the registered, numbered 24-31; all other episodes as they were."""
    w = world(place(), people(), 7)
    usual, more = latent(w)
    extra = (more.j >= FIRST_UNMANAGED) & (more.j < UNMANAGED_END) & (more.person < PEOPLE)
    assert set(more.condition[extra].tolist()) == {PNEUMONIA}
    for old, new in zip(usual, more, strict=True):
        np.testing.assert_array_equal(old, new[~extra])
    assert (np.diff(more.person.astype(np.int64)) >= 0).all()
    here = np.count_nonzero((usual.condition == PNEUMONIA) & (usual.person < PEOPLE))
    assert here > 300
    assert np.count_nonzero(extra) / here == pytest.approx(math.expm1(K), abs=4 * math.sqrt(0.65 * 1.65 / here))


def test_better_management_leaves_a_part_and_worse_lets_happen_what_today_averts() -> None:
    """x = 0.4 leaves exp(-0.4) = 0.670 of what happens today; x = -0.4 adds exp(0.4) - 1 = 0.492 of it. Nobody is ill instead
    of another: the sets are nested."""
    today, better, worse = first(visits(0.0)), first(visits(0.4)), first(visits(-0.4))
    assert len(today) > 300
    spread = 4 * math.sqrt(0.5 / len(today))
    assert better < today < worse
    assert len(better) / len(today) == pytest.approx(math.exp(-0.4), abs=spread)
    assert len(worse) / len(today) == pytest.approx(math.exp(0.4), abs=spread)


def test_today_is_exactly_as_without_any_of_it() -> None:
    """With x = 0 the latent unmanaged episodes are there and nobody has them: the same encounters bit by bit."""
    plain = play("compiled", place(), people(), 7)[0]
    assert visits(0.0).tobytes() == plain.tobytes()


@pytest.mark.parametrize("x", [0.3, -0.3, -K])
def test_both_engines_spare_the_same_patients(x: float) -> None:
    assert visits(x).tobytes() == visits(x, "reference").tobytes()
