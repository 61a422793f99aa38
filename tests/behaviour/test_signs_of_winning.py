"""Signs of winning patients, by hand: one more stay here is one less where the patient would have gone.

The stay is that of `test_signs_of_payment`: 1,000 yuan, 560 of them the basic fund's; one in the city costs 2,000, of which
100 x 2 are paid first: the fund pays 0.8 x (1,800 - 200) = 1,280. One of 500 in a centre: 0.8 x (450 - 200) = 200. Nothing
costs anything. At stake is what the unit charges, and what its patient is charged elsewhere in the county.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.behaviour import Mechanisms, cleared
from sim.journey.encounters import AWAY, CLAIMED, EMERGENCY, READMISSION
from sim.policy.policy import Policy
from tests.behaviour.small import ALONE, hospital_budget, incentives, law, place
from tests.behaviour.test_signs_of_pools import POOL, in_the_pool, package
from tests.small_county import CENTRE_A, CENTRE_B, CITY, CLINIC_A, HOSPITAL, encounter

BY_ITEM = law({"payment.fee_for_service.active": (True, "flag")})
HERE = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]


def hospital(
    rules: Policy = BY_ITEM, *, mechanisms: Mechanisms = cleared, past: dict[str, int] | None = None, flags: int = CLAIMED,
) -> float:  # fmt: skip
    """m of winning patients, at the hospital, when two a month go to the city of their own."""
    left = [encounter(p, 25, CITY, 2000, stay=5, flags=flags) for p in (20, 21)]
    m = incentives(place(past=past), rules, [*HERE, *left], mechanisms=mechanisms)
    return float(m.loc["hospital", "attract"])


def test_by_the_item_a_patient_who_is_won_is_worth_what_he_is_charged() -> None:
    """1,000 yuan, and what the city loses is nobody's in the county: m = 1."""
    assert hospital() == pytest.approx(1.0)


def test_under_a_budget_of_its_own_he_is_worth_less() -> None:
    """Below a budget whose surplus is kept: 1,000 - 560, m = 0.44. Over it, half of the deficit borne: 1,000 - 280, m = 0.72."""
    assert hospital(law(hospital_budget(100, 50, growth=100)), past={"hospital": 1_000_000_00}) == pytest.approx(0.44)
    assert hospital(law(hospital_budget(100, 50)), past={"hospital": 100_00}) == pytest.approx(0.72)


def test_who_pays_for_care_outside_gains_from_keeping_and_who_does_not_loses() -> None:
    """The hospital has 60 % of what its alliance saves. Charged with the city, it saves 1,280 and spends 560: 1,000 + 0.6 x 720
    = 1,432. Not charged: 1,000 - 0.6 x 560 = 664. By the item 1,000: the first wins more patients, the second fewer."""
    charged = package({HOSPITAL: 0.6}, (HOSPITAL, CITY))
    spared = package({HOSPITAL: 0.6}, (HOSPITAL,))
    assert hospital(mechanisms=charged) == pytest.approx(1.432)
    assert hospital(mechanisms=spared) == pytest.approx(0.664)


@pytest.mark.parametrize(("members", "expected"), [(1, 1.72), (2, 1.36), (4, 1.18), (8, 1.09)])
def test_the_more_share_what_is_saved_the_less_anybody_wins(members: int, expected: float) -> None:
    """n equal members: each has 1/n of the 720 saved by its own effort: 1 + 0.72 / n."""
    charged = package({HOSPITAL: 1 / members}, (HOSPITAL, CITY))
    assert hospital(mechanisms=charged) == pytest.approx(expected)


AT_CENTRE = [encounter(p, 12, CENTRE_A, 500, stay=5) for p in (30, 32)]
"""Residents of township A, who have even numbers."""


def centre(chosen: float = 0.0, mechanisms: Mechanisms = cleared) -> float:
    """m of centre A: five of January's ten patients at the hospital live in its township."""
    m = incentives(place(), BY_ITEM, [*AT_CENTRE, *HERE], chosen=replace(ALONE, steer=chosen), mechanisms=mechanisms)
    return float(m.loc["ta", "attract"])


def test_a_centre_wins_from_the_hospital_where_the_alliance_pays_for_both() -> None:
    """500 yuan here, 1,000 there: 1,500 at stake. By the item 500 are won: 0.333. A package saves 560 - 200 = 360 by it, of which
    the centre has a tenth: 536 / 1,500."""
    alliance = package({HOSPITAL: 0.6, CENTRE_A: 0.1, CENTRE_B: 0.3}, charged=(CENTRE_A, CENTRE_B, HOSPITAL, CITY))
    assert centre() == pytest.approx(500 / 1500)
    assert centre(mechanisms=alliance) == pytest.approx(536 / 1500)


def test_an_alliance_that_steers_sends_its_experts_down() -> None:
    """Steered half-way (k = 0.5) the centre counts half of what all win. By the item that is nothing: it wins 500 and the alliance
    loses 500, 0.5 x 500 - 0.5 x 500. Under the package all win 360 besides: 0.5 x 536 + 0.5 x (360 - 500) = 198."""
    alliance = package({HOSPITAL: 0.6, CENTRE_A: 0.1, CENTRE_B: 0.3}, charged=(CENTRE_A, CENTRE_B, HOSPITAL, CITY))
    assert centre(0.5) == pytest.approx(0.0, abs=1e-9)
    assert centre(0.5, alliance) == pytest.approx(198 / 1500)


def test_points_won_from_another_are_worth_full_price() -> None:
    """132 stays a year share 73,920 yuan, 560 each. A stay that comes to the centre and not to the hospital leaves their number
    and their value as they are: 440 of the patient's and 560 of the pool's, where one more of all would dilute it. Of 2,000 at
    stake 1,000 are won, as by the item: m = 0.5. With a budget of its own that it does not use up: 440, 0.22."""
    january = [*HERE, encounter(30, 20, CENTRE_A, 1000, stay=5)]
    rules = law(hospital_budget(100, 100, growth=100))
    points = incentives(in_the_pool(), POOL, january).loc["ta", "attract"]
    own = incentives(place(past={"hospital": 10**11, "ta": 10**11}), rules, january).loc["ta", "attract"]
    assert points == pytest.approx(0.5, rel=0.01)
    assert own == pytest.approx(0.22)


def test_visits_and_stays_come_in_the_proportion_in_which_a_shift_of_the_odds_moves_them() -> None:
    """Township A: 4 visits of 100 yuan at the centre and 12 at the hospital, 2 stays of 500 and 2 of 1,000. A shift moves
    p (1 - p) of each: 16 x 1/4 x 3/4 = 3 visits for 4 x 1/2 x 1/2 = 1 stay. A case is 3/4 of a visit and 1/4 of a stay: 75 + 125 =
    200 yuan here, 75 + 250 = 325 there, m = 200 / 525. The clinic, a visit of 40 yuan, has those 16 visits to win:
    40 / (40 + 100) of them."""
    at_centre = [encounter(p, 10, CENTRE_A, 100) for p in (0, 2, 4, 6)]
    at_hospital = [encounter(p, 10, HOSPITAL, 100) for p in range(8, 32, 2)]
    stays = [encounter(p, 20, at, yuan, stay=5) for at, yuan, who in
             ((CENTRE_A, 500, (0, 2)), (HOSPITAL, 1000, (4, 6))) for p in who]  # fmt: skip
    seen = [*at_centre, *at_hospital, *stays]
    assert incentives(place(), BY_ITEM, seen).loc["ta", "attract"] == pytest.approx(200 / 525)
    with_clinic = incentives(place(), BY_ITEM, [*seen, encounter(34, 11, CLINIC_A, 40)])
    assert with_clinic.loc["clinics-0", "attract"] == pytest.approx(40 / 140)


@pytest.mark.parametrize("flag", [EMERGENCY, AWAY, READMISSION])
def test_what_nobody_chooses_nobody_wins(flag: int) -> None:
    assert np.isnan(hospital(flags=CLAIMED | flag))


def test_where_everybody_comes_already_or_cannot_be_treated_nothing_is_at_stake() -> None:
    """No stay elsewhere: nobody to win. A centre that cannot treat a pneumonia (able from the county hospital on) has no stay
    to win from the hospital, and a clinic without beds never has."""
    alone = incentives(place(), BY_ITEM, HERE)["attract"]
    assert np.isnan(alone["hospital"])
    able = np.full((4, 3), 2, np.uint8)
    m: pd.Series = incentives(place(able=able), BY_ITEM, [*AT_CENTRE, *HERE])["attract"]
    assert np.isnan(m["ta"])
    assert np.isnan(m["clinics-0"])
    assert m["hospital"] == pytest.approx(1000 / 1500)
