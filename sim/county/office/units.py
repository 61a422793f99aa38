"""Columns whose numbers look as if they were in another unit: 0.85 for 85 %, 万元 for yuan. Doubts, not faults."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from sim.county.office.gaps import model, table
from sim.county.office.layout import title_of
from sim.county.sheets import Sheet
from sim.foundation.errors import Words

SHARE, OF_MODEL, SMALLER = 1.0, 10.0, 1000.0
"""A column of percent that never exceeds 1 where the model county's does 10; money a thousand times below the model county's."""


def doubts(texts: Mapping[str, str], sheets: Mapping[str, Sheet]) -> list[Words]:
    """What to look at again. `texts`: file -> CSV of the sheets that there are; `sheets`: their columns."""
    found = []
    for name, sheet in sheets.items():
        rows = table(texts.get(f"{name}.csv", ""))
        if not rows:
            continue
        other, title = model(name), title_of(name)
        for column in (c for c in sheet.columns if c.unit == "%" or c.kind == "fen"):
            here, there = (_numbers([row.get(column.name) or "" for row in of]) for of in (rows, other))
            if not here or not there:
                continue
            if column.unit == "%" and 0 < max(here) <= SHARE and max(there) > OF_MODEL:
                top, known = f"{max(here):g}", f"{max(there):g}"
                found.append(Words(
                    f"{title}：{column.zh or column.name} 最大只有 {top}（模型县 {known}）。单位是 %：写 85，不写 0.85",
                    f"{title}: {column.name} is {top} at most (model county {known}). Its unit is %: 85 and not 0.85. Look again",
                ))  # fmt: skip
            elif column.kind == "fen" and 0 < median(here) * SMALLER < median(there):
                mid, known = f"{median(here):,.2f}", f"{median(there):,.2f}"
                found.append(Words(
                    f"{title}：{column.zh or column.name} 中位数只有 {mid}（模型县 {known}）。单位是元，不是万元，请核对",
                    f"{title}: {column.name} has the median {mid} (model county {known}). Its unit is yuan and not 10,000 yuan. "
                    "Look again",
                ))  # fmt: skip
    return found


def _numbers(cells: list[str]) -> list[float]:
    found = []
    for cell in cells:
        try:
            found.append(float(cell))
        except ValueError:
            continue
    return found
