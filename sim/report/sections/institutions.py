"""Institutions: what each earned, what clearing brought it, and what it may pay its staff. Village clinics fold under their township."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, signed, wan
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure
from sim.report.words import TIER_WORDS, say

CHAIN = (
    "revenue_medical", "retained", "assessment", "borne", "alliance_money", "other_income", "costs", "net_income", "debts_and_funds",
    "headroom", "bonus",
)  # fmt: skip
"""From medical revenue to the bonus, in the order in which one follows from the other."""


def bonuses(runs: Sequence[Run]) -> Table:
    """A row an institution: volume, medical revenue, alliance money and bonus; of other policies the change of the last two."""
    frames = [_frame(run) for run in runs]
    heads = [Head(say("institution"), numeric=False), Head(say("tier"), numeric=False)]
    if len(runs) == 1:
        heads += [Head(say("visits_count")), Head(say("stays_count")), Head(say("revenue_medical"), say("unit_wan")),
                  Head(say("net_income"), say("unit_wan"))]  # fmt: skip
    for n, run in enumerate(runs):
        title = Words(run.manifest.policy.title_zh, run.manifest.policy.title_en) if len(runs) > 1 else ""
        heads += [Head(say("alliance_money"), say("unit_wan"), group=title), Head(say("bonus"), say("unit_wan"), group=title)]
        if n:
            heads.append(Head(say("difference"), say("unit_wan"), group=title))
    heads.append(Head(say("bonus_per_staff"), say("unit_yuan")))
    return Table(say("institutions"), tuple(heads), tuple(_groups(frames, _bonus_cells)), note=say("institutions_note"),
                 sortable=True, file="institutions.csv", wide=True)  # fmt: skip


def chain(run: Run) -> Table:
    """Every step from medical revenue to the bonus, 万元, for institutions in the county."""
    frame = _frame(run)
    frame = frame[frame["place"] == "county"]
    heads = [Head(say("institution"), numeric=False), *(Head(say(step)) for step in CHAIN)]

    def cells(sources: list[pd.Series]) -> list[Cell]:
        return [_wan(float(sources[0][f"{step}_yuan"])) for step in CHAIN]

    title = Words(run.manifest.policy.title_zh, run.manifest.policy.title_en)
    return Table(title, tuple(heads), tuple(_groups([frame], cells)), note=say("unit_wan"), sortable=True,
                 file="institutions.csv", wide=True)  # fmt: skip


def total(run: Run, column: str) -> float:
    """Sum of a column over the institutions in the county, what is not known left out, yuan."""
    frame = _frame(run)
    return float(frame.loc[frame["place"] == "county", column].sum())


def _groups(frames: Sequence[pd.DataFrame], cells: object) -> list[tuple[Row, ...]]:
    """One group a hospital; a township centre together with the village clinics of its township, folded."""
    first = frames[0]
    groups: list[tuple[Row, ...]] = []
    clinics = first[(first["tier"] == "village") & (first["township"] != "")]
    for place in first.index:
        row = first.loc[place]
        if place in clinics.index and (first.loc[first["tier"] == "township", "township"] == row["township"]).any():
            continue
        group = [_row(frames, place, cells, "")]
        if row["tier"] == "township":
            group += [_row(frames, child, cells, "child") for child in clinics.index[clinics["township"] == row["township"]]]
        groups.append(tuple(group))
    return groups


def _row(frames: Sequence[pd.DataFrame], place: str, cells: object, kind: str) -> Row:
    assert callable(cells)
    found = [frame.loc[place] for frame in frames]
    name = Cell(Words(str(found[0]["name_zh"]), str(found[0]["name_en"])))
    return Row((name, *cells(found)), "child" if kind == "child" else "")


def _bonus_cells(found: list[pd.Series]) -> list[Cell]:
    base = found[0]
    cells = [Cell(TIER_WORDS.get(str(base["tier"]), str(base["tier"])))]
    if len(found) == 1:
        cells += [figure(number(base["visits"]), base["visits"]), figure(number(base["stays"]), base["stays"]),
                  _wan(base["revenue_medical_yuan"]), _wan(base["net_income_yuan"])]  # fmt: skip
    for n, other in enumerate(found):
        cells += [_wan(other["alliance_money_yuan"]), _wan(other["bonus_yuan"])]
        if n:
            gap = float(other["bonus_yuan"] - base["bonus_yuan"])
            cells.append(change(signed(gap / 10_000, 1), gap, 500.0))
    last = float(found[-1]["bonus_per_staff_yuan"])
    cells.append(figure(number(last), last))
    return cells


def _wan(yuan: float) -> Cell:
    return figure(wan(yuan), float(yuan))


def _frame(run: Run) -> pd.DataFrame:
    return rows(run, "institutions").set_index("id", drop=False)
