"""A divided stay (分解住院): one illness, one cost, two admissions. Nothing else moves, and no draw is added."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import play

from sim.county.county import County
from sim.journey.encounters import DIVIDED, OTHER_PAYER, READMISSION, STAY
from sim.journey.tables import SPLIT, flow, no_response

BOTH = pytest.mark.parametrize("engine", ["compiled", "reference"])


def roomy() -> County:
    """Nobody waits; a tenth of the patients comes back."""
    return worlds.county(institutions=worlds.institutions(beds=100_000, township_beds=100_000, slots=1_000_000))


def stays(engine: str, log_odds: float, part: float = 0.5, days: float = 15.0) -> Any:
    """Residents' stays of three months when every institution responds so."""
    place = roomy()
    response = no_response(len(place.institutions))
    response[:, SPLIT] = log_odds
    tables = flow(place, response=response)._replace(split_part=part, split_days=days)
    made = play(engine, place, worlds.people(place, 4000), 5, 3, tables=lambda _: tables)[0]
    return made[(made["kind"] == STAY) & (made["flags"] & OTHER_PAYER == 0)]


def key(e: Any) -> Any:
    return e["person"].astype(np.int64) << 32 | e["episode"].astype(np.int64) << 8 | e["n"]


@BOTH
@pytest.mark.parametrize("part", [0.5, 0.3])
def test_a_divided_stay_costs_and_lasts_what_the_whole_one_does(engine: str, part: float) -> None:
    """Both parts together are charged, and last, what the same stay is without a response, to the fen and the minute; the second
    begins 1 to 15 days after the first; the first is the share that the set says."""
    usual, split = stays(engine, 0.0), stays(engine, 2.0, part)
    parts = split[split["flags"] & DIVIDED != 0]
    last = parts[parts["flags"] & READMISSION != 0]
    whole = {int(k): e for k, e in zip(key(usual), usual, strict=True)}
    found = {int(k): e for k, e in zip(key(parts), parts, strict=True)}
    pairs = 0
    for second in last:
        who = (int(second["person"]) << 32) | (int(second["episode"]) << 8)
        first = found.get(who | int(second["parent"]))
        if first is None or not first["flags"] & DIVIDED or int(key(first)) not in whole:
            continue
        pairs += 1
        one = whole[int(key(first))]
        assert first["charge_fen"] + second["charge_fen"] == one["charge_fen"]
        assert first["noncovered_fen"] + second["noncovered_fen"] == one["noncovered_fen"]
        lasted = [int(e["end_min"]) - int(e["start_min"]) for e in (first, second, one)]
        assert lasted[0] + lasted[1] == lasted[2]
        assert first["charge_fen"] == pytest.approx(part * one["charge_fen"], abs=1)
        assert min(lasted[:2]) >= 1440
        assert 1440 <= second["start_min"] - first["end_min"] <= 15 * 1440
        assert second["institution"] == first["institution"]
    assert pairs > 15


@BOTH
def test_dividing_adds_admissions_and_no_illness(engine: str) -> None:
    """Whoever was readmitted before is readmitted still, by the same stay; what is new are second parts; nobody's bill grows."""
    usual, split = stays(engine, 0.0), stays(engine, 2.0)
    again = usual[usual["flags"] & READMISSION != 0]
    assert len(again) > 3
    assert np.isin(key(again), key(split)).all()
    assert not (usual["flags"] & DIVIDED).any()
    more = split[(split["flags"] & READMISSION != 0) & ~np.isin(key(split), key(again))]
    assert (more["flags"] & DIVIDED != 0).all()
    # of those whose every part ended inside the window, each person is charged what he is charged without a response
    both = np.isin(split["person"], usual["person"])
    charged = [np.bincount(e["person"], e["charge_fen"], 4000) for e in (usual, split[both])]
    ended = {int(p) for p in split["person"]} & {int(p) for p in usual["person"]}
    parts = split[split["flags"] & DIVIDED != 0]
    cut_off = parts["person"][parts["end_min"] > 70 * 1440]
    kept = sorted(ended - {int(p) for p in cut_off})
    assert len(kept) > 100
    assert np.array_equal(charged[0][kept], charged[1][kept])


@BOTH
def test_who_responds_the_other_way_has_fewer_readmissions_and_divides_nothing(engine: str) -> None:
    usual, fewer = stays(engine, 0.0), stays(engine, -2.0)
    assert not (fewer["flags"] & DIVIDED).any()
    assert np.isin(key(fewer), key(usual)).all()
    assert 0 <= (fewer["flags"] & READMISSION != 0).sum() < (usual["flags"] & READMISSION != 0).sum()


def test_a_stay_too_short_for_two_days_is_not_divided() -> None:
    """Parts of 5 and 95 %: only what lasts 20 days or more has a first part of a day."""
    parts = stays("compiled", 3.0, 0.05)
    first = parts[(parts["flags"] & DIVIDED != 0) & (parts["flags"] & READMISSION == 0)]
    assert (first["end_min"] - first["start_min"] >= 1440).all()
    assert len(first) < 0.2 * (stays("compiled", 3.0)["flags"] & DIVIDED != 0).sum()
