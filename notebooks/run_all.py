"""Run every notebook of this folder, one after the other, each in a process of its own: `python notebooks/run_all.py`.

The notebooks are Python files with cells (`# %%`). Editors open them as they are; `jupytext --to notebook notebooks/*.py` makes
.ipynb files of them, `jupytext --sync` keeps both equal.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def notebooks() -> list[Path]:
    """The notebooks, in the order in which one reads them."""
    order = ("first_look", "build_your_county", "test_a_reform", "read_the_ledger", "a_paper", "write_your_own_rule")
    return [HERE / f"{name}.py" for name in order]


def main() -> int:
    """Exit code: how many failed. What a notebook prints is shown where it fails."""
    failed = 0
    for file in notebooks():
        began = time.perf_counter()
        done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False)
        print(f"{file.name:24} {'ok' if done.returncode == 0 else 'failed':7} {time.perf_counter() - began:6.1f} s", flush=True)
        if done.returncode:
            failed += 1
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
