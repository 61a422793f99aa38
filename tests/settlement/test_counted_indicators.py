"""What an assessment counts in the books, by hand in the small county: each indicator in its unit, its points, and last year's."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from small_county import CITY, HOSPITAL, encounter, policy
from small_packages import FREE, covered, run

from sim.foundation.calendar import Calendar
from sim.journey.encounters import CLAIMED, DOWN, READMISSION, REFERRED
from sim.policy.package.score import ALL, UNKNOWN, earned, ratio
from sim.policy.payment.deposit import limits

TWO_YEARS = Calendar(date(2021, 1, 1), 730)
BASE: dict[str, tuple[Any, str]] = FREE | {
    "payment.fee_for_service.active": (True, "flag"), "payment.deposit.share": (10, "%"),
    "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (0, "score"),
    "assessment.proportional.full_from": (100, "score"),
}  # fmt: skip


def counting(**weights: float) -> dict[str, tuple[Any, str]]:
    return BASE | {
        "payment.deposit.weights": ({"all": 0, **weights}, "%"),
        "payment.deposit.floors": ({"all": 100, "stay_charge_growth": 20}, "%"), "payment.deposit.targets": (0, "%"),
        "payment.deposit.floors_yuan": (3000, "yuan/case"), "payment.deposit.targets_yuan": (1000, "yuan/case"),
        "payment.deposit.floors_days": (12.5, "days/stay"), "payment.deposit.targets_days": (2.5, "days/stay"),
    }  # fmt: skip


def test_every_indicator_stands_in_its_unit_beside_its_points() -> None:
    # The hospital: stays of 1,000 and 2,000 yuan, 200 of it outside, of 5 days; one a readmission, one stepped down. Mean
    # 1,500: (3,000 - 1,500)/2,000 = 75 %. 5 days: 7.5 of 10. One of two comes back: half. 200 of 3,000: 93.3333 % of its points.
    # Of three stays one is referred to the city: 2/3 of its points; one is stepped down: 2/3 (less is better here).
    stays = [
        encounter(0, 20, HOSPITAL, 1000, stay=5, flags=CLAIMED | READMISSION),
        encounter(1, 20, HOSPITAL, 2000, stay=5, noncovered_fen=20_000, flags=CLAIMED | DOWN),
        encounter(2, 20, CITY, 5000, stay=5, flags=CLAIMED | REFERRED, referrer=HOSPITAL),
    ]
    items = ("charge_a_stay", "length_of_stay", "readmission", "outside_catalogue", "referred_out", "stepped_down")
    found = run(counting(**dict.fromkeys(items, 15.0)), *stays).tables()["scores"]
    mine = found[found["id"] == "hospital"].set_index("item")
    expected = {"charge_a_stay": (1500, 0.75), "length_of_stay": (5, 0.75), "readmission": (0.5, 0.5),
                "outside_catalogue": (0.066666, 0.933334), "referred_out": (0.333333, 0.666667),
                "stepped_down": (0.333333, 0.666667)}  # fmt: skip
    for item, (value, part) in expected.items():
        assert mine.loc[item, "value"] == pytest.approx(value, abs=1e-6)
        assert mine.loc[item, "points"] == pytest.approx(15 * part, abs=2e-3)


def test_growth_compares_with_last_year_and_nobody_loses_without_one() -> None:
    # A mean of 1,000 in 2021 and 1,100 in 2022: 10 % growth, half of the points between 20 % and none.
    law = counting(stay_charge_growth=100)
    found = run(law, covered(0, 20, HOSPITAL, 900, stay=5), covered(1, 400, HOSPITAL, 990, stay=5), calendar=TWO_YEARS)
    table = found.tables()["scores"].query("id == 'hospital' and item == 'stay_charge_growth'").set_index("year")
    assert np.isnan(table.loc[2021, "value"])
    assert table.loc[2021, "points"] == 100
    assert table.loc[2022, "value"] == pytest.approx(0.1)
    assert table.loc[2022, "points"] == pytest.approx(50)


def test_less_may_be_better_and_what_was_not_counted_costs_nothing() -> None:
    assert earned(np.array([30, 20, 10, 5, UNKNOWN]), np.int64(20), np.int64(10)).tolist() == [0, 0, 10**6, 10**6, 10**6]
    assert [int(earned(np.int64(15), np.int64(a), np.int64(b))) for a, b in ((20, 10), (10, 20))] == [500_000, 500_000]
    stay = next(i for i in ALL if i.name == "charge_a_stay")
    assert ratio(stay, np.array([250_000, 7]), np.array([2, 0])).tolist() == [125_000, UNKNOWN]


def test_an_amount_with_a_weight_and_no_limit_is_refused_by_name() -> None:
    some = {k: v for k, v in counting(charge_a_stay=100).items() if "_yuan" not in k}
    with pytest.raises(ValueError, match=r"payment\.deposit\.floors_yuan"):
        limits(policy(some).at(date(2021, 1, 1)).values["payment.deposit"])
