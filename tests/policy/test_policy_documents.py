"""What the documents need beyond single bills: merged schedules, yearly steps, rules that answer alone, foreseen penalties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from worlds import county

from sim.behaviour.prices import price_tables
from sim.county.county import SLIPS
from sim.foundation.errors import Problems
from sim.policy.cases import reckon_case
from sim.policy.claims import OPTIONAL, Claims
from sim.policy.payment.drg_coverage import entered
from sim.policy.read import load_rules, read_policy
from sim.policy.registry import builtin_rules
from sim.policy.rule import AXES

DAY = date(2021, 1, 1)
GANSU, MERGED = read_policy("gansu-2018"), read_policy("gansu-2016")
RURAL, URBAN = read_policy("gansu-rural-2016"), read_policy("gansu-urban-2016")


def test_a_merged_schedule_is_in_no_cell_worse_than_either() -> None:
    law, parts = MERGED.at(DAY), (RURAL.at(DAY), URBAN.at(DAY))
    compared = 0
    for name, rule in builtin_rules().items():
        for p in rule.parameters:
            values = [part.values[name][p.name] for part in (law, *parts) if p.name in part.values.get(name, ())]
            if p.better and not p.listed and len(values) == 3:
                merged, first, second = values
                best = np.maximum(first, second) if p.better == "high" else np.minimum(first, second)
                np.testing.assert_array_equal(merged, best, err_msg=f"{name}.{p.name}")
                compared += 1
    assert compared >= 12


def test_before_the_merger_the_base_holds() -> None:
    before = MERGED.at(date(2016, 12, 31)).values["benefit.inpatient_ratio"]["ratio"]
    np.testing.assert_array_equal(before, RURAL.at(DAY).values["benefit.inpatient_ratio"]["ratio"])


def test_a_merged_value_keeps_the_word_of_the_schedule_it_comes_from() -> None:
    law = MERGED.at(DAY)
    city, township = AXES["where"].index("city"), AXES["where"].index("township")
    assert "城镇居民医保" in law.source("benefit.inpatient_ratio", {"where": city})
    assert "新农合" in law.source("benefit.inpatient_ratio", {"where": township})


def _merging(folder: Path, merge: str) -> Path:
    path = folder / "merged.toml"
    path.write_text(
        '[document]\nkind = "policy"\nschema = 1\nid = "merged"\ntitle_zh = "合并"\ntitle_en = "Merged"\n'
        f'base = "baseline-ffs"\nmerge = "{merge}"\neffective = 2017-01-01\n',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("merge", "said"),
    [("gansu-urban-2061", "gansu-urban-2016"), ("merged.toml", "a policy cannot be merged with itself")],
)
def test_a_merger_with_nothing_or_itself_is_refused(tmp_path: Path, merge: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        read_policy(_merging(tmp_path, merge))
    assert said in caught.value.render("en")


FAULTS = {
    "no rule": ({}, "this policy has no such rule in force"),
    "a misspelt rule": ({"rule": "payment.prepaymnt"}, "did you mean payment.prepayment"),
    "a fact left out": ({"rule": "payment.prepayment", "facts": {"last_year": 1}}, "approved is missing"),
    "an unknown fact": (
        {"rule": "payment.prepayment", "facts": {"last_year": 1, "approved": 1, "erned": 90}},
        "did you mean earned",
    ),
    "a list for one amount": (
        {"rule": "payment.prepayment", "facts": {"last_year": [1], "approved": 1}},
        "is not a number",
    ),
    "one amount for a list": ({"rule": "fund.agency_netting", "facts": {"advanced": 1}}, "a list is expected"),
    "no square table": ({"rule": "fund.agency_netting", "facts": {"advanced": [1, 2]}}, "no square table of agencies"),
    "a choice that does not exist": (
        {"rule": "access.catastrophic_timing", "facts": {"kind": "stay", "settled": "2021-01-01"}},
        "is not one of outpatient, inpatient",
    ),
    "no date": ({"rule": "access.catastrophic_timing", "facts": {"kind": "inpatient", "settled": "soon"}}, "not a date"),
    "a date before the policy": ({"rule": "payment.prepayment", "date": "2001-01-01"}, "says nothing about 2001-01-01"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_question_to_one_rule_is_explained(fault: str) -> None:
    case, said = FAULTS[fault]
    policy = read_policy("rizhao-2017") if "netting" in str(case) else GANSU
    with pytest.raises(Problems) as caught:
        reckon_case(policy, case)
    assert said in caught.value.render("en")
    assert caught.value.render("zh")


RULE_FILE = '''
from sim.policy.rule import Fact, Parameter, Rule

def bonus(values, visits):
    return {"bonus": visits * values.one("per_visit")}

RULE = Rule(
    name="cash.visit_bonus", slot="cash", zh="门诊奖励", en="visit bonus", function=bonus,
    parameters=(Parameter("per_visit", "yuan/visit", "每次奖励", "bonus a visit", low=0),),
    takes=(Fact("visits", "count", "人次", "visits"),), gives=(Fact("bonus", "yuan", "奖励", "bonus"),),
)
'''


def test_a_users_rule_with_its_schema_answers_alone(tmp_path: Path) -> None:
    (tmp_path / "visit_bonus.py").write_text(RULE_FILE, encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        '[document]\nkind = "policy"\nschema = 1\nid = "mine"\ntitle_zh = "本县"\ntitle_en = "Mine"\nbase = "baseline-ffs"\n'
        'effective = 2017-01-01\n[[provision]]\nid = "1"\n[[provision.set]]\npath = "cash.visit_bonus.per_visit"\n'
        'value = 1.5\nunit = "yuan/visit"\nkind = "lever"\nstatus = "sourced"\nsource = "某文件 第一条"\n',
        encoding="utf-8",
    )
    policy = read_policy(path, rules=load_rules(tmp_path))
    answer = reckon_case(policy, {"rule": "cash.visit_bonus", "facts": {"visits": 1000}})
    assert answer["bonus"] == 1500.0
    assert answer["steps"][0]["source"] == "某文件 第一条"
    with pytest.raises(Problems, match=r"cash.visit_bonus is not modelled"):
        read_policy(path)


def test_the_largest_hospitals_enter_until_the_funds_share_is_reached() -> None:
    """Zaozhuang's 70 % with only a tenth of the institutions asked for: 40 + 30 of 100 are needed."""
    law = read_policy("zaozhuang-2023").at(date(2023, 6, 1))
    values = {"institutions": np.int64(100_000), "fund_share": law.values["payment.drg_coverage"]["fund_share"]}

    class Few(dict[str, np.int64]):
        def one(self, name: str) -> int:
            return int(self[name])

    spent = np.array([10, 40, 20, 30, 0]) * 100
    assert entered(Few(values), spent).tolist() == [False, True, False, True, False]  # type: ignore[arg-type]


def test_a_claim_without_the_newer_facts_has_zeros_for_them() -> None:
    claims = Claims.zeros(3)
    assert all(len(getattr(claims, name)) == 3 and not getattr(claims, name).any() for name in OPTIONAL)
    assert all(len(getattr(claims.take(np.array([0, 2])), name)) == 2 for name in OPTIONAL)


def test_patients_foresee_that_a_stay_without_referral_is_paid_less() -> None:
    """The price of a city stay rises for those who come by themselves, not for the referred and not in the county."""
    place = county()
    without = price_tables(read_policy("gansu-2018-no-penalty").at(DAY), place).ip
    penalty = price_tables(GANSU.at(DAY), place).ip
    none, referred, emergency = (SLIPS.index(name) for name in ("none", "referred", "emergency"))
    pneumonia, in_county, in_city = 1, 2, 3
    insured = slice(0, -1)  # the last state is to have no insurance: it costs everything under both
    assert (penalty[0, insured, none, pneumonia, in_city] > without[0, insured, none, pneumonia, in_city]).all()
    np.testing.assert_array_equal(penalty[:, :, [referred, emergency]], without[:, :, [referred, emergency]])
    np.testing.assert_array_equal(penalty[..., in_county], without[..., in_county])
