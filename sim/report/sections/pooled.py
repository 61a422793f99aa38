"""What a county has where the fund is pooled above it (统收统支): no balance of the fund, only that of its allotted total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.sections.year import rows

QUOTA = Words("总额指标结余", "Balance of the allotted total")
QUOTA_RATE = Words("总额指标结余率", "Balance of the allotted total, share of it")
AFTER = {
    "balance_cleared": Words("清算后的总额指标结余", "Balance of the allotted total after clearing"),
    "fund_left": Words("清算后总额指标结余", "Balance of the allotted total after clearing"),
    "surplus_after": Words("清算后总额指标结余率", "Balance of the allotted total after clearing, share of it"),
}
_MIXED_EN = "Balance after clearing (of the allotted total where pooled above)"
MIXED = {
    "balance_cleared": Words("清算后的结余（上级统筹的为总额指标）", _MIXED_EN),
    "fund_left": Words("清算后结余（上级统筹的为总额指标）", _MIXED_EN),
    "surplus_after": Words("清算后结余率（上级统筹的占总额指标）", "Balance after clearing, share of income or allotted total"),
}


class Quota(NamedTuple):
    """The allotted total of the reported year and what is left of it, yuan."""

    balance: float
    allocated: float


def quota(run: Run) -> Quota | None:
    """The notice of the reported year, None where the county is the pool."""
    if "notices" not in run.tables or run["notices"].empty:
        return None
    found = rows(run, "notices")
    found = found[found["notice"] == "quota_balance"]
    return Quota(float(found["value"].sum()), float(found["line"].sum())) if len(found) else None


def name_of(key: str, own: Words, runs: Sequence[Run]) -> Words:
    """The name of a balance of `runs`: `own` where each county is the pool, otherwise that under `key`."""
    above = [quota(run) is not None for run in runs]
    return AFTER[key] if all(above) else MIXED[key] if any(above) else own
