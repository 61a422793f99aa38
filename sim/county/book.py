"""The county's part of the parameter book: every number with unit, kind and source."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.county.folder import Folder

KEYS = {
    "incidence": ("condition",), "chronic": ("chronic", "condition"), "severity": ("pattern", "severity"),
        "tiers": ("tier",),
    "items": ("pattern", "tier"), "season": ("pattern",), "streams": ("institution", "scheme"), "history": ("year",
        "institution", "line"),
    "trend": ("line", "year"), "funding": ("year", "line", "payer"), "targets": ("row",), "residents": ("age_band",),
        "costs": ("group",),
}  # fmt: skip
"""What names a row; tables not listed have an `id`."""
COLUMNS = ["file", "key", "value", "unit", "kind", "status", "source"]


def sources(folder: Folder) -> pd.DataFrame:
    """One row a number: file, key ("row id.column"), value as text, unit, kind, status, source."""
    parts = [_documents(folder), *(_table(folder, name) for name in sorted(folder.tables))]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _table(folder: Folder, name: str) -> pd.DataFrame:
    frame = folder[name]
    rows = frame[list(KEYS.get(name, ("id",)))].astype(str).agg(".".join, axis=1)
    assumed = np.where(frame["source"].str.startswith(("assumption", "假设")), "assumption", "sourced")
    parts = []
    for column in folder.sheets[name].columns:
        if column.kind in ("str", "id", "bool") or column.name in KEYS.get(name, ("id",)):
            continue
        there = frame[column.name].notna().to_numpy()
        unit = {"fen": "fen", "ppm": "ppm"}.get(column.kind, column.unit)
        parts.append(pd.DataFrame({
            "file": f"{name}.csv", "key": (rows + "." + column.name)[there],
                "value": frame[column.name][there].map(lambda v: f"{v:.10g}"),
            "unit": unit, "kind": "county fact", "status": assumed[there], "source": frame["source"][there],
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _documents(folder: Folder) -> pd.DataFrame:
    facts = folder.county.content.facts
    rows = [
        (
            "county.toml",
            "enrolees",
            str(facts.enrolees.value),
            facts.enrolees.unit,
            "county fact",
            facts.enrolees.source,
        ),
        (
            "county.toml",
            "weekday_index",
            " ".join(f"{v:g}" for v in facts.weekday_index.value),
            facts.weekday_index.unit,
            "county fact",
            facts.weekday_index.source,
        ),
    ]
    out = [(*r[:5], "assumption" if r[5].startswith("assumption") else "sourced", r[5]) for r in rows]
    for name, c in folder.demand.content.constants:
        said = "; ".join(t for t in (c.source, c.why, f"range {c.range[0]:g} … {c.range[1]:g}" if c.range else "") if t)
        out.append(("demand.toml", name, f"{c.value:.10g}", c.unit, c.kind, c.status, said))
    return pd.DataFrame(out, columns=COLUMNS)
