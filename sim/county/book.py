"""The county's part of the parameter book: every number with unit, kind and source."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.county.folder import Folder

KEYS = {
    "incidence": ("condition",), "chronic": ("chronic", "condition"), "severity": ("pattern", "severity"),
        "tiers": ("tier",),
    "items": ("pattern", "tier"), "season": ("pattern",), "streams": ("institution", "scheme"), "history": ("year",
        "institution", "line"),
    "trend": ("line", "year"), "funding": ("year", "line", "payer"), "targets": ("row",), "residents": ("age_band",),
        "population": ("age_band",), "employees": ("year",),
        "costs": ("group",),
}  # fmt: skip
"""What names a row; tables not listed have an `id`."""
COLUMNS = ["file", "key", "value", "unit", "kind", "status", "source"]


def sources(folder: Folder) -> pd.DataFrame:
    """One row a number: file, key ("row id.column"), value as text, unit, kind, status, source."""
    rows = [*_documents(folder), *(row for name in sorted(folder.tables) for row in _table(folder, name))]
    return pd.DataFrame(rows, columns=COLUMNS)


def _table(folder: Folder, name: str) -> Iterator[tuple[str, ...]]:
    frame, ids = folder[name], KEYS.get(name, ("id",))
    named = [".".join(map(str, key)) for key in zip(*(frame[i] for i in ids), strict=True)]
    source = frame["source"].tolist()
    status = [_status(text) for text in source]
    for column in folder.sheets[name].columns:
        if column.kind in ("str", "id", "bool") or column.name in ids:
            continue
        unit = column.kind if column.kind in ("fen", "ppm") else column.unit
        there = frame[column.name].notna().tolist()
        for n, value in enumerate(frame[column.name].tolist()):
            if there[n]:
                key = f"{named[n]}.{column.name}"
                yield f"{name}.csv", key, f"{value:.10g}", unit, "county fact", status[n], source[n]


def _documents(folder: Folder) -> Iterator[tuple[str, ...]]:
    enrolees, week = folder.county.content.facts.enrolees, folder.county.content.facts.weekday_index
    for key, value, fact in (
        ("enrolees", str(enrolees.value), enrolees),
        ("weekday_index", " ".join(f"{v:g}" for v in week.value), week),
    ):
        yield "county.toml", key, value, fact.unit, "county fact", _status(fact.source), fact.source
    for name, c in folder.demand.content.constants:
        if c is None:
            continue
        spread = f"range {c.range[0]:g} … {c.range[1]:g}" if c.range else ""
        said = "; ".join(text for text in (c.source, c.why, spread) if text)
        yield "demand.toml", name, f"{c.value:.10g}", c.unit, c.kind, c.status, said


def _status(source: str) -> str:
    return "assumption" if source.startswith(("assumption", "假设")) else "sourced"
