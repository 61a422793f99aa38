"""Where residents' claims were treated and why they left: 县外而县内可治, 县内不能治, 异地居住; with and without the latter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, points, ratio, signed, wan
from sim.report.sections.names import difference
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import say

OUTSIDE = ("treatable", "untreatable", "away")


def table(runs: Sequence[Run]) -> Table | None:
    """Stays and fund of enrolees inside the county and in three kinds outside it, with both shares that stayed inside; of
    other policies the difference. None where a run did not keep it."""
    if any("homes" not in run.tables or not len(run["homes"]) for run in runs):
        return None
    frames = [_sums(run) for run in runs]
    compared = len(runs) > 1
    heads = [Head(say("place_of_care"), numeric=False)]
    for name, unit in (("stays", "unit_count"), ("fund_paid", "unit_wan")):
        heads.append(Head("A" if compared else say(unit), say(unit) if compared else "", group=say(name)))
        heads += [Head(difference(n), group=say(name)) for n in range(1, len(runs))]
    body = [_row(say(f"left_{place}"), frames, place, "" if place == "inside" else "sub") for place in ("inside", *OUTSIDE)]
    body.append(_row(say("total"), frames, "all", "total"))
    everybody = ("inside", *OUTSIDE)
    body += [_shares(frames, "share_inside", everybody), _shares(frames, "share_inside_present", everybody[:-1])]
    return Table(say("leaving"), tuple(heads), plain(body), note=say("leaving_note"), file="homes.parquet", wide=compared)


Sums: TypeAlias = Mapping[str, Mapping[str, float]]


def _sums(run: Run) -> Sums:
    """Stays and fund (yuan) by place: inside, the three kinds outside, all."""
    frame = rows(run, "homes")
    place = frame["place"].astype(str).where(frame["place"].isin(OUTSIDE), "inside")
    stays = frame["cases"].where(frame["kind"] == "stay", 0).groupby(place).sum()
    fund = frame["basic_fen"].groupby(place).sum() / 100
    places = ("inside", *OUTSIDE)
    found = {
        name: {place: float(of.get(place, 0.0)) for place in places} for name, of in (("stays", stays), ("fund", fund))
    }  # fmt: skip
    return {name: {**of, "all": sum(of.values())} for name, of in found.items()}


def _row(name: Words, frames: Sequence[Sums], place: str, kind: Literal["", "sub", "total"]) -> Row:
    cells = [Cell(name)]
    for measure, show in (("stays", number), ("fund", wan)):
        base = frames[0][measure][place]
        cells.append(figure(show(base), base))
        for other in frames[1:]:
            gap = other[measure][place] - base
            text, nothing = (signed(gap), 0.5) if measure == "stays" else (signed(gap / 10_000, 1), 500.0)
            cells.append(change(text, gap, nothing))
    return Row(tuple(cells), kind)


def _shares(frames: Sequence[Sums], name: str, of: Sequence[str]) -> Row:
    cells = [Cell(say(name))]
    for measure in ("stays", "fund"):
        shares = [ratio(f[measure]["inside"], sum(f[measure][place] for place in of)) for f in frames]
        cells.append(figure(percent(shares[0], 1), shares[0]))
        cells += [change(points(share - shares[0]), share - shares[0], 5e-5) for share in shares[1:]]
    return Row(tuple(cells), "sub")
