"""All figures of a run or a comparison, written beside its report: SVG, PNG, and the numbers of each as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang
from sim.report.plots import effects, forest, tornado
from sim.report.plots.canvas import save
from sim.report.plots.capacity import capacity
from sim.report.plots.flows import flows
from sim.report.plots.fund import fund
from sim.report.plots.people import bonuses, own_payment
from sim.report.sections import effects as stored
from sim.report.sections import intervals
from sim.report.sections.year import runs_of

Draw = Callable[[Sequence[Run], Lang], tuple[Figure, pd.DataFrame]]
FIGURES: dict[str, Draw] = {
    "flows": flows, "fund-by-month": fund, "bonuses": bonuses, "own-payment": own_payment, "beds-and-waits": capacity,
}  # fmt: skip


def write_figures(folder: Path, lang: Lang = "zh", year: int | None = None) -> list[Path]:
    """Draw every figure of the results in `folder` into `folder/figures`, about the accounted `year`, by default the last;
    returns the files written. `Problems` for a year that was not simulated.

    Forest plots and intervals of bonuses are drawn where the comparison was replicated (`intervals.csv`), effects where they
    were split, tornados where assumptions were drawn from their ranges (`ranges.csv`).
    """
    runs, made = runs_of(folder, year), list[Path]()
    names = ("intervals.csv", "intervals-institutions.csv", "ranges.csv")
    differences, institutions, ranked = (intervals.of_year(folder, runs, name) for name in names)
    shown = dict(FIGURES)
    if len(runs) > 1 and intervals.repeated(institutions):
        shown["bonuses"] = partial(bonuses, replicated=institutions)
    for name, draw in shown.items():
        made += save(*draw(runs, lang), folder / "figures" / name)
    for name, draw_of, frame in (("forest", forest.forest, differences), ("bonus-differences", forest.bonuses, institutions)):
        drawn = draw_of(runs, frame, lang) if len(runs) > 1 and intervals.repeated(frame) else None
        if drawn:
            made += save(*drawn, folder / "figures" / name)
    for name, figure, numbers in tornado.figures(runs, ranked, lang):
        made += save(figure, numbers, folder / "figures" / name)
    for name, figure, numbers in effects.figures(runs, stored.of_year(folder, runs), lang):
        made += save(figure, numbers, folder / "figures" / name)
    return made
