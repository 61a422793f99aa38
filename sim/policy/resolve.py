"""From dated settings to the arrays and rules in force on every date on which something changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from sim.foundation.errors import Problem, Words, did_you_mean, one_of, quoted
from sim.foundation.money import MAX_FEN
from sim.policy.needs import lacking, words
from sim.policy.policy import Origins, PolicyAt, Setting
from sim.policy.registry import OrderProblem, ordered
from sim.policy.rule import ACTIVE, AXES, I8, Parameter, Rule, Values
from sim.policy.units import UNITS, to_integer, unit_names

UNLIMITED = "unlimited"
Cells = dict[tuple[int, ...], tuple[int, Any]]
"""Index over the axes -> (how many axes were named rather than covered by `all`, integer or tuple of integers)."""


class Unfit(ValueError):
    """A value does not fit its parameter; `key` says where inside the value."""

    def __init__(self, key: tuple[str | int, ...], zh: str, en: str, allowed: str = "", fix: Words | str = "") -> None:
        super().__init__(en)
        self.key, self.zh, self.en, self.allowed, self.fix = key, zh, en, allowed, fix


def cells(parameter: Parameter, value: Any, unit: str) -> Cells:
    """A written value, cell by cell. Raises Unfit."""
    found: Cells = {}
    _fill(found, parameter, value, unit, (), (), 0)
    return found


def _fill(
    found: Cells, p: Parameter, value: Any, unit: str, index: tuple[int, ...], key: tuple[str | int, ...], named: int
) -> None:
    if len(index) == len(p.axes):
        found[index] = named, _cell(p, value, unit, key)
        return
    names = AXES[p.axes[len(index)]]
    table = value if isinstance(value, Mapping) else {"all": value}
    for name in table:
        if name != "all" and name not in names:
            raise Unfit(
                (*key, name),
                f"没有 {name} 这一项",
                f"there is no {name} here",
                one_of((*names, "all")),
                did_you_mean(name, names),
            )
    for i, name in enumerate(names):
        if "all" in table:
            inner_key = (*key, "all") if isinstance(value, Mapping) else key
            _fill(found, p, table["all"], unit, (*index, i), inner_key, named)
        if name in table:
            _fill(found, p, table[name], unit, (*index, i), (*key, name), named + 1)


def _cell(p: Parameter, value: Any, unit: str, key: tuple[str | int, ...]) -> Any:
    if p.listed:
        if not isinstance(value, list):
            raise Unfit(key, "这里要写一个列表", "a list is wanted here", "[ , ... ]")
        return tuple(_number(p, v, unit, (*key, i)) for i, v in enumerate(value))
    if isinstance(value, list | Mapping):
        raise Unfit(key, "这里要写一个数", "a single value is wanted here", p.unit)
    return _number(p, value, unit, key)


def _number(p: Parameter, value: Any, unit: str, key: tuple[str | int, ...]) -> int:
    if value == UNLIMITED and UNITS[unit].measures.startswith("money"):
        return MAX_FEN
    try:
        stored = to_integer(value, unit, p.choices)
    except ValueError as error:
        raise Unfit(key, f"{value!r} 不是合适的取值", str(error), one_of(p.choices) if p.choices else unit) from None
    low, high = (None if bound is None else to_integer(bound, p.unit) for bound in (p.low, p.high))
    if (low is not None and stored < low) or (high is not None and stored > high):
        span = f"{'-∞' if p.low is None else p.low} - {'∞' if p.high is None else p.high} {p.unit}"
        raise Unfit(key, f"{value} {unit} 超出范围", f"{value} {unit} is out of range", span)
    return stored


def find(path: str, rules: Mapping[str, Rule]) -> tuple[Rule, Parameter] | tuple[str, str, Words]:
    """The rule and parameter of a path, or (zh, en, fix) saying why there is none."""
    name, _, last = path.rpartition(".")
    rule = rules.get(name)
    if rule is None:
        known = [f"{r.name}.{p.name}" for r in rules.values() for p in (*r.parameters, ACTIVE)]
        near = did_you_mean(path, known)
        if name in {r.rpartition(".")[0] for r in rules} or not name:
            return (
                f"{path} 不是参数路径（房间.规则.参数）",
                f"{path} is not a parameter path (room.rule.parameter)",
                near,
            )
        return (
            f"规则 {name} 没有建模，不能当作零处理",
            f"the rule {name} is not modelled, and not modelled is not zero",
            near
            or Words("删去这一条，或写进 [[not_modelled]]", "leave it out, or list the clause under [[not_modelled]]"),
        )
    parameter = rule.parameter(last)
    if parameter is None:
        known = [f"{name}.{p.name}" for p in (*rule.parameters, ACTIVE)]
        near = did_you_mean(path, known)
        return (
            f"规则 {name} 没有参数 {last}",
            f"the rule {name} has no parameter {last}",
            near or Words(one_of(known), one_of(known)),
        )
    return rule, parameter


def check(
    setting: Setting, rules: Mapping[str, Rule], line: Callable[[Setting, tuple[str | int, ...]], int | None]
) -> list[Problem]:
    """Everything wrong with one setting: path, unit, value, range. `line(setting, key)` finds the line of a key."""

    def problem(
        key: tuple[str | int, ...], found: Any, zh: str, en: str, allowed: str = "", fix: Words | str = ""
    ) -> Problem:
        where = ".".join(str(k) for k in (setting.path, *key))
        return Problem(setting.file, line(setting, key), where, quoted(found), allowed, fix, zh, en)

    target = find(setting.path, rules)
    if len(target) == 3:
        zh, en, fix = target
        return [problem(("path",), setting.path, zh, en, fix=fix)]
    _, parameter = target
    measures = UNITS[parameter.unit].measures
    if setting.unit not in UNITS or UNITS[setting.unit].measures != measures:
        allowed = one_of(unit_names(measures))
        return [
            problem(
                ("unit",),
                setting.unit,
                f"{setting.path} 的单位不对",
                f"wrong unit for {setting.path}",
                allowed,
                Words(f"改用 {allowed}", f"use {allowed}"),
            )
        ]
    try:
        cells(parameter, setting.value, setting.unit)
        for i, bound in enumerate(setting.range or ()):
            if not isinstance(bound, list | Mapping):
                _number(parameter, bound, setting.unit, ("range", i))
    except Unfit as unfit:
        key = unfit.key if unfit.key[:1] == ("range",) else ("value", *unfit.key)
        found = setting.range if unfit.key[:1] == ("range",) else setting.value
        return [problem(key, found, unfit.zh, unfit.en, unfit.allowed, unfit.fix)]
    return []


def array(path: str, parameter: Parameter, settings: tuple[Setting, ...]) -> tuple[I8, Origins]:
    """Settings of one parameter, oldest first, laid over each other: int64 array, and whose each cell is. Unfit on a
    hole.

    A later date or a later layer overrides; on one day of one document the special rule goes before the general one.
    """
    origins: dict[tuple[int, ...], Setting] = {}
    merged: dict[tuple[int, ...], Any] = {}
    rank: dict[tuple[int, ...], tuple[str, date, int]] = {}
    for s in settings:
        for index, (named, value) in cells(parameter, s.value, s.unit).items():
            document, since, before = rank.get(index, ("", s.since, -1))
            if (document, since) != (s.document, s.since) or named >= before:
                merged[index], rank[index], origins[index] = value, (s.document, s.since, named), s
    shape = tuple(len(AXES[axis]) for axis in parameter.axes)
    lengths = {len(cell) for cell in merged.values()} if parameter.listed else {1}
    if len(lengths) > 1:
        raise Unfit((), f"{path} 各项的列表长度不同", f"the lists of {path} differ in length")
    out = np.zeros(shape + ((lengths.pop(),) if parameter.listed else ()), np.int64)
    for index in np.ndindex(shape):
        if index not in merged:
            names = ".".join(AXES[axis][i] for axis, i in zip(parameter.axes, index, strict=True))
            raise Unfit(
                (),
                f"{path} 缺少 {names} 的取值",
                f"{path} has no value for {names}",
                fix=Words("补上，或写 all", "add it, or write all"),
            )
        out[index] = merged[index]
    return out, origins


def era(
    policy: str,
    day: date,
    params: Mapping[str, tuple[Setting, ...]],
    rules: Mapping[str, Rule],
    order: Mapping[str, list[str]],
    read: set[str],
) -> tuple[PolicyAt | None, list[Problem]]:
    """What is in force on a day; every parameter a rule needs must be there."""
    live = {path: past for path, s in params.items() if (past := tuple(x for x in s if x.since <= day))}
    named: dict[str, dict[str, tuple[Setting, ...]]] = {}
    for path, past in live.items():
        rule_name, _, last = path.rpartition(".")
        named.setdefault(rule_name, {})[last] = past
    problems: list[Problem] = []
    values: dict[str, Values] = {}
    origins: dict[str, Origins] = {}
    for rule_name, given in named.items():
        rule = rules[rule_name]
        active = given.get("active")
        if active and not active[-1].value:
            read.add(f"{rule_name}.active")
            continue
        got: dict[str, I8] = {}
        for p in rule.parameters:
            settings = given.get(p.name)
            last_set = max((s for group in given.values() for s in group), key=lambda s: s.since)
            try:
                if settings:
                    path = f"{rule_name}.{p.name}"
                    got[p.name], origins[path] = array(path, p, settings)
                elif not p.optional:
                    raise Unfit(
                        (),
                        f"规则 {rule_name} 还缺参数 {p.name}（{p.zh}）",
                        f"the rule {rule_name} also needs {p.name} ({p.en})",
                        p.unit,
                    )
            except Unfit as unfit:
                guilty = settings[-1] if settings else last_set
                problems.append(
                    Problem(guilty.file, guilty.line, guilty.path, "", unfit.allowed, unfit.fix, unfit.zh, unfit.en)
                )
        if active:
            read.add(f"{rule_name}.active")
            origins[f"{rule_name}.active"] = {(): active[-1]}
        values[rule_name] = Values(rule_name, got, read)
    for rule, need in lacking(rules, {name: values[name].plain for name in values}):
        guilty = max((s for group in named[rule.name].values() for s in group), key=lambda s: s.since)
        zh, en = words(rule, need, rules)
        mend = Words(f"补上 {need.any_of[0]}，或不用 {rule.name}", f"set {need.any_of[0]}, or leave {rule.name} out")
        problems.append(Problem(guilty.file, guilty.line, guilty.path, "", "", mend, zh, en))
    if problems:
        return None, problems
    try:
        slots = ordered((rules[name] for name in values), order)
    except OrderProblem as clash:
        first = live[next(path for path in live if path.startswith(clash.second + "."))][-1]
        fix = f'[order] {clash.slot} = ["{clash.first}", "{clash.second}"]'
        zh = f"规则 {clash.first} 与 {clash.second} 都写 {'、'.join(clash.columns)}，没有说明先后"
        return None, [
            Problem(
                first.file,
                first.line,
                "order",
                "",
                "",
                Words(f"写明 {fix}", f"write {fix}"),
                zh,
                f"{clash} and nothing says which goes first",
            )
        ]
    return PolicyAt(policy, day, slots, values, origins), []
