"""Signs of budgets that several institutions share: a pool paid by points, and a package of an alliance with members.

The stay is that of `test_signs_of_payment`: 1,000 yuan, 560 of them the basic fund's; nothing costs anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.behaviour import Mechanisms
from sim.behaviour.holders import holders
from sim.county.county import County
from sim.journey.encounters import CLAIMED, REFERRED
from sim.policy.claims import INPATIENT
from sim.settlement.totals import KINDS
from tests.behaviour.small import ALONE, hospital_budget, incentives, law, place, points_pool
from tests.small_county import CENTRE_A, CENTRE_B, CITY, HOSPITAL, encounter

BY_ITEM = law({"payment.fee_for_service.active": (True, "flag")})
JANUARY = [
    *(encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)), encounter(30, 20, CENTRE_A, 1000, stay=5),
]  # fmt: skip
POOL = law(points_pool())
"""Hospital and centres in one pool, divided by points."""


def in_the_pool() -> County:
    """A pool of 132 stays a year x 560 = 73,920 yuan; every stay is a mean case."""
    past = {"hospital": 120 * 560_00, "ta": 12 * 560_00}
    return place(past=past, charge_ip=np.full((4, 5), 1000.0))


def package(shares: Mapping[int, float], charged: tuple[int, ...], keeps: float = 1.0) -> Mechanisms:
    """An alliance whose budget is charged with the stays of its residents at some institutions. It has plenty, keeps
    a part of the surplus (and bears no deficit here) and pays members by fixed shares."""
    budget = 10_000_000_00.0
    load, members = np.zeros((1, 6, len(KINDS))), np.zeros((1, 6))
    load[0, list(charged), INPATIENT] = 1.0
    members[0, list(shares)] = list(shares.values())
    net: Callable[[np.ndarray], np.ndarray] = lambda spent: keeps * np.maximum(budget - spent, 0.0)  # noqa: E731
    return lambda settlement, month: [holders(load, members, net, np.array([budget]))]


def test_a_floating_pool_turns_admissions_up_for_a_small_hospital_and_intensity_down() -> None:
    """A pool of 132 stays x 560 = 73,920 yuan and 132 x 100 points: 5.60 yuan a point, 560 a stay. A further stay of the
    centre (one of eleven) brings 1,000 - 560 from the patient and 560 from the pool, of which it dilutes its own
    share by 1/11: 440 + 560 x 10/11 = 949.1, m = 0.949. The hospital dilutes itself by 10/11: 440 + 560/11 = 490.9, m
    = 0.491. With a budget of its own that it does not use up, either would get 440: m = 0.44. A dearer stay earns no
    point: 10 - 7.20, m = 0.28, where fee-for-service pays 1. That the value of a point is not known in advance adds
    less than 1 %."""
    m = incentives(in_the_pool(), POOL, JANUARY)
    assert m.loc["ta", "admit"] == pytest.approx(0.949, rel=0.01)
    assert m.loc["hospital", "admit"] == pytest.approx(0.491, rel=0.01)
    assert m.loc[["ta", "hospital"], "intensity"].tolist() == pytest.approx([0.28, 0.28], abs=1e-6)
    own = incentives(
        place(past={"hospital": 10**11, "ta": 10**11}), law(hospital_budget(100, 100, growth=100)), JANUARY
    )
    assert own.loc[["ta", "hospital"], "admit"].tolist() == pytest.approx([0.44, 0.44])


def test_a_package_restrains_the_lead_and_lets_small_members_free_ride() -> None:
    """The alliance keeps what it saves. The lead gets 60 % of it, so of a further stay it keeps 1,000 - 0.6 x 560 =
    664: m = 0.664. A centre with 10 % keeps 1,000 - 56 = 944: m = 0.944, nearly fee-for-service."""
    alliance = package({HOSPITAL: 0.6, CENTRE_A: 0.1, CENTRE_B: 0.3}, charged=(CENTRE_A, CENTRE_B, HOSPITAL, CITY))
    m = incentives(place(), BY_ITEM, JANUARY, mechanisms=alliance)
    assert m.loc["hospital", "admit"] == pytest.approx(0.664)
    assert m.loc["ta", "admit"] == pytest.approx(0.944)


@pytest.mark.parametrize(("members", "expected"), [(1, 0.44), (2, 0.72), (4, 0.86), (8, 0.93)])
def test_free_riding_grows_with_the_number_of_members(members: int, expected: float) -> None:
    """n equal members: each bears 1/n of the 560 that its own stay costs all: 1 - 0.56 / n."""
    m = incentives(place(), BY_ITEM, JANUARY, mechanisms=package({HOSPITAL: 1 / members}, charged=(HOSPITAL,)))
    assert m.loc["hospital", "admit"] == pytest.approx(expected)


def test_a_member_that_is_steered_weighs_the_alliance_as_its_own() -> None:
    """With k = 1 the centre counts what all members lose: 1,000 - 560 = 440, whatever its own share: m = 0.44;
    half-way, with k = 0.5, 0.944 and 0.44 average to 0.692."""
    alliance = package({HOSPITAL: 0.6, CENTRE_A: 0.1, CENTRE_B: 0.3}, charged=(CENTRE_A, CENTRE_B, HOSPITAL, CITY))
    for k, expected in ((1.0, 0.44), (0.5, 0.692)):
        m = incentives(place(), BY_ITEM, JANUARY, mechanisms=alliance, chosen=replace(ALONE, steer=k))
        assert m.loc["ta", "admit"] == pytest.approx(expected)


def sent_out(charged: tuple[int, ...]) -> pd.Series:
    """m of the hospital when two patients a month go on its advice to the city, 2,000 yuan each."""
    out = [
        encounter(p, 25, CITY, 2000, stay=5, flags=CLAIMED | REFERRED, referrer=HOSPITAL) for p in range(20, 22)
    ]  # fmt: skip
    return incentives(place(), BY_ITEM, [*JANUARY, *out], mechanisms=package({HOSPITAL: 0.6}, charged)).loc["hospital"]


def test_who_pays_for_care_outside_tries_to_keep_patients_and_who_does_not_lets_them_go() -> None:
    """A stay sent to the city costs the fund 0.8 x (1,800 - 200) = 1,280 and the hospital its own stay of 1,000,
    which is at stake. Without a package: -1,000, m = -1. With the city charged to it: -1,000 - 0.6 x (1,280 - 560) =
    -1,432, m = -1.432, less than before, so it keeps patients. With the city not charged: -1,000 + 0.6 x 560 = -664,
    m = -0.664, so it lets them go."""
    assert sent_out(charged=())["refer_out"] == pytest.approx(-1.0)
    assert sent_out(charged=(HOSPITAL, CITY))["refer_out"] == pytest.approx(-1.432)
    assert sent_out(charged=(HOSPITAL,))["refer_out"] == pytest.approx(-0.664)


def test_clinics_that_have_no_part_in_the_pool_of_their_township_do_not_mind_it() -> None:
    """50 yuan a head x 20 enrolees = 1,000 yuan a year; January's visits cost the fund (90 - 0) x 50 % = 45 yuan
    each, 30 of them 1,350. The centre bears a fifth of the deficit: of 1 yuan more, 0.45 are charged and 0.09 borne:
    m = 0.91. Its clinics' visits are charged to the same pool, and cost the clinics nothing: m = 1."""
    from tests.small_county import CLINIC_A

    rules = law({
        "payment.outpatient_pool.per_head": (50, "yuan/person/year"),
        "payment.outpatient_pool.surplus_share": (20, "%"),
        "payment.outpatient_pool.deficit_share": (20, "%"),
        "payment.outpatient_pool.covers": (
            {"outpatient": True, "inpatient": False, "chronic_outpatient": False, "two_disease": False}, "flag",
        ),
        "payment.outpatient_pool.tiers": (
            {"village": True, "township": True, "county": False, "city": False, "province": False}, "flag",
        ),
    })  # fmt: skip
    visits = [encounter(p, 10, at, 100) for p in range(15) for at in (CLINIC_A, CENTRE_A)]
    m = incentives(place(), rules, visits)
    assert m.loc["ta", "intensity"] == pytest.approx(0.91)
    assert m.loc["clinics-0", "intensity"] == pytest.approx(1.0)
