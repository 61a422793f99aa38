"""What one hospital does differently changes no draw of anybody else, and no other draw of the same patient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import play

from sim.county.county import County
from sim.journey.encounters import DIVIDED, OTHER_PAYER, STAY
from sim.journey.tables import ADMIT, INTENSITY, NONCOVERED, REFER_UP, SPLIT, STAY_LENGTH, flow, no_response


def roomy() -> County:
    """Nobody ever waits, so that patients meet only through what doctors do."""
    return worlds.county(institutions=worlds.institutions(beds=100_000, township_beds=100_000, slots=1_000_000))


def with_response(place: County, lever: int, value: float) -> Any:
    return with_responses(place, {lever: value})


def with_responses(place: County, levers: dict[int, float]) -> Any:
    response = no_response(len(place.institutions))
    for lever, value in levers.items():
        response[place.institutions.id.index("general"), lever] = value
    tables = flow(place, response=response)._replace(split_part=0.5, split_days=15.0)
    return play("compiled", place, worlds.people(place, 8000), 21, tables=lambda _: tables)[0]


def rows(encounters: Any, *fields: str) -> list[tuple[Any, ...]]:
    return list(zip(*(encounters[f].tolist() for f in fields), strict=True))


@pytest.mark.parametrize(("lever", "value"), [(REFER_UP, 3.0), (ADMIT, -2.0), (SPLIT, 3.0)])
def test_an_extra_contact_changes_no_other_draw(lever: int, value: float) -> None:
    place = roomy()
    neutral = 0.0
    usual, other = with_response(place, lever, neutral), with_response(place, lever, value)
    assert not np.array_equal(usual, other)
    general = place.institutions.id.index("general")
    touched = set(usual["person"][usual["institution"] == general]) | set(other["person"][other["institution"] == general])
    apart = [e[~np.isin(e["person"], list(touched))] for e in (usual, other)]
    assert np.array_equal(*apart)
    assert len(apart[0]) > 1000

    # The same patients too: the k-th stay of an episode in the same place has the same length and charge in both worlds, but
    # where a hospital that refers more breaks it off by a transfer: then it has the same part of both.
    def stays(encounters: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        some = encounters[(encounters["kind"] == STAY) & (encounters["flags"] & OTHER_PAYER == 0)]
        first = some[np.unique(some[["person", "episode"]], return_index=True)[1]]
        length = first["end_min"] - first["start_min"]
        whole = first["flags"] & DIVIDED == 0  # the parts of a divided one: tests/journey/test_division.py
        first, length = first[whole], length[whole]
        facts = zip(length.tolist(), first["charge_fen"].tolist(), strict=True)
        return dict(zip(rows(first, "person", "episode", "institution"), facts, strict=True))

    a, b = stays(usual), stays(other)
    common = a.keys() & b.keys()
    assert len(common) > 50
    broken = {k for k in common if a[k] != b[k]}
    assert bool(broken) == (lever == REFER_UP)
    for k in broken:
        (whole_days, whole_charge), (days, charge) = a[k], b[k]
        assert days < whole_days
        assert charge / whole_charge == pytest.approx(days / whole_days, abs=1 / whole_days + 1 / whole_charge)


def test_a_changed_intensity_changes_what_is_covered_there_and_nothing_else() -> None:
    """A tenth of every charge lies outside the catalogue and stays: 1,000 = 100 + 900 become 100 + 990."""
    place = roomy()
    general = place.institutions.id.index("general")
    usual, dearer = with_response(place, INTENSITY, 1.0), with_response(place, INTENSITY, 1.1)
    journey = [name for name in usual.dtype.names if name not in ("charge_fen", "noncovered_fen")]
    assert np.array_equal(usual[journey], dearer[journey])
    there = (usual["institution"] == general) & (usual["flags"] & OTHER_PAYER == 0)
    assert np.array_equal(usual[~there], dearer[~there])
    assert np.array_equal(dearer["noncovered_fen"], usual["noncovered_fen"])
    assert dearer["charge_fen"][there] == pytest.approx(1.09 * usual["charge_fen"][there], abs=1.1)


def test_what_moves_out_of_the_catalogue_leaves_the_charge_and_a_longer_stay_has_more_of_everything() -> None:
    """A stay of 1,000 = 100 + 900: half as much again outside is 150 + 850, with a tenth more of what is covered 150 + 940; a tenth
    longer 110 + 990."""
    place = roomy()
    general = place.institutions.id.index("general")
    usual = with_response(place, INTENSITY, 1.0)
    there = (usual["institution"] == general) & (usual["flags"] & OTHER_PAYER == 0)
    whole, outside = usual["charge_fen"][there], usual["noncovered_fen"][there]
    for levers, charge, noncovered in (
        ({NONCOVERED: 1.5}, whole, 1.5 * outside),
        ({NONCOVERED: 1.5, INTENSITY: 1.1}, 1.09 * whole, 1.5 * outside),
    ):
        made = with_responses(place, levers)[there]
        assert made["charge_fen"] == pytest.approx(charge, abs=1.1)
        assert made["noncovered_fen"] == pytest.approx(noncovered, abs=1.6)
    longer = with_response(place, STAY_LENGTH, 1.1)
    stays = {name: e[(e["institution"] == general) & (e["flags"] & OTHER_PAYER == 0) & (e["kind"] == STAY) & (e["n"] == 1)]
             for name, e in (("usual", usual), ("longer", longer))}  # fmt: skip
    of = {
        name: dict(zip(rows(e, "person", "episode"), e[["charge_fen", "noncovered_fen"]].tolist(), strict=True))
        for name, e in stays.items()
    }
    both = of["usual"].keys() & of["longer"].keys()
    assert len(both) > 50
    for key in both:
        assert of["longer"][key] == pytest.approx([1.1 * fen for fen in of["usual"][key]], abs=1.6)
