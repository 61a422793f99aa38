"""What pairing is worth and whether intervals hold what they promise, on a bank of many small paired runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.coverage import bootstrapped, students
from sim.experiment.replicate import Replications, replicate

BASE, REFORM = "no-catastrophic", "gansu-catastrophic-2018"
NAMED = (
    "fund.balance",
    "visits.village",
    "visits.township",
    "visits.county",
    "visits.city",
    "admissions.township",
    "admissions.county",
    "admissions.city",
    "charge.all",
    "paid.catastrophic",
    "paid.assistance",
    "own_paid.all",
    "indicator.in_county_stays",
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Replications:
    """Catastrophic insurance or none, 10,000 residents, 120 pairs."""
    folder: Path = tmp_path_factory.mktemp("bank")
    return replicate("catastrophic", folder, seeds=120, scale=0.02, workers=2)


def differences(bank: Replications) -> pd.DataFrame:
    by = {name: rows.set_index("replication") for name, rows in bank.values.groupby("policy")}
    return by[REFORM][list(NAMED)] - by[BASE][list(NAMED)]


def test_students_intervals_of_30_pairs_hold_the_truth_93_to_97_times_in_100(bank: Replications) -> None:
    held = pd.Series(students(differences(bank).to_numpy(float), 30), NAMED)
    assert held.between(0.93, 0.97).all(), held


def test_bootstrapped_intervals_of_30_pairs_hold_it_nearly_as_often(bank: Replications) -> None:
    """1,000 draws: three standard errors are 2 points, so single outcomes may be a little outside 93 to 97; their mean
    is not."""
    held = pd.Series(bootstrapped(differences(bank).to_numpy(float), 30), NAMED)
    assert held.between(0.915, 0.985).all(), held
    assert 0.93 <= held.mean() <= 0.97


@pytest.mark.parametrize(
    "outcome", ["fund.balance", "admissions.township", "admissions.county", "admissions.city", "admissions.province"]
)
def test_unpaired_runs_would_need_ten_times_as_many(bank: Replications, outcome: str) -> None:
    row = bank.intervals.query("policy == @REFORM and outcome == @outcome").iloc[0]
    assert row["unpaired_factor"] >= 10
    assert row["n"] == 120


def test_the_factor_is_what_it_says(bank: Replications) -> None:
    """The interval of an unpaired comparison of the same runs (the pairs broken by a shift of one) is wider by the root
    of the factor."""
    by = {name: rows["fund.balance"].to_numpy(float) for name, rows in bank.values.groupby("policy")}
    broken = by[REFORM] - np.roll(by[BASE], 1)
    row = bank.intervals.query("policy == @REFORM and outcome == 'fund.balance'").iloc[0]
    assert broken.std(ddof=1) / row["sd_difference"] == pytest.approx(np.sqrt(row["unpaired_factor"]), rel=0.15)
