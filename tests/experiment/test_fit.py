"""The shipped counties against what is known of them, on seeds that were not used in fitting (those were 1001 to 1003)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from sim.analysis.fit import fit_table, group_echo, measured
from sim.county import read
from sim.experiment.calibrate import CONSTANTS, constants, step, with_constants
from sim.experiment.conduct import Plan, conduct
from sim.experiment.targets import name_of
from sim.policy.read import read_policy

COUNTIES = {"model-county": "baseline-ffs", "xi-henan-2011": "henan-2011", "huaibin-henan-2011": "henan-2011"}
SEEDS = range(1, 11)


@cache
def runs(name: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The fit table with a column for each seed, and the admission groups of each seed."""
    county, law = read(name), read_policy(COUNTIES[name])
    tables, groups = [], []
    for seed in SEEDS:
        outcome = conduct(Plan(county, law, law, seed))
        tables.append(fit_table(county, measured(outcome.settlement, outcome.capacity)))
        groups.append(group_echo(outcome.settlement))
    wide = tables[0].drop(columns="simulated")
    for seed, table in zip(SEEDS, tables, strict=True):
        wide[seed] = table["simulated"]
    return wide, groups


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTIES)
def test_fitted_rows_meet_their_targets_on_fresh_seeds(name: str) -> None:
    table, _ = runs(name)
    fitted = table[table["kind"] == "fitted"]
    simulated = fitted[list(SEEDS)].to_numpy()
    mean, error = simulated.mean(1), simulated.std(1, ddof=1) / np.sqrt(len(SEEDS))
    off = np.abs(mean - fitted["target"])
    allowed = np.maximum(0.03 * fitted["target"], 2 * error)
    assert (off <= allowed).all(), fitted.assign(mean=mean, error=error)[off > allowed].to_string()


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTIES)
def test_inputs_are_seen_again_within_one_percent(name: str) -> None:
    table, _ = runs(name)
    echo = table[(table["kind"] == "echo") & table[1].notna()]
    simulated = echo[list(SEEDS)].to_numpy()
    error = simulated.std(1, ddof=1) / np.sqrt(len(SEEDS))
    off = np.abs(simulated.mean(1) / echo["target"] - 1)
    allowed = np.maximum(0.01, 2 * error / echo["target"])
    assert (off <= allowed).all(), echo.assign(off=off)[off > allowed].to_string()


@pytest.mark.slow
def test_charges_of_every_admission_group_are_those_of_the_tables() -> None:
    _, groups = runs("model-county")
    ratio = np.stack([g["charge_yuan"] / g["expected_yuan"] for g in groups])
    off, error = ratio.mean(0) - 1, ratio.std(0, ddof=1) / np.sqrt(len(SEEDS))
    # One percent, or what chance explains: forty groups at once, wrong once in a hundred (Bonferroni, Student's t).
    chance = t.ppf(1 - 0.01 / (2 * len(off)), len(SEEDS) - 1) * error
    assert (np.abs(off) <= np.maximum(0.01, chance)).all()
    assert abs(off.mean()) < 0.005


@pytest.mark.slow
def test_chronic_special_care_is_about_a_tenth_of_the_fund() -> None:
    """Predicted: 12 % by judgement, so 8 to 15 is asked for; 0.24 claimed visits a head in 2021, 0.30 in 2022 (bulletins)."""
    table, _ = runs("model-county")
    mean = table.set_index("row")[list(SEEDS)].mean(axis=1)
    assert 8 <= mean["fund_split.chronic_outpatient"] <= 15
    assert 0.22 <= mean["claimed_visits_per_enrolee.chronic_outpatient"] <= 0.33


@pytest.mark.parametrize("name", COUNTIES)
def test_there_are_no_more_fitted_constants_than_fitted_targets(name: str) -> None:
    targets = read(name).targets
    fitted = targets[targets["kind"] == "fitted"]["row"].tolist()
    shares = sum(row.startswith("admission_share") and row.endswith(("township", "county", "city")) for row in fitted)
    free = len(fitted) - (1 if shares == 3 and not any("in_county." in row for row in fitted) else 0)  # shares of one whole
    assert len(CONSTANTS) <= free


@pytest.mark.parametrize("name", COUNTIES)
def test_every_target_has_a_name_in_both_languages(name: str) -> None:
    for row in read(name).targets["row"]:
        assert name_of(row).zh
        assert name_of(row).en


def test_a_step_of_the_fit_moves_each_constant_towards_its_own_target() -> None:
    """Township visits a tenth too many, nothing else wrong: the township's attraction falls by ln 1.1, the scale a little."""
    county = read("model-county")
    rows: dict[str, Any] = county.targets.set_index("row")["value"].astype(float).to_dict()
    before = constants(county.demand)
    same = step(county, before, rows)
    assert same == pytest.approx(before, abs=1e-12)
    after = step(county, before, rows | {"visits_per_enrolee.township": 1.65})
    assert after["asc_op_township"] - before["asc_op_township"] == pytest.approx(-np.log(1.1))
    assert after["scale_op"] / before["scale_op"] == pytest.approx(5.3 / 5.45)
    untouched = [c for c in CONSTANTS if c not in ("asc_op_township", "scale_op")]
    assert {c: after[c] for c in untouched} == pytest.approx({c: before[c] for c in untouched})


def test_constants_survive_a_round_trip_through_the_county() -> None:
    county = read("model-county")
    values = dict(zip(CONSTANTS, np.linspace(0.1, 0.9, 9), strict=True))
    assert constants(with_constants(county, values).demand) == pytest.approx(values)
