"""The mechanical effect by provision, on a county small enough for hand arithmetic, and on random ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import small_county as small
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import FREE, OUT, package
from small_policy_files import Clauses, policy_file

from sim.experiment.effects.provisions import BASE, INTERACTION, TOTAL, amounts, by_provision
from sim.foundation.calendar import Calendar
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

RATIO, AMOUNT, VISITS = "benefit.inpatient_ratio.ratio", "benefit.inpatient_deductible.amount", "benefit.outpatient_ratio.ratio"
CAP = "benefit.basic_year_cap.cap"
PLAIN = [("b1", RATIO, 60, "%"), ("b2", AMOUNT, 500, "yuan"), ("b3", VISITS, 50, "%")]


def one_each(sets: Sequence[tuple[str, str, object, str]]) -> Clauses:
    return {i: {path: (value, unit)} for i, path, value, unit in sets}


def laws(folder: Path, sets: Sequence[tuple[str, str, object, str]]) -> tuple[Policy, Policy]:
    policy_file(folder, "plain", one_each(PLAIN))
    return read_policy(folder / "plain.toml"), read_policy(policy_file(folder, "reform", one_each(sets), "plain.toml"))


CALENDAR = Calendar(small.FIRST, 31)  # one month is a year here: cleared at its end


def settle(law: Policy, *encounters: np.void, persons: int = 4) -> Settlement:
    return reprice(small.array(*encounters), small.county(), small.people(persons), law, CALENDAR)


def told(reform: Policy, baseline: Policy, *encounters: np.void, outcome: str = "paid.basic") -> pd.DataFrame:
    before = settle(baseline, *encounters)
    frame = by_provision(reform, baseline, lambda law: settle(law, *encounters), 2021, before)
    return frame[frame["outcome"] == outcome].set_index("provision")


STAY = small.encounter(0, 20, small.HOSPITAL, 5000, stay=5)


def test_two_provisions_that_multiply(tmp_path: Path) -> None:
    """A stay of 5,000, a tenth of it paid first: 4,500 eligible. 60 % above 500: 2,400. Ratio 80 %: 3,200. Deductible 300:
    4,200 x 60 % = 2,520. Both: 3,360. Alone 800 and 120, together 960: interaction 40. In order 800, 160; Shapley
    (800 + 840) / 2 = 820 and (120 + 160) / 2 = 140. The third sets the ratio of visits, of which there are none."""
    base, reform = laws(tmp_path, [("A", RATIO, 80, "%"), ("B", AMOUNT, 300, "yuan"), ("C", VISITS, 70, "%")])
    rows = told(reform, base, STAY)
    assert rows["in_order"].to_dict() == {"A": 80000, "B": 16000, "C": 0, INTERACTION: 0, TOTAL: 96000}
    assert rows["alone"].to_dict() == {"A": 80000, "B": 12000, "C": 0, INTERACTION: 4000, TOTAL: 96000}
    assert rows["last"].dropna().to_dict() == {"A": 84000, "B": 16000, "C": 0}
    assert rows["shapley"].to_dict() == {"A": 82000, "B": 14000, "C": 0, INTERACTION: 0, TOTAL: 96000}
    assert rows.loc["A", "clause_zh"] == "第A条"
    assert rows.loc["A", "clause_en"] == "clause A"


def test_the_order_is_that_of_the_document(tmp_path: Path) -> None:
    """The deductible first: 120, then the ratio 840."""
    base, reform = laws(tmp_path, [("B", AMOUNT, 300, "yuan"), ("A", RATIO, 80, "%")])
    rows = told(reform, base, STAY)
    assert list(rows["in_order"]) == [12000, 84000, 0, 96000]
    assert list(rows["step"]) == [1, 2, 3, 4]


def test_three_provisions_shown_to_the_fen(tmp_path: Path) -> None:
    """As above with a yearly cap of 3,000 as third. Values: none 2,400; A 3,200; B 2,520; AB 3,360; and with C 2,400; 3,000;
    2,520; 3,000. Orders ABC, ACB, BAC, BCA, CAB, CBA give A 800, 800, 840, 480, 600, 480, in all 4,000: 666.666...;
    B 160, 0, 120, 120, 0, 120, in all 520: 86.666...; C -360, -200, -360, 0, 0, 0, in all -920: -153.333...
    In fen 66666.67 + 8666.67 - 15333.33 = 60000: rounded down 66666, 8666, -15334, and the two fen that are left go to the
    three equal remainders of 2/3 in order: A and B."""
    base, reform = laws(tmp_path, [("A", RATIO, 80, "%"), ("B", AMOUNT, 300, "yuan"), ("C", CAP, 3000, "yuan/person/year")])
    rows = told(reform, base, STAY)
    assert rows["shapley"].to_dict() == {"A": 66667, "B": 8667, "C": -15334, INTERACTION: 0, TOTAL: 60000}
    assert rows["in_order"].to_dict() == {"A": 80000, "B": 16000, "C": -36000, INTERACTION: 0, TOTAL: 60000}
    assert rows["alone"].to_dict() == {"A": 80000, "B": 12000, "C": 0, INTERACTION: -32000, TOTAL: 60000}


def test_who_pays_mirrors_who_receives(tmp_path: Path) -> None:
    """What the fund pays more the resident pays less, provision by provision."""
    base, reform = laws(tmp_path, [("A", RATIO, 80, "%"), ("B", AMOUNT, 300, "yuan")])
    fund, own = (told(reform, base, STAY, outcome=name) for name in ("paid.basic", "own_paid_sum.all"))
    assert (fund["in_order"] == -own["in_order"]).all()


def test_a_base_that_is_not_the_baseline_is_a_step_of_its_own(tmp_path: Path) -> None:
    """The reform builds on another document (ratio 70 %: 2,800, that is 400 more) and adds a deductible of 300: 2,940."""
    base, _ = laws(tmp_path, [("A", RATIO, 80, "%")])
    policy_file(tmp_path, "other", one_each([("o1", RATIO, 70, "%"), *PLAIN[1:]]))
    reform = read_policy(policy_file(tmp_path, "later", one_each([("B", AMOUNT, 300, "yuan")]), "other.toml"))
    rows = told(reform, base, STAY)
    assert rows["in_order"].to_dict() == {BASE: 40000, "B": 14000, INTERACTION: 0, TOTAL: 54000}
    assert rows["shapley"].to_dict() == {BASE: 40000, "B": 14000, INTERACTION: 0, TOTAL: 54000}


def test_the_policy_against_itself_is_nothing_at_all(tmp_path: Path) -> None:
    base, reform = laws(tmp_path, [("A", RATIO, 80, "%"), ("B", AMOUNT, 300, "yuan")])
    frame = by_provision(reform, base, lambda _: settle(base, STAY), 2021, settle(base, STAY))
    assert (frame[["in_order", "alone", "last", "shapley"]].fillna(0) == 0).all(axis=None)


def test_more_than_six_that_do_something_have_an_order_and_no_mean(tmp_path: Path) -> None:
    """Ratio, deductible and cap of the stay, and a ratio of visits for each of four tiers with a visit of 100 yuan (90
    eligible) in each: village 60, township 70, county 80, city 90 % instead of 50: 9, 18, 27, 36 yuan more."""
    where = {"village": small.CLINIC_A, "township": small.CENTRE_B, "county": small.HOSPITAL, "city": small.CITY}
    sets = [("A", RATIO, 80, "%"), ("B", AMOUNT, 300, "yuan"), ("C", CAP, 2000, "yuan/person/year")]
    sets += [(tier, VISITS, {tier: 60 + 10 * n}, "%") for n, tier in enumerate(where)]
    base, reform = laws(tmp_path, sets)
    care = [STAY, *(small.encounter(1 + n % 3, 10, place, 100) for n, place in enumerate(where.values()))]
    rows = told(reform, base, *care)
    assert rows["shapley"].isna().all()
    assert rows["alone"].loc[list(where)].to_list() == [900, 1800, 2700, 3600]
    assert rows["in_order"].loc[list(where)].to_list() == [900, 1800, 2700, 3600]
    assert rows["in_order"].iloc[:-2].sum() == rows.loc[TOTAL, "in_order"] == 9000 - 40000  # the stay: 2,000 after 2,400


def clauses(**names: str) -> Clauses:
    """The package of the small county in clauses: how the parameters of each begin; the first has what no other names."""
    law = {path: value for path, value in package().items() if path not in FREE}
    told = {i: [path for path in law if path.rpartition(".")[2].startswith(tuple(of.split()))] for i, of in names.items()}
    rest = [path for path in law if not any(path in paths for paths in told.values())]
    return {"amount": {path: law[path] for path in rest}} | {i: {path: law[path] for path in paths} for i, paths in told.items()}


PACKAGE = clauses(leak="leak away", bands="surplus_ deficit_", split="measure shares public_")
"""Four clauses of a package of 4,000 for 1,500 at the county hospital and 900 in the city."""


def of_package(folder: Path, clauses: Clauses, outcome: str) -> pd.DataFrame:
    policy_file(folder, "plain", {"plain": FREE})
    base, reform = (read_policy(f) for f in (folder / "plain.toml", policy_file(folder, "reform", clauses, "plain.toml")))

    def over(law: Policy) -> Settlement:
        return reprice(small.array(*OUT), small.county(), small.people(), law, Calendar.of_year(2021))

    frame = by_provision(reform, base, over, 2021, over(base))
    return frame[frame["outcome"] == outcome].set_index("provision")


def test_the_clauses_of_a_package_do_nothing_alone_and_all_together(tmp_path: Path) -> None:
    """What the hospital gets. Without an amount there is no package, without bands all is the fund's; without leak clause
    4,000 - 1,500 = 2,500 are left, with it 1,600; without split all is the hospital's, with it 60 %: 2,500, 1,600, 1,500, 960.
    So amount and bands bring 2,500 together, the leak takes 900 more, the split 1,000, both together give back 360.
    In order: 0, 0, 1,600, -640. Shapley divides each by those it needs: amount and bands 2,500 / 2 - 900 / 3 - 1,000 / 3 +
    360 / 4 = 706.66..., leak -900 / 3 + 360 / 4 = -210, split -1,000 / 3 + 360 / 4 = -243.33...; the two fen that are left
    when all are rounded down go to the first two."""
    rows = of_package(tmp_path, PACKAGE, "institution.hospital.alliance_money")
    zero = dict.fromkeys(PACKAGE, 0)
    assert rows["alone"].to_dict() == zero | {INTERACTION: 96000, TOTAL: 96000}
    assert rows["in_order"].to_dict() == zero | {"bands": 160000, "split": -64000, INTERACTION: 0, TOTAL: 96000}
    assert rows["last"].dropna().to_dict() == {"amount": 96000, "leak": 96000 - 150000, "bands": 96000, "split": -64000}
    assert rows["shapley"].to_dict() == {
        "amount": 70667, "leak": -21000, "bands": 70667, "split": -24334, INTERACTION: 0, TOTAL: 96000,
    }  # fmt: skip


def test_what_the_fund_keeps_of_it(tmp_path: Path) -> None:
    """The fund loses 2,500 by amount and bands, and 900 less by the leak clause: 1,250, 1,250 less a third of 900 each; who
    divides it among members changes nothing for the fund."""
    rows = of_package(tmp_path, PACKAGE, "fund.balance_cleared")
    assert rows["shapley"].to_dict() == {
        "amount": -95000, "leak": 30000, "bands": -95000, "split": 0, INTERACTION: 0, TOTAL: -160000,
    }  # fmt: skip


def test_a_clause_that_a_later_one_overrides_still_has_its_turn(tmp_path: Path) -> None:
    """60 % after 100 %: the fund pays 1,600, then takes 640 back. Alone and as the last the first clause does nothing; in one
    of six orders it has its turn between the amount and the later one."""
    policy_file(tmp_path, "plain", {"plain": FREE})
    policy_file(tmp_path, "first", clauses(bands="surplus_ deficit_"), "plain.toml")
    later: Clauses = {"bands": {"payment.package.surplus_shares": ([60], "%")}}
    base, law = (read_policy(f) for f in (tmp_path / "plain.toml", policy_file(tmp_path, "later", later, "first.toml")))

    def over(some: Policy) -> Settlement:
        return reprice(small.array(*OUT), small.county(), small.people(), some, Calendar.of_year(2021))

    frame = by_provision(law, base, over, 2021, over(base))
    rows = frame[frame["outcome"] == "fund.balance_cleared"].set_index("provision")
    assert rows["in_order"].to_dict() == {
        "amount": 0, "first:bands": -160000, "later:bands": 64000, INTERACTION: 0, TOTAL: -96000,
    }  # fmt: skip
    # worlds: without amount 0; the amount alone 0; with the first bands -1,600, with the later or both -960
    # orders AFL: 0, -1600, 640; ALF: 0, -960, 0; FAL: 0, -1600, 640; FLA, LAF and LFA: the amount -960, the others 0
    # amount -4,480 / 6 = -746.666..., first -1,600 / 6 = -266.666..., later 320 / 6 = 53.333...; rounded down one fen is left
    assert rows["shapley"].to_dict() == {
        "amount": -74666, "first:bands": -26667, "later:bands": 5333, INTERACTION: 0, TOTAL: -96000,
    }  # fmt: skip


values = st.tuples(st.integers(0, 100), st.integers(0, 2000), st.integers(0, 100), st.integers(0, 6000))
cases = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.sampled_from([1, 2, 3, 4, 5]), st.integers(1, 20000),
                           st.integers(0, 9)), max_size=12)  # fmt: skip


@settings(max_examples=3, deadline=None)
@given(values, cases)
def test_on_any_world_the_parts_add_up_to_the_fen(
    tmp_path_factory: pytest.TempPathFactory, new: tuple[int, int, int, int],
    drawn: list[tuple[int, int, int, int, int]],
) -> None:  # fmt: skip
    ratio, amount, visits, cap = new
    sets = [("A", RATIO, ratio, "%"), ("B", AMOUNT, amount, "yuan"), ("C", VISITS, visits, "%")]
    sets += [("D", CAP, cap, "yuan/person/year")]
    base, reform = laws(tmp_path_factory.mktemp("laws"), sets)
    care = [small.encounter(who, max(day, stay), where, yuan, stay=stay) for who, day, where, yuan, stay in drawn]
    before = settle(base, *care)
    frame = by_provision(reform, base, lambda law: settle(law, *care), 2021, before)
    whole = told_total(before, settle(reform, *care))
    for outcome, rows in frame.groupby("outcome"):
        steps, [total] = rows[~rows["provision"].isin([TOTAL, INTERACTION])], rows.loc[rows["provision"] == TOTAL, "in_order"]
        [rest] = rows.loc[rows["provision"] == INTERACTION, "alone"]
        assert steps["in_order"].sum() == steps["shapley"].sum() == steps["alone"].sum() + rest == total
        assert total == whole[str(outcome)]


def told_total(before: Settlement, after: Settlement) -> dict[str, int]:
    gap = amounts(after, 2021)["value"] - amounts(before, 2021)["value"]
    return {str(name): int(value) for name, value in gap.dropna().items()}
