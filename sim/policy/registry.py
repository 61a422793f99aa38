"""Finds the rules: one RULE in every file of the rule folders, plus the files a user asks to load."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from itertools import pairwise

from sim.policy.rule import Rule

FOLDERS = ("access", "benefit", "budget", "assessment", "payment", "sharing", "fund")


@cache
def builtin_rules() -> Mapping[str, Rule]:
    """Name -> rule for every rule file that ships."""
    found: list[Rule] = []
    for folder in FOLDERS:
        package = import_module(f"sim.policy.{folder}")
        for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
            rule = getattr(import_module(f"sim.policy.{folder}.{module}"), "RULE", None)
            if rule is not None:
                found.append(rule)
    return register({}, found)


def register(known: Mapping[str, Rule], more: Iterable[Rule]) -> Mapping[str, Rule]:
    """`known` with more rules; two rules of one name raise ValueError."""
    rules = dict(known)
    for rule in more:
        if rule.name in rules:
            raise ValueError(f"two rules are named {rule.name}")
        rules[rule.name] = rule
    return rules


class OrderProblem(ValueError):
    """Two rules write the same column of a slot and nothing says which goes first."""

    def __init__(self, slot: str, first: str, second: str, columns: Iterable[str]) -> None:
        self.slot, self.first, self.second, self.columns = slot, first, second, sorted(columns)
        super().__init__(f"rules {first} and {second} both write {', '.join(self.columns)} in slot {slot}")


def ordered(rules: Iterable[Rule], order: Mapping[str, list[str]]) -> dict[str, tuple[Rule, ...]]:
    """Slot -> rules in the order of execution: the policy's `[order]`, then each rule's `after`.

    Raises OrderProblem if two rules for the same kind of claim write one column and neither source orders them.
    """
    by_slot: dict[str, list[Rule]] = {}
    for rule in rules:
        by_slot.setdefault(rule.slot, []).append(rule)
    return {slot: _sorted(slot, members, order.get(slot, [])) for slot, members in by_slot.items()}


def _sorted(slot: str, members: list[Rule], wanted: list[str]) -> tuple[Rule, ...]:
    before = {r.name: _predecessors(r, members, wanted) for r in members}
    for i, a in enumerate(members):
        for b in members[i + 1 :]:
            clash = set(a.writes) & set(b.writes) if set(a.kinds) & set(b.kinds) else set()
            if clash and a.name not in before[b.name] and b.name not in before[a.name]:
                raise OrderProblem(slot, a.name, b.name, clash)
    done: list[Rule] = []
    waiting = sorted(members, key=lambda r: r.name)
    while waiting:
        names = {r.name for r in waiting}
        ready = next((r for r in waiting if not before[r.name] & names), None)
        if ready is None:
            raise OrderProblem(slot, waiting[0].name, waiting[1].name, waiting[0].writes)
        done.append(ready)
        waiting.remove(ready)
    return tuple(done)


def _predecessors(rule: Rule, members: list[Rule], wanted: list[str]) -> set[str]:
    """Names of everything that goes before `rule`, directly or through others."""
    declared = {r.name: set(r.after) for r in members}
    for early, late in pairwise(wanted):
        declared.setdefault(late, set()).add(early)
    found: set[str] = set()
    queue = list(declared.get(rule.name, ()))
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(declared.get(name, ()))
    return found & {r.name for r in members}
