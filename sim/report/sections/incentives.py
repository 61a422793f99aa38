"""What pulls at whom: how much more (or less) a yuan at stake brings each institution under a policy than under the baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.charts import heat
from sim.report.numbers import DASH, signed
from sim.report.sections.effects import Block
from sim.report.sections.names import lettered
from sim.report.sections.year import reported_year
from sim.report.table import Cell, Head, Row, Table, change, plain

TITLE = Words("激励图", "The incentive map")
TIERS = ("county", "township", "village")


class Map(NamedTuple):
    """Units by lever: income of a yuan at stake under the policy less under the reference, not a number where nothing is at
    stake. `month` is the last accounted one; `clinics` the number of units at the end that are village clinics."""

    month: str
    units: list[Words]
    levers: list[Words]
    values: npt.NDArray[np.float64]
    clinics: int


def map_of(run: Run) -> Map | None:
    """The map of a run at the end of the reported year; None where nobody reacts."""
    frame = run.tables.get("incentives")
    if frame is None or frame.empty:
        return None
    frame = frame[frame["year"] == reported_year(run)]
    frame = frame[frame["month"] == frame["month"].max()]
    if frame.empty:
        return None
    month = f"{int(frame['year'].iloc[0])}-{int(frame['month'].iloc[0]):02d}"
    frame = frame.assign(gap=frame["marginal"] - frame["reference"])
    order = {tier: n for n, tier in enumerate(TIERS)}
    units = frame.drop_duplicates("unit").sort_values("tier", key=lambda t: t.map(order), kind="stable")
    levers = frame.drop_duplicates("lever")
    gaps = frame.pivot_table(index="unit", columns="lever", values="gap", dropna=False)
    values = gaps.reindex(index=units["unit"], columns=levers["lever"]).to_numpy(float)
    known = np.isfinite(values).any(axis=0)
    return Map(
        month,
        [Words(str(zh), str(en)) for zh, en in zip(units["name_zh"], units["name_en"], strict=True)],
        [Words(str(zh), str(en)) for zh, en in zip(levers["lever_zh"][known], levers["lever_en"][known], strict=True)],
        values[:, known],
        int((units["tier"] == "village").sum()),
    )


def pictured(made: Map) -> Map:
    """The map as a picture has room for it: all village clinics in one row, the median of those that have something at stake. The
    table has every clinic."""
    if made.clinics < 2:
        return made
    others, clinics = made.values[: -made.clinics], made.values[-made.clinics :]
    middle = np.full(clinics.shape[1], np.nan)
    known = np.isfinite(clinics).any(axis=0)
    middle[known] = np.nanmedian(clinics[:, known], axis=0)
    row = Words(f"村卫生室（{made.clinics}组中位）", f"village clinics, median of {made.clinics}")
    return made._replace(units=[*made.units[: -made.clinics], row], values=np.vstack([others, middle]), clinics=1)


def blocks(runs: Sequence[Run]) -> list[Block]:
    """One for each policy whose run had institutions that react."""
    found = []
    for n, run in enumerate(runs):
        made = map_of(run)
        if made is None or (run.manifest.baseline and len(runs) > 1):
            continue
        name = lettered(runs, n)
        title = Words(f"{TITLE.zh} · {name.zh}", f"{TITLE.en} · {name.en}")
        caption = Words(
            f"多做一点带来的边际收入：政策减去基准（分/元，{made.month}）",
            f"Marginal income of doing a little more: policy less baseline (fen a yuan at stake, {made.month})",
        )
        shown = pictured(made)
        drawing = heat(shown.units, shown.levers, shown.values.tolist(), _fen, caption)
        found.append(Block(title, [(caption, drawing)], [table(made, caption)]))
    return found


def table(made: Map, caption: Words) -> Table:
    """The numbers of the map."""
    heads = [Head(Words("机构", "institution"), numeric=False), *(Head(name) for name in made.levers)]
    body = []
    for unit, values in zip(made.units, made.values.tolist(), strict=True):
        cells = [change(signed(v * 100, 1), v * 100, 0.05) if math.isfinite(v) else Cell(DASH) for v in values]
        body.append(Row((Cell(unit), *cells)))
    note = Words(
        "正数（蓝）：该政策下多做一点比基准下更有利，行为集据此增加；负数（褐）：更不利。行为集决定反应的大小。",
        "Positive (blue): under the policy a little more pays better than under the baseline, and the behaviour set answers with "
        "more; negative (earth): worse. How strongly is the behaviour set's assumption.",
    )
    return Table(caption, tuple(heads), plain(body), note=note, file="incentives.parquet", wide=True)


def _fen(value: float) -> str:
    return signed(value * 100, 0)
