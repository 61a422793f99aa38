"""The office's year by hand: income, payment a month later, bills above a budget, the clearing in March, money paid
back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_county as small

from sim.experiment.columns import CSV
from sim.foundation.calendar import Calendar
from sim.foundation.errors import Problems
from sim.foundation.shelves import find
from sim.ledger import checks
from sim.ledger.query import change, change_by_holder, where
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement
from sim.settlement.tables import open_stays
from sim.settlement.terms import Terms, read_terms

YEAR = Calendar.of_year(2021)
FREE = {"benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
        "benefit.inpatient_deductible.amount": (0, "yuan")}  # fmt: skip
POOL = FREE | {
    "payment.outpatient_pool.per_head": (50, "yuan/person/year"),
    "payment.outpatient_pool.surplus_share": (20, "%"),
    "payment.outpatient_pool.deficit_share": (20, "%"),
    "payment.outpatient_pool.covers": ({"all": False, "outpatient": True}, "flag"),
    "payment.outpatient_pool.tiers": ({"all": False, "village": True, "township": True}, "flag"),
}
BUDGET = FREE | {
    "payment.hospital_budget.weights": ([50, 50], "%"),
    "payment.hospital_budget.growth": (10, "%"),
    "payment.hospital_budget.surplus_edges": ([], "%"),
    "payment.hospital_budget.surplus_shares": ([100], "%"),
    "payment.hospital_budget.deficit_edges": ([], "%"),
    "payment.hospital_budget.deficit_shares": ([50], "%"),
    "payment.hospital_budget.covers": ({"all": False, "inpatient": True}, "flag"),
    "payment.hospital_budget.tiers": ({"all": False, "township": True, "county": True}, "flag"),
}
TWO_YEARS = [(2019, "hospital", "inpatient", 900_000), (2020, "hospital", "inpatient", 1_100_000)]
"""Mean 10,000 yuan; with 10 % growth a budget of 11,000."""


def covered(person: int, day: int, institution: int, yuan: int, stay: int = 0) -> np.void:
    """An encounter of which the fund pays `yuan`: a tenth of every charge is paid first by the patient."""
    return small.encounter(person, day, institution, 0, stay=stay, charge_fen=round(yuan * 1000 / 9), episode=day)


def run(law: dict[str, tuple[Any, str]], *encounters: np.void, people: int = 4, **county: Any) -> Settlement:
    """One year under a law; a township has half of the people."""
    place = replace(small.county(**county), enrolees=people)
    return reprice(small.array(*encounters), place, small.people(people), small.policy(law), YEAR)


def per_holder(done: Settlement, account: str, **conditions: Any) -> list[int]:
    return change_by_holder(done.ledger.rows(), account, 6, **conditions).tolist()


def clearing(done: Settlement, institution: str) -> dict[str, float]:
    table = done.tables()["clearing"]
    row = table[table["id"] == institution].iloc[0]
    return {name: row[f"{name}_yuan"] for name in ("budget", "spent", "retained", "fund_keeps", "borne", "fund_adds")}


def test_bills_of_january_are_paid_in_february_and_those_of_december_in_the_next_year() -> None:
    done = run(FREE, covered(0, 9, small.HOSPITAL, 900, stay=3), covered(0, 360, small.HOSPITAL, 90, stay=3))
    paid = where(done.ledger.rows(), purpose="pay", debit="basic_fund.payable")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in paid] == [(1, 90_000), (12, 9_000)]
    assert checks.tie(done.ledger, "basic_fund", 0, 12) == (0, 99_000, 90_000, 0, 9_000)


def test_the_first_year_also_pays_what_was_open_before_it() -> None:
    # 1,100,000 fen in 2020: one month of it, 91,666 fen, is owed on 1 January and paid in January.
    done = run(FREE, history=TWO_YEARS)
    assert checks.tie(done.ledger, "basic_fund", 0, 12) == (91_666, 0, 91_666, 0, 0)


def test_a_pool_that_keeps_its_budget_is_paid_a_fifth_of_the_surplus_next_march() -> None:
    # 30 people of township A x 50 yuan = 1,500; spent 1,400: 20 yuan to the centre, 80 stay with the fund.
    done = run(POOL, covered(0, 9, small.CENTRE_A, 900), covered(2, 9, small.CLINIC_A, 500), people=60)
    assert clearing(done, "ta") == {
        "budget": 1500, "spent": 1400, "retained": 20, "fund_keeps": 80, "borne": 0, "fund_adds": 0,
    }  # fmt: skip
    paid = where(done.ledger.rows(), purpose="retained", debit="institution.cash")
    assert [(int(p["month"]), int(p["holder"]), int(p["amount_fen"])) for p in paid] == [
        (14, small.CENTRE_A, 2_000), (14, small.CENTRE_B, 30_000),
    ]  # fmt: skip


def test_a_fifth_of_a_pools_deficit_is_billed_money_that_the_centre_never_sees() -> None:
    # spent 1,600 of 1,500: the centre bears 20 yuan, the fund 80; the village clinic is paid in full.
    done = run(POOL, covered(0, 9, small.CENTRE_A, 1100), covered(2, 9, small.CLINIC_A, 500), people=60)
    assert clearing(done, "ta") == {
        "budget": 1500, "spent": 1600, "retained": 0, "fund_keeps": 0, "borne": 20, "fund_adds": 80,
    }  # fmt: skip
    assert per_holder(done, "basic_fund.payable", month=range(12))[small.CENTRE_A] == 10_000  # held until the clearing
    assert per_holder(done, "basic_fund.payable") == [0] * 6
    assert per_holder(done, "institution.not_paid")[small.CENTRE_A] == 2_000
    assert per_holder(done, "institution.cash", payer="basic_fund")[:3:2] == [50_000, 108_000]
    assert done.checks()["bases_untied"] == 0


def test_a_hospital_bears_half_of_what_exceeds_the_mean_of_two_years_with_growth() -> None:
    # (9,000 + 11,000) / 2 x 1.10 = 11,000; spent 12,000: 500 borne, 500 added by the fund.
    stays = [covered(p, 40 + 60 * p, small.HOSPITAL, 4000, stay=5) for p in range(3)]
    done = run(BUDGET, *stays, history=TWO_YEARS)
    assert clearing(done, "hospital") == {
        "budget": 11_000, "spent": 12_000, "retained": 0, "fund_keeps": 0, "borne": 500, "fund_adds": 500,
    }  # fmt: skip
    rows = done.ledger.rows()
    assert change(where(rows, month=range(12)), "basic_fund.cash", purpose="pay") == -(1_100_000 + 91_666)
    borne = where(rows, purpose="borne", debit="basic_fund.payable")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in borne] == [(14, 50_000)]


def test_every_institution_is_cleared_against_its_own_past() -> None:
    # The centre's mean is 1,000, its budget 1,100; it spends 900 and keeps 200. The hospital's year is as before.
    history = [*TWO_YEARS, (2019, "ta", "inpatient", 80_000), (2020, "ta", "inpatient", 120_000)]
    stays = [covered(p, 40 + 60 * p, small.HOSPITAL, 4000, stay=5) for p in range(3)]
    done = run(BUDGET, *stays, covered(0, 300, small.CENTRE_A, 900, stay=5), history=history)
    assert [clearing(done, "ta")[k] for k in ("budget", "spent", "retained")] == [1100, 900, 200]
    assert [clearing(done, "hospital")[k] for k in ("budget", "spent", "borne")] == [11_000, 12_000, 500]
    institutions = done.tables()["institutions"].set_index("id")
    assert institutions["alliance_money_yuan"].to_dict() == {
        "va": 0, "vb": 0, "ta": 200, "tb": 0, "hospital": -500, "city": 0,
    }  # fmt: skip


def test_a_deficit_borne_was_never_cash_and_lowers_the_incurred_spending_of_the_next_year() -> None:
    stays = [covered(p, 40 + 60 * p, small.HOSPITAL, 4000, stay=5) for p in range(3)]
    fund = run(BUDGET, *stays, history=TWO_YEARS).tables()["fund"]
    spent = fund[fund["side"] == "spending"].groupby(["basis", "year"])["amount_yuan"].sum()
    # Incurred: 12,000 less 500. Cash: the open 916.66 of 2020 and 11,000 in 2021, in March the fund's half of
    # the deficit.
    assert spent.to_dict() == {
        ("incurred", 2021): 12_000, ("incurred", 2022): -500, ("cash", 2021): 11_916.66, ("cash", 2022): 500,
    }  # fmt: skip


def test_next_years_budget_falls_after_a_year_of_saving() -> None:
    # 11,000 in 2020 and 5,000 in 2021: the budget of 2022 is 8,800, less than the 11,000 of 2021.
    place = small.county(history=TWO_YEARS)
    every = small.array(covered(0, 40, small.HOSPITAL, 5000, stay=5), covered(1, 400, small.HOSPITAL, 100, stay=5))
    done = reprice(every, place, small.people(), small.policy(BUDGET), Calendar(date(2021, 1, 1), 730))
    table = done.tables()["clearing"].set_index("year")
    assert table["budget_yuan"].to_dict() == {2021: 11_000, 2022: 8_800}


def test_a_clearing_falls_due_in_march_of_the_following_year_when_the_run_goes_on() -> None:
    place = small.county(history=TWO_YEARS)
    every = small.array(covered(0, 40, small.HOSPITAL, 5000, stay=5), covered(1, 400, small.HOSPITAL, 100, stay=5))
    done = reprice(every, place, small.people(), small.policy(BUDGET), Calendar(date(2021, 1, 1), 730))
    retained = where(done.ledger.rows(), purpose="retained", debit="institution.cash")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in retained] == [(14, 600_000), (26, 870_000)]


def test_a_deficit_borne_after_everything_was_paid_is_taken_back_from_later_bills() -> None:
    # Nothing is held, so 12,000 are paid; 500 must come back: 167 yuan a month (rounded up to the fen) from April on.
    terms = replace(read_terms(), hold_over_budget=False)
    stays = [covered(p, 40 + 60 * p, small.HOSPITAL, 4000, stay=5) for p in range(3)]
    later = [covered(0, 365 + 15 + 30 * m, small.HOSPITAL, 300, stay=5) for m in range(12)]
    place = small.county(history=TWO_YEARS)
    years = Calendar(date(2021, 1, 1), 730)
    done = reprice(small.array(*stays, *later), place, small.people(), small.policy(BUDGET), years, terms=terms)
    taken = where(done.ledger.rows(), purpose="recover", debit="basic_fund.payable")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in taken] == [(15, 16_667), (16, 16_667), (17, 16_666)]
    assert per_holder(done, "basic_fund.recoverable") == [0] * 6
    assert set(done.checks().values()) == {0}


def test_a_short_year_has_a_budget_for_its_days() -> None:
    # 50 yuan x 30 people x 184/365 days of 1 July to 31 December = 756.16 yuan.
    place = replace(small.county(), start=date(2021, 7, 1), enrolees=60)
    half = Calendar(date(2021, 7, 1), 184)
    done = reprice(small.array(), place, small.people(60), small.policy(POOL), half)
    assert clearing(done, "ta")["budget"] == pytest.approx(756.16, abs=0.01)


def test_premiums_are_collected_in_the_autumn_before_and_become_income_on_1_january() -> None:
    funding = [(2021, "premium", "resident", 320.0), (2022, "premium", "resident", 350.0)]
    done = run(FREE, funding=funding)
    rows = done.ledger.rows()
    assert change(rows, "basic_fund.premiums") == 4 * 32_000
    early = where(rows, purpose="premium_early", debit="basic_fund.cash")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in early] == [
        (-1, 128_000), (9, 28_000), (10, 56_000), (11, 56_000),
    ]  # fmt: skip


CATASTROPHIC: dict[str, tuple[Any, str]] = {
    "benefit.catastrophic.deductible": (5000, "yuan/person/year"),
    "benefit.catastrophic.edges": ([10000], "yuan"),
    "benefit.catastrophic.ratios": ([60, 65], "%"),
    "benefit.catastrophic.covers": (True, "flag"),
    "benefit.catastrophic.counts_first_paid": (False, "flag"),
}
PREMIUMS = [(2021, "subsidy", "central", 100.0), (2021, "catastrophic_premium", "basic_fund", 65.0)]


def test_subsidies_arrive_in_tranches_and_the_catastrophic_premium_leaves_in_january() -> None:
    done = run(FREE | CATASTROPHIC, funding=PREMIUMS)
    subsidies = where(done.ledger.rows(), purpose="subsidy", debit="basic_fund.cash")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in subsidies] == [(2, 16_000), (5, 12_000), (8, 12_000)]
    assert change(done.ledger.rows(), "catastrophic.premiums", month=0) == 4 * 6_500


def test_without_catastrophic_insurance_there_is_no_premium() -> None:
    assert change(run(FREE, funding=PREMIUMS).ledger.rows(), "catastrophic.premiums") == 0


def test_fifteen_percent_of_the_premium_wait_for_the_assessment_and_are_paid_after_the_clearing() -> None:
    # Gansu 2018: 65 yuan a head, 85 % in instalments: 4 x 65 = 260 yuan, 221 in January, 39 in March of the next year.
    terms = {"fund.catastrophic_premium.per_head": (65, "yuan/person/year"),
             "fund.catastrophic_premium.instalments": (85, "%")}  # fmt: skip
    done = run(FREE | CATASTROPHIC | terms)
    paid = where(done.ledger.rows(), purpose="catastrophic_premium", credit="basic_fund.cash")
    assert [(int(p["month"]), int(p["amount_fen"])) for p in paid] == [(0, 22_100), (14, 3_900)]
    fund = done.tables()["fund"]
    premium = fund[fund["line"] == "catastrophic_premium"].groupby(["basis", "year"])["amount_yuan"].sum()
    assert premium.to_dict() == {("incurred", 2021): 260.0, ("cash", 2021): 221.0, ("cash", 2022): 39.0}


def test_an_unknown_line_of_the_funding_table_is_not_taken_for_zero() -> None:
    with pytest.raises(ValueError, match="lottery"):
        run(FREE, funding=[(2021, "lottery", "resident", 1.0)])


def test_a_budget_without_the_years_it_is_made_of_is_refused() -> None:
    with pytest.raises(ValueError, match="history"):
        run(BUDGET, history=TWO_YEARS[1:])


def test_two_budgets_may_not_be_charged_with_the_same_bill() -> None:
    greedy = POOL | BUDGET | {"payment.hospital_budget.covers": (True, "flag")}
    history = [*TWO_YEARS, (2019, "ta", "outpatient", 100), (2020, "ta", "outpatient", 100)]
    with pytest.raises(ValueError, match="same bills"):
        run(greedy, history=history)


def test_money_of_the_whole_county_adds_up_over_all_books() -> None:
    stays = [covered(p, 40 + 60 * p, small.HOSPITAL, 4000, stay=5) for p in range(3)]
    funding = [(2021, "premium", "resident", 320.0), (2021, "subsidy", "county", 580.0)]
    done = run(BUDGET, *stays, history=TWO_YEARS, funding=funding)
    rows = done.ledger.rows()
    after = where(rows, month=range(15))
    owners = ("residents", "government", "basic_fund", "institution")
    cash = {owner: change(after, f"{owner}.cash") + change(rows, f"{owner}.cash", month=-1) for owner in owners}
    assert sum(cash.values()) == 0


def test_the_calendar_of_terms_is_labelled_and_adds_up() -> None:
    terms = read_terms()
    assert isinstance(terms, Terms)
    assert sum(terms.premium_shares) == sum(terms.subsidy_shares) == 1_000_000
    assert terms.lag == terms.approval_lag + terms.payment_lag


def test_the_tables_have_the_columns_that_results_are_documented_with() -> None:
    tables = run(POOL, covered(0, 9, small.CENTRE_A, 900), people=60).tables()
    for name in ("fund", "institutions", "flows", "patients"):
        assert tables[name].columns.tolist() == [column.name for column in CSV[name]], name


def test_a_calendar_with_a_wrong_name_a_missing_term_and_bad_shares_names_all_three(tmp_path: Path) -> None:
    text = find("calendars", "usual").read_text(encoding="utf-8")
    broken = text.replace('name = "payment_lag"', 'name = "payment_log"').replace("[0.2, 0.4, 0.4]", "[0.2, 0.4, 0.5]")
    path = tmp_path / "broken.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_terms(path)
    said = str(caught.value.render("en"))
    assert "payment_lag" in said
    assert "no such term" in said
    assert "add up to 1" in said


def test_stays_that_are_open_at_the_horizon_are_a_memo_and_not_in_the_book() -> None:
    open_ = small.array(small.encounter(0, 370, small.HOSPITAL, 5000, stay=8))
    memo = open_stays(open_, small.county(), YEAR)
    assert memo[["id", "stays", "days_so_far", "charge_yuan"]].to_numpy().tolist() == [["hospital", 1, 3, 5000.0]]
