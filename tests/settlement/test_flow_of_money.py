"""The fund's own money in a run: funding a head, assistance, the insurer, pooling, contract fees, savings, warnings - by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import small_county as small

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR, TWO = Calendar.of_year(2021), Calendar(date(2021, 1, 1), 730)
Law = dict[str, tuple[Any, str]]
FREE: Law = {
    "benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
    "benefit.inpatient_deductible.amount": (0, "yuan"),
}  # fmt: skip
HALF: Law = FREE | {"benefit.inpatient_ratio.ratio": (50, "%")}
PER_HEAD: Law = {
    "fund.per_head.premium": (380, "yuan/person/year"), "fund.per_head.subsidy": (640, "yuan/person/year"),
    "fund.per_head.government": ({"central": 50, "province": 20, "prefecture": 10, "county": 20}, "%"),
    "fund.per_head.assisted": ({"all": 0, "destitute": 100, "low_income": 50}, "%"),
}  # fmt: skip
AID: Law = {
    "benefit.assistance.ratio": ({"all": 0, "low_income": 100}, "%"), "benefit.assistance.deductible": (0, "yuan/person/year"),
    "benefit.assistance.cap": (100_000, "yuan/person/year"), "benefit.assistance.covers": (True, "flag"),
    "fund.assistance_budget.per_head": (500, "yuan/person/year"), "fund.assistance_budget.when_short": ("first_come", "choice"),
    "fund.assistance_budget.topped_up_by": ({"all": 0, "county": 100}, "%"),
}  # fmt: skip


def stay(person: int, day: int, institution: int, yuan: int) -> np.void:
    """A stay with `yuan` of eligible cost: a tenth of every charge is paid first by the patient."""
    return small.encounter(person, day, institution, 0, stay=5, charge_fen=round(yuan * 1000 / 9), episode=day)


def run(
    law: Law, *encounters: np.void, later: Law | None = None, calendar: Calendar = YEAR, classes: tuple[int, ...] = (0, 0, 0, 0),
    signed: tuple[int, ...] = (), **county: Any,
) -> Settlement:  # fmt: skip
    people = small.people()
    people["klass"] = classes
    people["contract"][list(signed)] = 1
    laws = [law] if later is None else [law, later]
    place = replace(small.county(**county), enrolees=4)
    done = reprice(small.array(*encounters), place, people, small.policy(*laws), calendar)
    assert set(done.checks().values()) == {0}
    return done


def by(done: Settlement, purpose: str, **conditions: Any) -> list[tuple[int, int]]:
    rows = where(done.ledger.rows(), purpose=purpose, side=0, **conditions)
    return [(int(p["month"]), int(p["amount_fen"])) for p in rows]


def notices(done: Settlement, code: str) -> list[tuple[str, float]]:
    table = done.tables()["notices"]
    return [(row["date"], row["value"]) for row in table[table["notice"] == code].to_dict("records")]


def income(done: Settlement, year: int = 2021) -> dict[str, float]:
    fund = done.tables()["fund"]
    chosen = fund[(fund["basis"] == "incurred") & (fund["side"] == "income") & (fund["year"] == year)]
    return {str(k): float(v) for k, v in chosen.groupby("line")["amount_yuan"].sum().items()}


COUNTY = [(2021, "premium", "resident", 320.0), (2021, "subsidy", "central", 580.0), (2021, "other_income", "other", 10.0)]


def test_where_the_policy_sets_the_years_standard_the_countys_table_says_only_the_rest() -> None:
    # Z-1, Z-2: 4 x 380 = 1,520, of which assistance pays 380 for the destitute and half of 380 for the low-income person;
    # 4 x 640 = 2,560, divided 50/20/10/20.
    done = run(FREE | PER_HEAD, classes=(0, 0, 1, 2), funding=COUNTY)
    assert income(done) == {
        "premium_income": 950, "assisted_premium_income": 570, "subsidy_central": 1280, "subsidy_province": 512,
        "subsidy_prefecture": 256, "subsidy_county": 512, "other_income": 40,
    }  # fmt: skip
    assert change(done.ledger.rows(), "assistance.premiums") == 57_000


def test_a_yearly_notice_sets_one_year_and_the_table_the_others() -> None:
    # The standard is of 2000 and for one year: 2021 follows the county's table.
    done = run(FREE | PER_HEAD | {"fund.per_head.years": (1, "count")}, funding=COUNTY)
    assert income(done) == {"premium_income": 1280, "subsidy_central": 2320, "other_income": 40}


def test_a_year_behind_the_table_is_the_last_one_grown_by_the_stated_rate_and_says_so() -> None:
    # 2021: 1,280 of premiums; 2022 at 5 %: 1,344; 2,320 of subsidies become 2,436.
    done = run(FREE, funding=COUNTY, calendar=TWO)
    assert income(done, 2022) == {"premium_income": 1344, "subsidy_central": 2436, "other_income": 42}
    assert notices(done, "funding_carried_on") == [("2022-01-01", 5.0)]


def test_assistance_that_has_run_out_leaves_the_rest_to_the_patient() -> None:
    # 4 x 500 = 2,000 a year. A stay of 3,000: the fund half, assistance the other 1,500; a second one gets the 500 left.
    done = run(HALF | AID, stay(0, 40, small.HOSPITAL, 3000), stay(0, 100, small.HOSPITAL, 3000), classes=(1, 0, 0, 0))
    assert change(done.ledger.rows(), "assistance.benefits") == 200_000
    table = done.tables()["patients"].set_index("klass")
    # Charges 2 x 3,333.33: fund 3,000, assistance 2,000; the patient 666.66 first-paid and 1,000 that nobody paid.
    assert table.loc["low_income", "own_paid_yuan"] == pytest.approx(1666.66)
    assert notices(done, "assistance_short") == [("2021-04-01", 500.0)]
    assert notices(done, "assistance_unpaid") == [("2021-12-31", 1000.0)]


def test_assisted_premiums_come_out_of_the_budget_first() -> None:
    # 2,000 less one premium of 380 of which assistance pays half: 1,810 are left for two stays that are due 1,500 each.
    law = HALF | AID | PER_HEAD
    done = run(law, stay(0, 40, small.HOSPITAL, 3000), stay(0, 100, small.HOSPITAL, 3000), classes=(1, 0, 0, 0))
    assert change(done.ledger.rows(), "assistance.benefits") == 181_000


def test_or_the_county_tops_it_up_in_the_month_in_which_it_runs_short() -> None:
    law = HALF | AID | {"fund.assistance_budget.when_short": ("topped_up", "choice")}
    done = run(law, stay(0, 40, small.HOSPITAL, 3000), stay(0, 100, small.HOSPITAL, 3000), classes=(1, 0, 0, 0))
    assert by(done, "top_up", payer="county") == [(3, 100_000)]
    assert change(done.ledger.rows(), "assistance.benefits") == 300_000


LOOKBACK: Law = HALF | {
    "access.assistance_lookback.months": (12, "months"), "access.assistance_lookback.deductible": (1000, "yuan/person/year"),
    "access.assistance_lookback.ratio": (50, "%"), "access.assistance_lookback.cap": (30_000, "yuan/person/year"),
    "access.assistance_lookback.recognised_from": (5000, "yuan/person/year"),
}  # fmt: skip


def test_who_is_impoverished_by_illness_is_helped_with_what_he_bore_in_the_twelve_months_before() -> None:
    # Own eligible cost 3,000 in June 2021 and 3,000 in March 2022, together above 5,000: applied on 1 April 2022;
    # (6,000 - 1,000) x 50 % = 2,500. What he was helped with does not count again.
    stays = (stay(0, 165, small.HOSPITAL, 6000), stay(0, 365 + 70, small.HOSPITAL, 6000), stay(0, 365 + 200, small.HOSPITAL, 6000))
    done = run(LOOKBACK, *stays, calendar=TWO)
    assert notices(done, "lookback") == [("2022-04-01", 2500.0)]
    assert by(done, "lookback") == [(15, 250_000)]


def test_cost_borne_thirteen_months_before_does_not_count() -> None:
    done = run(LOOKBACK, stay(0, 40, small.HOSPITAL, 6000), stay(0, 365 + 70, small.HOSPITAL, 6000), calendar=TWO)
    assert notices(done, "lookback") == []


CONTRACT: Law = FREE | {
    "payment.contract_fee.fund": (12, "yuan/person/year"), "payment.contract_fee.public_health": (12, "yuan/person/year"),
    "payment.contract_fee.patient": (12, "yuan/person/year"), "payment.contract_fee.village_share": (50, "%"),
}  # fmt: skip


def test_a_contract_brings_clinic_and_centre_half_each_from_fund_public_health_and_patient() -> None:
    # Persons 0 and 2 of village A signed: 3 x 12 x 2 = 72 yuan; the patients pay in January, the others in December.
    done = run(CONTRACT, signed=(0, 2))
    assert by(done, "contract_fee", payer="residents") == [(0, 1200), (0, 1200)]
    assert by(done, "contract_fee", payer="basic_fund") == [(11, 1200), (11, 1200)]
    brought = done.chain(2021).other_income
    assert (brought[small.CLINIC_A], brought[small.CENTRE_A], brought[small.CLINIC_B]) == (3600, 3600, 0)
    fund = done.tables()["fund"]
    assert fund[(fund["line"] == "contract_fees") & (fund["basis"] == "cash")]["amount_yuan"].sum() == 24


def test_a_third_of_what_procurement_saved_is_paid_after_the_year_and_is_income_of_the_next() -> None:
    # 60 % of 1,000 yuan are western drugs, half of them bought in rounds: 300; budget 150 %: 450; saved 150, half kept: 75.
    law = FREE | {
        "fund.procurement.retained": (50, "%"), "fund.procurement.bought": ({"all": 0, "western_drugs": 50}, "%"),
        "fund.procurement.batch_budget": (150, "%"),
    }  # fmt: skip
    done = run(law, small.encounter(0, 40, small.HOSPITAL, 1000, stay=5), calendar=TWO)
    assert by(done, "procurement") == [(14, 7500)]
    assert [int(done.chain(year).other_income[small.HOSPITAL]) for year in (2021, 2022)] == [0, 7500]


POOLED: Law = FREE | {
    "fund.pooling.level": ("prefecture", "choice"), "fund.pooling.contribution": (5, "%"), "fund.pooling.claim_share": (50, "%"),
    "fund.pooling.claim_cap": (10, "%"), "fund.pooling.allocated": (90, "%"), "fund.pooling.county_gap_share": (50, "%"),
}  # fmt: skip
INCOME = [(2021, "premium", "resident", 320.0), (2021, "subsidy", "central", 680.0)]


def test_pooled_by_the_prefecture_the_county_hands_up_all_and_is_given_what_it_spends() -> None:
    # Income 4 x 1,000 = 4,000, allocated 3,600; spent 4,600: a gap of 1,000, of which the county's treasury fills half.
    done = run(POOLED, stay(0, 40, small.HOSPITAL, 4000), stay(1, 350, small.HOSPITAL, 600), funding=INCOME)
    fund = done.tables()["fund"]
    sums = fund[fund["year"] == 2021].groupby(["basis", "line"])["amount_yuan"].sum()
    assert sums["incurred", "handed_up"] == sums["cash", "handed_up"] == 4000
    assert (sums["incurred", "received_from_above"], sums["cash", "received_from_above"]) == (4600, 4000)
    assert notices(done, "quota_balance") == [("2021-12-31", -1000.0)]
    assert by(done, "gap", payer="county") == [(14, 50_000)]
    balance = done.tables()["balance"].set_index("basis")["balance_yuan"]
    assert balance.to_dict() == {"cash": 0, "incurred": 0}


def test_under_an_adjustment_fund_a_share_of_income_goes_up_and_part_of_the_gap_comes_back() -> None:
    # 5 % of 4,000 = 200 in December; gap 4,600 - 3,800 = 800, half of it 400, at most 10 % of income = 400: in March.
    law = POOLED | {"fund.pooling.level": ("county_with_adjustment_fund", "choice")}
    done = run(law, stay(0, 40, small.HOSPITAL, 4000), stay(1, 350, small.HOSPITAL, 600), funding=INCOME)
    assert by(done, "hand_up") == [(11, 20_000)]
    assert by(done, "hand_down") == [(14, 40_000)]


def test_warning_lines_are_told_on_the_day_on_which_they_are_passed_and_a_deficit_at_the_years_end() -> None:
    # Opening 4 x 1,000; no income. 100 in January: 3,900 left at 100 a month: 39 months. 2,000 in June: 1,900 left at 350 a
    # month: 5.4 months. By August the pace has fallen to 262.50: 7.2 months. 1,000 in September: 900 left at 3,100 / 9 = 344 a
    # month: 2.6, below both lines.
    law = FREE | {"fund.warning.lines": ([6, 3], "months")}
    stays = (stay(0, 20, small.HOSPITAL, 100), stay(1, 170, small.HOSPITAL, 2000), stay(2, 260, small.HOSPITAL, 1000))
    done = run(law, *stays, funding=[(2021, "opening_balance", "basic_fund", 1000.0)])
    assert notices(done, "months_payable") == [
        ("2021-06-30", 5.428), ("2021-09-30", 2.612), ("2021-09-30", 2.612),
    ]  # fmt: skip
    assert notices(done, "deficit") == [("2021-12-31", 3100.0)]


def test_high_own_payments_are_reported_once_by_class() -> None:
    law = HALF | {"fund.high_cost.line": ({"all": 2000, "low_income": 500}, "yuan/person/year")}
    stays = (stay(0, 40, small.HOSPITAL, 3000), stay(0, 80, small.HOSPITAL, 3000), stay(1, 90, small.HOSPITAL, 1000))
    done = run(law, *stays, classes=(0, 1, 0, 0))
    # Own: 1,833 in February, 3,667 in March: over 2,000; the low-income person 611 in April.
    assert notices(done, "high_cost") == [("2021-03-31", 1), ("2021-04-30", 1)]


CATASTROPHIC: Law = HALF | {
    "benefit.catastrophic.deductible": (1000, "yuan/person/year"), "benefit.catastrophic.edges": ([], "yuan"),
    "benefit.catastrophic.ratios": ([50], "%"), "benefit.catastrophic.covers": (True, "flag"),
    "benefit.catastrophic.counts_first_paid": (False, "flag"),
    "fund.catastrophic_premium.per_head": (100, "yuan/person/year"), "fund.catastrophic_premium.instalments": (100, "%"),
    "fund.insurer.cost_rate": (0, "%"), "fund.insurer.profit_rate": (0, "%"), "fund.insurer.policy_loss_share": (100, "%"),
}  # fmt: skip


def test_a_loss_that_better_terms_caused_within_the_year_raises_the_next_years_premium() -> None:
    # Premium 4 x 100 = 400. From July 90 % instead of 50 %. A stay of 4,000 in August: own 2,000, 1,000 above the line: 900
    # instead of 500. The loss is 500, of which better terms caused 400: next year's premium is 800.
    later = {"from": (date(2021, 7, 1), ""), "benefit.catastrophic.ratios": ([90], "%")}
    done = run(CATASTROPHIC, stay(0, 220, small.HOSPITAL, 4000), later=later, calendar=TWO)
    assert notices(done, "premium_raise") == [("2021-12-31", 400.0)]
    assert by(done, "catastrophic_premium") == [(0, 40_000), (12, 80_000)]


def test_a_loss_under_unchanged_terms_is_the_insurers_own() -> None:
    done = run(CATASTROPHIC, stay(0, 220, small.HOSPITAL, 4000), calendar=TWO)
    assert by(done, "catastrophic_premium") == [(0, 40_000), (12, 40_000)]
