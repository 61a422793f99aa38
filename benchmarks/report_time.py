"""How long a report takes from stored results: 4 policies, 30 seeds; asked for are at most 20 seconds on two cores.

    yigongti compare package-or-not --seeds 30 --scale 0.02 --split --out reports/timed
    python benchmarks/report_time.py reports/timed

Prints seconds of the wall clock and of the processor for every part, one after the other in one process, and then of the whole
command `yigongti report --xlsx --docx --figures`, which draws the figures in a second process beside the rest. Chinese is the
language; English costs the same. That study has seven policies; shorten `runs` in comparison.json of the folder to four for
the promise. Seeds change nothing (the tables of intervals have a row an outcome and policy), and of a larger scale only the
book and the residents' tables grow, which are Parquet.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sim.experiment.store import read_any
from sim.report.brief import write_brief
from sim.report.estimate import write_estimate
from sim.report.page import write_report
from sim.report.plots.write import write_figures
from sim.report.workbook import write_workbook

PARTS: dict[str, Callable[[Path], object]] = {
    "read the tables": read_any, "report.html": write_report, "report.xlsx": write_workbook, "brief.docx": write_brief,
    "测算报告.docx": write_estimate, "figures": write_figures,
}  # fmt: skip


def main() -> None:
    """Time every part in a copy of the folder, so that nothing of it is written over."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a folder that `yigongti compare` wrote")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "results"
        shutil.copytree(given.folder, folder, ignore=shutil.ignore_patterns("replications"))
        whole = [0.0, 0.0]
        print(f"{'part':18} {'wall s':>8} {'processor s':>12}")
        for name, make in PARTS.items():
            began, worked = time.perf_counter(), time.process_time()
            make(folder)
            took = (time.perf_counter() - began, time.process_time() - worked)
            whole = [whole[0] + took[0], whole[1] + took[1]]
            print(f"{name:18} {took[0]:8.1f} {took[1]:12.1f}", flush=True)
        print(f"{'together':18} {whole[0]:8.1f} {whole[1]:12.1f}")
        began = time.perf_counter()
        command = [sys.executable, "-m", "sim.cli", "report", str(folder), "--xlsx", "--docx", "--figures"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"{'the command':18} {time.perf_counter() - began:8.1f}")


if __name__ == "__main__":
    main()
