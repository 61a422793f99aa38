"""Institutions: what each earned, what clearing brought it, and what it may pay its staff. Village clinics fold
under their township."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, signed, wan
from sim.report.sections.names import difference, legend, letter, lettered
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure
from sim.report.words import TIER_WORDS, say

CHAIN = (
    "revenue_medical",
    "retained",
    "assessment",
    "borne",
    "alliance_money",
    "other_income",
    "costs",
    "net_income",
    "debts_and_funds",
    "headroom",
    "bonus",
)
"""From medical revenue to the bonus, in the order in which one follows from the other."""
MOST_WITH_MONEY = 4
"""Policies side by side whose alliance money fits on the page beside their bonus; of more the bonus alone is shown."""
ORDER = ("county", "township", "village", "city", "province")
"""Tiers of institutions in the county in the order of the page; everything outside the county follows."""
Facts: TypeAlias = Mapping[Hashable, Any]
Cells: TypeAlias = Callable[[list[Facts]], list[Cell]]
"""The cells of a row behind its name, from the rows of the same institution under every policy."""


def bonuses(runs: Sequence[Run], *, full: bool = False) -> Table:
    """A row an institution: volume, medical revenue, alliance money and bonus; of other policies the change of the
    bonus. Of more policies than fit beside each other the bonus alone, unless `full`."""
    money = full or len(runs) <= MOST_WITH_MONEY
    frames = [_frame(run) for run in runs]
    heads = [Head(say("institution"), numeric=False), Head(say("tier"), numeric=False)]
    if len(runs) == 1:
        heads += [
            Head(say("visits_count")),
            Head(say("stays_count")),
            Head(say("revenue_medical"), say("unit_wan")),
            Head(say("net_income"), say("unit_wan")),
        ]
    for n in range(len(runs)):
        title = lettered(runs, n) if len(runs) > 1 else ""
        if money:
            heads.append(Head(say("alliance_money"), say("unit_wan"), group=title))
        heads.append(Head(say("bonus"), say("unit_wan"), group=title if money else letter(n)))
        if n:
            heads.append(Head(difference(n), group=title if money else letter(n)))
    if len(runs) == 1:
        heads.append(Head(say("bonus_per_staff"), say("unit_yuan")))
    return Table(
        say("institutions"),
        tuple(heads),
        tuple(_groups(frames, partial(_bonus_cells, money=money))),
        note=say("institutions_note") if money else _noted(runs),
        sortable=True,
        file="institutions.csv",
        wide=True,
    )


def _noted(runs: Sequence[Run]) -> Words:
    note, names = say("institutions_note"), legend(runs)
    return Words(f"{note.zh} {names.zh}", f"{note.en} {names.en}")


def chain(runs: Sequence[Run], n: int) -> Table:
    """Every step from medical revenue to the bonus, 万元, for institutions in the county."""
    frame = {id_: row for id_, row in _frame(runs[n]).items() if row["place"] == "county"}
    heads = [Head(say("institution"), numeric=False), *(Head(say(step)) for step in CHAIN)]

    return Table(
        lettered(runs, n),
        tuple(heads),
        tuple(_groups([frame], _chain_cells)),
        note=say("unit_wan"),
        sortable=True,
        file="institutions.csv",
        wide=True,
    )


def total(run: Run, column: str) -> float:
    """Sum of a column over the institutions in the county, what is not known left out, yuan."""
    frame = rows(run, "institutions")
    return float(frame.loc[frame["place"] == "county", column].sum())


def _groups(frames: Sequence[dict[str, Facts]], cells: Cells) -> list[tuple[Row, ...]]:
    """One group a hospital; a township centre together with the village clinics of its township, folded.

    Hospitals of the county come first, then townships, then hospitals outside the county, each in the order of the
    table.
    """
    first = frames[0]
    centres = {row["township"] for row in first.values() if row["tier"] == "township"}
    clinics: dict[str, list[str]] = {}
    for id_, row in first.items():
        if row["tier"] == "village" and row["township"] in centres:
            clinics.setdefault(row["township"], []).append(id_)
    folded = {id_ for ids in clinics.values() for id_ in ids}
    found: list[tuple[int, tuple[Row, ...]]] = []
    for id_, row in first.items():
        if id_ in folded:
            continue
        below = clinics.get(row["township"], []) if row["tier"] == "township" else []
        group = (_row(frames, id_, cells, ""), *(_row(frames, child, cells, "child") for child in below))
        found.append((ORDER.index(row["tier"]) if row["place"] == "county" else len(ORDER), group))
    return [group for _, group in sorted(found, key=lambda pair: pair[0])]


def _row(frames: Sequence[dict[str, Facts]], id_: str, cells: Cells, kind: Literal["", "child"]) -> Row:
    found = [frame[id_] for frame in frames]
    note = say("profit") if private(found[0]) and cells is not _chain_cells else ""
    name = Cell(Words(str(found[0]["name_zh"]), str(found[0]["name_en"])), note=note)
    return Row((name, *cells(found)), kind)


def private(row: Facts) -> bool:
    """Whether an institution has a profit, which is its net income, instead of a bonus."""
    return str(row["ownership"]) == "private"


def earned(row: Facts) -> float:
    """The bonus; of a private institution the profit. Yuan."""
    return float(row["net_income_yuan" if private(row) else "bonus_yuan"])


def _chain_cells(sources: list[Facts]) -> list[Cell]:
    return [_wan(float(sources[0][f"{step}_yuan"])) for step in CHAIN]


def _bonus_cells(found: list[Facts], *, money: bool) -> list[Cell]:
    base = found[0]
    cells = [Cell(TIER_WORDS.get(str(base["tier"]), str(base["tier"])))]
    if len(found) == 1:
        cells += [
            figure(number(base["visits"]), base["visits"]),
            figure(number(base["stays"]), base["stays"]),
            _wan(base["revenue_medical_yuan"]),
            _wan(base["net_income_yuan"]),
        ]
    for n, other in enumerate(found):
        if money:
            cells.append(_wan(other["alliance_money_yuan"]))
        cells.append(_wan(earned(other)))
        if n:
            gap = earned(other) - earned(base)
            cells.append(change(signed(gap / 10_000, 1), gap, 500.0))
    if len(found) == 1:
        each = float(base["bonus_per_staff_yuan"])
        cells.append(figure(number(each), each))
    return cells


def _wan(yuan: float) -> Cell:
    return figure(wan(yuan), float(yuan))


def _frame(run: Run) -> dict[str, Facts]:
    """Institution id -> its row of the reported year, in the order of the table."""
    return {str(row["id"]): row for row in rows(run, "institutions").to_dict("records")}
