"""Assumptions drawn from their ranges: every part of a range once, the same draws for everybody, told apart from chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiment.jobs import AS_GIVEN, Assumptions
from sim.experiment.ranges import Ranged, drawn, matters, ranged, ranked, sets_of
from sim.experiment.replicate import replicate
from sim.experiment.study import read_study
from sim.foundation.errors import Problems, Words
from tests.small_study import small_study


def number(name: str, low: float, high: float, of: str = "county", given: float = 1.0) -> Ranged:
    return Ranged(name, of, Words(name, name), given, low, high)


def budgets(tmp_path: Path, behaviour: str) -> str:
    file = tmp_path / f"{behaviour}.toml"
    file.write_text(small_study("baseline-ffs", "rizhao-2017", behaviour=behaviour), encoding="utf-8")
    return str(file)


def test_draws_fall_once_into_every_part_of_a_range() -> None:
    """Five draws of a range from -2 to 8: one each in [-2, 0), [0, 2), [2, 4), [4, 6), [6, 8)."""
    found = drawn([number("x", -2.0, 8.0), number("y", 0.0, 1.0)], 5, seed=7)
    assert sorted(np.floor((found[:, 0] + 2) / 2)) == [0, 1, 2, 3, 4]
    assert sorted(np.floor(found[:, 1] * 5)) == [0, 1, 2, 3, 4]
    assert not np.array_equal(np.argsort(found[:, 0]), np.argsort(found[:, 1]))


def test_a_draw_belongs_to_its_number_and_the_seed() -> None:
    x, y = number("x", 0.0, 1.0), number("y", 0.0, 1.0)
    both = drawn([x, y], 4, seed=7)
    assert np.array_equal(drawn([y], 4, seed=7)[:, 0], both[:, 1])
    assert not np.array_equal(drawn([x], 4, seed=8)[:, 0], both[:, 0])


def test_a_sourced_number_is_normal_within_its_95_percent_interval() -> None:
    """Median -0.4, interval -0.8 to -0.2: z = 1.96 stands for 0.4 below and 0.2 above. One sigma (15.87 %) below: -0.4 - 0.4/1.96
    = -0.604; one above: -0.4 + 0.2/1.96 = -0.298. Of 1000 draws 25 lie beyond each end, none above zero."""
    one = Ranged("e", "county", Words("e", "e"), -0.4, -0.8, -0.2, "sourced")
    assert one.at(np.array([0.025, 0.15866, 0.5, 0.84134, 0.975])) == pytest.approx([-0.8, -0.604, -0.4, -0.298, -0.2], abs=1e-3)
    found = drawn([one], 1000, seed=3)[:, 0]
    assert int((found < -0.8).sum()) == int((found > -0.2).sum()) == 25
    assert found.max() <= 0


def test_an_assumption_is_uniform_and_minutes_are_whole(tmp_path: Path) -> None:
    assert number("x", 2.0, 4.0).at(np.array([0.0, 0.25, 1.0])).tolist() == [2.0, 2.5, 4.0]
    opening = drawn([number("open_min", 420.0, 540.0)], 9, seed=1)
    assert (opening == np.rint(opening)).all()
    county = sim.load_county("model-county")
    _, one = sets_of([number("open_min", 420.0, 540.0)], np.array([[455.0]]), county)
    assert one.of(county).demand.open_min == 455


def test_a_half_life_of_nothing_is_one_that_lasts() -> None:
    """200 draws of 0 to 60 months: about 3 below a month, all of them become 0, which the file calls "it lasts"."""
    found = drawn([number("half_life", 0.0, 60.0, "behaviour")], 200, seed=1)[:, 0]
    assert 3 <= int((found == 0).sum()) <= 4
    assert found[found > 0].min() >= 1


def test_what_is_drawn_has_a_range_and_was_not_fitted(tmp_path: Path) -> None:
    """Nobody answers under `none`: only the county's numbers. asc_* and scale_* are fitted: their ranges bound a search."""
    calm, strong = (read_study(budgets(tmp_path, name)) for name in ("none", "strong"))
    county = sim.load_county(calm.county)
    names = {one.name for one in ranged(calm, county, drawn_years=True)}
    assert {one.of for one in ranged(calm, county)} == {"county"}
    assert {"b_price_op", "b_skill_mild", "p_transfer_severe", "patience_mild"} <= names
    assert not {"asc_op_city", "scale_op"} & names
    every = {row.key for row in county.sources.itertuples() if row.file == "demand.toml" and row.kind != "calibrated"}
    assert names == every  # in the model county every constant that was not fitted has a range
    price = next(one for one in ranged(calm, county) if one.name == "elasticity_ip")
    assert (price.status, price.distribution, price.low, price.given, price.high) == ("sourced", "normal", -0.517, -0.372, -0.226)
    more = {one.name: one for one in ranged(strong, county) if one.of == "behaviour"}
    assert (more["intensity"].low, more["intensity"].given, more["intensity"].high) == (0.0, 0.5, 1.5)
    assert "steer" in more


def test_a_draw_stands_where_its_number_stands(tmp_path: Path) -> None:
    study = read_study(budgets(tmp_path, "strong"))
    county = sim.load_county(study.county)
    numbers = [number("b_skill_severe", 1.0, 4.0), number("b_price_op", -0.03, 0.0), number("steer", 0.0, 1.0, "behaviour"),
               number("admit", 0.0, 2.0, "behaviour")]  # fmt: skip
    own, one = sets_of(numbers, np.array([[3.5, -0.01, 0.25, 1.75]]), county)
    assert own == AS_GIVEN
    place, reacts, before = one.of(county).demand, one.reacts(study), AS_GIVEN.reacts(study)
    assert place.b_skill.tolist() == [*county.demand.b_skill[:2], 3.5]
    assert place.b_price_op == -0.01
    assert reacts.steer == 0.25
    assert sorted(reacts.eta[reacts.eta != before.eta]) == [1.75]
    assert reacts.hash != before.hash


def test_the_ranking_names_the_number_that_moves_the_difference() -> None:
    """Seven draws, the difference is ten times `x`, whatever `y` is. One of two numbers; 2/7! x 2 is far below 1/20."""
    values = np.column_stack([np.arange(1.0, 8.0), [3.0, 1, 7, 5, 2, 6, 4]])
    numbers = [number("y", 0.0, 9.0), number("x", 0.0, 9.0)]
    columns = ["fund.balance_cleared", "own_paid.all"]
    words = pd.DataFrame({"unit": "yuan", "zh": "\u4f59\u989d", "en": "balance"}, index=columns)

    def pair(size: float) -> dict[str, pd.DataFrame]:
        return {"a": pd.DataFrame(0.0, [0, 1], columns), "b": pd.DataFrame(size, [0, 1], columns)}

    sets = {"as-given": pair(1.0)} | {f"draw-{n}": pair(10 * x) for n, x in enumerate(values[:, 0], start=1)}
    table = ranked(sets, words, "a", numbers, values[:, ::-1])
    assert list(table["parameter"]) == ["x", "y"] * 2
    assert table["rank_correlation"][0] == pytest.approx(1.0)
    assert (table["at_low"][0], table["at_high"][0]) == (15, 65)  # means of 10, 20 and of 60, 70
    assert matters(table)[0].en == "b · balance: 7 draws; assumptions that matter most (rank correlation): x +1.00."


def test_a_small_study_has_its_ranges_and_workers_change_no_byte(tmp_path: Path) -> None:
    study = budgets(tmp_path, "strong")
    found = replicate(study, tmp_path / "one", seeds=1, ranges=3)
    assert set(found.runs["status"]) == {"done"}
    assert len(found.runs) == 4 * 2  # the study's own set and three draws, two policies each
    assert set(found.intervals["assumptions"]) == {"as-given"}
    row = found.apart.query("outcome == 'own_paid.all'").iloc[0]
    assert row["sets"] == 3
    assert row["lowest"] <= row["low"] <= row["high"] <= row["highest"]
    assert row["lowest"] < row["highest"]
    assert set(found.ranges["outcome"]) == {"fund.balance_cleared", "own_paid.all"}
    assert set(found.ranges["of"]) == {"behaviour", "county"}
    told = found.ranges.groupby("parameter")[["status", "distribution"]].first()
    assert told.loc["elasticity_op"].tolist() == ["sourced", "normal"]
    assert told.loc["b_price_op"].tolist() == ["assumption", "uniform"]
    assert (found.ranges["chance"] == 1.0).all()  # three draws prove nothing
    replicate(study, tmp_path / "two", seeds=1, ranges=3, workers=2)
    for name in ("assumptions.csv", "ranges.csv", "intervals.csv", "replications/plan.json", "replications/outcomes.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_same_assumptions_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        replicate(budgets(tmp_path, "none"), tmp_path / "out", seeds=1, assumptions=(AS_GIVEN, Assumptions("none", "none")))
    assert "the same assumptions as as-given" in caught.value.render("en")
    assert not (tmp_path / "out").exists()
