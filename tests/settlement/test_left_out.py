"""What stands in the place of a clause that is left out, settled by hand in the small county: three cases a neutral value.

Four residents at 1,000 yuan a head: a package of 4,000. Two stays: 1,500 at the county hospital, 900 in the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_county as small
from small_packages import FREE, KEY, OUT, YEAR, covered
from small_policy_files import Clauses, policy_file

from sim.ledger.query import change
from sim.policy.read import read_policy
from sim.policy.subset import subset
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

P = "payment.package."
HEAD = {f"{P}base": ("income", "choice"), f"{P}per_head": (1000, "yuan/person/year")}
ONE = {f"{P}holder": ("alliance", "choice"), f"{P}residents": ("township", "choice"), f"{P}alliances": (1, "count")}
SCOPE = {f"{P}covers": (True, "flag"), f"{P}others": (True, "flag"), f"{P}cross_price": (100, "%")}
LEAK = {f"{P}leak": ("all", "choice"), f"{P}away": (True, "flag")}
BANDS = {
    f"{P}surplus_edges": ([], "%"), f"{P}surplus_shares": ([100], "%"), f"{P}deficit_edges": ([], "%"),
    f"{P}deficit_shares": ([100], "%"),
}  # fmt: skip
SPLIT = {f"{P}measure": ("enrolees", "choice"), "sharing.internal.shares": KEY["sharing.internal.shares"]}
HEALTH = {"sharing.internal.public_health_share": (5, "%"), "sharing.internal.public_health_of": ("of_total", "choice")}
PACKAGE: Clauses = {
    "amount": HEAD, "holder": ONE, "scope": SCOPE, "leak": LEAK, "bands": BANDS, "split": SPLIT, "health": HEALTH,
}  # fmt: skip
POOR = {"amount": HEAD | {f"{P}per_head": (500, "yuan/person/year")}}
"""2,000 for the same care."""
VISIT = covered(2, 60, small.CENTRE_A, 300)


def two_hospitals() -> Any:
    """The city's hospital moved into the county: it can lead township B."""
    h = small.institutions()
    tier, place, beds = h.tier.copy(), h.place.copy(), h.beds.copy()
    tier[small.CITY], place[small.CITY], beds[small.CITY] = 2, 0, 50
    return replace(small.county(), institutions=replace(h, tier=tier, place=place, beds=beds))


def settle(
    folder: Path, clauses: Clauses, without: str, *encounters: np.void, place: Any = None, people: Any = None
) -> Settlement:
    policy_file(folder, "plain", {"plain": FREE})
    law = read_policy(policy_file(folder, "reform", clauses, "plain.toml"))
    kept = [i for i in clauses if i not in without.split()]
    done = reprice(
        small.array(*encounters), place or small.county(), small.people() if people is None else people, subset(law, kept), YEAR
    )
    assert set(done.checks().values()) == {0}
    return done


def money(done: Settlement) -> Mapping[str, float]:
    table = done.tables()["institutions"].set_index("id")
    return {k: v for k, v in table["alliance_money_yuan"].to_dict().items() if v}


def spent(done: Settlement) -> list[tuple[float, float]]:
    table = done.tables()["clearing"]
    rows = table[table["rule"] == "payment.package"]
    return [(float(b), float(s)) for b, s in zip(rows["budget_yuan"], rows["spent_yuan"], strict=True)]


ALL = {"hospital": 880, "ta": 240, "tb": 240, "va": 80, "vb": 80}
"""1,600 left: 960 : 480 : 160, of the lead's part 5 % of all, 80, to public health."""
CASES: list[tuple[str, Clauses, str, tuple[Any, ...], Mapping[str, float]]] = [
    ("nothing is left out", PACKAGE, "", OUT, ALL),
    # no bands: the fund keeps what is left and bears what is missing
    ("a surplus without bands stays with the fund", PACKAGE, "bands", OUT, {}),
    ("a deficit without bands stays with the fund", PACKAGE | POOR, "bands", OUT, {}),
    ("neither do those in whose hands it is matter", PACKAGE, "bands split health", OUT, {}),
    # no leak clause: who leaves is charged to nobody. 4,000 - 1,500 = 2,500: 1,500 - 125, 750, 250
    ("no leak is charged", PACKAGE, "leak", OUT, {"hospital": 1375, "ta": 375, "tb": 375, "va": 125, "vb": 125}),
    # 2,000 - 1,500 = 500: 300 - 25, 150, 50; with the leak 400 were missing
    ("no leak, a surplus", PACKAGE | POOR, "leak", OUT, {"hospital": 275, "ta": 75, "tb": 75, "va": 25, "vb": 25}),
    ("a leak in a deficit", PACKAGE | POOR, "", OUT, {"hospital": -240, "ta": -60, "tb": -60, "va": -20, "vb": -20}),
    ("nobody leaves, nothing changes", PACKAGE, "leak", (OUT[0], covered(1, 50, small.HOSPITAL, 900, stay=5)), ALL),
    # no split: all to the lead
    ("a surplus without split is the lead's", PACKAGE, "split health", OUT, {"hospital": 1600}),
    ("a deficit without split is the lead's", PACKAGE | POOR, "split health", OUT, {"hospital": -400}),
    ("neither leak nor split", PACKAGE, "leak split health", OUT, {"hospital": 2500}),
    # no part for public health: 960 whole; of a deficit it never bears anything
    ("nothing for public health", PACKAGE, "health", OUT, ALL | {"hospital": 960}),
    ("nothing for it of a deficit", PACKAGE | POOR, "health", OUT,
     {"hospital": -240, "ta": -60, "tb": -60, "va": -20, "vb": -20}),
    ("nothing for it without leaks", PACKAGE, "health leak", OUT,
     {"hospital": 1500, "ta": 375, "tb": 375, "va": 125, "vb": 125}),
    # no scope: every kind of care of the members is inside. 1,600 - 300 for the visit = 1,300: 780 - 65, 390, 130
    ("visits are inside", PACKAGE, "scope", (*OUT, VISIT), {"hospital": 715, "ta": 195, "tb": 195, "va": 65, "vb": 65}),
    ("only stays are inside where the clause says so",
     PACKAGE | {"scope": SCOPE | {f"{P}covers": ({"all": False, "inpatient": True}, "flag")}}, "", (*OUT, VISIT), ALL),
    ("and all of it when that clause is left out",
     PACKAGE | {"scope": SCOPE | {f"{P}covers": ({"all": False, "inpatient": True}, "flag")}}, "scope", (*OUT, VISIT),
     {"hospital": 715, "ta": 195, "tb": 195, "va": 65, "vb": 65}),
    # no amount: there is no package, whatever the other clauses say about it
    ("no amount", PACKAGE, "amount", OUT, {}),
    ("no amount in a deficit", PACKAGE | POOR, "amount", OUT, {}),
    ("only bands and split", PACKAGE, "amount holder scope leak health", OUT, {}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "clauses", "without", "care", "expected"), CASES, ids=[c[0] for c in CASES])
def test_by_hand(
    tmp_path: Path, what: str, clauses: Clauses, without: str, care: tuple[Any, ...], expected: Mapping[str, float]
) -> None:  # fmt: skip
    assert money(settle(tmp_path, clauses, without, *care)) == expected


TWO = {"holder": {f"{P}holder": ("alliance", "choice"), f"{P}residents": ("township", "choice"),
                  f"{P}alliances": (2, "count"), f"{P}alliance_shares": ([50, 50], "%")}}  # fmt: skip


@pytest.mark.parametrize(("without", "expected"), [
    # two alliances, residents of A (0, 2) and B (1, 3); B's is treated at A's hospital for 900, which B pays in full
    ("", [(2000, 1500), (2000, 900)]),
    # no holder named: one alliance for all townships
    ("holder", [(4000, 2400)]),
    # no scope: only what a member treats is charged, so B pays nothing for A's hospital
    ("scope", [(2000, 1500), (2000, 0)]),
    ("holder scope", [(4000, 2400)]),
])  # fmt: skip
def test_one_alliance_and_its_members_where_no_clause_says_more(
    tmp_path: Path, without: str, expected: list[tuple[float, float]]
) -> None:
    care = OUT[0], covered(1, 50, small.HOSPITAL, 900, stay=5)
    assert spent(settle(tmp_path, PACKAGE | TWO, without, *care, place=two_hospitals())) == expected


def test_two_leads_take_it_all_where_no_clause_splits_it(tmp_path: Path) -> None:
    """A: 2,000 - 1,500; B: 2,000 - 900, each the lead's."""
    care = OUT[0], covered(1, 50, small.HOSPITAL, 900, stay=5)
    done = settle(tmp_path, PACKAGE | TWO, "split health", *care, place=two_hospitals())
    assert money(done) == {"hospital": 500, "city": 1100}


@pytest.mark.parametrize(("without", "expected"), [
    # 5 % of the lead's 960 is 48; without the clause that says of what, it would be of all, 80
    ("", 4_800), ("of", 8_000), ("health of", 0),
])  # fmt: skip
def test_the_part_of_public_health_is_of_all_where_no_clause_says_of_what(tmp_path: Path, without: str, expected: int) -> None:
    clauses = PACKAGE | {
        "health": {"sharing.internal.public_health_share": (5, "%")},
        "of": {"sharing.internal.public_health_of": ("of_lead", "choice")},
    }
    assert change(settle(tmp_path, clauses, without, *OUT).ledger.rows(), "public_health.income") == expected


CHRONIC: Clauses = {
    "quota": {"payment.chronic_package.quota": (800, "yuan/person/year"),
              "payment.chronic_package.patients": ("registered", "choice")},
    "signed": {"payment.chronic_package.signed_bonus": (100, "yuan/person/year")},
    "inside": {"payment.chronic_package.covers": (True, "flag"), "payment.chronic_package.others": (True, "flag")},
    "leak": {"payment.chronic_package.leak": ("all", "choice"), "payment.chronic_package.away": (True, "flag")},
    "bands": {"payment.chronic_package.surplus_edges": ([], "%"), "payment.chronic_package.surplus_shares": ([50], "%"),
              "payment.chronic_package.deficit_edges": ([], "%"), "payment.chronic_package.deficit_shares": ([50], "%")},
}  # fmt: skip


@pytest.mark.parametrize(("without", "expected"), [
    # the one diabetic, signed, of township B: 900 for 150 at the centre, 200 at the hospital, 250 in the city: 300 left, half of it
    ("", {"tb": 150}),
    ("signed", {"tb": 100}),  # 800 for 600
    ("leak", {"tb": 275}),  # 900 for 350
    ("inside", {"tb": 250}),  # the hospital is no member: 900 for 400
    ("inside leak", {"tb": 375}),  # 900 for 150
    ("signed inside leak", {"tb": 325}),  # 800 for 150
    ("bands", {}),
    ("bands leak", {}),
    ("quota", {}),
])  # fmt: skip
def test_a_chronic_package_by_hand(tmp_path: Path, without: str, expected: Mapping[str, float]) -> None:
    people = small.people()
    people["contract"][1] = 1
    care = covered(1, 20, small.CENTRE_B, 150), covered(1, 40, small.HOSPITAL, 200), covered(1, 60, small.CITY, 250)
    assert money(settle(tmp_path, CHRONIC, without, *care, people=people)) == expected


POOL: Clauses = {
    "pool": {"payment.outpatient_pool.per_head": (100, "yuan/person/year"),
             "payment.outpatient_pool.covers": ({"all": False, "outpatient": True}, "flag"),
             "payment.outpatient_pool.tiers": ({"all": False, "village": True, "township": True}, "flag")},
    "deficit": {"payment.outpatient_pool.deficit_share": (20, "%")},
    "surplus": {"payment.outpatient_pool.surplus_share": (50, "%")},
}  # fmt: skip


@pytest.mark.parametrize(("without", "expected"), [
    # two residents a township: pools of 200. A spends 120: 80 left, half of it. B spends 260: 60 missing, a fifth of it
    ("", {"ta": 40, "tb": -12}),
    ("deficit", {"ta": 40}),
    ("surplus", {"tb": -12}),
    ("deficit surplus", {}),
    ("pool", {}),
])  # fmt: skip
def test_a_pool_by_hand(tmp_path: Path, without: str, expected: Mapping[str, float]) -> None:
    care = covered(0, 20, small.CENTRE_A, 120), covered(1, 40, small.CENTRE_B, 260)
    assert money(settle(tmp_path, POOL, without, *care)) == expected
