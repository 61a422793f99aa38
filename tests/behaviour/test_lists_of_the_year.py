"""What patients and institutions foresee in a later year: the lists and ratios of that year, by hand and in the tables.

A county has two inpatient groups, pneumonia commoner than injury. The city's list has 50 of 100 diseases in 2021 and 25 more
a year: in 2021 the injury is not on it, in 2022 half of its cases are. A stay in the city without a referral is paid half of
the mean charge of 6,000 yuan if its disease is listed, and half of the insured part if not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.behaviour.groups import by_class
from sim.behaviour.prices import Prices, price_tables
from sim.behaviour.resettle import FUND, resettle
from sim.behaviour.sample import Kept
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.county.county import SLIPS, County
from sim.experiment.conduct import FlowTables
from sim.foundation.calendar import Calendar
from sim.policy.claims import YearToDate
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.settlement.each import Paid
from sim.settlement.settlement import Settlement
from tests.small_county import CITY, FIRST, INJURY, PNEUMONIA, array, county, encounter, people, policy

LISTS: dict[str, tuple[Any, str]] = {
    "access.tier_lists.count": ({"all": 0, "city": 50}, "count"), "access.tier_lists.growth": ({"all": 0, "city": 25}, "count"),
    "access.tier_lists.stay": (0, "count"), "access.tier_lists.catalogue": (100, "count"),
    "benefit.unreferred_quota.applies": ({"all": False, "city": True}, "flag"),
    "benefit.unreferred_quota.share": (50, "%"), "benefit.unreferred_quota.of_mean": (100, "%"),
    "benefit.unreferred_quota.without_quota": ("share_of_eligible", "choice"),
    "benefit.unreferred_quota.away_exempt": (True, "flag"),
    "benefit.outpatient_ratio.ratio": (50, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip


def dated() -> Policy:
    """In force from 2021."""
    return policy({"benefit.outpatient_ratio.ratio": (50, "%")}, {"from": (FIRST, "")} | LISTS)


def place() -> County:
    common = np.ones((8, 2, 4))
    common[..., INJURY] = 0.5
    made, charge = county(), np.zeros((4, 5))
    charge[[PNEUMONIA, INJURY]] = 6000
    return replace(made, incidence=common, conditions=replace(made.conditions, charge_ip=charge))


@pytest.mark.parametrize(("year", "paid"), [(2021, 4500), (2022, 3750)])
def test_an_encounter_is_resettled_under_the_list_of_the_year(year: int, paid: int) -> None:
    # Of 10,000 a tenth is paid first. Unlisted: 9,000 / 2 = 4,500; half listed: 3,000 / 2 + 4,500 / 2 = 3,750.
    done = Settlement(place(), people(), dated(), Calendar(FIRST, 730))
    stays = array(encounter(0, 20, CITY, 10_000, stay=5, condition=INJURY))
    kept = Kept(stays, np.zeros(1, np.int64), np.zeros(1), np.zeros((1, len(YearToDate.__dataclass_fields__)), np.int64))

    def by_item(at: Any, claims: Any, basic: Any) -> Paid:
        return Paid(*np.zeros((5, len(basic)), np.int64))

    found = resettle(kept, done.facts, dated().at(date(year, 6, 1)), year, by_item, read_behaviour("central"))
    assert found.base[0, FUND] == paid * 100


@pytest.mark.parametrize(("year", "own"), [(2021, 3300), (2022, 3150)])
def test_a_patient_expects_the_list_of_the_year(year: int, own: int) -> None:
    # The mean stay of 6,000, 5,400 of it insured. Unlisted: 2,700 are paid, 3,300 are his; half listed: (3,000 + 2,700) / 2 =
    # 2,850, and 3,150 are his.
    found = price_tables(dated().at(date(year, 6, 1)), place(), year=year)
    assert found.ip[0, 0, SLIPS.index("none"), INJURY, 3] == own


def test_a_ratio_of_the_second_year_holds_in_the_second_year() -> None:
    # 80 % of the 5,400 insured yuan and 1,680 left; from 2022 on 50 %, and 3,300 left. Nothing else is in force.
    plain: dict[str, tuple[Any, str]] = {
        "benefit.outpatient_ratio.ratio": (50, "%"), "benefit.inpatient_ratio.ratio": (80, "%"),
        "benefit.inpatient_deductible.amount": (0, "yuan"),
    }  # fmt: skip
    law = policy(plain, {"from": (date(2022, 1, 1), ""), "benefit.inpatient_ratio.ratio": (50, "%")})
    own = [price_tables(law.at(date(y, 6, 1)), place(), year=y).ip[0, 0, 0, INJURY, 3] for y in (2021, 2022)]
    assert own == [1680, 3300]


@cache
def still() -> County:
    """The model county, in which charges stand still: between two years nothing but the law differs."""
    made = read("model-county")
    return replace(made, trend=made.trend.iloc[:0])


def test_the_journey_is_given_the_prices_of_its_year() -> None:
    """The lists of the law grow year by year, so its tables of 2022 are made anew; a law without lists keeps its own."""
    law, base = read_policy("gansu-2018"), read_policy("baseline-ffs")
    tables = FlowTables(still(), base, law)
    first, second = tables.on(date(2021, 3, 1)), tables.on(date(2022, 3, 1))
    assert (first.price_stay != second.price_stay).any()
    assert tables.on(date(2022, 4, 1)) is second
    plain = FlowTables(still(), base, read_policy("package-100"))
    assert plain.on(date(2021, 3, 1)) is plain.on(date(2022, 3, 1))
    asked: list[Prices] = [price_tables(law.at(date(y, 3, 1)), still(), whom=tables.groups, year=y) for y in (2021, 2022)]
    assert (asked[0].ip != asked[1].ip).any()
    assert len(by_class(still())) <= len(tables.groups)
