"""Simulated against known, the three kinds kept apart: only a prediction tells how good the model is."""

from __future__ import annotations

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.languages import by_language
from sim.report.numbers import number, ratio, signed
from sim.report.table import NONE, Cell, Head, Row, Table, change, figure, plain
from sim.report.words import heading, say, unit_name

KINDS = ("echo", "fitted", "predicted")
NOT_MODELLED = ("fund_split.other",)
"""Targets of which the model has no counterpart: what it gives for them is nothing, and says nothing."""
WHOLE_ONLY = "occupancy."
"""Targets that only a run of all residents can be held against: a part of them does not fill beds that stay whole."""


def tables(run: Run) -> list[Table]:
    """A table a kind; kinds without rows are left out."""
    frame = _shown(run)
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
                        Cell(heading(row["name_zh"], row["name_en"]), note=_marked(row["row"], row["source"])),
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


def tested(run: Run) -> pd.DataFrame:
    """Rows of the fit that test the model: predictions of what a document gives and the model has."""
    frame = _shown(run)
    given = ~frame["source"].astype(str).map(_assumed) & ~frame["row"].isin(NOT_MODELLED)
    return frame[(frame["kind"] == "predicted") & given & frame["simulated"].notna()]


def _shown(run: Run) -> pd.DataFrame:
    frame = run["fit"]
    return frame if run.manifest.scale == 1 else frame[~frame["row"].astype(str).str.startswith(WHOLE_ONLY)]


def _assumed(source: str) -> bool:
    return source.partition(":")[0].strip() == "assumption"


def _marked(row: str, source: str) -> Words:
    """Beside a target's name: that nobody published it, or that the model has nothing to hold against it."""
    if row in NOT_MODELLED:
        return say("target_unmodelled")
    return say("target_assumed") if _assumed(str(source)) else NONE


def source_of(text: str) -> Words:
    """The document behind a known value, or the word assumption in the reader's language and the reason."""
    _, colon, why = text.partition(":")
    if not _assumed(text):
        return by_language(text)
    reason = by_language(why.strip())
    return Words(
        f"{say('assumption').zh}{'：' if colon else ''}{reason.zh}",
        f"{say('assumption').en}{': ' if colon else ''}{reason.en}",
    )


def _show(value: float) -> str:
    size = abs(value)
    return number(value, 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3)
