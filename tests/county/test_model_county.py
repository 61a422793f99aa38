"""The model county says again what went into it: national bulletins and the base disease table of 2021."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from county.margins import mean_by_tier, stays_by_age_and_group

import sim
from sim.county import County
from sim.county.county import CONDITION_KINDS, SCHEMES, TIERS
from sim.county.rates import expected_charges, expected_visits
from sim.county.residents import residents

AGE_RATES = (18.89, 6.05, 6.80, 11.33, 14.36, 22.67, 30.23, 36.27)
"""Admissions per 100 enrolees by age band, 2021, scaled to the national 15.2."""
GROUPS = {
    "uri": 7.1,
    "stroke": 6.2,
    "pneu": 5.7,
    "copd": 4.9,
    "chemo": 3.5,
    "cs": 3.8,
    "nd": 2.2,
    "neon": 1.1,
    "ami": 0.5,
}
"""Shares of all admissions in percent, nine of the forty."""


def test_fifteen_admissions_per_hundred_enrolees(model_county: County) -> None:
    assert stays_by_age_and_group(model_county).sum() * 100 == pytest.approx(15.2, rel=0.01)


def test_admission_rates_by_age_are_those_of_the_table(model_county: County) -> None:
    by_age = stays_by_age_and_group(model_county).sum(axis=1) / model_county.age_share * 100
    assert by_age == pytest.approx(AGE_RATES, rel=0.01)


def test_group_shares_are_those_of_the_disease_table(model_county: County) -> None:
    by_group = stays_by_age_and_group(model_county).sum(axis=0)
    total = by_group.sum()
    for name, percent in GROUPS.items():
        share = by_group[model_county.conditions.id.index(name)] / total * 100
        assert share == pytest.approx(percent, rel=0.01), name


def test_charges_and_stays_by_tier(model_county: County) -> None:
    """2,166 / 6,626 / 13,942 yuan and 6.5 / 8.5 / 9.2 days; city and province together are the tertiary hospitals."""
    c = model_county.conditions
    for tiers, yuan, days in (([1], 2166, 6.5), ([2], 6626, 8.5), ([3, 4], 13942, 9.2)):
        assert mean_by_tier(model_county, c.charge_ip, tiers) == pytest.approx(yuan, rel=0.01)
        assert mean_by_tier(model_county, c.stay_days, tiers) == pytest.approx(days, rel=0.01)


def test_treated_where_the_disease_table_says(model_county: County) -> None:
    """The table implies 19.8 / 55.5 / 24.8 % by tier; 15 % of the city column is treated in the province."""
    stays = stays_by_age_and_group(model_county).sum(axis=0)
    by_tier = stays @ model_county.conditions.share / stays.sum() * 100
    assert by_tier[:3] == pytest.approx([0, 19.8, 55.5], abs=0.15)
    assert by_tier[3:].sum() == pytest.approx(24.8, abs=0.15)
    assert by_tier[4] / by_tier[3:].sum() == pytest.approx(0.15, abs=0.005)


def test_five_visits_a_head_more_for_the_old(model_county: County) -> None:
    unfitted = replace(model_county, demand=replace(model_county.demand, scale_op=1.0, scale_ip=1.0))
    by_age = expected_visits(unfitted)
    mean = float(by_age @ model_county.age_share)
    assert mean == pytest.approx(5.30, rel=0.01)
    old = by_age[5:] @ model_county.age_share[5:] / model_county.age_share[5:].sum()
    assert old / mean == pytest.approx(40.1 / 24.0, rel=0.05)  # two-week visits of the old against all, sixth survey


def test_births_are_women_of_bearing_age_and_the_newborn_are_small(model_county: County) -> None:
    ids = model_county.conditions.id
    for name in ("nd", "cs", "op_antenatal"):
        rate = model_county.incidence[:, :, ids.index(name)]
        assert rate[:, 1].sum() == 0
        assert np.flatnonzero(rate[:, 0]).tolist() == [2, 3]  # 15-24 and 25-44
    assert np.flatnonzero(model_county.incidence[:, :, ids.index("neon")].sum(axis=1)).tolist() == [0]


def test_who_is_there(model_county: County) -> None:
    """300 clinics, 17 centres, general, Chinese-medicine and maternal-child hospital, four private ones, and beyond."""
    h = model_county.institutions
    assert [int((h.tier == t).sum()) for t in range(len(TIERS))] == [300, 17, 7, 3, 1]
    assert h.beds[h.tier == 1].sum() == 17 * 45
    assert h.beds[h.tier == 2].sum() == 700 + 350 + 120 + 4 * 75
    outside = [i for i, a in zip(h.id, h.alliance, strict=True) if a < 0]
    assert outside == [*(f"private-{n}" for n in (1, 2, 3, 4)), "city-1", "city-2", "elsewhere", "province-1"]
    assert h.other["lead"].to_numpy().nonzero()[0].tolist() == [h.id.index("county-general")]


def test_people_by_class_home_and_register(model_county: County) -> None:
    c = model_county
    assert c.class_share.sum(axis=1) == pytest.approx(np.ones(8))
    by_class = c.age_share @ c.class_share
    assert by_class[1] + by_class[2] == pytest.approx(0.08, abs=0.002)  # low income and destitute
    assert by_class[3] == pytest.approx(0.12, abs=0.002)
    assert 1 - c.age_share @ c.home_share[:, 0] == pytest.approx(0.08, abs=0.005)
    adults = c.age_share[3:].sum()
    assert c.age_share[3:] @ c.chronic_share[3:, 0] / adults == pytest.approx(
        0.185, abs=0.01
    )  # registered hypertension


def test_item_shares_add_up_and_drug_shares_fall_with_the_tier(model_county: County) -> None:
    c = model_county.conditions
    assert c.items_op.sum(axis=2) == pytest.approx(np.ones(c.share.shape))
    inpatient = c.kind == CONDITION_KINDS.index("inpatient")
    assert c.items_ip[inpatient].sum(axis=2) == pytest.approx(np.ones((40, 5)))
    drugs = c.items_ip[:, :, 8:].sum(axis=2) * c.charge_ip
    for tier, share in ((1, 0.36), (2, 0.27)):
        found = mean_by_tier(model_county, drugs, [tier]) / mean_by_tier(model_county, c.charge_ip, [tier])
        assert found == pytest.approx(share, rel=0.01)


def test_other_payers_bring_about_fifteen_percent(model_county: County) -> None:
    s, h = model_county.streams, model_county.institutions
    at_county = h.tier[s.institution] == 2
    stays = s.stays_per_day[at_county].sum() * 365
    assert stays / (500_000 * 0.152 * 0.55) == pytest.approx(0.15, rel=0.01)


def test_income_per_head_is_that_of_the_bulletin(model_county: County) -> None:
    f = model_county.funding
    income = f[f["line"].isin(["premium", "subsidy", "other_income"]) & (f["year"] == 2021)]
    assert income["yuan_per_head"].sum() == pytest.approx(
        972_448 / 1008.66, rel=0.001
    )  # 9,724.48 / 10.0866 (100 million)
    assert set(income.loc[income["line"] == "subsidy", "payer"]) == {"central", "province", "county"}


def test_history_follows_the_growth_of_fund_spending_per_head(model_county: County) -> None:
    """1.0046 x 1.1478 in two years are 1.07382 a year: so does every institution's payment grow, to the rounding of a fen."""
    by_year = model_county.history.pivot_table(index=["institution", "line"], columns="year", values="fen").astype(float)
    assert list(by_year.columns) == [2019, 2020]
    large = by_year[by_year[2019] > 1_000_000]
    assert len(large) > 20
    assert (large[2020] / large[2019]).to_numpy() == pytest.approx(1.07382, abs=8e-6)


def test_expected_charges_are_about_those_of_a_run(model_county: County) -> None:
    """Frequencies times prices leave out queues, referrals and second opinions: within 15 % of what a run bills."""
    run = sim.run("first-look", policy="baseline-ffs", scale=0.02, seed=3)
    people = residents(model_county, 3, 0.02)
    expected = expected_charges(model_county)[people["profile"]] * people["frailty"]
    ours = people["scheme"] == SCHEMES.index("residents")
    assert expected[ours].sum() == pytest.approx(run["flows"]["charge_yuan"].sum(), rel=0.15)
