"""Properties of packages in the run's own settlement: whatever the bands, the key, the gate and the number of alliances,
no fen appears or is lost, and dividing a county among alliances divides its package and its spending."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.county.county import County
from sim.foundation.calendar import Calendar
from sim.ledger.query import change
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
Law = dict[str, tuple[Any, str]]
OWNERS = ("residents", "basic_fund", "institution", "public_health")


def place(people: int) -> County:
    """The city hospital made a second county hospital, which can lead."""
    h = small.institutions()
    tier, where, beds = h.tier.copy(), h.place.copy(), h.beds.copy()
    tier[small.CITY], where[small.CITY], beds[small.CITY] = 2, 0, 50
    return replace(small.county(), institutions=replace(h, tier=tier, place=where, beds=beds), enrolees=people)


percent = st.integers(0, 100)
bands = st.lists(st.integers(1, 40), max_size=3).flatmap(
    lambda widths: st.tuples(
        st.just([sum(widths[: n + 1]) for n in range(len(widths))]),
        st.lists(percent, min_size=len(widths) + 1, max_size=len(widths) + 1),
    )
)
keys = st.tuples(st.integers(0, 40), st.integers(0, 60)).map(
    lambda k: {"all": 0, "village": k[0], "township": k[1], "county": 100 - k[0] - k[1]}
)
care = st.lists(
    st.tuples(st.integers(0, 5), st.integers(10, 360), st.sampled_from([0, 1, 2, 3, 4, 5]), st.integers(50, 4000)), max_size=8
)


def law(
    per_head: int, up: tuple[list[int], list[int]], down: tuple[list[int], list[int]], key: dict[str, int], alliances: int,
    health: int, cross: int, **more: tuple[Any, str],
) -> Law:  # fmt: skip
    package: Law = {
        "holder": ("alliance", "choice"), "residents": ("township", "choice"), "alliances": (alliances, "count"),
        "base": ("income", "choice"), "per_head": (per_head, "yuan/person/year"), "covers": (True, "flag"),
        "others": (True, "flag"), "leak": ("all", "choice"), "away": (True, "flag"), "cross_price": (cross, "%"),
        "surplus_edges": (up[0], "%"), "surplus_shares": (up[1], "%"), "deficit_edges": (down[0], "%"),
        "deficit_shares": (down[1], "%"), "measure": ("enrolees", "choice"),
    }  # fmt: skip
    if alliances == 2:
        package["alliance_shares"] = ([50, 50], "%")
    return {
        "benefit.outpatient_ratio.ratio": (70, "%"), "benefit.inpatient_ratio.ratio": (80, "%"),
        "benefit.inpatient_deductible.amount": (100, "yuan"), "sharing.internal.shares": (key, "%"),
        "sharing.internal.public_health_share": (health, "%"), "sharing.internal.public_health_of": ("of_total", "choice"),
    } | {f"payment.package.{name}": value for name, value in (package | more).items()}  # fmt: skip


def run(made: Law, every: list[tuple[int, int, int, int]]) -> Settlement:
    """Encounters (person, day, institution, yuan): stays in hospitals and centres, visits in clinics."""
    seen = [small.encounter(p, d, h, y, episode=n, stay=4 if h > 1 else 0) for n, (p, d, h, y) in enumerate(every)]
    return reprice(small.array(*seen), place(6), small.people(6), small.policy(made), YEAR)


@settings(max_examples=40, deadline=None)
@given(
    care, st.integers(50, 1500), bands, bands, keys, st.integers(1, 2), st.integers(0, 10), st.integers(50, 100),
    st.integers(0, 60), st.integers(0, 60), st.integers(0, 100), st.booleans(),
)  # fmt: skip
def test_no_fen_appears_or_is_lost_whatever_the_bands_the_key_and_the_gate(
    every: list[tuple[int, int, int, int]], per_head: int, up: tuple[list[int], list[int]], down: tuple[list[int], list[int]],
    key: dict[str, int], alliances: int, health: int, cross: int, ceiling: int, limit: int, score: int, kept: bool,
) -> None:  # fmt: skip
    more: Law = {"surplus_ceiling": (ceiling, "%"), "fund_limit": (limit, "%")}
    if kept:
        more["kept_bonus"] = (10, "%")
    judged: Law = {
        "payment.deposit.share": (5, "%"), "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (score, "score"),
        "assessment.surplus_gate.min_score": (60, "score"), "assessment.proportional.full_from": (95, "score"),
    }  # fmt: skip
    done = run(law(per_head, up, down, key, alliances, health, cross, **more) | judged, every)
    assert set(done.checks().values()) == {0}
    rows = done.ledger.rows()
    assert sum(change(rows, f"{owner}.cash") for owner in OWNERS) == 0
    end = done.office.year_ends[2021]
    (cleared,), (result,) = end.clearings, end.results
    assert int(cleared.budget.sum()) == 6 * per_head * 100
    assert (cleared.retained + cleared.fund_keeps - cleared.borne - cleared.fund_adds == cleared.balance).all()
    assert int(cleared.retained.sum()) == int(result.retained.sum()) + result.health
    assert int(cleared.borne.sum()) == int(result.borne.sum())
    if score < 60:
        assert int(cleared.retained.sum()) == 0
    charged = int(cleared.spent.sum()) + int(result.unpaid.sum())
    assert charged == int(done.office.history[2021].sum())  # a package of everything is charged with everything


@settings(max_examples=20, deadline=None)
@given(care, st.integers(50, 1500), bands, bands, keys)
def test_dividing_an_alliance_divides_its_package_and_its_spending(
    every: list[tuple[int, int, int, int]], per_head: int, up: tuple[list[int], list[int]], down: tuple[list[int], list[int]],
    key: dict[str, int],
) -> None:  # fmt: skip
    one, two = (run(law(per_head, up, down, key, n, 0, 100), every).office.year_ends[2021].clearings[0] for n in (1, 2))
    assert (one.budget.size, two.budget.size) == (1, 2)
    assert int(one.budget.sum()) == int(two.budget.sum())
    assert int(one.spent.sum()) == int(two.spent.sum())
    assert int(one.balance.sum()) == int(two.balance.sum())
