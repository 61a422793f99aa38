"""The notebooks run from top to bottom, and say what they are."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.report.plots import canvas

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
    here = str(Path(sim.__file__).parents[1])  # what is tested is what was compiled, be it installed or a checkout
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}
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


def test_every_notebook_shows_its_tables_and_figures() -> None:
    """The last line of a cell is what Jupyter shows; figures are among them, since no cell needs a plotting mode."""
    for file in NOTEBOOKS:
        cells = [ast.parse(cell).body for cell in re.split(r"^# %%.*$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)]
        last = [ast.unparse(cell[-1]) for cell in cells if cell and isinstance(cell[-1], ast.Expr)]
        assert last, file.name
        assert "pyplot" not in file.read_text(encoding="utf-8")
    assert canvas.Drawing(figsize=(2, 1))._repr_png_().startswith(b"\x89PNG")


def test_the_runner_tells_a_notebook_that_is_too_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("quick", "print(1)"), ("slow", "import time\nwhile time.process_time() < 1.5: pass"), ("broken", "1 / 0")):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("run_all", HOME / "run_all.py")
    assert spec
    assert spec.loader
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    monkeypatch.setattr(runner, "notebooks", lambda: [tmp_path / f"{name}.py" for name in ("quick", "slow", "broken")])
    monkeypatch.setattr(runner, "ENGINE", "pass")
    monkeypatch.setattr(runner, "LIMIT", 1.0)
    assert runner.main() == 2
    told = capfd.readouterr()
    assert re.search(r"quick.py .* ok", told.out)
    assert re.search(r"slow.py .* too slow", told.out)
    assert "make its `scale` smaller" in told.err
    assert "ZeroDivisionError" in told.err


def test_the_readme_and_the_runner_name_every_notebook() -> None:
    for listed in ("README.md", "run_all.py"):
        text = (HOME / listed).read_text(encoding="utf-8")
        assert all(file.stem in text for file in NOTEBOOKS)
