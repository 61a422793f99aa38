"""Secular growth: what the county's table says of a year, from the first year on, and nothing where it says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import worlds
from journey.machine import play

from sim.county import County, trend
from sim.journey.tables import grow, world


def with_trend(*rows: tuple[str, int, int], **changes: Any) -> County:
    return replace(worlds.county(**changes), trend=pd.DataFrame(rows, columns=["line", "year", "growth_ppm"]))


def test_growth_is_compounded_from_the_first_year_on() -> None:
    place = with_trend(("charge_stay", 2020, 500_000), ("charge_stay", 2022, 100_000), ("charge_stay", 2023, -50_000))
    assert [trend.growth(place, "charge_stay", y) for y in (2019, 2021, 2022, 2023, 2024)] == pytest.approx(
        [1, 1, 1.1, 1.045, 1.045]
    )
    assert trend.charges(place, 2023) == pytest.approx((1.0, 1.045))


def test_without_a_table_nothing_grows() -> None:
    assert trend.charges(worlds.county(), 2030) == (1.0, 1.0)
    assert (trend.need(worlds.county(), 2030) == 1).all()


def test_need_grows_by_kind_of_condition_and_refills_not_at_all() -> None:
    place = with_trend(("need_visit", 2022, 20_000), ("need_stay", 2022, 50_000))
    assert trend.need(place, 2022).tolist() == pytest.approx([1.02, 1.05, 1.05, 1.0])  # cold, pneumonia, delivery, refill


def test_observations_are_no_trend_of_a_run() -> None:
    with pytest.raises(ValueError, match="admission_rate"):
        trend.growth(worlds.county(), "admission_rate", 2022)


def test_grown_charges_are_the_same_draws_so_many_times_over() -> None:
    place = worlds.county()
    people = worlds.people(place, 800)
    before, _, _ = play("compiled", place, people, 1, 1)
    c, streams = place.conditions, place.streams
    dearer = replace(place, conditions=replace(c, charge_op=c.charge_op * 1.1, charge_ip=c.charge_ip * 1.3),
                     streams=replace(streams, charge_op=streams.charge_op * 1.1, charge_ip=streams.charge_ip * 1.3))  # fmt: skip
    grown = world(place, people, 1)
    grow(grown, 1.1, 1.3)
    made = world(dearer, people, 1)
    for table, other in ((grown.by_tier, made.by_tier), (grown.streams, made.streams)):
        for name in ("visit_mu", "stay_mu"):
            assert np.allclose(table[name], other[name])
    after, _, _ = play("compiled", dearer, people, 1, 1)
    assert np.array_equal(before["end_min"], after["end_min"])  # who, where and when as before
    ratio = after["charge_fen"] / before["charge_fen"]
    assert np.abs(ratio[before["kind"] == 0] - 1.1).max() < 0.02
    assert np.abs(ratio[before["kind"] == 1] - 1.3).max() < 0.001
