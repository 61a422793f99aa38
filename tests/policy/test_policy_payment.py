"""Payment, budget and sharing functions against hand arithmetic from the documents, and what must always hold of
them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.budget.expenditure import grown, weighted_mean
from sim.policy.budget.income import from_income, per_head
from sim.policy.clear import clear, mechanisms
from sim.policy.package.base import growth
from sim.policy.payment.case_quota import case_quota, unreferred_by_quota
from sim.policy.payment.chronic_package import quota
from sim.policy.payment.hospital_budget import break_even_growth, hospital_budget
from sim.policy.payment.outpatient_pool import outpatient_pool
from sim.policy.payment.per_diem import per_diem, within_cost
from sim.policy.payment.points import (
    base_points,
    complete,
    incomplete,
    net_pool,
    point_value,
    readmission_factor,
    worth,
)
from sim.policy.payment.tier_split import by_tier
from sim.policy.read import read_policy
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Schedule, Totals, settle
from sim.policy.sharing.internal import by_tier as internal_by_tier

YUAN = 100
RIZHAO = read_policy("rizhao-2017").at(date(2021, 1, 1))
CASES = Path(__file__).resolve().parents[1] / "cases" / "policies"


def fen(*yuan: float) -> np.ndarray:
    return np.array([round(y * 100) for y in yuan], np.int64)


def test_the_rizhao_patient_adds_up_to_65_percent() -> None:
    """136,824.80 + 264,577.94 = 401,402.74 of 613,449.15."""
    paid, total = 13_682_480 + 26_457_794, 61_344_915
    assert paid == 40_140_274
    assert round(paid / total * 100, 2) == 65.43


def test_three_weighted_years_and_growth() -> None:
    """80 x 20 % + 90 x 30 % + 100 x 50 % = 93.0; x 1.05 = 97.65 million."""
    mean = weighted_mean(fen(80e6, 90e6, 100e6)[:, None], np.array([200_000, 300_000, 500_000]))
    assert mean.tolist() == [93_000_000 * YUAN]
    assert grown(mean, 50_000).tolist() == [97_650_000 * YUAN]


def test_a_missing_year_is_not_zero() -> None:
    with pytest.raises(ValueError, match="needs 3 years of history, only 2 are known"):
        weighted_mean(fen(80e6, 90e6)[:, None], np.array([200_000, 300_000, 500_000]))


def test_growth_of_the_package_may_not_exceed_that_of_the_fund() -> None:
    for own, yuan in ((80_000, 105), (30_000, 103)):
        values = Values("payment.package", {"growth": np.array(own), "within_fund_growth": np.array(1)}, set())
        assert grown(fen(100), growth(values, 50_000)).tolist() == [yuan * YUAN]


def test_a_package_from_income() -> None:
    """500,000 x 1,020 = 510 million; less 5 % = 484.5; less 500,000 x 65 = 32.5: 452.0 million."""
    assert int(from_income(np.int64(500_000), 1_020 * YUAN, 50_000, 65 * YUAN)) == 452_000_000 * YUAN


def test_head_quota_of_a_shanghai_district() -> None:
    """1,020 less 10 % and 5 % = 867."""
    assert per_head(1_020 * YUAN, np.array([100_000, 50_000])) == 867 * YUAN


def test_chronic_package_with_a_bonus_for_signed_patients() -> None:
    """Suixi: 1,000 patients x 3,700 + 400 signed x 100 = 3,740,000."""
    values = read_policy("suixi-2024").at(date(2021, 1, 1)).values["payment.chronic_package"]
    assert quota(values, np.array([1_000]), np.array([400])).tolist() == [3_740_000 * YUAN]


def test_per_diem_of_dongying() -> None:
    """160 x 30 days = 4,800; 60 % at 90 % + 40 % at 80 % = 86 %: 4,128."""
    assert per_diem(np.array([30]), 160 * YUAN, 600_000, 900_000, 800_000).tolist() == [4_128 * YUAN]


def test_per_diem_payments_end_at_102_percent_of_the_cost() -> None:
    assert within_cost(1_050_000, 1_000_000, 1_020_000) == 1_020_000
    assert within_cost(900_000, 1_000_000, 1_020_000) == 900_000


def test_points_of_a_case() -> None:
    """4,800 / 8,000 x 100 = 60; x 0.9 = 54; broken off at 1,200 of 4,800: 15."""
    base = base_points(fen(4_800), 8_000 * YUAN)
    assert base.tolist() == [60_000]
    assert complete(base, 900_000).tolist() == [54_000]
    assert incomplete(base, fen(1_200), fen(4_800)).tolist() == [15_000]
    assert incomplete(base, fen(9_600), fen(4_800)).tolist() == [60_000], "never above a complete stay"


def test_value_of_a_point() -> None:
    """(100 million - 5 %) / 1.25 million points = 76.00 yuan."""
    pool = net_pool(100_000_000 * YUAN, 50_000)
    assert point_value(pool, 1_250_000 * 1_000) == 76.0
    assert worth(np.array([60_000]), pool, 1_250_000_000).tolist() == [60 * 76 * YUAN]


def test_a_readmission_within_15_days_halves_the_earlier_stay() -> None:
    """Two stays of 60 points within 15 days are 90, not 120; on the 16th day, or for chemotherapy, 120."""
    person, points = np.zeros(2, np.int64), np.array([60_000, 60_000])

    def total(gap: int, group: tuple[int, int] = (1, 1), exempt: bool = False) -> int:
        factor = readmission_factor(
            person, np.array(group), np.array([0, 10 + gap]), np.array([10, 20 + gap]), np.full(2, exempt), 15, 500_000
        )
        return int((points * factor // 1_000_000).sum())

    assert total(15) == 90_000
    assert total(16) == 120_000
    assert total(15, exempt=True) == 120_000
    assert total(15, group=(1, 2)) == 120_000


def test_a_case_quota_leaves_savings_and_losses_with_the_hospital() -> None:
    """Quota 5,000, patient 1,200: the fund pays 3,800; the hospital gains 500 on 4,500 and loses 1,000 on 6,000."""
    paid = case_quota(fen(5_000, 5_000, 0), fen(4_500, 6_000, 3_000), fen(1_200, 1_200, 800), fen(3_300, 4_800, 2_200))
    assert paid.fund.tolist() == fen(3_800, 3_800, 2_200).tolist()
    assert paid.gain.tolist() == fen(500, -1_000, 0).tolist()


def test_gansus_unreferred_patients_get_a_share_of_the_quota() -> None:
    """30 % (province) and 50 % (city) of a quota of 8,000, never above the eligible cost."""
    assert unreferred_by_quota(fen(8_000, 8_000, 8_000), np.array([300_000, 500_000, 500_000]), fen(9_000, 9_000,
    3_000)).tolist() == [
        2_400 * YUAN, 4_000 * YUAN, 3_000 * YUAN,
    ]  # fmt: skip


def test_gansus_pool_by_tier() -> None:
    values = read_policy("gansu-outpatient-2018").at(date(2021, 1, 1)).values["payment.tier_split"]
    assert by_tier(values, 1_500_000 * YUAN) == [750_000 * YUAN, 600_000 * YUAN, 150_000 * YUAN, 0, 0]


@pytest.mark.parametrize(("reading", "lead", "health"), [("of-total", 550_000, 50_000), ("of-lead", 570_000, 30_000)])
def test_suixis_surplus_in_both_readings(reading: str, lead: int, health: int) -> None:
    values = read_policy(CASES / f"suixi-{reading}.toml").at(date(2021, 1, 1)).values["sharing.internal"]
    parts, public = internal_by_tier(values, 1_000_000 * YUAN)
    assert (parts[2], public, parts[1], parts[0]) == (lead * YUAN, health * YUAN, 300_000 * YUAN, 100_000 * YUAN)


def test_pools_clear_as_the_document_says() -> None:
    """30,000 x 50 = 1.5 million; at 1.4 million the centre gets 20,000; at 1.6 million it bears 20,000 and the fund
    80,000.
    """
    c = outpatient_pool(RIZHAO.values["payment.outpatient_pool"], np.array([30_000, 30_000]), fen(1.4e6, 1.6e6))
    assert c.retained.tolist() == fen(20_000, 0).tolist()
    assert c.fund_keeps.tolist() == fen(80_000, 0).tolist()
    assert c.borne.tolist() == fen(0, 20_000).tolist()
    assert c.fund_adds.tolist() == fen(0, 80_000).tolist()


def test_a_hospital_budget_ratchets() -> None:
    """What is saved this year lowers the budget two years long: mean (100, 110) = 105 -> mean (110, 90) = 100, x
    1.08.
    """
    values = RIZHAO.values["payment.hospital_budget"]
    first = hospital_budget(values, fen(100, 110)[:, None], fen(90))
    second = hospital_budget(values, fen(100, 110, 90)[:, None], fen(90))
    assert first.budget.tolist() == [11_340]
    assert second.budget.tolist() == [10_800]


def test_break_even_growth() -> None:
    """Mean (100, 110) = 105; spending 115.5 needs 10 %."""
    values = RIZHAO.values["payment.hospital_budget"]
    np.testing.assert_allclose(break_even_growth(values, fen(100, 110)[:, None], fen(115.5)), [0.10])


def test_budgets_raised_where_indicators_are_in_order() -> None:
    """Fengrun 2013: over budget with indicators in order the fund makes all up; otherwise the excess is cut."""
    open_handed = Schedule(np.array([0]), np.array([0]))
    totals = Totals(fen(120, 120), support=np.array([True, False]))
    c = settle(fen(100, 100), totals, open_handed)
    assert c.fund_adds.tolist() == fen(20, 0).tolist()
    assert c.borne.tolist() == fen(0, 20).tolist()


def test_clear_knows_only_what_the_policy_knows() -> None:
    assert {r.name for r in mechanisms(RIZHAO)} == {
        "payment.fee_for_service", "payment.outpatient_pool", "payment.hospital_budget",
    }  # fmt: skip
    with pytest.raises(KeyError, match=r"payment.lottery is not in force in policy rizhao-2017"):
        clear(RIZHAO, {"payment.lottery": Totals(fen(1))})


edges = st.lists(st.integers(0, 400_000), max_size=5).map(sorted)


@given(edges, st.data(), st.integers(0, 10**11), st.integers(0, 2 * 10**11))
def test_a_balance_is_shared_out_to_the_fen(bands: list[int], data: st.DataObject, budget: int, spent: int) -> None:
    shares = st.lists(st.integers(0, 1_000_000), min_size=len(bands) + 1, max_size=len(bands) + 1)
    schedule = Schedule(
        np.array(data.draw(shares)), np.array(data.draw(shares)), np.array(bands, np.int64), np.array(bands, np.int64),
        data.draw(st.none() | st.integers(0, 300_000)), data.draw(st.none() | st.integers(0, 300_000)),
    )  # fmt: skip
    c = settle(np.array([budget]), Totals(np.array([spent])), schedule)
    assert c.retained + c.fund_keeps == max(budget - spent, 0)
    assert c.borne + c.fund_adds == max(spent - budget, 0)
    assert min(c.retained, c.fund_keeps, c.borne, c.fund_adds) >= 0


@given(st.lists(st.integers(0, 3 * 10**10), min_size=2, max_size=20))
def test_many_hypothetical_totals_clear_like_each_alone(spent: list[int]) -> None:
    """Vectorised = scalar, and the unrounded float clearing stays within a fen of the booked one."""
    history = fen(1e8, 1.1e8, 2e8, 2.1e8).reshape(2, 2)
    many = np.array(spent)[:, None] + np.array([0, 7])
    cleared = clear(RIZHAO, {"payment.hospital_budget": Totals(many, history=history)})["payment.hospital_budget"]
    hypothetical = clear(RIZHAO, {"payment.hospital_budget": Totals(many.astype(float), history=history)})
    for i, row in enumerate(many):
        alone = clear(RIZHAO, {"payment.hospital_budget": Totals(row, history=history)})["payment.hospital_budget"]
        np.testing.assert_array_equal(cleared.net[i], alone.net)
    np.testing.assert_allclose(hypothetical["payment.hospital_budget"].net, cleared.net, atol=1.0)
