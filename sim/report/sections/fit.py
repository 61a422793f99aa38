"""Simulated against known, the three kinds kept apart: only a prediction tells how good the model is."""

from __future__ import annotations

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.languages import by_language
from sim.report.numbers import number, ratio, signed
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import heading, say, unit_name

KINDS = ("echo", "fitted", "predicted")


def tables(run: Run) -> list[Table]:
    """A table a kind; kinds without rows are left out."""
    frame = run["fit"]
    heads = (
        Head(say("indicator"), numeric=False),
        Head(say("unit"), numeric=False),
        Head(say("target")),
        Head(say("simulated")),
        Head(say("deviation"), say("unit_share")),
        Head(say("source"), numeric=False),
    )
    found = []
    for kind in KINDS:
        body = []
        for row in frame[frame["kind"] == kind].to_dict("records"):
            target, simulated = float(row["target"]), float(row["simulated"])
            gap = ratio(simulated - target, abs(target))
            body.append(
                Row(
                    (
                        Cell(heading(row["name_zh"], row["name_en"])),
                        Cell(unit_name(row["unit"])),
                        figure(_show(target), target),
                        figure(_show(simulated), simulated),
                        change(signed(gap * 100, 1), gap, 1.0),
                        Cell(source_of(row["source"])),
                    )
                )
            )
        if body:
            found.append(Table(say(kind), heads, plain(body), file="fit.csv"))
    return found


def source_of(text: str) -> Words:
    """The document behind a known value, or the word assumption in the reader's language and the reason."""
    said, colon, why = text.partition(":")
    if said.strip() != "assumption":
        return by_language(text)
    reason = by_language(why.strip())
    return Words(
        f"{say('assumption').zh}{'：' if colon else ''}{reason.zh}",
        f"{say('assumption').en}{': ' if colon else ''}{reason.en}",
    )


def _show(value: float) -> str:
    size = abs(value)
    return number(value, 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3)
