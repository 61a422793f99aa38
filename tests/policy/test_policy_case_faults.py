"""A calculator answers a faulty case with every fault at once, in both languages, and never with a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sim.foundation.errors import Problems
from sim.policy.bill_case import HOMES, SCHEMES
from sim.policy.cases import bill_case, clear_case
from sim.policy.claims import BIRTHS, CLASSES, FILINGS, KINDS, LEVELS, PLACES, REFERRALS, WHERE
from sim.policy.read import read_policy
from sim.policy.spoken import SPOKEN

BASE, RIZHAO = read_policy("baseline-ffs"), read_policy("rizhao-2017")
STAY = {"kind": "inpatient", "tier": "county", "charge": 6000}

BILLS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nothing": ({}, ("kind is missing", "tier is missing", "charge is missing", "缺少 kind")),
    "a misspelt key": ({"encounter": {**STAY, "chrge": 1}}, ("the key chrge is not known", "did you mean charge")),
    "a misspelt room": ({"encounter": STAY, "persn": {}}, ("the key persn is not known", "did you mean person")),
    "a kind that does not exist": ({"encounter": {**STAY, "kind": "inpatiant"}}, ("did you mean inpatient",)),
    "a class that does not exist": (
        {"encounter": STAY, "person": {"class": "poor"}},
        ("there is no such choice: poor", "general | low_income"),
    ),
    "three decimals": ({"encounter": {**STAY, "charge": 10.005}}, ("at most two decimals", "不超过两位小数")),
    "a negative amount": ({"encounter": {**STAY, "charge": -1}}, ("an amount cannot be negative", "金额不能为负")),
    "text for an amount": ({"encounter": {**STAY, "charge": "much"}}, ("an amount in yuan",)),
    "more eligible than charged": (
        {"encounter": {**STAY, "eligible": 7000}},
        ("the eligible part cannot exceed the charge",),
    ),
    "a date before the policy": ({"encounter": {**STAY, "date": "2001-01-01"}}, ("says nothing about 2001-01-01",)),
    "no date at all": ({"encounter": {**STAY, "date": "soon"}}, ("not a date", "YYYY-MM-DD")),
    "yes for true": ({"encounter": {**STAY, "accident": "yes"}}, ("true or false is expected",)),
    "a broken number of stays": ({"encounter": STAY, "year_to_date": {"admissions": 1.5}}, ("a whole number",)),
    "a list for a mapping": ({"encounter": [1]}, ("a mapping of names to values is expected",)),
}


@pytest.mark.parametrize("fault", BILLS)
def test_a_faulty_bill_case_is_explained(fault: str) -> None:
    case, messages = BILLS[fault]
    with pytest.raises(Problems) as caught:
        bill_case(BASE, case)
    said = caught.value.render("zh") + caught.value.render("en")
    assert all(message in said for message in messages), said


CLEARINGS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "no holder": ({"spending": 1}, ("this policy has several mechanisms: say which one",)),
    "an unknown mechanism": ({"mechanism": "drg", "spending": 1}, ("this policy has no such mechanism",)),
    "a pool without enrolees": ({"mechanism": "outpatient_pool", "spending": 1}, ("needs the number of enrolees",)),
    "too few years": ({"history": [100], "spending": 1}, ("the budget needs 2 years of history, only 1 are known",)),
    "more refused than spent": (
        {"enrolees": 1, "spending": 1, "audit_refused": 2},
        ("more was refused than was spent",),
    ),
    "a deposit without a rule": (
        {"enrolees": 1, "spending": 1, "deposit": 5, "score": 90},
        ("does not say what a score does to a deposit",),
    ),
    "a score over 100": ({"enrolees": 1, "spending": 1, "score": 101}, ("a score lies between 0 and 100",)),
    "two members of one name": (
        {"enrolees": 1, "spending": 1, "members": [{"id": "a", "tier": "county"}, {"id": "a", "tier": "county"}]},
        ("two members have the same id",),
    ),
    "a member without tier": ({"enrolees": 1, "spending": 1, "members": [{"id": "a"}]}, ("tier is missing",)),
}


@pytest.mark.parametrize("fault", CLEARINGS)
def test_a_faulty_clearing_case_is_explained(fault: str) -> None:
    case, messages = CLEARINGS[fault]
    with pytest.raises(Problems) as caught:
        clear_case(RIZHAO, case)
    said = caught.value.render("zh") + caught.value.render("en")
    assert all(message in said for message in messages), said


def test_all_faults_come_at_once() -> None:
    with pytest.raises(Problems) as caught:
        bill_case(BASE, {"encounter": {"kind": "x", "charge": -1}, "person": {"age": 200, "clas": 1}})
    assert len(caught.value.problems) == 5


def test_the_answer_has_exactly_the_promised_keys() -> None:
    answer = bill_case(BASE, {"encounter": STAY})
    assert list(answer) == [
        "eligible", "deductible", "basic", "catastrophic", "assistance", "supplement", "own_paid", "paid_total",
        "steps",
    ]  # fmt: skip
    assert all(list(step) == ["rule", "amount", "why_zh", "why_en", "source"] for step in answer["steps"])
    cleared = clear_case(RIZHAO, {"enrolees": 10, "spending": 1})
    assert list(cleared) == [
        "budget", "balance", "retained", "fund_keeps", "borne", "fund_adds", "deposit_returned", "to_pay", "to_recover",
        "members", "steps",
    ]  # fmt: skip
    json.dumps([answer, cleared])


def test_the_steps_of_a_bill_name_the_clause_behind_each_amount() -> None:
    case = {
        "encounter": {**STAY, "tier": "city", "referral": "up"},
        "year_to_date": {"deductible_paid": 500, "admissions": 1},
    }
    steps = {step["rule"]: step for step in bill_case(BASE, case)["steps"]}
    assert steps["benefit.inpatient_deductible"]["amount"] == 800
    assert "蚌埠" in steps["benefit.inpatient_deductible"]["source"]
    assert steps["benefit.referral_up"]["amount"] == 300
    assert steps["benefit.referral_up"]["why_zh"] == "上转连续计算起付线：800.00 → 300.00"
    assert "benefit.inpatient_nth_stay" not in steps, "a rule that changed nothing is not told"


def test_a_premium_that_comes_before_the_package_has_to_be_stated() -> None:
    case = {"mechanism": "payment.package", "enrolees": 1000, "per_head": 580, "spending": 500_000}
    with pytest.raises(Problems, match="the catastrophic premium comes first"):
        clear_case(read_policy("anhui-2015"), case)


def test_what_is_paid_before_a_package_cannot_exceed_it() -> None:
    case = {"mechanism": "payment.package", "enrolees": 1000, "per_head": 580, "paid_before": 600_000, "spending": 500_000}
    with pytest.raises(Problems, match="exceed the income of the package"):
        clear_case(read_policy("anhui-2015"), case)


def test_offices_own_words_are_understood() -> None:
    codes = bill_case(RIZHAO, {"encounter": STAY, "person": {"class": "destitute"}})
    words = {"encounter": {"kind": "住院", "tier": "县级", "charge": 6000}, "person": {"class": "特困"}}
    assert bill_case(RIZHAO, words) == codes
    assert codes["basic"] > 0


def test_every_word_stands_for_one_code_among_those_that_a_key_allows() -> None:
    for names in (CLASSES, KINDS, WHERE, PLACES, LEVELS, REFERRALS, FILINGS, BIRTHS, SCHEMES, HOMES):
        said = [word for name in names for word in SPOKEN[name]]
        assert len(set(said)) == len(said), names


def test_an_empty_case_is_told_what_is_missing() -> None:
    for policy, zh in ((BASE, "没有要清算的预算"), (RIZHAO, "没有写明发生额")):
        with pytest.raises(Problems) as found:
            clear_case(policy, {"mechanism": "outpatient_pool"} if policy is RIZHAO else {})
        assert zh in found.value.render("zh")
