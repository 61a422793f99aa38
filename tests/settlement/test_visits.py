"""Visits paid by the points of their groups, in a run, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import points_county as base
import pytest
import small_county as small

from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

Law = dict[str, tuple[Any, str]]
APG: Law = base.FREE | {
    "payment.apg.cap_value": (2, "yuan/point"), "payment.apg.tiers": ({"all": False, "county": True, "township": True}, "flag"),
    "payment.apg.weights": ([50, 50], "%"), "payment.apg.growth": (10, "%"),
}  # fmt: skip
PAST = [(2019, "hospital", "outpatient", 20_000), (2020, "hospital", "outpatient", 30_000), (2020, "ta", "outpatient", 10_000)]
"""Hospital and centre: 200 and 400 yuan; mean 300, with 10 % growth a pool of 330."""


def run(law: Law, *encounters: np.void) -> Settlement:
    """Visits for a cold cost 50 at a county hospital, for a diabetic's refill 150: mean 100, so 50 and 150 points."""
    place = small.county(history=PAST)
    charge = np.zeros((4, 5))
    charge[small.COLD], charge[small.DIABETES] = 50, 150
    kind = np.array([0, 0, 1, 1], np.uint8)
    place = replace(place, conditions=replace(place.conditions, charge_op=charge, kind=kind), enrolees=4)
    done = reprice(small.array(*encounters), place, small.people(), small.policy(law), base.YEAR)
    assert set(done.checks().values()) == {0}
    return done


def visit(person: int, day: int, institution: int, yuan: int, condition: int = small.COLD) -> np.void:
    return small.encounter(person, day, institution, 0, charge_fen=round(yuan * 1000 / 9), episode=day, condition=condition)


THREE = (visit(0, 9, small.HOSPITAL, 90), visit(1, 20, small.HOSPITAL, 180, small.DIABETES), visit(2, 30, small.CENTRE_A, 9))


def test_the_outpatient_pool_is_divided_by_the_points_of_visits() -> None:
    # 50 + 150 points at the hospital, 50 at the centre; 330 / 250 = 1.32 yuan a point: 264 and 66; billed 270 and 9.
    done = run(APG, *THREE)
    assert base.gains(done) == {"hospital": -6, "ta": 57}
    rows = done.ledger.rows()
    assert change(where(rows, line="visit_points"), "institution.retained") == 5_700
    assert change(rows, "basic_fund.not_paid") == 600


def test_a_point_is_worth_its_cap_at_most() -> None:
    # At one yuan a point 200 and 50 are due.
    assert base.gains(run(APG | {"payment.apg.cap_value": (1, "yuan/point")}, *THREE)) == {"hospital": -70, "ta": 41}


def test_stays_and_institutions_of_other_tiers_have_no_points() -> None:
    more = visit(3, 40, small.CLINIC_A, 50), small.encounter(3, 60, small.HOSPITAL, 900, stay=5)
    assert base.gains(run(APG, *THREE, *more)) == {"hospital": -6, "ta": 57}


def test_a_run_needs_to_know_whose_visits_and_how_much_money() -> None:
    with pytest.raises(ValueError, match=r"payment\.apg in a run needs payment\.apg\.tiers"):
        run(base.FREE | {"payment.apg.cap_value": (2, "yuan/point")}, *THREE)


def test_visits_may_not_be_cleared_by_points_and_by_a_pool() -> None:
    pool: Law = {
        "payment.outpatient_pool.per_head": (50, "yuan/person/year"), "payment.outpatient_pool.surplus_share": (20, "%"),
        "payment.outpatient_pool.deficit_share": (20, "%"),
        "payment.outpatient_pool.covers": ({"all": False, "outpatient": True}, "flag"),
        "payment.outpatient_pool.tiers": ({"all": False, "township": True, "village": True}, "flag"),
    }  # fmt: skip
    with pytest.raises(ValueError, match="cleared once"):
        run(APG | pool, *THREE)


def test_a_package_is_charged_with_what_its_visits_are_paid() -> None:
    # All residents are the alliance's: billed 279, paid 279 - 6 + 57 = 330.
    law = APG | {
        f"payment.package.{name}": value for name, value in {
            "holder": ("alliance", "choice"), "residents": ("township", "choice"), "alliances": (1, "count"),
            "base": ("income", "choice"), "per_head": (100, "yuan/person/year"), "covers": (True, "flag"),
            "others": (True, "flag"), "leak": ("all", "choice"), "away": (True, "flag"), "cross_price": (100, "%"),
            "surplus_edges": ([], "%"), "surplus_shares": ([100], "%"), "deficit_edges": ([], "%"),
            "deficit_shares": ([100], "%"), "measure": ("enrolees", "choice"),
        }.items()
    }  # fmt: skip
    table = run(law, *THREE).tables()["clearing"].set_index("rule")
    assert table.loc["payment.package", ["budget_yuan", "spent_yuan"]].tolist() == [400, 330]
