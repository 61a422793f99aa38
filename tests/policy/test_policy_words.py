"""Every rule, parameter and key of a policy has a name in both languages, and a policy prints its own clauses."""

from __future__ import annotations

import re

import pytest

from sim.foundation.shelves import names
from sim.policy.benefit.work import COLUMNS
from sim.policy.clauses import clauses_zh, unnamed
from sim.policy.read import read_policy
from sim.policy.registry import builtin_rules
from sim.policy.rule import BENEFIT_SLOTS, Rule
from sim.policy.units import UNITS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RULES = list(builtin_rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_named_in_both_languages(rule: Rule) -> None:
    for zh, en in [(rule.zh, rule.en), *((p.zh, p.en) for p in rule.parameters)]:
        assert CHINESE.search(zh)
        assert en
        assert not CHINESE.search(en)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_declares_known_units_axes_and_columns(rule: Rule) -> None:
    assert all(p.unit in UNITS for p in rule.parameters)
    if rule.slot in BENEFIT_SLOTS:
        assert set(rule.writes) <= set(COLUMNS)
    assert all(name in builtin_rules() for name in rule.after), "a rule may only come after rules that exist"


def test_every_key_of_a_table_has_a_chinese_name() -> None:
    assert unnamed() == set()


@pytest.mark.parametrize("name", sorted(names("policies")))
def test_a_policy_prints_its_clauses_in_chinese(name: str) -> None:
    policy = read_policy(name)
    text = clauses_zh(policy)
    assert policy.title_zh in text
    assert all(p.clause in text and p.quote_zh in text for p in policy.provisions)
    assert all(
        s.source in text if s.status == "sourced" else s.why in text for p in policy.provisions for s in p.settings
    )
    assert all(u.why.zh in text for u in policy.not_modelled)


def test_rizhaos_pool_reads_as_in_the_document() -> None:
    text = clauses_zh(read_policy("rizhao-2017"))
    assert "## R-4　超支部分乡镇卫生院承担20%" in text
    assert "- 乡镇门诊统筹按人头包干·超支承担比例：20%（来源：日照市城乡居民医保报道（2017）：超支部分）" in text
