"""Money is conserved through any package, schedule, division of the county and key; nothing depends on how it is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policy.package.attribution import NOBODY, REGISTERED, SIGNED, divide, followed
from sim.policy.package.base import by_history, by_income, divided
from sim.policy.package.scope import AWAY, INSIDE, LEAKS, TREATABLE, UNTREATABLE, WAYS, charged_to, price, priced, way
from sim.policy.package.score import total
from sim.policy.package.split import by_key, weights_of
from sim.policy.payment.package import clear
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Totals

PPM = 1_000_000
shares = st.integers(0, PPM)
fen = st.integers(0, 10**12)


def values(**given_: object) -> Values:
    return Values("payment.package", {k: np.asarray(v, np.int64) for k, v in given_.items()}, set())


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, list[int]]:
    """Any surplus and deficit bands."""
    out = {}
    for side in ("surplus", "deficit"):
        edges = sorted(draw(st.sets(st.integers(1, PPM), max_size=3)))
        out[f"{side}_edges"] = edges
        out[f"{side}_shares"] = draw(st.lists(shares, min_size=len(edges) + 1, max_size=len(edges) + 1))
    return out


@settings(max_examples=40, deadline=None)
@given(schedules(), st.lists(st.tuples(fen, fen), min_size=1, max_size=4), st.booleans())
def test_a_balance_is_wholly_kept_or_borne_or_the_funds(
    bands: dict[str, list[int]], years: list[tuple[int, int]], gate: bool
) -> None:
    budget, spent = (np.array(column, np.int64) for column in zip(*years, strict=True))
    done = clear(values(**bands), Totals(spent, budget=budget, gate=np.full(budget.size, gate)))
    assert (done.retained + done.fund_keeps - done.borne - done.fund_adds == budget - spent).all()
    assert min(x.min() for x in (done.retained, done.fund_keeps, done.borne, done.fund_adds)) >= 0
    assert gate or not done.retained.any()


@settings(max_examples=40, deadline=None)
@given(schedules(), st.lists(st.tuples(st.integers(1, 10**11), fen), min_size=1, max_size=4))
def test_hypothetical_years_clear_like_booked_ones(bands: dict[str, list[int]], years: list[tuple[int, int]]) -> None:
    """Float64 and several years at once, for the incentives: the same to the rounding of single bands."""
    budget, spent = (np.array(column, np.int64) for column in zip(*years, strict=True))
    booked = clear(values(**bands), Totals(spent, budget=budget))
    twice = np.stack([spent, spent]).astype(np.float64)
    thought = clear(values(**bands), Totals(twice, budget=budget.astype(np.float64)))
    assert thought.net.shape == twice.shape
    assert np.abs(thought.net - booked.net).max() <= 4


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60_000), min_size=3, max_size=20), st.integers(1, 3), st.integers(1, 200_000), st.data())
def test_a_county_divided_into_alliances_has_the_same_package(
    heads: list[int], count: int, per_head: int, data: st.DataObject
) -> None:
    parts = np.array(data.draw(st.lists(st.integers(1, 100), min_size=count, max_size=count)))
    enrolees = np.array(heads, np.int64)
    alliance = divide(enrolees, parts * (PPM // parts.sum()))
    assert (np.diff(alliance) >= 0).all()
    assert set(alliance.tolist()) <= set(range(count))
    by_alliance = np.bincount(alliance, enrolees, count).astype(np.int64)
    package = by_income(values(per_head=per_head, reserve=50_000), np.array([enrolees.sum()]))
    assert divided(int(package[0]), by_alliance).sum() == package[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(shares, min_size=5, max_size=5),
    fen,
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1000)), min_size=1, max_size=9),
    shares, st.booleans(),
)  # fmt: skip
def test_members_and_public_health_take_all_of_it(
    key: list[int], amount: int, members: list[tuple[int, int]], health: int, of_lead: bool
) -> None:
    tiers, weights = (np.array(column, np.int64) for column in zip(*members, strict=True))
    parts, apart = by_key(np.array(key), amount, tiers, weights, health_ppm=health, of_lead=of_lead)
    assert int(parts.sum()) + apart == amount
    assert parts.min() >= 0
    assert apart >= 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.sampled_from(range(len(LEAKS))), st.booleans(), st.booleans(), shares)
def test_what_holders_are_charged_and_what_hospitals_do_not_get_is_what_was_billed(
    salt: int, holders: int, leak: int, away: bool, others: bool, discount: int
) -> None:
    h, kinds = 7, 5
    number = np.arange(holders)
    of = np.array([0, holders - 1, NOBODY, 0, NOBODY, holders - 1, NOBODY])
    here = np.array([True, True, True, True, True, True, False])
    flow = (np.arange(holders * h * len(WAYS) * kinds, dtype=np.int64) * 7919 + salt).reshape(holders, h, len(WAYS), kinds) % 10**7
    law = values(covers=[1, 1, 0, 1], leak=leak, away=away, others=others, cross_price=discount)
    mask = charged_to(law, number, of, here, kinds)
    spent, unpaid = priced(flow, mask, price(law, number, of))
    assert spent.sum() + unpaid.sum() == np.where(mask, flow, 0).sum()
    assert not mask[..., 2].any()  # chronic outpatient care is outside this package
    assert not mask[..., 4].any()  # visits that drew on nobody are never charged
    assert not unpaid[of == NOBODY].any()


def test_residents_are_followed_by_township_contract_or_registration() -> None:
    home, yes = np.array([0, 1, 1, 0]), np.array([True, True, True, False])
    contract, chronic = np.array([1, 0, 1, 1]), np.array([0, 2, 0, 2])
    assert followed(0, home, contract, chronic, yes).tolist() == [0, 1, 1, NOBODY]
    assert followed(SIGNED, home, contract, chronic, yes).tolist() == [0, NOBODY, 1, NOBODY]
    assert followed(REGISTERED, home, contract, chronic, yes).tolist() == [NOBODY, 1, NOBODY, NOBODY]


def test_a_condition_is_treatable_where_the_county_hospital_can_treat_it() -> None:
    here, away = np.array([True, False, False, False]), np.array([False, False, False, True])
    assert way(here, away, np.array([3, 2, 3, 2]), 2).tolist() == [INSIDE, TREATABLE, UNTREATABLE, AWAY]


def test_a_package_charged_with_treatable_leaks_only() -> None:
    # 5 yuan inside, 7 treatable, 11 untreatable, 13 of people who live away: 12 charged; with `away` 25; all 36.
    flow = np.zeros((1, 2, len(WAYS), 4), np.int64)
    flow[0, 0, INSIDE, 1], flow[0, 1, TREATABLE, 1], flow[0, 1, UNTREATABLE, 1], flow[0, 1, AWAY, 1] = 5, 7, 11, 13
    of, here, one = np.array([0, NOBODY]), np.array([True, False]), np.array([0])

    def spent(leak: str, away: bool) -> int:
        law = values(covers=[1, 1, 1, 1], leak=LEAKS.index(leak), away=away, others=False, cross_price=PPM)
        return int(priced(flow, charged_to(law, one, of, here, 4), price(law, one, of))[0][0])

    assert [spent("none", False), spent("treatable", False), spent("treatable", True), spent("all", True)] == [5, 12, 25, 36]


def test_rebasing_on_spending_takes_a_saving_away_and_rebasing_on_the_package_leaves_it() -> None:
    # Package 100, spent 90, growth 5 %: the mean of (100, 90) is 95 -> 99.75; last package 105; last spending 94.5.
    history, last = np.array([[10_000], [9_000]]), np.array([10_000])
    law = {"weights": [500_000, 500_000], "growth": 50_000}
    found = [int(by_history(values(**law, rebase=r), history, last)[0]) for r in range(3)]
    assert found == [9_975, 10_500, 9_450]


def test_growth_may_not_exceed_that_of_the_fund() -> None:
    law = values(weights=[PPM], growth=80_000, within_fund_growth=1)
    assert by_history(law, np.array([[1_000_000]]), None, 50_000).tolist() == [1_050_000]
    assert by_history(law, np.array([[1_000_000]]), None, None).tolist() == [1_080_000]


def test_an_income_package_without_income_a_head_is_refused() -> None:
    with pytest.raises(ValueError, match="income a head"):
        by_income(values(reserve=0), np.array([10]))


def test_fewer_townships_than_alliances_are_refused() -> None:
    with pytest.raises(ValueError, match="2 townships"):
        divide(np.array([5, 5]), np.array([1, 1, 1]))


def test_a_tier_without_members_leaves_its_share_to_the_others() -> None:
    # 6 : 3 : 1 in a township, where no county hospital is: 3 : 1.
    key = np.array([100_000, 300_000, 600_000, 0, 0])
    parts, _ = by_key(key, 4_000, np.array([1, 0, 0]), np.array([5, 2, 2]))
    assert parts.tolist() == [3_000, 500, 500]


def test_work_points_count_a_stay_as_eight_visits() -> None:
    facts = {"visits": np.array([100, 20]), "stays": np.array([0, 10])}
    assert weights_of(3, facts, None).tolist() == [100, 100]
    assert weights_of(3, facts, np.array([900_000, 450_000])).tolist() == [90_000, 45_000]


def test_a_score_of_indicators_is_straight_between_floor_and_target() -> None:
    # In-county stays 85 % between 80 and 90: half of 40 points = 20; fund 70 % at its target of 70: 20 points;
    # primary visits below the floor: 0 of 10; the stated 90 points weigh 30 %: 27. Together 67.
    weights = np.array([400_000, 200_000, 100_000])
    counted = np.array([850_000, 700_000, 400_000])
    floors, targets = np.array([800_000, 500_000, 500_000]), np.array([900_000, 700_000, 650_000])
    assert int(total(90_000, weights, counted, floors, targets)) == 67_000
