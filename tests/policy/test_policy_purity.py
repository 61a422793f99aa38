"""Law 1: rules are pure. No randomness, clock, files or logging in sim/policy, but for the one reader."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim.policy

ROOM = Path(sim.policy.__file__).parent
FILES = sorted(path for path in ROOM.rglob("*.py") if path.name != "read.py")
BANNED_MODULES = {
    "random", "secrets", "time", "logging", "os", "pathlib", "io", "shutil", "tempfile", "subprocess", "socket",
    "requests", "sim.foundation.draws", "sim.foundation.documents", "sim.foundation.tables", "sim.foundation.shelves",
}  # fmt: skip
BANNED_CALLS = {"open", "print", "input", "eval", "exec"}
BANNED_ATTRIBUTES = {
    "random",
    "default_rng",
    "now",
    "today",
    "utcnow",
    "read_text",
    "write_text",
    "tofile",
    "save",
    "load",
}


def faults(tree: ast.AST) -> list[str]:
    """What a rule file may not do, found in its syntax tree."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name in BANNED_MODULES or a.name.split(".")[0] in BANNED_MODULES]
        elif isinstance(node, ast.ImportFrom):
            if node.module in BANNED_MODULES or (node.module or "").split(".")[0] in BANNED_MODULES:
                found.append(str(node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BANNED_CALLS:
            found.append(f"{node.func.id}()")
        elif isinstance(node, ast.Attribute) and node.attr in BANNED_ATTRIBUTES:
            found.append(f".{node.attr}")
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.append("global state")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_rules_touch_nothing_but_their_arguments(path: Path) -> None:
    assert faults(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    ["import random", "from time import time", "open('x')", "np.random.rand()", "date.today()", "import logging"],
)
def test_the_scan_sees_what_is_banned(source: str) -> None:
    assert faults(ast.parse(source))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_benefit_rules_change_no_array_that_they_were_given(path: Path) -> None:
    """An assignment into an argument would leak from one rule, or one policy, into another."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef) and [a.arg for a in function.args.args] == [
            "values",
            "claims",
            "ytd",
            "work",
        ]:
            targets = [t for n in ast.walk(function) if isinstance(n, ast.Assign) for t in n.targets]
            targets += [n.target for n in ast.walk(function) if isinstance(n, ast.AugAssign)]
            owners = {ast.unparse(t.value) for t in targets if isinstance(t, ast.Subscript)}
            assert not {o for o in owners if o.split(".")[0].split("[")[0] in ("values", "claims", "ytd", "work")}
