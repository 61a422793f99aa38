"""In which band of its schedule a budget holder ends, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analysis.states import COLUMNS, SHARES, shares_of_seeds, states, undecided
from tests.behaviour.small import hospital_budget, law

BANDS = law(
    hospital_budget(100, 50)
    | {
        "payment.hospital_budget.surplus_edges": ([10], "%"),
        "payment.hospital_budget.surplus_shares": ([100, 20], "%"),
        "payment.hospital_budget.deficit_edges": ([5, 10], "%"),
        "payment.hospital_budget.deficit_shares": ([100, 50, 0], "%"),
    }
)
"""Of a budget of 1,000: a surplus to 100 is kept, a fifth of what is beyond; a deficit to 50 is borne, half of that to 100,
nothing beyond."""
CASES = (
    (0.0, "surplus_1", "结余第1档（本档留用100%）"),
    (99.99, "surplus_1", "结余第1档（本档留用100%）"),
    (100.0, "surplus_1", "结余第1档（本档留用100%）"),
    (100.01, "surplus_2", "结余第2档（本档留用20%）"),
    (-50.0, "deficit_1", "超支第1档（本档承担100%）"),
    (-50.01, "deficit_2", "超支第2档（本档承担50%）"),
    (-100.0, "deficit_2", "超支第2档（本档承担50%）"),
    (-400.0, "deficit_3", "超支第3档（本档承担0%）"),
)


def clearing(balance: float, rule: str = "payment.hospital_budget") -> pd.DataFrame:
    row = {"year": 2021, "rule": rule, "rule_zh": "医院总额", "id": "hospital", "name_zh": "县医院", "name_en": "county hospital",
           "budget_yuan": 1000.0, "balance_yuan": balance}  # fmt: skip
    return pd.DataFrame([row])


@pytest.mark.parametrize(("balance", "state", "zh"), CASES)
def test_a_holder_ends_in_the_band_that_its_balance_reaches(balance: float, state: str, zh: str) -> None:
    """The edges of 1,000 yuan are 100 on one side, 50 and 100 on the other; an edge belongs to the band below it."""
    [row] = states(clearing(balance), BANDS).to_dict("records")
    assert (row["state"], row["state_zh"]) == (state, zh)
    assert str(row["state_en"]).startswith(f"{'surplus' if balance >= 0 else 'deficit'}, band {state[-1]} (")


def test_a_flat_share_has_one_band_and_a_rule_without_schedule_says_nothing_of_it() -> None:
    flat = states(clearing(-400), law(hospital_budget(100, 50))).iloc[0]
    assert (flat["state"], flat["state_en"]) == ("deficit_1", "deficit (50 % borne)")
    unknown = states(clearing(-400, "payment.points_pool"), BANDS).iloc[0]
    assert (unknown["state"], unknown["state_zh"]) == ("deficit_1", "超支")


def test_the_share_of_seeds_in_each_state_adds_up_to_one() -> None:
    """Five replications end at 20, 20, -30, -400 and -500 of 1,000: two keep all of a surplus, one bears its deficit, two are
    beyond what they bear. A sixth, of another policy, is no part of it."""
    runs = [("as-given", "a", states(clearing(balance), BANDS)) for balance in (20, -400, 20, -30, -500)]
    runs += [("as-given", "b", states(clearing(20), BANDS)), ("as-given", "c", pd.DataFrame(columns=list(COLUMNS)))]
    table = shares_of_seeds(runs)
    assert list(table.columns) == list(SHARES)
    found = table[table["policy"] == "a"].set_index("state")["share"].to_dict()
    assert found == {"deficit_1": 0.2, "deficit_3": 0.4, "surplus_1": 0.4}
    assert table[table["policy"] == "b"]["share"].tolist() == [1.0]
    assert undecided(table)["policy"].unique().tolist() == ["a"]
    assert shares_of_seeds([]).empty
    assert undecided(shares_of_seeds([])).empty
