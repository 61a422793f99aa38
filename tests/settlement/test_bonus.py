"""From medical revenue to performance pay, link by link, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.county.county import ITEM_CLASSES, County
from sim.county.county import KINDS as INSTITUTION_KINDS
from sim.settlement.bonus import Chain, ClearingMoney, chain
from sim.settlement.institutions import institution_rows
from sim.settlement.items import by_class, split_rows
from sim.settlement.totals import KINDS, MEASURE, MEASURES

NOTHING = np.zeros(6, np.int64)


def priced(**facts: float) -> County:
    """The small county with money facts of its county hospital only."""
    place = small.county()
    columns = {
        "basic_pay_yuan": 300.0, "fixed_cost_yuan": 100.0, "pay_ceiling_yuan": 800.0, "subsidy_yuan": 50.0,
        "public_health_yuan": 0.0, "contract_fee_yuan": 0.0, "debt_service_yuan": 40.0, "staff_share": 0.5,
        "statutory_fund": 0.1,
    } | {f"variable_{name}": 0.0 for name in ITEM_CLASSES} | {"variable_western_drugs": 1.0,
    "variable_examination": 0.25}  # fmt: skip
    columns |= facts
    other = pd.DataFrame({name: [np.nan] * 4 + [value, np.nan] for name, value in columns.items()})
    return replace(
        place, institutions=replace(place.institutions, other=other.set_index(pd.Index(place.institutions.id)))
    )


def year(place: County, basic: int, own: int, other: int = 0, money: ClearingMoney | None = None) -> Chain:
    """A year of inpatient care at the county hospital, in fen."""
    care = np.zeros((6, 3, len(KINDS), len(MEASURES)), np.int64)
    ours, theirs = care[small.HOSPITAL, 0, 1], care[small.HOSPITAL, 1, 1]
    ours[MEASURE["basic"]], ours[MEASURE["own_paid"]], ours[MEASURE["charge"]] = basic, own, basic + own
    theirs[MEASURE["other_paid"]] = theirs[MEASURE["charge"]] = other
    charges = np.zeros((6, 4, 2), np.int64)
    charges[small.HOSPITAL, small.PNEUMONIA, 1] = basic + own
    return chain(place, care, by_class(charges, place), NOTHING, money or ClearingMoney(NOTHING, NOTHING, NOTHING))


def links(done: Chain) -> dict[str, int]:
    names = ("alliance_money", "other_income", "costs", "net_income", "debts_and_funds", "headroom", "bonus")
    return {name: int(getattr(done, name)[small.HOSPITAL]) for name in names} | {
        "medical": int(done.revenue_medical[small.HOSPITAL])
    }


def at_hospital(fen: int) -> np.ndarray:
    amounts = NOTHING.copy()
    amounts[small.HOSPITAL] = fen
    return amounts


def test_the_chain_of_a_hospital_without_budget() -> None:
    # 1,000 yuan billed: 600 drugs cost 600, 400 examinations cost 100. 1,000 + 50 - (300 + 100 + 700) = -50: no bonus.
    assert links(year(priced(), 70_000, 30_000)) == {
        "medical": 100_000, "alliance_money": 0, "other_income": 5_000, "costs": 110_000, "net_income": -5_000,
        "debts_and_funds": 4_000, "headroom": 50_000, "bonus": 0,
    }  # fmt: skip


def test_the_same_hospital_with_a_retained_surplus_pays_a_bonus() -> None:
    # Net -50 + 400 = 350; less 40 debt service: 310; a tenth to statutory funds: 31; half of 279: 139.50.
    money = ClearingMoney(at_hospital(40_000), NOTHING, NOTHING)
    done = links(year(priced(), 70_000, 30_000, money=money))
    assert [done[k] for k in ("alliance_money", "net_income", "debts_and_funds", "bonus")] == [
        40_000,
        35_000,
        7_100,
        13_950,
    ]


def test_the_approved_pay_total_limits_the_bonus() -> None:
    money = ClearingMoney(at_hospital(400_000), NOTHING, NOTHING)
    done = links(year(priced(pay_ceiling_yuan=420.0), 70_000, 30_000, money=money))
    assert done["headroom"] == done["bonus"] == 12_000


def test_a_deficit_borne_is_less_income() -> None:
    money = ClearingMoney(at_hospital(40_000), at_hospital(5_000), at_hospital(12_000))
    done = links(year(priced(), 70_000, 30_000, money=money))
    assert done["alliance_money"] == 33_000
    assert done["net_income"] == 28_000


def test_other_payers_cost_what_residents_cost_on_average() -> None:
    # Residents' 1,000 yuan cost 700; other payers' 500 cost 350.
    assert links(year(priced(), 70_000, 30_000, other=50_000))["costs"] == 110_000 + 35_000


def test_without_costs_there_is_alliance_money_but_nothing_is_called_a_bonus() -> None:
    done = year(small.county(), 70_000, 30_000)
    assert not done.known.any()
    assert year(priced(), 70_000, 30_000).known.tolist() == [False] * 4 + [True, False]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10**10), min_size=48, max_size=48))
def test_item_classes_add_up_to_the_charges_of_every_institution(fen: list[int]) -> None:
    charge = np.array(fen, np.int64).reshape(6, 4, 2)
    assert by_class(charge, small.county()).sum(axis=1).tolist() == charge.sum(axis=(1, 2)).tolist()


def test_a_fen_that_cannot_be_split_goes_to_the_largest_remainder() -> None:
    # 10 fen by 40 : 35 : 25 = 4, 3.5, 2.5: both remainders are half, the first of them gets the fen.
    assert split_rows(np.array([10]), np.array([[40, 35, 25]])).tolist() == [[4, 4, 2]]


def test_a_charge_without_item_shares_is_an_error() -> None:
    with pytest.raises(ValueError, match="no shares"):
        split_rows(np.array([10]), np.array([[0, 0]]))


def test_pay_its_ceiling_and_fixed_cost_grow_by_the_countys_trend_and_nothing_else_does() -> None:
    # Two years of 10 %: basic pay 300 -> 363, fixed cost 100 -> 121, ceiling 800 -> 968; the first year as in the table.
    place = priced()
    trend = pd.DataFrame([("cost", 2022, 100_000), ("cost", 2023, 100_000)], columns=["line", "year", "growth_ppm"])
    place = replace(place, trend=trend)
    care = np.zeros((6, 3, len(KINDS), len(MEASURES)), np.int64)
    income = np.zeros((6, len(ITEM_CLASSES)), np.int64)
    money = ClearingMoney(NOTHING, NOTHING, NOTHING)
    seen = {y: chain(place, care, income, NOTHING, money, year=y) for y in (None, 2021, 2023)}
    hospital = small.HOSPITAL
    assert [int(c.costs[hospital]) for c in seen.values()] == [40_000, 40_000, 48_400]
    assert [int(c.headroom[hospital]) for c in seen.values()] == [50_000, 50_000, 60_500]
    assert [int(c.other_income[hospital]) for c in seen.values()] == [5_000] * 3
    assert [int(c.debts_and_funds[hospital]) for c in seen.values()] == [4_000] * 3


def test_a_private_hospital_has_a_profit_and_no_bonus() -> None:
    """The same bills and costs leave both owners the same net income: a public hospital pays a bonus of it, a private one has it as
    its profit, and neither bonus nor pay total."""
    public = priced(basic_pay_yuan=0.0, fixed_cost_yuan=0.0)
    kind = public.institutions.kind.copy()
    kind[small.HOSPITAL] = INSTITUTION_KINDS.index("private")
    owned = replace(public, institutions=replace(public.institutions, kind=kind))
    care, nobody = np.zeros((6, 3, len(KINDS), len(MEASURES)), np.int64), np.full(6, -1, np.int64)
    found = []
    for place in (public, owned):
        done = year(place, 100_000, 0)
        found.append(institution_rows(place, 2021, care, done, nobody).iloc[small.HOSPITAL])
    assert [row["ownership"] for row in found] == ["public", "private"]
    assert found[0]["net_income_yuan"] == found[1]["net_income_yuan"] > 0
    assert found[0]["bonus_yuan"] > 0
    assert np.isnan(found[1]["bonus_yuan"])
    assert np.isnan(found[1]["headroom_yuan"])
    assert np.isnan(found[1]["bonus_per_staff_yuan"])
