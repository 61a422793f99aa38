"""Signs of scores that open a surplus or weigh members' shares, by hand. Nothing costs anything; the stay is that of
`test_signs_of_payment`: 1,000 yuan, 560 the fund's, 10 yuan more of it 7.20.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.behaviour.small import hospital_budget, incentives, law, place
from tests.small_county import CENTRE_A, CENTRE_B, HOSPITAL, encounter
from tests.small_packages import FREE, package

JANUARY = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]
STAYS_ONLY = {"outpatient": False, "inpatient": True, "chronic_outpatient": False, "two_disease": False}


def gated(score: float, counted: tuple[float, float] | None = None) -> pd.Series:
    """A hospital far below a budget whose surplus is its own, if it reaches 60 points: stated ones, or those of the mean charge
    a stay between a floor and a target. Nothing is withheld. 67,200 yuan last year and this, and twice as much budgeted."""
    rules: dict[str, tuple[Any, str]] = hospital_budget(100, 100, growth=100) | {
        "payment.deposit.share": (0, "%"), "payment.deposit.covers": (STAYS_ONLY, "flag"),
        "payment.deposit.score": (score, "score"), "assessment.surplus_gate.min_score": (60, "score"),
    }  # fmt: skip
    if counted is not None:
        rules |= {
            "payment.deposit.weights": ({"all": 0, "charge_a_stay": 100}, "%"),
            "payment.deposit.floors_yuan": (counted[0], "yuan/case"), "payment.deposit.targets_yuan": (counted[1], "yuan/case"),
        }  # fmt: skip
    return incentives(place(past={"hospital": 67_200_00}), law(rules), JANUARY).loc["hospital"]


def test_behind_a_gate_that_is_shut_there_is_no_surplus_to_lose() -> None:
    """With 90 points every fen not spent is the hospital's: 10 yuan more bring 10 - 7.20, m = 0.28. With 50 the surplus is the
    fund's whatever it is: m = 1, as under fee for service."""
    assert gated(90)["intensity"] == pytest.approx(0.28, abs=1e-3)
    assert gated(50)[["intensity", "admit"]].tolist() == pytest.approx([1.0, 1.0], abs=1e-3)


def test_near_the_gate_what_opens_it_is_worth_the_whole_surplus() -> None:
    """The mean charge is 1,000; with a floor of 1,600 and all points at 600 it earns exactly 60. A surplus of 134,400 - 67,200 =
    67,200 hangs on it, open in half of the cases. The mean may err by 2 %, 20 yuan: 1 % more of everything, 10 yuan, is half a
    standard deviation, and shuts the gate in 0.3989 x 0.5 = 19.9 % more of them: 13,400 lost, and half of the 864 that the fund
    pays more, 432. Of 1,200 charged: m = 1 - 13,832/1,200 = -10.5. One more stay at the same charge neither opens nor shuts
    it: something between 0.44, what it brings with the gate open, and 1."""
    found = gated(0, (1600, 600))
    assert found["intensity"] == pytest.approx(-10.5, rel=0.03)
    assert 0.5 < found["admit"] < 0.8
    assert found["intensity"] < gated(90)["intensity"]
    assert gated(0, (3000, 2000))["intensity"] == pytest.approx(0.28, abs=1e-3)  # far inside: as with a stated score


def shared(indicator: bool) -> pd.DataFrame:
    """An alliance of four members' tiers with 60, 30 and 10 % of a surplus; inside a tier by residents times the score: of the
    mean charge a visit, no points at 100 yuan, all at none. Both centres have 20 residents and charge 50 yuan a visit."""
    rules = package(per_head=1000, assessed=(True, "flag")) | {
        "payment.deposit.share": (0, "%"), "payment.deposit.covers": (STAYS_ONLY, "flag"), "payment.deposit.score": (50, "score"),
    }  # fmt: skip
    if indicator:
        rules |= {
            "payment.deposit.weights": ({"all": 0, "charge_a_visit": 100}, "%"),
            "payment.deposit.floors_yuan": (100, "yuan/case"), "payment.deposit.targets_yuan": (0, "yuan/case"),
        }  # fmt: skip
    visits = [encounter(p, 20, at, 50) for p in range(10) for at in (CENTRE_A, CENTRE_B)]
    return incentives(place(), law(FREE | rules), visits)


def test_a_share_that_a_score_weighs_moves_with_the_members_own_score() -> None:
    """40,000 yuan for 40 residents; 20 visits of 50 yuan a month, of each 45 the fund's: 10,800 a year, 29,200 left, 30 % of it the
    centres', 4,380 each. 1 % more of its charges, 60 yuan of 6,000: the fund pays 54 more, of which the centre loses 15 %, 8.10.
    Its score falls from 50 to 49.5: of the tier's 8,760 it has 49.5/99.5, 22.01 less. m = (60 - 8.10 - 22.01)/60 = 0.498;
    with stated scores 0.865. A stated score moves no share."""
    found, fixed = shared(True), shared(False)
    assert fixed.loc["ta", "intensity"] == pytest.approx(0.865, abs=2e-3)
    assert found.loc["ta", "intensity"] == pytest.approx(0.498, abs=0.01)
    assert found.loc["tb", "intensity"] == pytest.approx(found.loc["ta", "intensity"])
