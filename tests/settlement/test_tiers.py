"""Gansu's outpatient pool cut 10 : 40 : 50 in a run, worked by hand: who holds what, keeps what, bears what."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import FREE, YEAR, Law, covered
from small_packages import run as settled

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, where
from sim.settlement.settlement import Settlement

CUT: Law = FREE | {
    "payment.tier_split.shares": ({"all": 0, "village": 50, "township": 40, "county": 10}, "%"),
    "payment.tier_pools.base": ("per_head", "choice"), "payment.tier_pools.per_head": (100, "yuan/person/year"),
    "payment.tier_pools.within": ({"all": "enrolees", "county": "past"}, "choice"),
    "payment.tier_pools.covers": ({"all": False, "outpatient": True}, "flag"),
    "payment.tier_pools.surplus_edges": ([], "%"), "payment.tier_pools.surplus_shares": ([100], "%"),
    "payment.tier_pools.deficit_edges": ([], "%"), "payment.tier_pools.deficit_shares": ([50], "%"),
}  # fmt: skip
PAST = [(2020, "hospital", "outpatient", 10_000), (2020, "va", "outpatient", 30_000)]


def run(law: Law, *encounters: np.void, calendar: Calendar = YEAR, history: Any = PAST) -> Settlement:
    return settled(law, *encounters, calendar=calendar, history=history)


def clearing(done: Settlement, year: int = 2021) -> dict[str, list[float]]:
    table = done.tables()["clearing"]
    rows = table[(table["rule"] == "payment.tier_pools") & (table["year"] == year)].set_index("id")
    return {str(k): [float(x) for x in v] for k, v in rows[["budget_yuan", "spent_yuan", "retained_yuan", "borne_yuan"]].iterrows()}


VISITS = (covered(0, 9, small.CLINIC_A, 60), covered(1, 20, small.CENTRE_B, 100), covered(2, 30, small.HOSPITAL, 30))


def test_the_pool_is_cut_10_to_40_to_50_and_every_institution_clears_its_own_part() -> None:
    # 4 x 100 = 400: hospital 40; 160 for two centres that serve two each: 80; 200 for two clinics: 100.
    # Clinic A spent 60 and keeps 40; centre B spent 100, 20 too much, and bears 10; the hospital spent 30, keeps 10.
    assert clearing(run(CUT, *VISITS)) == {
        "va": [100, 60, 40, 0], "vb": [100, 0, 100, 0], "ta": [80, 0, 80, 0], "tb": [80, 100, 0, 10], "hospital": [40, 30, 10, 0],
    }  # fmt: skip


def test_the_money_is_in_the_chain_of_every_institution_and_in_the_book() -> None:
    done = run(CUT, *VISITS)
    money = done.tables()["institutions"].set_index("id")["alliance_money_yuan"]
    assert {k: v for k, v in money.items() if v} == {"va": 40, "vb": 100, "ta": 80, "tb": -10, "hospital": 10}
    rows = done.ledger.rows()
    assert change(where(rows, purpose="retained"), "institution.retained") == 23_000
    # 20 of centre B's 100 waited until March, 10 of them were lost.
    paid = where(rows, purpose="pay", debit="basic_fund.payable", holder=small.CENTRE_B)
    assert [(int(p["month"]), int(p["amount_fen"])) for p in paid] == [(1, 8_000), (14, 1_000)]


def test_inside_a_tier_the_past_may_divide_instead_of_the_residents() -> None:
    # All of the clinics' past was clinic A's: it holds the 200.
    law = CUT | {"payment.tier_pools.within": ({"all": "enrolees", "county": "past", "village": "past"}, "choice")}
    budgets = {k: v[0] for k, v in clearing(run(law, *VISITS)).items()}
    assert budgets == {"va": 200, "ta": 80, "tb": 80, "hospital": 40}


def test_the_pool_may_follow_the_countys_own_past() -> None:
    # 100 + 300 = 400 yuan in 2020, 5 % more: 420: 42, 84 each, 105 each.
    law = {k: v for k, v in CUT.items() if not k.endswith("per_head")} | {
        "payment.tier_pools.base": ("history", "choice"), "payment.tier_pools.weights": ([100], "%"),
        "payment.tier_pools.growth": (5, "%"),
    }  # fmt: skip
    assert {k: v[0] for k, v in clearing(run(law, *VISITS)).items()} == {"va": 105, "vb": 105, "ta": 84, "tb": 84, "hospital": 42}


def test_a_short_year_has_a_short_pool() -> None:
    # 73 days of 365: a fifth.
    budgets = {k: v[0] for k, v in clearing(run(CUT, *VISITS, calendar=Calendar(date(2021, 1, 1), 73))).items()}
    assert budgets == {"va": 20, "vb": 20, "ta": 16, "tb": 16, "hospital": 8}


def test_stays_and_hospitals_outside_are_none_of_the_pools_business() -> None:
    more = (covered(3, 50, small.CITY, 500), covered(3, 60, small.HOSPITAL, 900, kind=1, condition=small.PNEUMONIA))
    assert clearing(run(CUT, *VISITS, *more)) == clearing(run(CUT, *VISITS))


def test_a_pool_without_shares_of_the_tiers_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"needs payment\.tier_split"):  # the policy itself does not stand
        run({k: v for k, v in CUT.items() if "tier_split" not in k}, *VISITS)


def test_a_tier_with_a_share_but_no_past_is_refused_and_its_part_not_lost() -> None:
    with pytest.raises(ValueError, match="tier 2 has a share of the outpatient pool but no institution"):
        run(CUT, *VISITS, history=PAST[1:])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300), st.integers(0, 5), st.integers(1, 400)), max_size=8),
    st.integers(1, 300), st.integers(0, 100), st.integers(0, 100), st.integers(0, 60), st.integers(0, 40),
)  # fmt: skip
def test_the_parts_are_the_pool_and_money_is_conserved(
    care: list[tuple[int, int, int, int]], per_head: int, kept: int, borne: int, village: int, township: int
) -> None:
    shares = {"all": 0, "village": village, "township": township, "county": 100 - village - township}
    law = CUT | {
        "payment.tier_split.shares": (shares, "%"), "payment.tier_pools.per_head": (per_head, "yuan/person/year"),
        "payment.tier_pools.surplus_shares": ([kept], "%"), "payment.tier_pools.deficit_shares": ([borne], "%"),
    }  # fmt: skip
    done = run(law, *(covered(p, d, h, y) for p, d, h, y in care))
    (cleared,) = done.office.year_ends[2021].clearings
    assert int(cleared.budget.sum()) == 4 * per_head * 100
    assert (cleared.retained + cleared.fund_keeps - cleared.borne - cleared.fund_adds == cleared.balance).all()
    rows = done.ledger.rows()
    assert sum(change(rows, f"{owner}.cash") for owner in ("residents", "basic_fund", "institution")) == 0
