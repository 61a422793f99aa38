"""One reckoned rule asked alone: single facts in, single results out, as plain dicts. Yuan, percent and dates outside,
exact integers inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from sim.foundation.errors import did_you_mean, one_of
from sim.policy.case_input import CaseInput
from sim.policy.policy import Policy
from sim.policy.rule import RECKONED_SLOTS, Fact, Rule
from sim.policy.spoken import coded
from sim.policy.units import to_integer, written


def reckon_case(policy: Policy, case: Mapping[str, Any]) -> dict[str, Any]:
    """Ask one rule of a policy.

    Args:
        policy: the policy.
        case: {"rule": its name, "date": which values (default: the latest), "facts": what the rule `takes`}.

    Returns:
        What the rule `gives`, in the declared units, and `steps` with reason and source.

    Raises:
        Problems: everything wrong with the case at once.
    """
    top = CaseInput(case)
    named = top.text("rule")
    day = top.day("date", policy.eras[-1].date)
    facts = top.part("facts")
    top.finish()
    try:
        law = policy.at(day)
    except ValueError as error:
        top.fault("date", day, f"政策 {policy.id} 自{policy.eras[0].date}起才有规定", str(error))
        top.done()
        raise
    rules = {rule.name: rule for slot in RECKONED_SLOTS for rule in law.rules.get(slot, ())}
    rule = rules.get(named)
    if rule is None:
        zh, en = "本政策没有这条规则", "this policy has no such rule in force"
        top.fault("rule", named, zh, en, one_of(sorted(rules), 30), did_you_mean(named, rules))
        top.done()
        raise AssertionError
    given = {fact.name: value for fact in rule.takes if (value := _read(facts, fact)) is not None}
    facts.finish()
    top.done()
    try:
        found = rule.function(law.values[rule.name], **given)
    except ValueError as error:
        top.fault("facts", None, "这些数据算不出结果", str(error))
        top.done()
        raise
    results = {fact.name: _write(fact, found[fact.name]) for fact in rule.gives if fact.name in found}
    steps = [_step(rule, fact, results[fact.name], law.source(rule.name)) for fact in rule.gives if fact.name in found]
    return {**results, "steps": steps}


def _read(facts: CaseInput, fact: Fact) -> Any:
    """One fact as the integer, date or array that the function wants; None if it was left out and may be."""
    value = facts.any(fact.name, required=not fact.optional)
    if value is None:
        return None
    if fact.unit == "date":
        return facts.day(fact.name, date.min)
    items = value if fact.listed else [value]
    if not isinstance(items, list):
        facts.fault(fact.name, value, "应为列表", "a list is expected", "[ ... ]")
        return None
    numbers = []
    for item in items:
        try:
            numbers.append(to_integer(coded(item, fact.choices or ()), fact.unit, fact.choices))
        except ValueError as error:
            allowed = one_of(fact.choices) if fact.choices else fact.unit
            facts.fault(fact.name, item, f"{item!r} 不是合适的取值", str(error), allowed)
            return None
    return np.array(numbers, np.int64) if fact.listed else numbers[0]


def _write(fact: Fact, value: Any) -> Any:
    if fact.unit == "date":
        return value.isoformat()
    if fact.listed:
        return [_number(fact, int(x)) for x in value]
    return _number(fact, int(value))


def _number(fact: Fact, value: int) -> Any:
    if fact.unit == "flag":
        return bool(value)
    if fact.unit == "choice":
        return fact.choices[value]
    if fact.unit in ("count", "days", "months", "years"):
        return value
    return float(written(value, fact.unit))


def _step(rule: Rule, fact: Fact, amount: Any, source: str) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "amount": amount,
        "why_zh": f"{rule.zh}：{fact.zh}",
        "why_en": f"{rule.en}: {fact.en}",
        "source": source,
    }
