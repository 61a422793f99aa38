"""Golden runs: a change that moves results must say so.

The numbers below were written by the model itself, so they prove nothing about health care; they notice changes. If one moves on
purpose, run `python tests/golden/test_golden.py`, commit the new file, and give the reason in CHANGELOG.md. Floating-point
libraries differ between platforms in the last bit, so counts are compared exactly on the platform of the file and otherwise within
a thousandth.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.county import read
from sim.experiment.conduct import Plan, conduct
from sim.policy.read import read_policy

FILE = Path(__file__).with_name("golden.json")
POLICIES = ("baseline-ffs", "rizhao-2017", "gansu-catastrophic-2018")
SHARE, SEED = 0.02, 5


def figures(policy: str) -> dict[str, int]:
    """Totals of one small year, exact: contacts, fen, the clearing."""
    law, base = read_policy(policy), read_policy("baseline-ffs")
    outcome = conduct(Plan(read("model-county"), base, law, SEED, scale=SHARE, keep_encounters=True))
    e, tables = outcome.encounters, outcome.settlement.tables()
    assert e is not None
    fund = tables["fund"]
    spent = fund[(fund["basis"] == "incurred") & (fund["side"] == "spending")]
    return {
        "contacts": len(e),
        "stays": int(np.count_nonzero(e["kind"])),
        "charge_fen": int(e["charge_fen"].sum()),
        "minutes": int(e["end_min"].astype(np.int64).sum()),
        "fund_fen": round(float(spent["amount_yuan"].sum()) * 100),
        "own_paid_fen": round(float(tables["patients"]["own_paid_yuan"].sum()) * 100),
        "bonus_fen": round(float(tables["institutions"]["bonus_yuan"].sum()) * 100),
    }


def stamp() -> str:
    return f"{platform.system()} {platform.machine()}"


@pytest.mark.parametrize("policy", POLICIES)
def test_a_small_year_gives_the_figures_on_file(policy: str) -> None:
    golden: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    found, known = figures(policy), golden["figures"][policy]
    if golden["platform"] == stamp():
        assert found == known
    else:
        assert found == pytest.approx(known, rel=1e-3)


if __name__ == "__main__":
    content = {"platform": stamp(), "figures": {policy: figures(policy) for policy in POLICIES}}
    FILE.write_text(json.dumps(content, indent=1) + "\n", "utf-8", newline="\n")
