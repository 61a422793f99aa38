"""The notebooks run from top to bottom, and say what they are."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(file for file in HOME.glob("*.py") if file.name != "run_all.py")
SLOW = {"a_paper.py"}
LIMIT = 60.0
"""Seconds that a notebook may take at its default size, on a machine that does nothing else."""


def spent() -> float:
    """Seconds that child processes have kept a processor busy; where the system does not tell, those of the clock."""
    try:
        import resource
    except ImportError:  # Windows
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    "file", [pytest.param(file, marks=pytest.mark.slow if file.name in SLOW else (), id=file.stem) for file in NOTEBOOKS]
)
def test_a_notebook_runs_from_top_to_bottom(file: Path, tmp_path: Path) -> None:
    began = spent()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(HOME.parent), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run(
        [sys.executable, str(file)], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert spent() - began < LIMIT
    assert list(tmp_path.iterdir()) == []  # it leaves nothing where the reader works


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_cells_with_a_summary_in_chinese(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    ast.parse(text)
    assert "format_name: percent" in text
    assert text.count("# %% [markdown]") >= 3
    assert re.search(r"^# 中文提要：", text, re.MULTILINE)
    assert "scale" in text.lower() or "规模" in text


def test_the_readme_and_the_runner_name_every_notebook() -> None:
    for listed in ("README.md", "run_all.py"):
        text = (HOME / listed).read_text(encoding="utf-8")
        assert all(file.stem in text for file in NOTEBOOKS)
