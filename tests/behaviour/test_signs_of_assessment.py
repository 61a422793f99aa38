"""Signs of an assessment, by hand: a tenth of what the fund owes for stays waits for a score. The stay is that of
`test_signs_of_payment`: 1,000 yuan, 560 the fund's; 10 yuan more of it 7.20 the fund's; nothing costs anything.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sim.journey.encounters import CLAIMED, REFERRED
from tests.behaviour.small import incentives, law, place
from tests.small_county import CITY, HOSPITAL, encounter

JANUARY = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]
SENT = [encounter(p, 25, CITY, 1000, stay=5, flags=CLAIMED | REFERRED, referrer=HOSPITAL) for p in range(20, 22)]
STAYS_ONLY = {"outpatient": False, "inpatient": True, "chronic_outpatient": False, "two_disease": False}


def m(score: int, weights: dict[str, int] | None = None) -> pd.Series:
    """The hospital's incentives under fee for service with a tenth withheld, paid back in proportion to the score."""
    rules: dict[str, tuple[Any, str]] = {
        "payment.fee_for_service.active": (True, "flag"),
        "payment.deposit.share": (10, "%"), "payment.deposit.covers": (STAYS_ONLY, "flag"),
        "payment.deposit.score": (score, "score"), "assessment.proportional.full_from": (100, "score"),
    }  # fmt: skip
    if weights is not None:
        rules |= {
            "payment.deposit.weights": ({"all": 0} | weights, "%"), "payment.deposit.floors": (0, "%"),
            "payment.deposit.targets": (100, "%"),
        }  # fmt: skip
    return incentives(place(), law(rules), [*JANUARY, *SENT]).loc["hospital"]


def test_a_score_that_nobody_moves_takes_its_part_of_every_further_yuan() -> None:
    """With 80 points a fifth of the tenth is lost, 2 % of what the fund owes: 10 yuan more bring 10 - 0.02 x 7.20 = 9.856, a
    further stay 1,000 - 0.02 x 560 = 988.80. With 100 points nothing is lost: 1."""
    assert m(80)[["intensity", "admit"]].tolist() == pytest.approx([0.9856, 0.9888], abs=2e-6)
    assert m(100)[["intensity", "admit"]].tolist() == pytest.approx([1.0, 1.0])


def test_a_score_that_counts_stays_at_home_rewards_keeping_patients() -> None:
    """The score is the share of stays in the county: 120 of 144 a year, so 5/6 of the 12 x 10 x 56 = 6,720 yuan come back.
    Sending one more out leaves 119 of 144 and 56 yuan less withheld: 6,720 x 1/144 = 46.67 lost, 56/6 = 9.33 not lost, and
    the stay of 1,000: m = -1.0373, against -1 without an assessment. One more admission makes 121 of 145: 6,720 x 24/(144 x
    145) = 7.72 gained, 9.33 lost: m = 0.9984, where a stated score of as many points would leave 0.9907."""
    counted, stated = m(0, {"in_county_stays": 100}), m(80)
    assert counted["refer_out"] == pytest.approx(-1.0373, abs=0.002)
    assert counted["admit"] == pytest.approx(0.9984, abs=0.002)
    assert counted["refer_out"] < -1.02 < stated["refer_out"]
