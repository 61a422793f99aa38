"""Indicators of a county of four, counted by hand."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
import small_county as small

from sim.analysis.definitions import INDICATORS
from sim.analysis.indicators import indicators, monthly
from sim.foundation.calendar import Calendar
from sim.journey.encounters import AWAY, CLAIMED, READMISSION, REFERRED
from sim.settlement.counts import by_month
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement


@cache
def settled() -> Settlement:
    """Four people: five visits (one unclaimed, one by an employee), five stays (one far away, one readmission)."""
    people = small.people(4)
    people["home"][3] = 1
    everything = small.array(
        small.encounter(0, 3, small.CLINIC_A, 40),
        small.encounter(0, 5, small.CENTRE_A, 100),
        small.encounter(1, 5, small.HOSPITAL, 100, flags=0),
        small.refill(1, 6, small.CENTRE_B, 100),
        small.of_other_payer(4, 6, small.HOSPITAL, 500),
        small.encounter(0, 20, small.CENTRE_A, 1000, stay=4),
        small.encounter(0, 30, small.CENTRE_A, 1000, stay=4, flags=CLAIMED | READMISSION, n=1),
        small.encounter(1, 40, small.HOSPITAL, 5000, stay=6),
        small.encounter(2, 50, small.CITY, 9000, stay=6, flags=CLAIMED | REFERRED),
        small.encounter(3, 60, small.CITY, 4000, stay=4, flags=CLAIMED | AWAY),
    )
    law = small.policy(small.PLAIN | {"benefit.inpatient_deductible.amount": (0, "yuan")})
    funding = [(2021, "subsidy", "central", 3000.0)]
    return reprice(everything, small.county(funding), people, law, Calendar.of_year(2021))


def year() -> dict[str, pd.DataFrame]:
    return settled().tables()


@cache
def months() -> pd.DataFrame:
    of = settled()
    return monthly(by_month(of.totals, of.county, of.months, of.enrolled)).set_index(["indicator", "month"])


def value(indicator: str) -> float:
    table = indicators(year()).set_index("indicator")
    return float(table.loc[indicator, "value"])


@pytest.mark.parametrize(
    ("indicator", "by_hand"),
    [
        ("in_county_stays", 3 / 5),
        ("in_county_stays_without_away", 3 / 4),
        ("out_of_county_stays", 2 / 5),
        ("out_of_county_referred", 1 / 5),
        ("readmission_30", 1 / 5),
        ("stay_rate", 500 / 4),
        ("visit_rate", 4 / 4),
        ("visits_per_person", 4 / 2),
        ("stays_per_person", 5 / 4),
        ("primary_visits", 3 / 5),
        ("primary_visits_enrolees", 3 / 4),
        ("claimed_visits", 3 / 4),
        ("length_of_stay", 24 / 5),
        ("cmi", 0.8),
        ("charge_a_stay", 4000),
        ("charge_a_weight", 5000),
        ("charge_a_head", 20_340 / 4),
        ("drug_share", 0.6),
        # Nine tenths of every charge are eligible. Stays: 80 % of 18,000 = 14,400 of 20,000.
        ("in_policy_ratio_inpatient", 0.8),
        ("real_ratio_inpatient", 0.72),
        # Visits that drew on the fund: 40 and 100 yuan and the refill of 100, half of 90 %.
        ("in_policy_ratio_outpatient", 0.5),
        ("real_ratio_outpatient", 0.45),
        # Fund: clinic 18, centre A 45 + 1,440, centre B 45, hospital 3,600, city 6,480 + 2,880 = 14,508.
        ("in_county_fund", 5_148 / 14_508),
        ("primary_fund_of_county", 1_548 / 5_148),
        ("primary_fund_of_all", 1_548 / 14_508),
        ("surplus_rate_incurred", (12_000 - 14_508) / 12_000),
    ],
)
def test_by_hand(indicator: str, by_hand: float) -> None:
    assert value(indicator) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("indicator", "month", "by_hand"),
    [
        # The contacts of `settled` by the day on which they end: 3 to 30 are January, 40 and 50 February, 60 is March.
        ("primary_visits", 1, 3 / 5),
        ("visit_rate", 1, 4 / (4 / 12)),  # at January's pace twelve visits a head in a year
        ("stay_rate", 1, 100 * 2 / (4 / 12)),
        ("readmission_30", 1, 1 / 2),
        ("readmission_30", 2, 0 / 2),
        ("in_county_stays", 1, 2 / 2),
        ("in_county_stays", 2, 1 / 2),
        ("in_county_stays", 3, 0 / 1),
        ("out_of_county_referred", 2, 1 / 2),
        ("length_of_stay", 2, (6 + 6) / 2),
        ("length_of_stay", 3, 4),
        ("charge_a_stay", 2, (5000 + 9000) / 2),
    ],
)
def test_months_by_hand(indicator: str, month: int, by_hand: float) -> None:
    assert months().loc[(indicator, month), "value"] == pytest.approx(by_hand, rel=1e-12)


def test_months_add_up_to_the_year_and_hold_nothing_that_is_known_by_year_alone() -> None:
    whole = indicators(year()).set_index("indicator")
    sums = months()["numerator"].groupby(level="indicator").sum()
    pd.testing.assert_series_equal(sums, whole["numerator"].reindex(sums.index), check_names=False)
    by_year_alone = {"visits_per_person", "stays_per_person", "cmi", "charge_a_weight", "drug_share", "budget_used"}
    assert by_year_alone | {"surplus_rate_cash", "months_payable_cash", "fund_leaving_away"} <= set(whole.index) - set(sums.index)
    assert len(sums) == 33


def test_a_month_without_stays_has_no_share_of_them() -> None:
    assert np.isnan(months().loc[("in_county_stays", 7), "value"])
    assert months().loc[("stay_rate", 7), "value"] == 0


def test_cash_and_incurred_are_the_same_when_nothing_is_open_at_the_end() -> None:
    assert value("surplus_rate_cash") == value("surplus_rate_incurred")


def test_without_a_budget_its_use_is_not_known_and_not_zero() -> None:
    assert np.isnan(value("budget_used"))


def test_every_indicator_prints_numerator_denominator_and_variant_in_both_languages() -> None:
    assert len({it.id for it in INDICATORS}) == len(INDICATORS)
    for it in INDICATORS:
        for words in (it.name, it.variant, it.over, it.under):
            assert words.zh
            assert words.en
            assert words.zh != words.en


def test_fund_statement_by_place_adds_up_to_what_was_billed() -> None:
    fund = year()["fund"]
    spent = fund[(fund["side"] == "spending") & (fund["basis"] == "incurred")]
    assert spent.groupby("place")["amount_yuan"].sum().to_dict() == {"county": 5_148.0, "prefecture": 9_360.0}
    assert set(fund["name_zh"]) >= {"住院待遇支出", "普通门诊待遇支出", "门诊慢特病待遇支出", "中央财政补助收入"}


def test_flows_and_patients_count_every_contact_once() -> None:
    tables = year()
    flows, patients = tables["flows"], tables["patients"]
    assert flows.groupby("kind")["count"].sum().to_dict() == {"stay": 5, "visit": 4}
    assert flows["claimed"].sum() == 8
    assert patients[["persons", "visits", "stays"]].sum().tolist() == [4, 4, 5]
    assert patients["charge_yuan"].sum() == flows["charge_yuan"].sum() == 20_340
    paid = patients[["basic_yuan", "catastrophic_yuan", "assistance_yuan", "supplement_yuan", "own_paid_yuan"]]
    assert paid.sum().sum() == pytest.approx(20_340)


def test_item_classes_of_an_institution_are_its_charges() -> None:
    items = year()["items"].set_index("id").drop(columns="year")
    assert items.sum(axis=1).to_dict() == {
        "va": 4_000, "vb": 0, "ta": 210_000, "tb": 10_000, "hospital": 510_000, "city": 1_300_000,
    }  # fmt: skip
