"""How full the beds were and how long people waited, by tier: a year in a table, for every policy.

Of a part of the residents (`--scale`) only the beds they filled: beds and slots stay the whole county's, so that nobody queues.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, points, ratio, signed
from sim.report.sections.names import difference
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import TIER_WORDS, say

Measure: TypeAlias = tuple[str, Words, Callable[[pd.DataFrame], float], Callable[[float], str]]
TIERS = ("county", "township")
"""Tiers whose beds are scarce."""


def table(runs: Sequence[Run]) -> Table:
    """Occupied beds over beds, its highest month, mean wait for a bed, and who went away from the queue; of a part of the residents
    the beds they filled."""
    said = partial(runs[0])
    frames = [rows(run, "capacity") for run in runs]
    heads = [Head(say("tier"), numeric=False), Head(say("unit"), numeric=False)]
    heads += [Head("A" if len(runs) > 1 else say("value")), *(Head(difference(n)) for n in range(1, len(runs)))]
    body = []
    for tier in TIERS:
        body.append(Row((Cell(TIER_WORDS[tier]),), "section"))
        mine = [frame[frame["tier"] == tier] for frame in frames]
        for name, unit, measure, show in _filled() if said else _measures(frames):
            values = [measure(frame) for frame in mine]
            is_share = unit == say("unit_share")
            cells = [Cell(say(name)), Cell(unit), figure(show(values[0]), values[0])]
            for value in values[1:]:
                gap = value - values[0]
                text = points(gap) if is_share else signed(gap, 0 if name == "went_away" else 1)
                cells.append(change(text, gap, 5e-5 if is_share else 0.05))
            body.append(Row(tuple(cells)))
    note = said or say("capacity_note")
    return Table(say("capacity"), tuple(heads), plain(body), note=note, file="capacity.csv", wide=len(runs) > 1)


def partial(run: Run) -> Words | None:
    """Why a run on a part of the residents tells nothing about occupancy and waits; None where all were simulated."""
    share, said = f"{100 * run.manifest.scale:g}", say("partial_beds")
    return Words(said.zh.format(f"{share}%"), said.en.format(f"{share} %")) if run.manifest.scale < 1 else None


def wait_unit(days: Sequence[float] | pd.Series) -> tuple[float, Words]:
    """Units in a day, and their name, in which to print waits: minutes, or hours from two hours on."""
    longest = max((value for value in days if math.isfinite(value)), default=0.0)
    return (24.0, say("unit_hours")) if longest * 24 >= 2 else (1440.0, say("unit_minutes"))


def _filled() -> tuple[Measure, ...]:
    return (("occupied_beds", say("unit_beds"), lambda f: float(f.groupby("month")["occupied_beds"].sum().mean()),
             lambda x: number(x, 1)),)  # fmt: skip


def _measures(frames: Sequence[pd.DataFrame]) -> tuple[Measure, ...]:
    share = say("unit_share")
    factor, unit = wait_unit([wait_days(frame[frame["tier"] == tier]) for frame in frames for tier in TIERS])
    return (
        ("occupancy", share, _occupancy, lambda x: percent(x, 1)),
        ("occupancy_highest", share, lambda f: max((_occupancy(m) for _, m in f.groupby("month")), default=float("nan")),
         lambda x: percent(x, 1)),
        ("stay_wait_days", unit, lambda f: wait_days(f) * factor, lambda x: number(x, 1)),
        ("went_away", say("unit_count"), lambda f: float((f["balked"] + f["gave_up"]).sum()), number),
    )  # fmt: skip


def _occupancy(frame: pd.DataFrame) -> float:
    known = frame[frame["beds"].notna()]
    return ratio(float(known["occupied_beds"].sum()), float(known["beds"].sum()))


def wait_days(frame: pd.DataFrame) -> float:
    """Mean wait for a bed, weighted by who was admitted: requests for a bed without those who went away."""
    known = frame[frame["stay_wait_days"].notna()]
    weight = (known["asked"] - known["balked"] - known["gave_up"]).clip(lower=0)
    return ratio(float((known["stay_wait_days"] * weight).sum()), float(weight.sum()))
