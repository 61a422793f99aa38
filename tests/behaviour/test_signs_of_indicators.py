"""Signs of indicators, by hand. A tenth of what the fund owes for stays waits for a score that is one indicator; everything
charged is cost, so that nothing but the assessment is left of m.

January has ten stays for pneumonia of 1,000 yuan and ten for injuries of 3,000, a mean of 2,000. Of 1,000 yuan a tenth is paid
first, 80 % above 200 yuan by the fund: 560; of 3,000: 2,000; of 1 % more 7.20 and 21.60. The year is taken for twelve such
months: 240 stays, 480,000 yuan, 120 x 2,560 = 307,200 of the fund, a tenth of which is 30,720 at stake. Only pneumonia comes in
mild cases (an injury is always admitted) and back to its ward.

What is written `stated` has a stated score of as many points, which nobody moves: a yuan more of bills loses what of its
withheld tenth the score does not give back. The rest is the indicator's.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.county.county import County
from sim.journey.encounters import CLAIMED, READMISSION, REFERRED
from tests.behaviour.small import incentives, law, place
from tests.small_county import CENTRE_A, CITY, HOSPITAL, INJURY, PNEUMONIA, encounter

STAYS_ONLY = {"outpatient": False, "inpatient": True, "chronic_outpatient": False, "two_disease": False}
LIGHT = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]
HEAVY = [encounter(p, 20, HOSPITAL, 3000, stay=5, condition=INJURY) for p in range(10, 20)]


def where(cost: float = 1.0) -> County:
    mild = np.ones((4, 3))
    mild[PNEUMONIA] = 1 / 3
    back = np.zeros(4)
    back[PNEUMONIA] = 0.5
    return place(variable_cost=cost, p_admit=mild, p_readmit=back)


def rules(indicator: str, ends: dict[str, tuple[Any, Any]] | None = None, score: float = 0) -> dict[str, tuple[Any, str]]:
    """Assessed by one indicator between `ends`, unit -> (floor, target); without ends, by a stated score."""
    found: dict[str, tuple[Any, str]] = {
        "payment.fee_for_service.active": (True, "flag"),
        "payment.deposit.share": (10, "%"), "payment.deposit.covers": (STAYS_ONLY, "flag"),
        "payment.deposit.score": (score, "score"), "assessment.proportional.full_from": (100, "score"),
    }  # fmt: skip
    if ends is None:
        return found
    found["payment.deposit.weights"] = ({"all": 0, indicator: 100}, "%")
    for unit, (floor, target) in ends.items():
        suffix = {"%": "", "yuan/case": "_yuan", "days/stay": "_days"}[unit]
        found[f"payment.deposit.floors{suffix}"] = (floor, unit)
        found[f"payment.deposit.targets{suffix}"] = (target, unit)
    return found


def m(indicator: str, ends: dict[str, tuple[Any, Any]], *encounters: Any, unit: str = "hospital") -> pd.Series:
    return incentives(where(), law(rules(indicator, ends)), list(encounters)).loc[unit]


def stated(score: float, *encounters: Any) -> pd.Series:
    return incentives(where(), law(rules("", score=score)), list(encounters)).loc["hospital"]


MEAN = {"yuan/case": (4000, 1000)}
"""No points at a mean charge of 4,000, all at 1,000: at 2,000 two thirds."""


def test_a_mean_charge_a_stay_rewards_more_and_lighter_stays_and_punishes_intensity() -> None:
    """1 % more of everything: the mean is 20 yuan higher, 20/3,000 of the 30,720 are lost, 204.80; of the 345.60 more that wait a
    third, 115.20: -320 of the 4,800 charged, m = -0.0667. One more stay of 1,000 lowers the mean by 1,000/240 = 4.17: 42.67
    gained, a third of 56 = 18.67 lost: m = +0.0240. The same stay divided is one more of the same sum: the mean falls by
    2,000/240 = 8.33, 85.33 gained, and a second deductible takes 160 off the bills (`test_signs_of_payment`), of whose tenth a
    third was lost, 5.33: +90.67 of 1,000 (the mean falls a little less with every further one). A stated score of two thirds
    leaves -0.0240, -0.0187 and +0.0053."""
    counted, fixed = m("charge_a_stay", MEAN, *LIGHT, *HEAVY), stated(66.667, *LIGHT, *HEAVY)
    assert counted[["intensity", "stay", "admit"]].tolist() == pytest.approx([-0.0667, -0.0667, 0.024], abs=5e-4)
    assert counted["split"] == pytest.approx(0.0907, rel=0.02)
    assert fixed[["intensity", "stay", "admit", "split"]].tolist() == pytest.approx([-0.024, -0.024, -0.0187, 0.0053], abs=5e-4)


def test_a_mean_charge_does_not_reward_a_second_stay_as_dear_as_the_first() -> None:
    """Only stays of 1,000: one more like them leaves the mean, and all points, where they are. The floor is 2,500, the target 500:
    three quarters are earned, a quarter of its 56 is lost: -0.014. Divided, the mean falls by 8.33 of 2,000: 28 of 6,720,
    and a quarter of the 16 less that wait, 4: +0.032. 1 % more of everything: 10/2,000 of 6,720 and a
    quarter of 86.40, 33.60 + 21.60 = 55.20 of 1,200 are lost: m = -0.046."""
    found = m("charge_a_stay", {"yuan/case": (2500, 500)}, *LIGHT)
    assert found[["admit", "split"]].tolist() == pytest.approx([-0.014, 0.032], abs=5e-4)
    assert found["intensity"] == pytest.approx(-0.046, abs=5e-4)


def test_readmissions_that_count_punish_split_stays() -> None:
    """Of 120 stays of 1,000 a year 24 are readmissions, a fifth; no points at a half, all at none: 60 %. 6,720 are at stake. A
    split makes 25 of 121: (1 - 0.2)/120/0.5 of the points, 89.60 lost, and 40 % of the 16 less that wait are not, 6.40:
    m = -0.0832. A stay that is no
    readmission gains 0.2/120/0.5 of 6,720 = 22.40 and loses 22.40: 0."""
    again = [encounter(p, 25, HOSPITAL, 1000, stay=5, flags=CLAIMED | READMISSION) for p in range(2)]
    found = m("readmission", {"%": (50, 0)}, *LIGHT[:8], *again)
    assert found[["split", "admit"]].tolist() == pytest.approx([-0.0832, 0.0], abs=1e-3)


def test_a_share_outside_the_catalogue_that_counts_punishes_the_shift() -> None:
    """Of each 1,000 yuan 100 are outside and 100 are paid first: 80 % of 800 - 200 = 600 is 480, a year's tenth 5,760. No points
    at 30 %, all at none: two thirds. 1 % more outside, 1 yuan a stay, is a tenth of a point of the share: 0.1/30 of 5,760 =
    19.20 lost. What is paid first shrinks with the 900 inside, so 1 yuan less there is 8/9 less insured and 0.711 less of the
    fund, of whose tenth a third is not lost: 120 x 0.0237 = 2.84. Of 120 yuan moved: -16.36, m = -0.1363."""
    some = [encounter(p, 20, HOSPITAL, 1000, stay=5, noncovered_fen=10_000) for p in range(10)]
    found = m("outside_catalogue", {"%": (30, 0)}, *some)
    assert found["noncovered"] == pytest.approx(-0.1363, abs=1e-3)


def test_stays_at_home_that_count_punish_referral_out_of_the_county() -> None:
    """Twelve stays of 1,000 a month, two of them in the city: 120 of 144 stay at home, 5/6 of the points. One more sent out:
    119 of 144, 6,720/144 = 46.67 lost; the 56 of the stay that is not treated here would have lost a sixth: 9.33 saved. At
    stake 1,000: m = -0.0373. Counted as referrals out of the county, 24 of 144 with no points at a half and all at none: 2/3;
    one more takes 6,720 x 2/144 = 93.33 and saves 18.67: -0.0747."""
    sent = [encounter(p, 25, CITY, 1000, stay=5, flags=CLAIMED | REFERRED, referrer=HOSPITAL) for p in range(20, 22)]
    kept = m("in_county_stays", {"%": (0, 100)}, *LIGHT, *sent)
    left = m("referred_out", {"%": (50, 0)}, *LIGHT, *sent)
    assert kept["refer_out"] == pytest.approx(-0.0373, abs=2e-3)
    assert left["refer_out"] == pytest.approx(-0.0747, abs=2e-3)


def test_days_and_ratios_of_payment_move_what_they_measure() -> None:
    """Stays of 5 days, no points at 10 and all at 0: half. 1 % longer, dearer in proportion: 0.05/10 of 6,720 = 33.60 lost, and
    half of the tenth of 7.20, 43.20 for 120 stays: -76.80 of 1,200, m = -0.064; intensity only the 43.20: -0.036.
    The fund pays 560 of the 900 insured, 62.22 %; all points at 100 %, none at 0. One more yuan charged is insured by 0.9 and
    paid by 0.72: 1 % more makes 567.20 of 909, 62.398 %: 0.1760 points more of 6,720 = 11.83; of the 86.40 that wait 37.78 %,
    32.64, is lost: -20.81 of 1,200, m = -0.0173."""
    days = m("length_of_stay", {"days/stay": (10, 0)}, *LIGHT)
    assert days[["stay", "intensity"]].tolist() == pytest.approx([-0.064, -0.036], abs=1e-3)
    policy_paid = m("in_policy_ratio", {"%": (0, 100)}, *LIGHT)
    assert policy_paid["intensity"] == pytest.approx(-0.0173, abs=1e-3)


def test_a_growth_without_a_last_year_moves_nothing_and_a_mean_is_each_institutions_own() -> None:
    """In the first year nobody loses by growth: all points, so nothing is lost. Where the mean counts, a centre's dear stays are
    not the hospital's: m of the hospital is what it is without them."""
    assert m("stay_charge_growth", {"%": (10, 0)}, *LIGHT)["intensity"] == pytest.approx(0.0, abs=1e-6)
    alone = m("charge_a_stay", MEAN, *LIGHT, *HEAVY)
    beside = m("charge_a_stay", MEAN, *LIGHT, *HEAVY, *[encounter(p, 20, CENTRE_A, 9000, stay=5) for p in range(30, 34)])
    assert beside["intensity"] == pytest.approx(alone["intensity"], abs=1e-9)
