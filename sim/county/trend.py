"""Secular growth (长期增长): what trend.csv says a year has more than the county's first, of prices and of need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.county.county import CONDITION_KINDS, F8, County

LINES = ("charge_visit", "charge_stay", "need_visit", "need_stay", "cost")
"""Lines of trend.csv that a run follows; the others are observations, for comparison."""
PPM = 1_000_000


def growth(county: County, line: str, year: int) -> float:
    """How many times the first accounted year's level a year has; a year that the table does not name does not grow."""
    if line not in LINES:
        raise ValueError(f"a run follows the lines {', '.join(LINES)} of the trend, not {line!r}")
    table = county.trend
    if not len(table):
        return 1.0
    rows = zip(table["line"].tolist(), table["year"].tolist(), table["growth_ppm"].tolist(), strict=True)
    rates = {int(y): int(ppm) for of, y, ppm in rows if of == line}
    factor = 1.0
    for y in range(county.start.year + 1, year + 1):
        factor *= 1.0 + rates.get(y, 0) / PPM
    return factor


def charges(county: County, year: int) -> tuple[float, float]:
    """Charges of a visit and of a stay in a year, as multiples of the tables'. For all payers' patients alike."""
    return growth(county, "charge_visit", year), growth(county, "charge_stay", year)


def need(county: County, year: int) -> F8:
    """Latent incidence of every condition in a year, as a multiple of the tables', (C,): outpatient needs follow need_visit,
    inpatient groups need_stay; refills have a rhythm and no incidence."""
    of_kind: Sequence[float] = [growth(county, "need_visit", year), growth(county, "need_stay", year), 1.0]
    assert len(of_kind) == len(CONDITION_KINDS)
    factors: F8 = np.array(of_kind)[county.conditions.kind]
    return factors
