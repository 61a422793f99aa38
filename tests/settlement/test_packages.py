"""Packages by hand in the small county: whose bill it is, where it was treated, who gets what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import OUT, YEAR, Law, covered, package, run

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, change_by_holder, where
from sim.settlement.alliances import alliances, names
from sim.settlement.packages import packages
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement


def clearing(done: Settlement, rule: str = "payment.package", year: int = 2021) -> list[list[float]]:
    table = done.tables()["clearing"]
    rows = table[(table["rule"] == rule) & (table["year"] == year)]
    return [[float(x) for x in row] for row in rows[[f"{n}_yuan" for n in ("budget", "spent", "retained", "borne")]].to_numpy()]


def money(done: Settlement) -> dict[str, float]:
    table = done.tables()["institutions"].set_index("id")
    return {k: v for k, v in table["alliance_money_yuan"].to_dict().items() if v}


def test_a_package_pays_for_its_residents_in_the_county_and_outside_and_divides_what_is_left() -> None:
    # 4 x 1,000 = 4,000; 1,500 at the county hospital, 900 in the city: 1,600 left, 960 : 480 : 160;
    # the two centres and the two clinics serve two residents each and share equally.
    done = run(package(), *OUT)
    assert clearing(done) == [[4000, 2400, 1600, 0]]
    assert money(done) == {"hospital": 960, "ta": 240, "tb": 240, "va": 80, "vb": 80}


def test_without_leak_charging_whoever_leaves_costs_the_alliance_nothing() -> None:
    assert clearing(run(package(leak=("none", "choice")), *OUT)) == [[4000, 1500, 2500, 0]]


def test_only_treatable_leaks_are_charged_and_people_living_away_are_left_out() -> None:
    # The county hospital can treat pneumonia (able: village). An injury only the city can. Person 3 lives away.
    place = small.county()
    able = place.conditions.able.copy()
    able[small.INJURY] = 3
    place = replace(place, conditions=replace(place.conditions, able=able))
    people = small.people()
    people["home"][3] = 1
    stays = small.array(
        covered(0, 20, small.CITY, 700, stay=5), covered(1, 50, small.CITY, 1100, stay=5, condition=small.INJURY),
        covered(3, 80, small.CITY, 1300, stay=5),
    )  # fmt: skip
    law = package(leak=("treatable", "choice"), away=(False, "flag"))
    done = reprice(stays, place, people, small.policy(law), YEAR)
    assert clearing(done) == [[4000, 700, 3300, 0]]


def test_a_deficit_is_billed_money_that_members_never_see() -> None:
    # 4 x 500 = 2,000, spent 2,400: 400 missing; lead 240, centres 60 each, clinics 20 each. The city is paid in full.
    done = run(package(500), *OUT)
    assert clearing(done) == [[2000, 2400, 0, 400]]
    assert money(done) == {"hospital": -240, "ta": -60, "tb": -60, "va": -20, "vb": -20}
    rows = done.ledger.rows()
    paid = change_by_holder(rows, "institution.cash", 6, payer="basic_fund").tolist()
    assert paid[small.CITY] == 90_000
    # The lead's bills were paid before the city's came; what all of them bear has to be paid back.
    assert paid[small.HOSPITAL] == 150_000
    assert change(rows, "basic_fund.recoverable") == 40_000


def test_when_the_package_is_used_up_the_leads_bills_wait_and_hospitals_outside_are_paid() -> None:
    # The city's 900 come first; of the lead's 1,500 only 1,100 are left and 400 wait. In March 240 are lost and 160 paid;
    # the centres and clinics owe their 160.
    done = run(package(500), covered(1, 20, small.CITY, 900, stay=5), covered(0, 50, small.HOSPITAL, 1500, stay=5))
    rows = done.ledger.rows()
    before = change_by_holder(where(rows, month=range(12)), "institution.cash", 6, payer="basic_fund").tolist()
    after = change_by_holder(rows, "institution.cash", 6, payer="basic_fund").tolist()
    assert (before[small.CITY], before[small.HOSPITAL], after[small.HOSPITAL]) == (90_000, 110_000, 126_000)
    assert change(rows, "basic_fund.recoverable") == 16_000


def two_alliances() -> Any:
    """Township A with the hospital, township B with the city's twin made a county hospital."""
    h = small.institutions()
    tier, place, beds = h.tier.copy(), h.place.copy(), h.beds.copy()
    tier[small.CITY], place[small.CITY], beds[small.CITY] = 2, 0, 50
    return replace(small.county(), institutions=replace(h, tier=tier, place=place, beds=beds))


TWO: dict[str, tuple[Any, str]] = {"alliances": (2, "count"), "alliance_shares": ([50, 50], "%")}


def test_two_alliances_divide_the_package_and_settle_at_the_billed_price() -> None:
    # Residents of A (0, 2) and B (1, 3). B's person is treated at A's hospital for 900: B's package is charged.
    done = reprice(small.array(OUT[0], covered(1, 50, small.HOSPITAL, 900, stay=5)), two_alliances(), small.people(),
                   small.policy(package(**TWO)), YEAR)  # fmt: skip
    assert clearing(done) == [[2000, 1500, 500, 0], [2000, 900, 1100, 0]]


def test_a_price_below_the_bill_moves_money_from_the_treating_hospital_to_the_home_alliance() -> None:
    # At 80 %, B is charged 720 and the hospital of A loses 180 of its bill; nothing else changes.
    law = package(**(TWO | {"cross_price": (80, "%")}))
    done = reprice(small.array(OUT[0], covered(1, 50, small.HOSPITAL, 900, stay=5)), two_alliances(), small.people(),
                   small.policy(law), YEAR)  # fmt: skip
    assert clearing(done) == [[2000, 1500, 500, 0], [2000, 720, 1280, 0]]
    lost = where(done.ledger.rows(), purpose="price", debit="institution.not_paid")
    assert [(int(p["holder"]), int(p["amount_fen"])) for p in lost] == [(small.HOSPITAL, 18_000)]
    assert set(done.checks().values()) == {0}


def test_public_health_gets_its_part_of_a_surplus_and_none_of_a_deficit() -> None:
    five = {"sharing.internal.public_health_share": (5, "%")}
    done = run(package() | five, *OUT)  # 1,600: 80 to public health out of the lead's 960
    assert change(done.ledger.rows(), "public_health.income") == 8_000
    assert money(done)["hospital"] == 880
    assert change(run(package(500) | five, *OUT).ledger.rows(), "public_health.income") == 0


def test_a_package_for_those_who_signed_leaves_the_others_out() -> None:
    people = small.people()
    people["contract"][:2] = 1
    done = run(package(residents=("contract", "choice")), *OUT, covered(2, 90, small.HOSPITAL, 5000, stay=5), residents=people)
    assert clearing(done) == [[2000, 2400, 0, 400]]


def test_a_township_holds_the_package_of_its_residents() -> None:
    # A's residents spent 1,500 of 2,000, B's 900: centre and clinic of each share by 3 : 1.
    done = run(package(holder=("township", "choice")), *OUT)
    assert clearing(done) == [[2000, 1500, 500, 0], [2000, 900, 1100, 0]]
    assert money(done) == {"ta": 375, "va": 125, "tb": 825, "vb": 275}


def test_a_hospitals_own_package_is_its_alone() -> None:
    law = package(holder=("hospital", "choice"), leak=("treatable", "choice"), others=(False, "flag"))
    done = run(law, *OUT, covered(2, 9, small.CENTRE_A, 300))  # the centre's 300 are not the hospital's
    assert clearing(done) == [[4000, 2400, 1600, 0]]
    assert money(done) == {"hospital": 1600}


def test_a_bonus_is_paid_on_stays_that_were_kept() -> None:
    done = run(package(kept_bonus=(10, "%")), *OUT)
    kept = where(done.ledger.rows(), purpose="kept", debit="institution.cash")
    assert [(int(p["holder"]), int(p["amount_fen"])) for p in kept] == [(small.HOSPITAL, 15_000)]


CHRONIC: Law = {
    "payment.chronic_package.quota": (3700, "yuan/person/year"), "payment.chronic_package.signed_bonus": (100, "yuan/person/year"),
    "payment.chronic_package.patients": ("registered", "choice"), "payment.chronic_package.covers": (True, "flag"),
    "payment.chronic_package.others": (True, "flag"), "payment.chronic_package.leak": ("all", "choice"),
    "payment.chronic_package.away": (True, "flag"), "payment.chronic_package.surplus_edges": ([], "%"),
    "payment.chronic_package.surplus_shares": ([60], "%"), "payment.chronic_package.deficit_edges": ([], "%"),
    "payment.chronic_package.deficit_shares": ([40], "%"),
}  # fmt: skip


def test_a_chronic_package_lies_inside_the_alliances_package() -> None:
    # Person 1 of township B is registered: 3,700 for centre B, so the alliance has 8,000 - 3,700 = 4,300.
    # His 900 in the city are charged to centre B, the 1,500 of person 0 to the alliance.
    done = run(package(2000) | CHRONIC, *OUT)
    assert clearing(done, "payment.chronic_package") == [[0, 0, 0, 0], [3700, 900, 1680, 0]]
    assert clearing(done) == [[4300, 1500, 2800, 0]]


def test_a_patient_who_signed_brings_100_yuan_more() -> None:
    people = small.people()
    people["contract"][1] = 1
    assert clearing(run(package(2000) | CHRONIC, residents=people), "payment.chronic_package")[1][0] == 3800


HISTORY = [(2019, "hospital", "inpatient", 400_000), (2020, "hospital", "inpatient", 600_000), (2020, "city", "inpatient", 200_000),
           (2019, "city", "inpatient", 200_000)]  # fmt: skip
BY_HISTORY: dict[str, tuple[Any, str]] = {
    "base": ("history", "choice"), "weights": ([50, 50], "%"), "growth": (10, "%"), "rebase": ("mean", "choice"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rebase", "second"),
    # First year: (6,000 + 8,000) / 2 x 1.1 = 7,700; spent 2,400. Then the mean of 8,000 and 2,400 is 5,200 -> 5,720;
    # last package 7,700 -> 8,470; last spending 2,400 -> 2,640.
    [("mean", 5720), ("last_package", 8470), ("last_spending", 2640)],
)
def test_the_next_package_follows_the_rule_of_rebasing(rebase: str, second: float) -> None:
    law = package(**(BY_HISTORY | {"rebase": (rebase, "choice")}))
    done = run(law, *OUT, calendar=Calendar(date(2021, 1, 1), 730), history=HISTORY)
    assert clearing(done)[0][:2] == [7700, 2400]
    assert clearing(done, year=2022)[0][0] == second


def test_the_past_of_those_who_signed_is_theirs_and_not_a_share_of_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    # 7,700 for all four. Two signed; their expected charges are 3,000 and 1,500 of 6,000: 7,700 x 0.75 = 5,775, not half.
    monkeypatch.setattr("sim.settlement.packages.expected_charges", lambda county: np.array([1000.0, 2000.0]))
    people = small.people()
    people["contract"][:2], people["profile"][:], people["frailty"] = 1, [1, 1, 0, 0], [1.5, 0.75, 0.5, 1.0]
    law = package(**(BY_HISTORY | {"residents": ("contract", "choice")}))
    assert clearing(run(law, *OUT, residents=people, history=HISTORY))[0][:2] == [5775, 2400]


def test_a_holder_that_saw_too_few_patients_shares_no_savings() -> None:
    # Ningxia: savings only above a minimum of visits. Two visits of four residents are half a visit a head.
    visits = (covered(0, 9, small.CENTRE_A, 300), covered(1, 12, small.CLINIC_B, 100))
    law = package() | {"payment.volume_gate.visits_per_head": (0.5, "ratio")}
    assert clearing(run(law, *visits)) == [[4000, 400, 3600, 0]]
    law["payment.volume_gate.visits_per_head"] = (0.6, "ratio")
    assert clearing(run(law, *visits)) == [[4000, 400, 0, 0]]


def test_a_low_score_lowers_the_next_package() -> None:
    # 88 points of a standard of 90: two points at 1 % each: 4,000 becomes 3,920 in the second year.
    judged: Law = {
        "payment.deposit.share": (0, "%"),
        "payment.deposit.covers": (True, "flag"),
        "payment.deposit.score": (88, "score"),
    }
    law = package(full_score=(90, "score"), lost_per_point=(1, "%")) | judged
    done = run(law, *OUT, calendar=Calendar(date(2021, 1, 1), 730))
    assert [clearing(done, year=y)[0][0] for y in (2021, 2022)] == [4000, 3920]


def test_every_holder_answers_for_its_own_score() -> None:
    # Two townships of two residents, 2,000 yuan each. Centre A had 88 points, B 90, everybody else none: 1,960 and 2,000.
    law = package(full_score=(90, "score"), lost_per_point=(1, "%"), holder=("township", "choice")) | {
        "payment.deposit.share": (0, "%"), "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (0, "score"),
    }  # fmt: skip
    done = run(law)
    known, rules = done.office.known, done.policy.at(date(2022, 1, 1))
    known.scores[2021] = np.array([0, 0, 88_000, 90_000, 0, 0])
    [held] = packages(rules, 2022, known, 1_000_000)
    assert held.budget.tolist() == [1960_00, 2000_00]


def test_a_past_without_hospitals_outside_is_not_a_past_without_leaks() -> None:
    local = HISTORY[:2]
    with pytest.raises(ValueError, match="past_outside"):
        run(package(**BY_HISTORY), history=local)
    law = package(**BY_HISTORY, past_outside=(50, "%"))  # 4,000 and 6,000 inside, half as much outside: 7,500 x 1.1
    assert clearing(run(law, history=local))[0][0] == 8250


def test_income_of_the_county_pays_the_package_where_the_policy_names_none() -> None:
    # 320 + 580 = 900 a head; 10 % reserve: 810; catastrophic premium 80: 730; 4 residents: 2,920.
    law = package(reserve=(10, "%"), less_catastrophic=(True, "flag"))
    del law["payment.package.per_head"]
    funding = [
        (2021, "premium", "resident", 320.0),
        (2021, "subsidy", "county", 580.0),
        (2021, "catastrophic_premium", "basic_fund", 80.0),
    ]
    assert clearing(run(law, funding=funding))[0][0] == 2920


def test_a_score_below_the_gate_leaves_the_surplus_with_the_fund() -> None:
    judged: Law = {
        "payment.deposit.share": (0, "%"), "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (59, "score"),
        "assessment.surplus_gate.min_score": (60, "score"),
    }  # fmt: skip
    assert clearing(run(package() | judged, *OUT)) == [[4000, 2400, 0, 0]]
    assert clearing(run(package() | judged | {"payment.deposit.score": (60, "score")}, *OUT)) == [[4000, 2400, 1600, 0]]


def test_the_linear_map_and_the_shares_give_what_the_books_give() -> None:
    """For forecasts and incentives: charged = map of institutions' totals, members' money = shares of the result."""
    done = run(package(), *OUT, covered(2, 9, small.CENTRE_A, 300))
    budget = next(b for b in done.office.budgets[2021] if b.followed is not None)
    basic = done.office.history[2021].astype(float)
    spent = np.einsum("ghk,hk->g", budget.parts(), basic)
    assert spent.tolist() == [270_000.0]
    thought = replace(budget, budget=budget.budget.astype(float)).clear(np.array([[270_000.0], [470_000.0]]))
    assert thought.net.tolist() == [[130_000.0], [-70_000.0]]
    assert np.round(thought.net[0] @ budget.shares()).tolist() == [6500, 6500, 19500, 19500, 78000, 0]


def test_the_results_of_an_institution_add_up_to_its_alliance_money() -> None:
    done = run(package(2000, kept_bonus=(10, "%")) | CHRONIC, *OUT)
    tables = done.tables()
    sums = tables["results"].groupby("id")[["retained_yuan", "kept_yuan", "borne_yuan", "unpaid_yuan", "lost_yuan"]].sum()
    net = sums["retained_yuan"] + sums["kept_yuan"] - sums["borne_yuan"] - sums["unpaid_yuan"] - sums["lost_yuan"]
    assert {k: round(float(v), 2) for k, v in net.items()} == {k: round(v, 2) for k, v in money(done).items()}
    lead = tables["results"].set_index(["rule", "id"]).loc[("payment.package", "hospital")]
    # 4,300 - 1,500 = 2,800, six tenths of it: 1,680; a tenth of the 1,500 that were kept: 150.
    assert lead[["holder", "retained_yuan", "kept_yuan"]].tolist() == ["hospital", 1680, 150]


def test_the_county_is_divided_by_its_largest_hospitals_and_its_townships_in_order() -> None:
    place = two_alliances()
    made = alliances(place, np.array([10, 10]), 2, np.array([500_000, 500_000]))
    assert made.of.tolist() == [0, 1, 0, 1, 0, 1]
    assert made.lead.tolist() == [small.HOSPITAL, small.CITY]
    assert names(place, made.of)[0] == ("县医院医共体", "alliance of county hospital")
    with pytest.raises(ValueError, match="has 2 public hospitals that could lead, not 3"):
        alliances(place, np.array([10, 10]), 3)


stays = st.lists(
    st.tuples(st.integers(0, 5), st.integers(10, 360), st.sampled_from([2, 3, 4, 5]), st.integers(100, 4000)), max_size=8
)


@settings(max_examples=15, deadline=None)
@given(
    stays, st.sampled_from(["hospital", "township", "alliance", "group"]), st.sampled_from(["none", "treatable", "all"]),
    st.integers(100, 2000), st.integers(0, 100), st.integers(0, 100), st.booleans(), st.integers(50, 100), st.booleans(),
)  # fmt: skip
def test_money_is_conserved_through_any_package(
    care: list[tuple[int, int, int, int]],
    holder: str,
    leak: str,
    per_head: int,
    kept: int,
    borne: int,
    two: bool,
    cross: int,
    chronic: bool,
) -> None:
    """All checks of the book are zero, all cash adds up over all owners, and institutions get what the fund gives."""
    law = package(
        per_head, holder=(holder, "choice"), leak=(leak, "choice"), surplus_shares=([kept], "%"), deficit_shares=([borne], "%"),
        cross_price=(cross, "%"), **(TWO if two else {}),
    )  # fmt: skip
    law |= {"sharing.internal.public_health_share": (5, "%")} | (CHRONIC if chronic else {})
    if chronic:
        law["payment.package.per_head"] = (per_head + 4000, "yuan/person/year")
    every = small.array(*(covered(p, d, h, y, stay=4) for p, d, h, y in care))
    done = reprice(every, replace(two_alliances(), enrolees=6), small.people(6), small.policy(law), YEAR)
    assert set(done.checks().values()) == {0}
    rows = done.ledger.rows()
    assert sum(change(rows, f"{owner}.cash") for owner in ("residents", "basic_fund", "institution", "public_health")) == 0
    end = done.office.year_ends[2021]
    assert [int(c.budget.sum()) for c in end.clearings][-1] + (3700 * 100 if chronic else 0) == 6 * law["payment.package.per_head"][
        0
    ] * 100
    given_ = sum(int(c.retained.sum()) - int(c.borne.sum()) for c in end.clearings)
    got = end.money(6)
    unpaid, health = sum(int(r.unpaid.sum()) for r in end.results), sum(r.health for r in end.results)
    assert int(got.retained.sum() - got.borne.sum()) + health + unpaid == given_


def test_in_a_short_year_the_minimum_of_visits_is_shorter_too() -> None:
    # 73 of 365 days: a fifth of 2.5 visits a head is 0.5, which two visits of four residents just reach; 2.6 is missed.
    visits = (covered(0, 9, small.CENTRE_A, 300), covered(1, 12, small.CLINIC_B, 100))
    short = Calendar(date(2021, 1, 1), 73)
    law = package() | {"payment.volume_gate.visits_per_head": (2.5, "ratio")}
    assert clearing(run(law, *visits, calendar=short)) == [[800, 400, 400, 0]]
    law["payment.volume_gate.visits_per_head"] = (2.6, "ratio")
    assert clearing(run(law, *visits, calendar=short)) == [[800, 400, 0, 0]]
