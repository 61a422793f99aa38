"""Behaviour knows no policy and rules know no behaviour: read off the files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sim.foundation.shelves import names
from sim.policy.registry import builtin_rules

SIM = Path(__file__).parents[2] / "sim"
BEHAVIOUR = sorted((SIM / "behaviour").glob("*.py"))
RULES = sorted((SIM / "policy").rglob("*.py"))
WORDS_OF_BEHAVIOUR = re.compile(r"\b(eta|elasticit\w*|incentive\w*|response|responses|lever_response|behaviour)\b")


def strings(module: ast.Module) -> list[str]:
    """String constants of a file that are not docstrings."""
    shown = {
        id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    return [
        node.value for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown
    ]  # fmt: skip


def identifiers(module: ast.Module) -> list[str]:
    """Names, arguments and attributes that a file uses."""
    found = [node.id for node in ast.walk(module) if isinstance(node, ast.Name)]
    found += [node.arg for node in ast.walk(module) if isinstance(node, ast.arg)]
    found += [node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)]
    return found


def policies_named(source: str) -> list[str]:
    """Policies and rules that a piece of code names, in its strings, imports or identifiers."""
    module = ast.parse(source)
    rules = {rule for name in builtin_rules() for rule in (name, name.split(".", 1)[1])}
    known = set(names("policies")) | {name for name in rules if "." in name or "_" in name}
    said = set(strings(module)) | set(identifiers(module))
    imported = [node.module or "" for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    said |= {part for name in imported for part in name.split(".")}
    return sorted(known & said)


def reactions_in(source: str) -> list[str]:
    """Words of behaviour among the identifiers of a piece of code, and imports of what people do."""
    module = ast.parse(source)
    found = [name for name in identifiers(module) if WORDS_OF_BEHAVIOUR.search(name.lower())]
    imported = [node.module or "" for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(module) if isinstance(node, ast.Import) for alias in node.names]
    return found + [name for name in imported if name.startswith(("sim.behaviour", "sim.journey"))]


@pytest.mark.parametrize("path", BEHAVIOUR, ids=lambda p: p.name)
def test_no_behaviour_names_a_policy_or_a_rule(path: Path) -> None:
    assert policies_named(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.name)
def test_no_rule_contains_a_reaction(path: Path) -> None:
    assert reactions_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "if policy.id == 'rizhao-2017':\n    pass", "x = values['payment.hospital_budget']",
        "from sim.policy.payment.hospital_budget import clear", "hospital_budget(1)",
    ],
)  # fmt: skip
def test_the_scan_sees_a_policy(source: str) -> None:
    assert policies_named(source)


@pytest.mark.parametrize("source", ["spent = spent * (1 - elasticity * x)", "from sim.behaviour.sets import read_behaviour"])
def test_the_scan_sees_a_reaction(source: str) -> None:
    assert reactions_in(source)
