"""Every file in tests/cases is a sentence about a policy, with the arithmetic done by hand from the document it
names.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.policy.cases import bill_case, clear_case, reckon_case
from sim.policy.read import read_policy

CASES = Path(__file__).resolve().parents[1] / "cases"
FILES = sorted(CASES.glob("*.toml"))
read = cache(read_policy)
CALCULATORS = {"bill": bill_case, "clear": clear_case, "reckon": reckon_case}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    assert case["source"], "a case names the document it is worked from"
    assert case["arithmetic"], "a case shows how its result was worked out"
    name = case["policy"]
    policy = read(CASES / name if name.endswith(".toml") else name)
    result = CALCULATORS[case["calculator"]](policy, case["case"])
    for key, expected in case["expected"].items():
        assert exact(result[key]) == exact(expected), f"{key}: {case['arithmetic']}"
    assert all(step["why_zh"] and step["why_en"] for step in result["steps"])


def exact(value: Any) -> Any:
    """Amounts as whole fen, so that 0.1 + 0.2 is nobody's excuse; flags and dates as they are."""
    if isinstance(value, dict):
        return {name: exact(amount) for name, amount in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, date | str):
        return str(value)
    return (Decimal(repr(value)) if isinstance(value, float) else Decimal(value)) * 100
