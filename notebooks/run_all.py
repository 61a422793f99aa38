"""Run every notebook of this folder, one after the other, each in a process of its own: `python notebooks/run_all.py`.

Prints how long each kept a processor busy and how long it took, and fails where a notebook fails or takes more than `LIMIT`. The
first run on a machine compiles the engine, once: that has a line of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
LIMIT = 60.0
"""Seconds of a processor that a notebook may take at its default size: those of the clock on a machine that does nothing else."""
ENGINE = "import sim.model; sim.model.compile_all()"


def notebooks() -> list[Path]:
    """The notebooks, in the order in which one reads them."""
    order = ("first_look", "build_your_county", "test_a_reform", "read_the_ledger", "a_paper", "write_your_own_rule")
    return [HERE / f"{name}.py" for name in order]


def busy() -> float:
    """Seconds that child processes have kept a processor busy; where the system does not tell, those of the clock."""
    try:
        import resource
    except ImportError:  # Windows
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Exit code: how many notebooks failed or were too slow. What a notebook prints is shown where it fails."""
    search = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"}
    failed = 0
    print(f"{'notebook':28} {'processor s':>11} {'clock s':>8}   (at most {LIMIT:.0f} s of a processor each)")
    for file in [None, *notebooks()]:
        what, name = (["-c", ENGINE], "engine, compiled once") if file is None else ([str(file)], file.name)
        began, worked = time.perf_counter(), busy()
        with tempfile.TemporaryDirectory() as room:
            done = subprocess.run(
                [sys.executable, *what], cwd=room, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
            )
        took = busy() - worked
        slow = file is not None and took > LIMIT
        said = "failed" if done.returncode else "too slow" if slow else "ok"
        print(f"{name:28} {took:11.1f} {time.perf_counter() - began:8.1f}   {said}", flush=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        elif slow:
            print(f"{name} took {took:.0f} s of a processor, more than {LIMIT:.0f}: make its `scale` smaller", file=sys.stderr)
        failed += bool(done.returncode or slow)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
