"""Neutral values: each is one that its parameter may have, and what is whole is not touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.policy.left_out import NEUTRAL, completed, core
from sim.policy.read import assemble, read_policy
from sim.policy.registry import builtin_rules
from sim.policy.resolve import cells
from sim.policy.rule import Parameter

RULES = builtin_rules()
DECLARED = [(f"{r.name}.{p.name}", p) for r in RULES.values() for p in r.parameters if p.neutral is not None]
POLICIES = sorted(p.stem for p in (Path(__file__).parents[2] / "scenarios" / "policies").glob("*.toml"))


@pytest.mark.parametrize(("path", "parameter"), DECLARED, ids=[path for path, _ in DECLARED])
def test_a_neutral_value_fits_its_parameter(path: str, parameter: Parameter) -> None:
    value = list(parameter.neutral) if isinstance(parameter.neutral, tuple) else parameter.neutral
    assert cells(parameter, value, parameter.unit)
    assert not parameter.optional, "a parameter that may be missing needs no neutral value"


def test_every_rule_with_neutral_values_has_a_core() -> None:
    """Without one, a clause on a detail would bring the whole rule into force."""
    assert all(core(RULES[path.rpartition(".")[0]]) for path, _ in DECLARED)


@pytest.mark.parametrize("name", POLICIES)
def test_a_whole_policy_needs_nothing(name: str) -> None:
    law = read_policy(name)
    assert completed(law.params, law.known) == law.params
    assert assemble(law.layers, law.known, left_out=True).hash == law.hash


def test_a_neutral_value_says_what_it_is() -> None:
    whole = read_policy("rizhao-2017").params
    [told] = completed({k: v for k, v in whole.items() if not k.endswith("outpatient_pool.deficit_share")}, RULES)[
        "payment.outpatient_pool.deficit_share"
    ]
    assert (told.value, told.unit, told.kind, told.status) == (0, "%", NEUTRAL, "assumption")
    assert told.since == whole["payment.outpatient_pool.per_head"][0].since
