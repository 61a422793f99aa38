"""All figures of a run or a comparison, written beside its report: SVG, PNG, and the numbers of each as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run, read_any
from sim.foundation.errors import Lang
from sim.report.plots import effects, forest, tornado
from sim.report.plots.canvas import save
from sim.report.plots.capacity import capacity
from sim.report.plots.flows import flows
from sim.report.plots.fund import fund
from sim.report.plots.people import bonuses, own_payment
from sim.report.sections import effects as stored
from sim.report.sections import intervals

Draw = Callable[[Sequence[Run], Lang], tuple[Figure, pd.DataFrame]]
FIGURES: dict[str, Draw] = {
    "flows": flows, "fund-by-month": fund, "bonuses": bonuses, "own-payment": own_payment, "beds-and-waits": capacity,
}  # fmt: skip


def write_figures(folder: Path, lang: Lang = "zh") -> list[Path]:
    """Draw every figure of the results in `folder` into `folder/figures`; returns the files written.

    Forest plots and intervals of bonuses are drawn where the comparison was replicated (`intervals.csv`), effects where they
    were split, tornados where assumptions were drawn from their ranges (`ranges.csv`).
    """
    runs, made = read_any(folder), list[Path]()
    differences, institutions = intervals.read(folder), intervals.read(folder, "intervals-institutions.csv")
    shown = dict(FIGURES)
    if len(runs) > 1 and intervals.repeated(institutions):
        shown["bonuses"] = partial(bonuses, replicated=institutions)
    for name, draw in shown.items():
        made += save(*draw(runs, lang), folder / "figures" / name)
    for name, draw_of, frame in (("forest", forest.forest, differences), ("bonus-differences", forest.bonuses, institutions)):
        drawn = draw_of(runs, frame, lang) if len(runs) > 1 and intervals.repeated(frame) else None
        if drawn:
            made += save(*drawn, folder / "figures" / name)
    for name, figure, numbers in tornado.figures(runs, intervals.read(folder, "ranges.csv"), lang):
        made += save(figure, numbers, folder / "figures" / name)
    for name, figure, numbers in effects.figures(runs, stored.read(folder), lang):
        made += save(figure, numbers, folder / "figures" / name)
    return made
