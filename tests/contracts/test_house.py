"""The laws of the house that can be read off its files: short files, imports downwards, chance from keys only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.policy.registry import builtin_rules
from sim.policy.units import UNITS

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
LONGEST = 400  # lines of a file

PUBLISHED = ("sim", "scenarios", "tests", "docs", "benchmarks", "notebooks", ".ci")
TEXT = {".py", ".md", ".toml", ".csv", ".cff", ".html", ".css", ".js", ".txt", ".json", ".ipynb", ""}
MACHINE = re.compile(r"(?<![\w.:/>~-])/(?:" + "|".join(["work", "tmp", "root", "home", "Users"]) + r")/\w")
"""A path of somebody's machine: from the root of a file system, never part of a longer path, a URL or a closing tag."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def chance(module: ast.AST) -> list[str]:
    """Random numbers that do not come from a key: NumPy's and Python's generators, whoever seeds them."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.startswith(("random", "secrets", "numpy.random"))]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{a.name}" for a in node.names]
            found += [n for n in names if n.startswith(("random.", "secrets.", "numpy.random"))]
        elif isinstance(node, ast.Attribute) and node.attr == "random" and isinstance(node.value, ast.Name):
            found += [f"{node.value.id}.random"] if node.value.id in ("np", "numpy") else []
        elif isinstance(node, ast.Attribute) and node.attr in ("rvs", "uuid4"):
            found.append(f".{node.attr}")
    return found


def pickles(module: ast.AST) -> list[str]:
    """Whatever writes or reads a format that can run code when it is opened."""
    banned = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in banned]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if (node.module or "").split(".")[0] in banned else []
        elif isinstance(node, ast.Attribute) and node.attr in ("read_pickle", "to_pickle"):
            found.append(f".{node.attr}")
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found += [] if isinstance(node.value, ast.Constant) and node.value.value is False else ["allow_pickle"]
    return [str(f) for f in found]


def published() -> Iterator[Path]:
    """Every text file that is part of the project."""
    roots = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT and path.name != ".git"]
    inside = [path for room in PUBLISHED for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix in TEXT]
    yield from (p for p in (*roots, *inside) if "__pycache__" not in p.parts and "broken" not in p.parts)


def test_a_file_can_be_read_in_one_sitting() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {file: n for file, n in lines.items() if n > LONGEST} == {}


def test_chance_comes_from_keys_only() -> None:
    assert {name(path): found for path in SOURCES if (found := chance(tree(path)))} == {}


def test_nothing_is_pickled() -> None:
    assert {name(path): found for path in SOURCES if (found := pickles(tree(path)))} == {}


def test_every_file_says_what_it_is() -> None:
    assert [name(path) for path in SOURCES if not ast.get_docstring(tree(path))] == []


def test_imports_go_down_the_house() -> None:
    """The contracts of pyproject.toml: rooms in the order in which data flows, Numba only where it belongs."""
    code = "from importlinter.cli import lint_imports_command as command; command(['--no-cache'])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert " 0 broken" in found.stdout


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    told = [
        f"{name(path)}:{n}: {line.strip()[:120]}"
        for path in published()
        for n, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert told == []


def test_every_rule_and_parameter_has_a_name_in_both_languages() -> None:
    for rule in builtin_rules().values():
        for thing in (rule, *rule.parameters):
            assert re.search(r"[\u4e00-\u9fff]", thing.zh), (rule.name, thing.zh)
            assert thing.en, rule.name
            assert not re.search(r"[\u4e00-\u9fff]", thing.en), (rule.name, thing.en)
        assert all(p.unit in UNITS for p in rule.parameters), rule.name


@pytest.mark.parametrize(
    "source",
    [
        "import random", "from random import random", "import numpy as np\nnp.random.seed(1)",
        "from numpy.random import rand", "from scipy.stats import norm\nnorm.rvs()",
        "import numpy\nnumpy.random.default_rng()",
    ],
)  # fmt: skip
def test_the_scan_sees_chance(source: str) -> None:
    assert chance(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from joblib import dump", "pd.read_pickle('x')", "np.load('x', allow_pickle=True)",
        "import shelve as s",
    ],
)  # fmt: skip
def test_the_scan_sees_pickles(source: str) -> None:
    assert pickles(ast.parse(source))


def test_the_scan_sees_machines() -> None:
    slash = "/"
    assert MACHINE.search(f"open('{slash}tmp{slash}x')")
    assert MACHINE.search(f"{slash}home{slash}me")
    assert not MACHINE.search("https://example.org" + f"{slash}work{slash}1")
    assert not MACHINE.search("reports" + f"{slash}tmp{slash}x")
