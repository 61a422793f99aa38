"""How full the beds were and how long people waited, by tier: a year in a table, for every policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, points, ratio, signed
from sim.report.sections.names import difference
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import TIER_WORDS, say

TIERS = ("county", "township")
"""Tiers whose beds are scarce."""


def table(runs: Sequence[Run]) -> Table:
    """Occupied beds over beds, its highest month, mean wait for a bed in hours, and who went away from the queue."""
    frames = [rows(run, "capacity") for run in runs]
    heads = [Head(say("tier"), numeric=False), Head(say("unit"), numeric=False)]
    heads += [Head("A" if len(runs) > 1 else say("value")), *(Head(difference(n)) for n in range(1, len(runs)))]
    body = []
    for tier in TIERS:
        body.append(Row((Cell(TIER_WORDS[tier]),), "section"))
        mine = [frame[frame["tier"] == tier] for frame in frames]
        for name, unit, measure, show in _measures():
            values = [measure(frame) for frame in mine]
            is_share = unit == say("unit_share")
            cells = [Cell(say(name)), Cell(unit), figure(show(values[0]), values[0])]
            for value in values[1:]:
                gap = value - values[0]
                text = points(gap) if is_share else signed(gap, 0 if name == "went_away" else 2)
                cells.append(change(text, gap, 5e-5 if is_share else 0.005))
            body.append(Row(tuple(cells)))
    return Table(say("capacity"), tuple(heads), plain(body), note=say("capacity_note"), file="capacity.csv", wide=len(runs) > 1)


def _measures() -> tuple[tuple[str, Words, Callable[[pd.DataFrame], float], Callable[[float], str]], ...]:
    share = say("unit_share")
    return (
        ("occupancy", share, _occupancy, lambda x: percent(x, 1)),
        ("occupancy_highest", share, lambda f: max((_occupancy(m) for _, m in f.groupby("month")), default=float("nan")),
         lambda x: percent(x, 1)),
        ("stay_wait_days", say("unit_hours"), _wait, lambda x: number(x, 2)),
        ("went_away", say("unit_count"), lambda f: float((f["balked"] + f["gave_up"]).sum()), number),
    )  # fmt: skip


def _occupancy(frame: pd.DataFrame) -> float:
    known = frame[frame["beds"].notna()]
    return ratio(float(known["occupied_beds"].sum()), float(known["beds"].sum()))


def _wait(frame: pd.DataFrame) -> float:
    """Hours, weighted by who was admitted: requests for a bed without those who went away."""
    known = frame[frame["stay_wait_days"].notna()]
    weight = (known["asked"] - known["balked"] - known["gave_up"]).clip(lower=0)
    return 24 * ratio(float((known["stay_wait_days"] * weight).sum()), float(weight.sum()))
