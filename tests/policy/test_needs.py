"""A rule that says nothing without another says so: leaving out what it needs ends in a sentence with file and line, in
both languages, never in a traceback."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from small_policy_files import policy_file

from sim.experiment import inspect
from sim.experiment.study import read_study
from sim.foundation.errors import Problem, Problems
from sim.policy.needs import in_run
from sim.policy.policy import Policy, Setting
from sim.policy.read import assemble, read_policy
from sim.policy.registry import builtin_rules

SHIPPED = Path(__file__).parents[2] / "scenarios" / "policies"
POLICIES = sorted(p.stem for p in SHIPPED.glob("*.toml"))
NEEDS = [(rule, need) for rule in builtin_rules().values() for need in rule.needs]


@cache
def shipped() -> tuple[Policy, ...]:
    return tuple(map(read_policy, POLICIES))


def kept(policy: Policy, keep: Callable[[Setting], bool]) -> Policy:
    """The policy without some of its settings, in whichever of its documents they stand."""
    layers = [
        replace(layer, provisions=tuple(replace(p, settings=tuple(s for s in p.settings if keep(s))) for p in layer.provisions))
        for layer in policy.layers
    ]
    return assemble(layers, policy.known)


def told(policy: Policy, keep: Callable[[Setting], bool]) -> list[Problem]:
    """What is said of the rest; nothing else may be raised."""
    try:
        return in_run(kept(policy, keep))
    except Problems as refused:
        return refused.problems


def is_sentence(problem: Problem) -> bool:
    return bool(Path(problem.file).is_file() and problem.line and problem.zh and problem.en and problem.zh != problem.en)


@pytest.mark.parametrize("name", POLICIES)
def test_a_shipped_policy_lacks_nothing(name: str) -> None:
    assert in_run(read_policy(name)) == []


@pytest.mark.parametrize("name", POLICIES)
def test_leaving_out_any_provision_or_any_of_its_rules_ends_in_a_sentence_or_in_a_policy(name: str) -> None:
    """The years of the policies that remain are lived in `test_every_provision`, where only a sentence may end them."""
    policy = read_policy(name)
    for provision in policy.provisions:
        for problem in told(policy, lambda s, p=provision: not any(s is mine for mine in p.settings)):  # type: ignore[misc]
            assert is_sentence(problem), (provision.id, problem)
    for rule in {s.path.rpartition(".")[0] for p in policy.provisions for s in p.settings}:
        for problem in told(policy, lambda s, r=rule: s.path.rpartition(".")[0] != r):  # type: ignore[misc]
            assert is_sentence(problem), (rule, problem)


@pytest.mark.parametrize(("rule", "need"), NEEDS, ids=[f"{r.name}-{n.any_of[0]}-{n.where}" for r, n in NEEDS])
def test_every_need_that_a_rule_declares_is_told_when_a_shipped_policy_goes_without(rule, need) -> None:  # type: ignore[no-untyped-def]
    parameter = rule.parameter(need.where) if need.where else None
    assert not need.where or (parameter is not None and set(need.choices) <= set(parameter.choices))
    for path in need.any_of:
        owner = builtin_rules().get(path) or builtin_rules()[path.rpartition(".")[0]].parameter(path.rpartition(".")[2])
        assert owner is not None, path
    users = [p for p in shipped() if _uses(p, rule.name, need)]
    for policy in users[:3]:
        problems = told(policy, lambda s: not any(f"{s.path}.".startswith(f"{path}.") for path in need.any_of))
        said = [p for p in problems if rule.name in p.en and need.any_of[0] in p.en]
        assert said, (policy.id, problems)
        assert all(is_sentence(p) and p.where.startswith(rule.name) for p in said), (policy.id, problems)
    assert users or (rule.name, need.any_of[0]) in UNUSED


UNUSED = {
    ("payment.drg", "payment.drg.fixed_value"), ("payment.package", "payment.package.full_score"),
    ("payment.package", "payment.package.lost_per_point"), ("payment.package", "payment.deposit"),
    ("payment.case_quota", "payment.case_quota.named_share"), ("payment.deposit", "payment.deposit.floors"),
    ("payment.deposit", "payment.deposit.targets"), ("payment.tier_pools", "payment.tier_pools.weights"),
    ("payment.tier_pools", "payment.tier_pools.growth"), ("fund.insurer", "fund.insurer.full_from"),
    ("benefit.stay_list", "access.tier_lists"), ("assessment.improvement", "payment.deposit"),
    ("assessment.linear_below", "payment.deposit"), ("assessment.step", "payment.deposit"),
    ("assessment.surplus_gate", "payment.deposit"), ("payment.employees_package", "payment.package.schemes"),
}  # fmt: skip
"""Choices that no shipped policy makes; the last test below writes some of them into a file."""


def _uses(policy: Policy, rule: str, need) -> bool:  # type: ignore[no-untyped-def]
    law = policy.eras[-1]
    if not law.uses(rule) or not any(law.uses(p) or p in policy.params for p in need.any_of):
        return False
    if not need.where:
        return True
    values = law.values[rule].plain
    names = builtin_rules()[rule].parameter(need.where).choices  # type: ignore[union-attr]
    if need.where not in values:
        return False
    return not need.choices or any(names[int(i)] in need.choices for i in values[need.where].ravel())


def written(folder: Path, base: str, *values: tuple[str, str, str]) -> Path:
    """A policy file of one clause; values are given as they stand in the file."""
    sets = {path: (tomllib.loads(f"x = {value}")["x"], unit) for path, value, unit in values}
    return policy_file(folder, "broken", {"1": sets}, base)


@pytest.mark.parametrize(
    ("base", "path", "value", "unit", "wanted"),
    [
        ("points-pool", "payment.drg.value", '"fixed"', "choice", "payment.drg.fixed_value"),
        ("package-60", "payment.package.lost_per_point", "1", "%", "payment.package.full_score"),
        ("henan-case-quota", "payment.case_quota.naming", '"gainful"', "choice", "payment.case_quota.named_share"),
        ("points-pool", "payment.drg.active", "false", "flag", "payment.drg"),
    ],
)
def test_a_file_that_leaves_out_what_its_rule_needs_is_refused_with_the_line(
    base: str, path: str, value: str, unit: str, wanted: str, tmp_path: Path
) -> None:
    file = written(tmp_path, base, (path, value, unit))
    with pytest.raises(Problems) as refused:
        inspect.check(str(file))
    (said,) = [p for p in refused.value.problems if wanted in p.en]
    assert is_sentence(said)
    assert wanted in said.zh
    if base != "points-pool" or wanted != "payment.drg":
        assert (said.file, said.line) == (str(file), 16)


def test_what_only_a_run_needs_is_noted_by_check_and_refused_by_a_study(tmp_path: Path) -> None:
    file = written(tmp_path, "baseline-ffs", ("assessment.surplus_gate.min_score", "60", "score"))
    (note,) = inspect.check(str(file))
    assert "payment.deposit" in note.zh
    assert "payment.deposit" in note.en
    assert f"{file}:16" in note.en
    text = (SHIPPED.parent / "studies" / "first-look.toml").read_text(encoding="utf-8")
    study = tmp_path / "study.toml"
    policies = next(line for line in text.splitlines() if line.startswith("policies"))
    study.write_text(text.replace(policies, f'policies = ["{file}"]'), encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_study(str(study))
    (said,) = refused.value.problems
    assert (said.file, said.line) == (str(file), 16)
    assert "in a run" in said.en
    assert "运行时" in said.zh
