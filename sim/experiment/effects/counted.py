"""The outcomes of a year that can be counted, in whole fen, contacts and discharges, so that parts of them add up exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.analysis.outcomes import CLASS_NAMES, INDICATOR, TABLES, outcomes
from sim.foundation.errors import Words
from sim.settlement.settlement import Settlement

UNITS = {"yuan": ("fen", 100), "contacts": ("contacts", 1), "discharges": ("discharges", 1)}
"""Unit of an outcome -> the unit that is counted here, and how many of them it is. Ratios and means do not add up."""
KINDS = {"visits": ("visit", Words("门诊", "visits")), "stays": ("stay", Words("住院", "stays"))}


def counted(tables: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """The outcomes of an accounted year that can be counted, in whole `unit`s: index `outcome`, columns name_zh, name_en,
    unit, value (`Int64`). Means and ratios are left out; what persons paid is given as a sum instead."""
    known = {name: tables[name] for name in (*TABLES, "notices") if name != "indicators" and name in tables}
    found = outcomes(known | {"indicators": pd.DataFrame()}, year)
    rows = [
        (row["outcome"], row["zh"], row["en"], row["unit"], row["value"])
        for row in found.to_dict("records")
        if row["unit"] in UNITS and row["group"] != INDICATOR
    ]
    rows += _sums(tables["flows"], tables["patients"], year)
    frame = pd.DataFrame(
        [(name, zh, en, UNITS[unit][0], _whole(value, UNITS[unit][1])) for name, zh, en, unit, value in rows],
        columns=["outcome", "name_zh", "name_en", "unit", "value"],
    )
    return frame.astype({"value": "Int64"}).set_index("outcome")


def sound(settlement: Settlement) -> dict[str, pd.DataFrame]:
    """The settlement's tables. ValueError if its own checks fail."""
    missed = {name: miss for name, miss in settlement.checks().items() if miss}
    if missed:
        raise ValueError(f"checks failed: {', '.join(f'{name} by {miss} fen' for name, miss in missed.items())}")
    return settlement.tables()


def _sums(flows: pd.DataFrame, patients: pd.DataFrame, year: int) -> Iterator[tuple[str, str, str, str, float]]:
    """Charges of visits and of stays, and what residents paid themselves, by class."""
    of_year = flows[flows["year"] == year]
    for name, (kind, words) in KINDS.items():
        charge = float(of_year.loc[of_year["kind"] == kind, "charge_yuan"].sum())
        yield f"charge.{name}", f"参保居民{words.zh}费用", f"charges of enrolees' {words.en}", "yuan", charge
    paid = patients[patients["year"] == year]
    yield "own_paid_sum.all", "参保居民个人负担合计", "paid by enrolees themselves", "yuan", float(paid["own_paid_yuan"].sum())
    for klass, words in CLASS_NAMES.items():
        amount = float(paid.loc[paid["klass"] == klass, "own_paid_yuan"].sum())
        yield f"own_paid_sum.{klass}", f"{words.zh}个人负担合计", f"paid themselves: {words.en}", "yuan", amount


def _whole(value: float, units: int) -> int | None:
    return None if pd.isna(value) else round(value * units)
