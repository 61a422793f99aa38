"""What stands in the place of a clause that is left out, so that a reform can be taken apart clause by clause.

A parameter may declare a neutral value (`Parameter.neutral`): what a rule does about a question that no clause answers. Bands
that nobody wrote leave surplus and deficit with the fund; leaks that no clause charges are charged to nobody. A parameter that
is required and has no neutral value is the core of its rule: without it there is no such rule, and what other clauses say about
it says nothing yet. Only a policy with clauses left out is completed so; in a policy file, not modelled is not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sim.policy.policy import Setting
from sim.policy.rule import Parameter, Rule

Params = Mapping[str, tuple[Setting, ...]]
NEUTRAL = "neutral"
WHY = "未执行规定它的条款 / the clause that sets it is left out"


def core(rule: Rule) -> frozenset[str]:
    """Names of the parameters without which the rule is not there."""
    return frozenset(p.name for p in rule.parameters if not p.optional and p.neutral is None)


def completed(params: Params, rules: Mapping[str, Rule]) -> dict[str, tuple[Setting, ...]]:
    """Settings by path, of which clauses may be missing: those of a rule whose whole core is missing are dropped, other rules
    get the neutral value of every required parameter that no setting gives, from the first day of the rule on."""
    by_rule: dict[str, dict[str, tuple[Setting, ...]]] = {}
    for path, settings in params.items():
        name, _, last = path.rpartition(".")
        by_rule.setdefault(name, {})[last] = settings
    found = dict(params)
    for name, given in by_rule.items():
        rule = rules[name]
        if core(rule) and not core(rule) & given.keys():
            for last in given:
                del found[f"{name}.{last}"]
            continue
        for p in rule.parameters:
            if p.neutral is not None and not p.optional and p.name not in given:
                found[f"{name}.{p.name}"] = (_neutral(name, p, given.values()),)
    return found


def _neutral(rule: str, p: Parameter, given: Collection[tuple[Setting, ...]]) -> Setting:
    """The neutral value as a setting, in force as long as the rule is."""
    first = min((s for settings in given for s in settings), key=lambda s: s.since)
    value: Any = list(p.neutral) if isinstance(p.neutral, tuple) else p.neutral
    return Setting(
        f"{rule}.{p.name}", value, p.unit, NEUTRAL, "assumption", "", WHY, None,
        first.since, "", first.document, first.file, first.line,
    )  # fmt: skip
