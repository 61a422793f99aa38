"""The sample of each unit: keyed, bounded, and standing for as many encounters as there were."""

from __future__ import annotations

import numpy as np
import pytest

from sim.behaviour.sample import OTHERS_STAYS, OTHERS_VISITS, ROOM, SENT_DOWN, SENT_STAYS, STAYS, VISITS, Reservoir
from sim.journey.encounters import CLAIMED, ENCOUNTER, OTHER_PAYER, REFERRED, STAY

OF = np.array([0, 1, -1])  # a clinic, a centre, a city hospital that no unit decides for
UNUSED = np.zeros((5000, 3), np.int64)


def month(visits: int, stays: int, sent: int, others: int = 0) -> np.ndarray:
    """Visits at the clinic, stays at the centre, stays of the city hospital on the centre's advice, other payers'
    visits."""
    e = np.zeros(visits + stays + sent + others, ENCOUNTER)
    e["person"], e["referrer"], e["flags"] = np.arange(len(e)), 65535, CLAIMED
    e["institution"][visits:] = 1
    e["kind"][visits : visits + stays + sent] = STAY
    away = slice(visits + stays, visits + stays + sent)
    e["institution"][away], e["flags"][away], e["referrer"][away] = 2, CLAIMED | REFERRED, 1
    e["flags"][len(e) - others :] = OTHER_PAYER if others else CLAIMED
    return e


def test_a_unit_keeps_at_most_64_and_each_stands_for_its_stratum() -> None:
    """3,000 visits, 300 stays and 100 stays sent out in 73 days are 15,000, 1,500 and 500 a year; other payers' are
    not counted."""
    reservoir = Reservoir(OF, 1)
    reservoir.add(month(3000, 300, 100, 50), UNUSED, 73)
    sample = reservoir.sample()
    assert sample is not None
    kept = sample.kept
    own = ROOM.sum() - ROOM[SENT_DOWN] - ROOM[[OTHERS_VISITS, OTHERS_STAYS]].sum()  # hospitals step down, centres manage
    assert np.bincount(kept.actor).max() <= 64 == own
    for unit, stratum, yearly in ((0, VISITS, 15000), (1, STAYS, 1500), (1, SENT_STAYS, 500)):
        rows = (kept.actor == unit) & (kept.stratum == stratum)
        assert rows.sum() == ROOM[stratum]
        assert sample.stands_for[rows].sum() == pytest.approx(yearly)
    assert ((kept.encounters["flags"] & OTHER_PAYER) == 0).all()


def test_what_one_unit_does_changes_nobody_elses_sample() -> None:
    """Ten times the stays at the centre, in another order: the clinic's visits kept are the same ones."""
    few, many = Reservoir(OF, 1), Reservoir(OF, 1)
    first = month(3000, 30, 0)
    few.add(first, UNUSED, 30)
    many.add(np.concatenate([month(0, 1900, 0), first])[::-1], UNUSED, 30)
    a, b = few.sample(), many.sample()
    assert a is not None
    assert b is not None
    assert np.array_equal(a.kept.encounters[a.kept.actor == 0], b.kept.encounters[b.kept.actor == 0])


def test_what_is_older_than_a_year_is_forgotten() -> None:
    """A month of 100 visits, then twelve without: nothing is left."""
    reservoir = Reservoir(OF, 1)
    reservoir.add(month(100, 0, 0), UNUSED, 30)
    for _ in range(12):
        reservoir.add(month(0, 5, 0), UNUSED, 30)
    sample = reservoir.sample()
    assert sample is not None
    assert set(sample.kept.actor.tolist()) == {1}


def test_without_months_there_is_no_sample() -> None:
    assert Reservoir(OF, 1).sample() is None
