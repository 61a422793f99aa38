"""Signs of stays that are not paid as billed: by the case, by the bed-day, by points of a region.

The stay is that of `test_signs_of_payment`: 5 days, 1,000 yuan, 560 of them the basic fund's; nothing costs anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.policy.payment.points import POINT
from sim.settlement.each import PointsYear
from tests.behaviour.small import hospital_budget, incentives, law, place, points_pool
from tests.small_county import HOSPITAL, encounter

JANUARY = [encounter(p, 20, HOSPITAL, 1000, stay=5) for p in range(10)]
SPLITS = np.array([0.0, 0.0, 0.2, 0.2])


def test_by_the_case_more_cases_pay_and_dearer_ones_do_not() -> None:
    """The quota is the county's mean charge, 800 yuan, patient's part included. A dearer stay brings what the patient
    pays more and loses it again, and all the rest: 10 - 10, m = 0. A further stay brings 800 of its 1,000: m = 0.8. The same one
    divided brings a second 800, for the same 1,000 of cost: m = 0.8."""
    where = place(charge_ip=np.full((4, 5), 800.0), p_readmit=SPLITS)
    tiers = {"village": 0, "township": 0, "county": 100, "city": 0, "province": 0}
    by_case = law({
        "payment.case_quota.of_mean": (tiers, "%"), "payment.case_quota.same_price": (False, "flag"),
        "payment.case_quota.day_surgery": (False, "flag"),
    })  # fmt: skip
    m = incentives(where, by_case, JANUARY).loc["hospital"]
    assert m["intensity"] == pytest.approx(0.0)
    assert m[["admit", "split"]].tolist() == pytest.approx([0.8, 0.8])


def test_by_the_day_longer_stays_pay_and_dearer_ones_do_not() -> None:
    """150 yuan a day from the fund, all of it class A paid in full. A dearer stay: 10 more charged, the fund's 7.20
    of it not paid: m = 0.28. One per cent longer: 10 more charged and 0.05 x 150 = 7.50 from the fund instead of
    7.20: m = 1.03. A stay divided into two and three days is paid 750 as before, and 160 more by the patient, for his second
    deductible (`test_signs_of_payment`): m = 0.16; where nothing is deducted, 0."""
    flags = pd.DataFrame({"chronic_special": [0, 1, 0, 0], "accident": [0, 0, 0, 1], "per_diem": [0, 0, 1, 0]})
    quota = {"none": 0, "level_1": 0, "level_2": 150, "level_3": 0}
    by_day: dict[str, tuple[Any, str]] = {
        "payment.per_diem.quota": (quota, "yuan/day"), "payment.per_diem.class_a_share": (100, "%"),
        "payment.per_diem.ratio_a": (100, "%"), "payment.per_diem.ratio_b": (80, "%"),
        "payment.per_diem.ceiling": (1000, "%"),
    }  # fmt: skip
    where = place(flags=flags, p_readmit=SPLITS)
    m = incentives(where, law(by_day), JANUARY).loc["hospital"]
    assert m[["intensity", "stay", "split"]].tolist() == pytest.approx([0.28, 1.03, 0.16])
    nothing: dict[str, tuple[Any, str]] = {"benefit.inpatient_deductible.amount": (0, "yuan")}
    assert incentives(where, law(by_day, nothing), JANUARY).loc["hospital", "split"] == pytest.approx(0.0)


def in_a_region(county_share: int, **more: tuple[Any, str]) -> pd.Series:
    """m of the hospital when all its stays earn points in a pool of which the county is a part of so many per cent."""
    year = 120 * 560_00  # fen: ten stays a month at 560 yuan
    where = place(past={"hospital": year}, charge_ip=np.full((4, 5), 1000.0), p_readmit=SPLITS)
    return incentives(where, law(points_pool(county_share, **more)), JANUARY).loc["hospital"]


@pytest.mark.parametrize(("county_share", "admit"), [(1, 0.994), (10, 0.944), (100, 0.44)])
def test_in_a_large_region_admission_pays_as_by_item_and_intensity_does_not(county_share: int, admit: float) -> None:
    """Every stay is a mean case: 100 points, worth 5.60 yuan each when the pool's budget is last year's. The hospital
    is all of the county, so its share s of all points is the county's share of the region. A further stay brings 440
    and 560 (1 - s): m = 1 - 0.56 s, nearly fee-for-service in a large region, an own budget where the county is the
    pool. A dearer stay earns no points: 10 - 7.20, m = 0.28. A divided stay is billed 160 less to the fund
    (`test_signs_of_payment`), earns a second 100 points and loses half of the first: 160 + 280 (1 - s)."""
    m = in_a_region(county_share)
    assert m["admit"] == pytest.approx(admit, abs=0.004)
    assert m["intensity"] == pytest.approx(0.28, abs=1e-6)
    assert m["split"] == pytest.approx(0.16 + 0.28 * (1 - county_share / 100), abs=0.004)


def test_points_cut_for_a_readmission_and_for_a_broken_off_stay_turn_dividing_down() -> None:
    """What costs less than 60 % of its group's mean earns points by its cost: two parts 50 each. The first is followed within 15
    days and loses all of them: 50 points less than the whole stay, 280 x 0.99 yuan, against 160 of a second deductible:
    -117.2, m = -0.117. If only what follows within 5 days is cut, a third of the second parts are: -280 x 0.99 / 3 + 160
    = 67.6."""
    line: tuple[Any, str] = ({"none": 60, "level_1": 60, "level_2": 60, "level_3": 60}, "%")
    gone = {"incomplete_below": line, "readmission_factor": (0, "%")}
    assert in_a_region(1, **gone)["split"] == pytest.approx(-0.117, abs=0.004)
    assert in_a_region(1, **gone, readmission_days=(5, "days"))["split"] == pytest.approx(0.0676, abs=0.004)


def test_a_year_of_points_divides_the_pool() -> None:
    """Pool 1,000 yuan; 300 and 100 points here, 600 elsewhere: 300 and 100 yuan, against bills of 250 and 150: +50
    and -50."""
    values = law(hospital_budget(100, 100)).at(pd.Timestamp("2021-01-01").date()).values["payment.hospital_budget"]
    year = PointsYear(np.array([2, 4]), 1000_00.0, 600.0 * POINT, None, 100.0, values)
    net = year.net(np.array([300.0, 100.0]) * POINT, np.array([250_00.0, 150_00.0]))
    assert net.tolist() == pytest.approx([50_00.0, -50_00.0])
    fixed = replace(year, fixed=80.0)  # fen a point: 240 and 80 yuan
    net = fixed.net(np.array([300.0, 100.0]) * POINT, np.array([250_00.0, 150_00.0]))
    assert net.tolist() == pytest.approx([-10_00.0, -70_00.0])
