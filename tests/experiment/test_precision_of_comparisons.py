"""What pairing is worth and whether intervals hold what they promise, on banks of many small paired runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.coverage import held
from sim.analysis.interval import interval
from sim.analysis.resample import studentised
from sim.experiment.replicate import Replications, replicate

ROOT = Path(__file__).parents[2]
STUDIES = {
    "catastrophic": ("catastrophic", "no-catastrophic", "gansu-catastrophic-2018"),
    "package": (str(ROOT / "benchmarks/package.toml"), "baseline-ffs", "package-100"),
}
"""Study, baseline and policy: a benefit that changes whom patients choose, without behaviour of institutions; and the package,
to which institutions respond."""
PAIRS, SCALE = 120, 0.05
"""25,000 residents. With 10,000 catastrophic insurance changes the hospital of somebody on dialysis in one pair of ten, so that
0.9^30 = 4 % of the comparisons of 30 pairs have none such among them and no interval can know of him (docs/precision.md shows
such a bank, too)."""
NAMED = [
    "fund.balance",
    "fund.balance_cash",
    "visits.village",
    "visits.township",
    "visits.county",
    "visits.city",
    "visits.province",
    "visits.all",
    "admissions.township",
    "admissions.county",
    "admissions.city",
    "admissions.province",
    "charge.all",
    "paid.catastrophic",
    "paid.assistance",
    "own_paid.all",
    "own_paid.low_income",
    "bonus.county",
    "indicator.in_county_stays",
    "indicator.length_of_stay",
]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("banks")]


@pytest.fixture(scope="module", params=STUDIES)
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Replications, str, str]:
    study, base, policy = STUDIES[request.param]
    folder: Path = tmp_path_factory.mktemp("bank")
    return replicate(study, folder, seeds=PAIRS, scale=SCALE, workers=2), base, policy


Made = tuple[Replications, str, str]


def differences(bank: Made) -> pd.DataFrame:
    found, base, policy = bank
    by = {name: rows.set_index("replication") for name, rows in found.values.groupby("policy")}
    return by[policy][NAMED] - by[base][NAMED]


@pytest.mark.parametrize("n", [20, 30])
def test_intervals_that_are_shown_hold_the_truth_93_to_97_times_in_100(bank: Made, n: int) -> None:
    """4,000 draws: two standard errors are 0.7 points."""
    shares = pd.Series(held(differences(bank).to_numpy(float), n, interval), NAMED)
    assert shares.between(0.93, 0.97).all(), shares


def test_bootstrapped_intervals_of_30_pairs_do_so_too(bank: Made) -> None:
    shares = pd.Series(held(differences(bank).to_numpy(float), 30, partial(studentised, resamples=1999)), NAMED)
    assert shares.between(0.93, 0.97).all(), shares


@pytest.mark.parametrize(
    "outcome", ["fund.balance", "admissions.township", "admissions.county", "admissions.city", "admissions.province"]
)
def test_unpaired_runs_would_need_ten_times_as_many(bank: Made, outcome: str) -> None:
    found, _, policy = bank
    row = found.intervals.set_index(["policy", "outcome"]).loc[(policy, outcome)]
    assert row["unpaired_factor"] >= 10
    assert row["n"] == PAIRS


def test_the_factor_is_what_it_says(bank: Made) -> None:
    """The interval of an unpaired comparison of the same runs (the pairs broken by a shift of one) is wider by the root
    of the factor."""
    found, base, policy = bank
    by = {name: rows["fund.balance"].to_numpy(float) for name, rows in found.values.groupby("policy")}
    broken = by[policy] - np.roll(by[base], 1)
    row = found.intervals.set_index(["policy", "outcome"]).loc[(policy, "fund.balance")]
    assert broken.std(ddof=1) / row["sd_difference"] == pytest.approx(np.sqrt(row["unpaired_factor"]), rel=0.15)


def test_pairing_is_worth_more_where_years_are_good_and_bad(tmp_path: Path) -> None:
    """10,000 residents, 20 seeds: a year that is bad for one policy is bad for the other. Budgets make the balance differ."""
    worth = [
        replicate("first-look", tmp_path / str(years), seeds=20, scale=0.02, drawn_years=years, workers=2)
        .intervals.set_index(["policy", "outcome"]).loc[("rizhao-2017", "fund.balance_cleared"), "unpaired_factor"]
        for years in (False, True)
    ]  # fmt: skip
    assert worth[1] > worth[0] > 1
