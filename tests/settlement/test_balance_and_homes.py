"""What the fund has at the year's end, and where its residents were treated: by hand, and in the indicators."""

from __future__ import annotations

from dataclasses import replace

import pytest
import small_county as small

from sim.analysis.indicators import indicators
from sim.foundation.calendar import Calendar
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

FREE = {
    "benefit.outpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}
FUNDING = [
    (2021, "opening_balance", "basic_fund", 1000.0),
    (2021, "premium", "resident", 300.0),
    (2022, "premium", "resident", 350.0),
]


@pytest.fixture(scope="module")
def done() -> Settlement:
    """Two stays of 900 yuan of the fund: at home in March, in the city in December; and person 3, who lives away."""
    place = replace(small.county(funding=FUNDING), enrolees=4)
    people = small.people()
    people["home"][3] = 1
    able = place.conditions.able.copy()
    able[small.INJURY] = 3
    place = replace(place, conditions=replace(place.conditions, able=able))
    stays = small.array(
        small.encounter(0, 70, small.HOSPITAL, 1000, stay=5),
        small.encounter(1, 350, small.CITY, 1000, stay=5, condition=small.INJURY),
        small.encounter(2, 200, small.CITY, 2000, stay=5),
        small.encounter(3, 210, small.CITY, 3000, stay=5),
    )
    return reprice(stays, place, people, small.policy(FREE), Calendar.of_year(2021))


def test_the_balance_is_cash_without_next_years_premiums_and_without_what_is_owed(done: Settlement) -> None:
    # 4 x 1,000 brought forward and 4 x 300 of premiums; 900 + 1,800 + 2,700 paid; the 1,400 for 2022 are not the fund's
    # yet; December's 900 are owed.
    balance = done.tables()["balance"].set_index("basis")["balance_yuan"].to_dict()
    assert balance == {"cash": -200.0, "incurred": -1_100.0}


def test_homes_tell_what_left_the_county_and_why(done: Settlement) -> None:
    homes = done.tables()["homes"].set_index(["township", "place"])["basic_fen"].to_dict()
    assert homes == {
        ("甲镇", "county"): 90_000,
        ("乙镇", "untreatable"): 90_000,
        ("甲镇", "treatable"): 180_000,
        ("乙镇", "away"): 270_000,
    }


def test_the_indicators_count_months_and_leaving_money(done: Settlement) -> None:
    table = indicators(done.tables()).set_index("indicator")["value"]
    # Paid 5,400 in the year: 450 a month; -200 / 450. Billed 6,300: 1,800, 900 and 2,700 of it left.
    assert table["months_payable_cash"] == pytest.approx(-200 / 450)
    assert table["months_payable_incurred"] == pytest.approx(-1_100 / 525)
    ways = [table[f"fund_leaving_{way}"] for way in ("treatable", "untreatable", "away")]
    assert ways == pytest.approx([18 / 63, 9 / 63, 27 / 63])
    assert table["in_county_fund"] + sum(ways) == pytest.approx(1)
