"""The enrolees: as many as there are, the ages of the table, neighbours side by side, nobody changed by a newcomer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.county import County, residents
from sim.county.county import PERSON
from sim.county.residents import village_sizes


def test_ages_sexes_classes_and_registers_are_those_of_the_table(model_county: County) -> None:
    people = residents(model_county, seed=3)
    assert len(people) == 500_000
    band = np.digitize(people["age"], [5, 15, 25, 45, 60, 65, 75])
    assert np.bincount(band) / 5e5 == pytest.approx([0.045, 0.13, 0.115, 0.255, 0.24, 0.055, 0.10, 0.06], abs=0.0025)
    assert people["sex"].mean() == pytest.approx(float(model_county.age_share @ model_county.male_share), abs=0.003)
    oldest = people[band == 7]
    assert (oldest["klass"] == 3).mean() == pytest.approx(0.13, abs=0.007)  # residents.csv, 75 and over
    assert (oldest["chronic"] & 1).mean() == pytest.approx(0.41, abs=0.01)
    assert (oldest["home"] > 0).mean() == pytest.approx(0.02, abs=0.004)
    assert people["age"].max() <= 95


def test_frailty_has_mean_one_and_the_spread_of_the_document(model_county: County) -> None:
    frailty = residents(model_county, seed=4)["frailty"].astype(float)
    assert frailty.mean() == pytest.approx(1.0, abs=0.005)
    assert np.log(frailty).std() == pytest.approx(model_county.demand.frailty_sd, rel=0.01)


def test_profile_says_age_sex_and_register(model_county: County) -> None:
    people = residents(model_county, seed=5, scale=0.02)
    band, rest = np.divmod(people["profile"], 512)
    assert np.array_equal(band, np.digitize(people["age"], [5, 15, 25, 45, 60, 65, 75]))
    assert np.array_equal(rest // 256, people["sex"])
    assert np.array_equal(rest % 256, people["chronic"])


def test_persons_are_numbered_by_village_in_proportion(model_county: County) -> None:
    people = residents(model_county, seed=6, scale=0.1)
    assert len(people) == 50_000
    assert (np.diff(people["village"].astype(int)) >= 0).all()
    size = np.bincount(people["village"], minlength=300)
    assert (np.abs(size - 50_000 * model_county.villages.weight) < 1).all()


def test_one_more_person_changes_nobody_else(model_county: County) -> None:
    more = replace(model_county, enrolees=model_county.enrolees + 1)
    before, after = residents(model_county, seed=7), residents(more, seed=7)
    grown = village_sizes(more, len(after)) - village_sizes(model_county, len(before))
    assert grown.tolist().count(1) == 1
    assert np.abs(grown).sum() == 1
    newcomer = int(np.cumsum(village_sizes(more, len(after)))[np.flatnonzero(grown == 1)[0]]) - 1
    assert np.array_equal(np.delete(after, newcomer), before)


def test_same_seed_same_people_another_seed_others(model_county: County) -> None:
    a, b, c = (residents(model_county, seed=s, scale=0.01) for s in (8, 8, 9))
    assert a.tobytes() == b.tobytes()
    assert a.tobytes() != c.tobytes()
    assert a.dtype == PERSON
    assert a.itemsize == 16


def test_nobody_is_no_county(model_county: County) -> None:
    with pytest.raises(ValueError, match="nobody"):
        residents(model_county, seed=1, scale=1e-7)
