"""Latent rates: the population keeps its incidence whoever is registered; season moves it between months only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.county import County, rates
from sim.county.county import CONDITION_KINDS


def _profile(age: int, sex: int, bits: int) -> int:
    return (age * 2 + sex) * 256 + bits


def test_twelve_months_are_a_year_of_the_table(model_county: County) -> None:
    """Mixing the profiles of an age band and sex by their shares gives back the incidence of the table."""
    c = replace(model_county, demand=replace(model_county.demand, scale_op=1.0, scale_ip=1.0))  # as before fitting
    year = np.sum([rates(c, month) for month in range(12)], axis=0)
    age, sex = 6, 0
    mixed = np.zeros(len(c.conditions))
    for bits in range(256):
        p = 1.0
        for b in range(8):
            p *= c.chronic_share[age, b] if bits >> b & 1 else 1 - c.chronic_share[age, b]
        mixed += p * year[_profile(age, sex, bits)]
    assert mixed == pytest.approx(c.incidence[age, sex], rel=1e-9)


def test_registered_patients_fall_ill_more_often_by_the_factor(model_county: County) -> None:
    """Hypertension makes a stay for hypertension 8 times and a stroke 2.2 times as likely (chronic.csv)."""
    ids = model_county.conditions.id
    r = rates(model_county, 0)
    with_htn, without = r[_profile(6, 1, 1)], r[_profile(6, 1, 0)]
    for name, factor in (("htn", 8.0), ("stroke", 2.2), ("fract", 1.0)):
        i = ids.index(name)
        assert with_htn[i] / without[i] == pytest.approx(factor)


def test_season(model_county: County) -> None:
    """Respiratory index: January 1.35, July 0.80."""
    i = model_county.conditions.id.index("copd")
    january, july = rates(model_county, 0)[:, i], rates(model_county, 6)[:, i]
    assert january[-1] / july[-1] == pytest.approx(1.35 / 0.80)


def test_refills_have_a_rhythm_and_no_rate(model_county: County) -> None:
    refill = model_county.conditions.kind == CONDITION_KINDS.index("refill")
    assert refill.sum() == 8
    assert not rates(model_county, 3)[:, refill].any()


def test_scales_move_their_own_kind_only(model_county: County) -> None:
    double = replace(model_county, demand=replace(model_county.demand, scale_ip=2 * model_county.demand.scale_ip))
    inpatient = model_county.conditions.kind == CONDITION_KINDS.index("inpatient")
    before, after = rates(model_county, 5), rates(double, 5)
    assert after[:, inpatient] == pytest.approx(2 * before[:, inpatient])
    assert np.array_equal(after[:, ~inpatient], before[:, ~inpatient])


@pytest.mark.parametrize("month", [-1, 12])
def test_there_are_twelve_months(model_county: County, month: int) -> None:
    with pytest.raises(ValueError, match="0 to 11"):
        rates(model_county, month)
