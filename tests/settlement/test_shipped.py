"""Every policy of an alliance that ships settles a county-year to the fen."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim.county
from sim.experiment.conduct import Plan, conduct
from sim.policy.read import read_policy

ROOT = Path(__file__).parents[2]
ALLIANCES = (
    "anhui-2015", "guangdong-2025", "guizhou-leak", "hospital-budgets", "luohu-2016", "package-100-two", "points-pool",
    "sanming-2018", "soft-suzhou", "suixi-2024", "suixi-2024-of-lead",
)  # fmt: skip


@pytest.fixture(scope="module")
def county() -> sim.county.County:
    return sim.county.read(ROOT / "scenarios/counties/model-county")


@pytest.mark.parametrize("name", ALLIANCES)
def test_a_shipped_policy_settles_to_the_fen(name: str, county: sim.county.County) -> None:
    done = conduct(Plan(county, read_policy("baseline-ffs"), read_policy(name), seed=1, scale=0.004)).settlement
    assert set(done.checks().values()) == {0}
    cleared = done.tables()["clearing"]
    balance = cleared["retained_yuan"] + cleared["fund_keeps_yuan"] - cleared["borne_yuan"] - cleared["fund_adds_yuan"]
    assert (balance - cleared["balance_yuan"]).abs().max() < 0.005
    assert cleared["budget_yuan"].sum() > 0


def test_one_alliance_or_two_have_the_same_money(county: sim.county.County) -> None:
    budgets = []
    for name in ("package-100", "package-100-two"):
        done = conduct(Plan(county, read_policy("baseline-ffs"), read_policy(name), seed=1, scale=0.004)).settlement
        cleared = done.office.year_ends[2021].clearings[-1]
        budgets.append((int(cleared.budget.sum()), int(cleared.spent.sum())))
    assert budgets[0] == budgets[1]
    assert len(cleared.budget) == 2
