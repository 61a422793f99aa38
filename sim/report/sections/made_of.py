"""Everything that says what the differences between policies are made of, for the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.store import Run
from sim.report.sections import effects, gains, incentives, provisions


def effects_of(runs: Sequence[Run], stored: effects.Stored) -> list[effects.Block]:
    """The split, the provisions, who gains and loses, the incentives; empty where none was asked for."""
    return [
        *effects.block(runs, stored),
        *provisions.blocks(runs, stored),
        *gains.blocks(runs, stored),
        *incentives.blocks(runs),
    ]
