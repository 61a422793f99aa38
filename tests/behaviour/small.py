"""Incentives of the small county: a year of encounters settled month by month, and what a unit then gains by a
lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.behaviour.behaviour import Behaviour, Mechanisms, cleared
from sim.behaviour.levers import NAMES
from sim.behaviour.sets import BehaviourSet, read_behaviour
from sim.county.county import ITEM_CLASSES, County
from sim.foundation.calendar import Calendar
from sim.policy.policy import Policy
from sim.settlement.settlement import Settlement
from tests.small_county import FIRST, PLAIN, array, county, people, policy

ALONE: BehaviourSet = replace(read_behaviour("central"), steer=0.0)
"""The central set without steering by the alliance: every unit looks at its own income only."""


RESIDENTS = 40


def hospital_budget(surplus: int, deficit: int, growth: float = 0, **more: Any) -> dict[str, tuple[Any, str]]:
    """Last year's spending x (1 + growth) for hospital and centres; stays only; flat shares in %."""
    return {
        "payment.hospital_budget.weights": ([100], "%"),
        "payment.hospital_budget.growth": (growth, "%"),
        "payment.hospital_budget.covers": (
            {"outpatient": False, "inpatient": True, "chronic_outpatient": False, "two_disease": False}, "flag",
        ),
        "payment.hospital_budget.tiers": (
            {"village": False, "township": True, "county": True, "city": False, "province": False}, "flag",
        ),
        "payment.hospital_budget.surplus_edges": ([], "%"),
        "payment.hospital_budget.surplus_shares": ([surplus], "%"),
        "payment.hospital_budget.deficit_edges": ([], "%"),
        "payment.hospital_budget.deficit_shares": ([deficit], "%"),
        **more,
    }  # fmt: skip


def points_pool(county_share: int = 100, **drg: tuple[Any, str]) -> dict[str, tuple[Any, str]]:
    """Stays of the hospital and the centres earn points, 5.60 yuan each if the mean is 1,000 yuan, in a pool of last
    year's spending of which the county is a part of so many per cent. `drg`: more of `payment.drg`, or in place of this."""
    points: dict[str, tuple[Any, str]] = {
        "payment.points_pool.tiers": (
            {"village": False, "township": True, "county": True, "city": False, "province": False}, "flag",
        ),
        "payment.points_pool.county_share": (county_share, "%"), "payment.points_pool.reference_ratio": (56, "%"),
        "payment.points_pool.adjustment_fund": (0, "%"), "payment.drg.value": ("floating", "choice"),
        "payment.drg.adjustment_fund": (0, "%"), "payment.drg.high_share": (0, "%"),
        "payment.drg.coefficient": ({"none": 100, "level_1": 100, "level_2": 100, "level_3": 100}, "%"),
        "payment.drg.high_line": ({"none": 9999, "level_1": 9999, "level_2": 9999, "level_3": 9999}, "%"),
        "payment.drg.readmission_days": (15, "days"), "payment.drg.readmission_factor": (50, "%"),
        "payment.drg.small_group": (5, "count"), "payment.drg.ungrouped": ("by_item", "choice"),
    }  # fmt: skip
    points |= {
        name.replace("hospital_budget", "points_pool"): value for name, value in hospital_budget(100, 100).items()
        if name.rpartition(".")[2] not in ("covers", "tiers")
    }  # fmt: skip
    return points | {f"payment.drg.{name}": value for name, value in drg.items()}


def law(*more: dict[str, tuple[Any, str]]) -> Policy:
    """The small county's benefits (visits 50 %, stays 80 % above 200 yuan) with payment rules."""
    values = dict(PLAIN)
    for table in more:
        values |= table
    return policy(values)


def place(variable_cost: float = 0.0, past: dict[str, int] | None = None, **changes: Any) -> County:
    """The small county. `variable_cost`: part of every charge that is cost; `past`: fen of stays at an institution in
    2020; further arguments replace columns of its conditions."""
    made = county(history=[(2020, who, "inpatient", fen) for who, fen in (past or {}).items()])
    costs = pd.DataFrame({f"variable_{name}": variable_cost for name in ITEM_CLASSES}, index=made.institutions.id)
    demand = replace(made.demand, p_refer_able=0.5, p_refer_unable=0.5, p_transfer=np.full(3, 0.25),
                     transfer_unable=1.0, transfer_part=0.4)
    return replace(
        made, enrolees=RESIDENTS, institutions=replace(made.institutions, other=costs), demand=demand,
        conditions=replace(made.conditions, **changes),
    )  # fmt: skip


def incentives(
    where: County, rules: Policy, encounters: Sequence[np.void], *,
    chosen: BehaviourSet = ALONE, mechanisms: Mechanisms = cleared,
) -> pd.DataFrame:  # fmt: skip
    """m by unit and lever in the month after the last encounter, when all before it are settled."""
    calendar = Calendar(FIRST, 365)
    settlement = Settlement(where, people(RESIDENTS), rules, calendar)
    watching = Behaviour(settlement, chosen, mechanisms=mechanisms)
    rows = array(*encounters)
    month = calendar.month_of(rows["end_min"].astype(np.int64))
    for m in range(int(month.max()) + 1):
        watching.observe(m, rows[month == m], settlement)
        settlement.month(m, rows[month == m])
    last = int(month.max()) + 1
    watching.responses(last)
    assert settlement.months[last] > date(2021, 1, 1)
    return pd.DataFrame(watching.marginal[last], index=list(watching.units.id), columns=list(NAMES))
