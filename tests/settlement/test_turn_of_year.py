"""The turn of the year in the books, by hand: money follows heads, and a stay under way is settled as its patient's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import small_county as small

from sim.foundation.calendar import Calendar
from sim.ledger.query import change, where
from sim.settlement.settlement import Settlement

TWO = Calendar(date(2021, 1, 1), 730)
FREE = {"benefit.outpatient_ratio.ratio": (100, "%"), "benefit.inpatient_ratio.ratio": (100, "%"),
        "benefit.inpatient_deductible.amount": (0, "yuan")}  # fmt: skip
POOL = FREE | {
    "payment.outpatient_pool.per_head": (50, "yuan/person/year"),
    "payment.outpatient_pool.surplus_share": (20, "%"),
    "payment.outpatient_pool.deficit_share": (20, "%"),
    "payment.outpatient_pool.covers": ({"all": False, "outpatient": True}, "flag"),
    "payment.outpatient_pool.tiers": ({"all": False, "village": True, "township": True}, "flag"),
}
FUNDING = [(2021, "premium", "resident", 300.0), (2022, "premium", "resident", 320.0), (2021, "subsidy", "central", 500.0),
           (2022, "subsidy", "central", 600.0)]  # fmt: skip
OTHER = 2


def settle(law: Any, gone: tuple[int, ...] = (), come: tuple[int, ...] = (), encounters: dict[int, tuple[Any, ...]] | None = None,
           people: int = 4) -> Settlement:  # fmt: skip
    """Two years of a county of 4: on 1 January `gone` are members no more and `come` are. Encounters by month of the horizon."""
    who = small.people(people)
    who["scheme"][list(come)] = OTHER
    made = Settlement(replace(small.county(FUNDING), enrolees=people), who, small.policy(law), TWO)
    for m in range(24):
        if m == 12:
            made.year_end(2021)
            who["scheme"][list(gone)], who["scheme"][list(come)] = OTHER, 0
            made.new_year(2022)
        made.month(m, small.array(*(encounters or {}).get(m, ())))
    made.year_end(2022)
    assert set(made.checks().values()) == {0}
    return made


def test_funding_and_premiums_follow_the_heads_of_each_year() -> None:
    fund = settle(FREE, gone=(0,)).tables()["fund"]
    income = fund[fund["side"] == "income"].groupby(["basis", "year", "line"])["amount_yuan"].sum()
    for basis in ("cash", "incurred"):
        assert income[basis, 2021, "premium_income"] == 4 * 300
        assert income[basis, 2021, "subsidy_central"] == 4 * 500
        assert income[basis, 2022, "premium_income"] == 3 * 320
        assert income[basis, 2022, "subsidy_central"] == 3 * 600


def test_who_did_not_stay_gets_back_what_he_paid_in_the_autumn() -> None:
    """4 x 320 collected in the autumn of 2021; 3 are members: 320 go back in January."""
    rows = settle(FREE, gone=(0,)).ledger.rows()
    back = where(rows, purpose="premium_refund")
    assert set(back["month"].tolist()) == {12}
    assert change(back, "residents.cash") == 320_00
    assert change(rows, "basic_fund.received_early") == 0


def test_who_came_pays_in_january() -> None:
    rows = settle(FREE, come=(1, 2)).ledger.rows()  # 2 members, then 4
    early = where(rows, purpose="premium_early")
    by_month = {m: -change(early[early["month"] == m], "residents.cash") for m in sorted(set(early["month"].tolist()))}
    assert sum(v for m, v in by_month.items() if 9 <= m <= 11) == 2 * 320_00
    assert by_month[12] == 2 * 320_00


def test_pools_are_for_the_years_own_members() -> None:
    ends = settle(POOL, gone=(0, 2)).office.year_ends  # persons 0 and 2 live in township A
    assert ends[2021].budgets[0].budget.tolist() == [2 * 50_00, 2 * 50_00]
    assert ends[2022].budgets[0].budget.tolist() == [0, 2 * 50_00]


def test_enrolees_are_counted_by_year() -> None:
    tables = settle(FREE, gone=(0,)).tables()
    assert tables["persons"].set_index("year")["enrolees"].to_dict() == {2021: 4, 2022: 3}
    assert tables["patients"].groupby("year")["persons"].sum().to_dict() == {2021: 4, 2022: 3}


def january(first_day: int, **what: Any) -> Any:
    """A stay of person 0 that ends on 5 January 2022; a visit on that day if it has no days."""
    return small.encounter(0, 369, small.HOSPITAL, 1000, **what) if first_day == 369 else small.encounter(
        0, 369, small.HOSPITAL, 1000, stay=369 - first_day, **what)  # fmt: skip


@pytest.mark.parametrize(("first_day", "claims"), [(360, 1), (366, 0), (369, 0)])
def test_a_stay_that_began_while_he_was_a_member_is_settled_as_his(first_day: int, claims: int) -> None:
    done = settle(FREE, gone=(0,), encounters={12: (january(first_day),)})
    care = done.totals.care[12]
    paid = care[small.HOSPITAL].sum(axis=1)  # (schemes, measures)
    by_scheme = [int(row.sum() > 0) for row in paid]
    assert by_scheme == ([1, 0, 0] if claims else [0, 0, 1])
    people = done.tables()["patients"]
    own = people[people["year"] == 2022]["own_paid_yuan"].sum()
    assert own == (100 if claims else 0)  # a tenth is paid first by the patient; who is no member is in no table of members


def test_what_was_used_last_year_is_forgotten_before_the_first_journey_of_the_new_one() -> None:
    made = Settlement(small.county(), small.people(), small.policy(FREE), TWO)
    made.month(11, small.array(small.encounter(1, 360, small.HOSPITAL, 1000, stay=3)))
    assert made.benefit_state().tolist() == [0, 4, 0, 0]  # one stay, see STATES
    made.new_year(2022)
    assert made.benefit_state().tolist() == [0, 0, 0, 0]
