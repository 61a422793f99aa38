"""Item prices change on a date, and tests are not repeated: bills worked by hand; the encounters stay what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_county as small
import worlds

from sim.behaviour.prices import price_tables
from sim.county import read
from sim.county.county import ITEM_CLASSES, County
from sim.foundation.calendar import Calendar
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

YEAR = Calendar.of_year(2021)
Law = dict[str, tuple[Any, str]]
CUT: Law = {"fund.item_prices.factor": ({"all": 100, "western_drugs": 85}, "%")}
"""Western drugs cost 15 % less; they are six tenths of every charge of the small county, examinations four."""
TESTS: Law = {
    "access.test_recognition.same_level": (True, "flag"), "access.test_recognition.same_hospital": (True, "flag"),
    "access.test_recognition.lower_accepts_higher": (True, "flag"), "access.test_recognition.within": (30, "days"),
    "access.test_recognition.compliance": (50, "%"),
}  # fmt: skip


def run(law: Law, *encounters: np.void, place: County | None = None, then: Law | None = None) -> Settlement:
    laws = (small.PLAIN | law, *((then,) if then else ()))
    done = reprice(small.array(*encounters), place or small.county(), small.people(), small.policy(*laws), YEAR,
                   keep_claims=True)  # fmt: skip
    assert set(done.checks().values()) == {0}
    return done


def claims(done: Settlement) -> list[list[int]]:
    columns = ["charge_fen", "selfpaid_fen", "firstpaid_fen", "eligible_fen", "basic_fen", "own_paid_fen"]
    rows: list[list[int]] = done.claims()[columns].to_numpy().tolist()
    return rows


def test_drugs_15_percent_cheaper_take_9_percent_off_a_bill() -> None:
    # 2,000 yuan = 1,200 drugs + 800 examination; drugs 1,020: 1,820. A tenth, 182, is paid first; 1,638 - 200 = 1,438,
    # 80 % = 1,150.40; the patient pays 669.60.
    stay = small.encounter(0, 20, small.HOSPITAL, 2000, stay=5)
    assert claims(run(CUT, stay)) == [[182_000, 0, 18_200, 163_800, 115_040, 66_960]]
    assert stay["charge_fen"] == 200_000


def test_prices_change_on_the_day_of_discharge_and_not_before() -> None:
    # A visit of 100 yuan on 30 June and one on 1 July: 100 and 91 yuan; half of nine tenths is paid.
    visits = [small.encounter(0, day, small.CENTRE_A, 100, n=n) for n, day in enumerate((180, 181))]
    later = small.PLAIN | CUT | {"from": (date(2021, 7, 1), "")}
    assert [row[0] for row in claims(run({}, *visits, then=later))] == [10_000, 9_100]


def test_the_part_outside_the_catalogue_keeps_its_share() -> None:
    # 100 yuan with 20 outside the catalogue: 91 and 18.20; a tenth, 9.10, is paid first: 63.70 eligible.
    visit = small.encounter(0, 20, small.CENTRE_A, 100, noncovered_fen=2_000)
    assert claims(run(CUT, visit))[0][:4] == [9_100, 1_820, 910, 6_370]


def test_other_payers_and_unclaimed_visits_have_the_new_prices_too() -> None:
    # 1,000 yuan of an employee: 910 of revenue; an unclaimed visit of 100: the patient pays 91.
    visit = small.encounter(0, 20, small.HOSPITAL, 100, flags=0)
    done = run(CUT, visit, small.of_other_payer(4, 30, small.HOSPITAL, 1000))
    row = done.tables()["institutions"].set_index("id").loc["hospital"]
    assert (row["revenue_other_payers_yuan"], row["revenue_patients_yuan"]) == (910, 91)


def test_the_table_of_prices_says_what_every_class_would_have_cost() -> None:
    stay = small.encounter(0, 20, small.HOSPITAL, 2000, stay=5)
    done = run(CUT, stay, small.of_other_payer(4, 30, small.HOSPITAL, 1000))
    table = done.tables()["prices"]
    found = {(r.whose, r.item): (r.old_fen, r.new_fen) for r in table.itertuples()}
    assert found == {
        ("residents", "western_drugs"): (120_000, 102_000), ("residents", "examination"): (80_000, 80_000),
        ("other_payers", "western_drugs"): (60_000, 51_000), ("other_payers", "examination"): (40_000, 40_000),
    }  # fmt: skip
    items = done.tables()["items"].set_index("id").loc["hospital"]
    assert (items["western_drugs_fen"], items["examination_fen"]) == (102_000, 80_000)
    assert run({}, stay).tables()["prices"].empty


def test_herbs_paid_in_full_follow_the_price_of_herbs() -> None:
    # Half herbs, half drugs: 100 yuan become 50 x 120 % + 50 = 110. Of 99 eligible after a tenth paid first, 60 are herbs
    # and paid in full, 39 at 50 %: 79.50.
    items = np.zeros((4, 5, len(ITEM_CLASSES)))
    items[..., [ITEM_CLASSES.index("herbal_pieces"), ITEM_CLASSES.index("western_drugs")]] = 0.5
    place = small.county()
    place = replace(place, conditions=replace(place.conditions, items_op=items))
    dearer: Law = {
        "fund.item_prices.factor": ({"all": 100, "herbal_pieces": 120}, "%"), "benefit.tcm_full.where": (True, "flag"),
    }  # fmt: skip
    assert claims(run(dearer, small.encounter(0, 20, small.CENTRE_A, 100), place=place))[0][3:5] == [9_900, 7_950]


def test_cheaper_drugs_are_cheaper_for_the_hospital_and_dearer_work_is_its_own_gain() -> None:
    # 1,000 yuan = 600 drugs + 400 examination. Variable cost: all of drugs, a quarter of examinations. Drugs at 85 % and
    # examinations at 120 %: income 510 + 480 = 990; cost 510 + 100 (the work costs what it did): 380 are left, not 300.
    columns = {f"variable_{name}": 0.0 for name in ITEM_CLASSES} | {"variable_western_drugs": 1.0, "variable_examination": 0.25}
    columns |= {"basic_pay_yuan": 0.0, "fixed_cost_yuan": 0.0, "pay_ceiling_yuan": 9e9, "staff_share": 1.0}
    place = small.county()
    other = pd.DataFrame(columns, index=pd.Index(place.institutions.id))
    place = replace(place, institutions=replace(place.institutions, other=other))
    both: Law = {"fund.item_prices.factor": ({"all": 100, "western_drugs": 85, "examination": 120}, "%")}
    stay = small.encounter(0, 20, small.HOSPITAL, 1000, stay=5)
    nets = [int(run(law, stay, place=place).chain(2021).net_income[small.HOSPITAL]) for law in ({}, both)]
    assert nets == [30_000, 38_000]


def charged(*encounters: np.void, law: Law = TESTS) -> list[int]:
    """Charges in fen where a fifth of the tests of a further contact repeats known ones and half of it is left out."""
    place = replace(small.county(), repeated_tests=np.full(5, 0.2))
    return [row[0] for row in claims(run(law, *encounters, place=place))]


def follows(day: int, institution: int, n: int, parent: int = 0, **fields: Any) -> np.void:
    return small.encounter(0, day, institution, 1000, n=n, parent=parent, episode=7, **fields)


FIRST = follows(20, small.HOSPITAL, 0, 255)


@pytest.mark.parametrize(
    ("second", "fen"),
    [
        (follows(27, small.HOSPITAL, 1), 96_000),  # 400 of examinations, a fifth repeated, half of it left out: 40 off
        (follows(27, small.CENTRE_A, 1), 96_000),  # the lower accepts the higher's
        (follows(27, small.CITY, 1), 100_000),  # the higher need not accept the lower's
        (follows(60, small.HOSPITAL, 1), 100_000),  # 40 days later it is too old
        (follows(27, small.HOSPITAL, 1, parent=255), 100_000),  # another matter
        (follows(70, small.HOSPITAL, 1, stay=43), 96_000),  # asked for a week later, however long the stay
    ],
)
def test_a_known_test_is_not_charged_again(second: np.void, fen: int) -> None:
    assert charged(FIRST, second) == [100_000, fen]


def test_without_the_rule_or_without_the_fact_everything_is_charged() -> None:
    second = follows(27, small.HOSPITAL, 1)
    assert charged(FIRST, second, law={}) == [100_000, 100_000]
    assert [row[0] for row in claims(run(TESTS, FIRST, second))] == [100_000, 100_000]


def test_a_test_spared_after_a_price_change_is_spared_at_the_new_price() -> None:
    # Drugs 600 x 85 % = 510, examinations 400 - 40: 870.
    assert charged(FIRST, follows(27, small.HOSPITAL, 1), law=TESTS | CUT) == [91_000, 87_000]


def test_what_patients_expect_to_pay_follows_the_new_prices() -> None:
    # A mean visit to the county hospital of 222 yuan, a tenth outside the catalogue, a twentieth paid first, an eleventh of it
    # drugs at 50 %: the patient's price falls as his bill does, by 0.5 / 11 of it where nothing has a deductible.
    place = worlds.county()
    law = {"benefit.outpatient_ratio.ratio": (50, "%"), "benefit.inpatient_ratio.ratio": (80, "%"),
           "benefit.inpatient_deductible.amount": (0, "yuan")}  # fmt: skip
    cheaper = law | {"fund.item_prices.factor": ({"all": 100, "western_drugs": 50}, "%")}
    old, new = (price_tables(small.policy(values).at(date(2021, 1, 1)), place) for values in (law, cheaper))
    paid = old.op > 1
    np.testing.assert_allclose(new.op[paid] / old.op[paid], 1 - 0.5 / 11, atol=0.001)
    paid = old.ip > 100
    np.testing.assert_allclose(new.ip[paid] / old.ip[paid], 1 - 0.5 / 11, atol=0.001)


def test_an_accident_and_a_birth_are_facts_of_the_county() -> None:
    found = read("model-county").conditions
    assert [found.id[i] for i in np.flatnonzero(found.flags["accident"])] == ["fract", "traum", "op_injury"]
    assert [found.id[i] for i in np.flatnonzero(found.flags["birth"])] == ["nd", "cs"]


def test_a_county_without_the_new_columns_is_read_as_before() -> None:
    found = read("xi-henan-2011")
    assert not found.conditions.flags[["accident", "birth"]].to_numpy().any()
    assert not found.repeated_tests.any()


def test_a_caesarean_is_paid_its_fixed_amount_in_a_run() -> None:
    # 5,000 yuan, 500 paid first; instead of 80 % of 4,300 the fixed 1,500.
    place = small.county()
    births = place.conditions.flags.assign(birth=[0, 0, 2, 0])
    place = replace(place, conditions=replace(place.conditions, flags=births))
    law: Law = {"benefit.maternity.amount": ({"all": 0, "vaginal": 1000, "caesarean": 1500}, "yuan")}
    stay = small.encounter(0, 9, small.HOSPITAL, 5000, stay=6)
    assert claims(run(law, stay, place=place))[0][4] == 150_000
    assert claims(run(law, stay))[0][4] == 344_000


def test_an_accident_is_paid_its_cap_by_catastrophic_insurance_in_a_run() -> None:
    # 100,000 yuan, 10,000 paid first, 200 deductible, 80 % = 71,840: 18,160 own and eligible; above 5,000 60 % = 7,896.
    # Of an accident (condition 3 of the small county) at most 2,000.
    law: Law = {
        "benefit.catastrophic.deductible": (5000, "yuan/person/year"), "benefit.catastrophic.edges": ([], "yuan"),
        "benefit.catastrophic.ratios": ([60], "%"), "benefit.catastrophic.covers": (True, "flag"),
        "benefit.catastrophic.counts_first_paid": (False, "flag"),
        "benefit.catastrophic_accident_cap.cap": (2000, "yuan/person/year"),
    }  # fmt: skip
    paid = [
        int(run(law, small.encounter(0, 9, small.HOSPITAL, 100_000, stay=6, condition=c)).claims().iloc[0]["catastrophic_fen"])
        for c in (small.PNEUMONIA, small.INJURY)
    ]
    assert paid == [789_600, 200_000]
