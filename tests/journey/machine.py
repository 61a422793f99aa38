"""Runs the journeys of a small county on either engine, without law or money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import simpy
import worlds

from sim.county.county import County
from sim.county.population import Population
from sim.journey.capacity import queues
from sim.journey.compiled import CompiledEngine
from sim.journey.encounters import Encounters, in_order
from sim.journey.illness import illness, onsets
from sim.journey.reference import ReferenceEngine
from sim.journey.supply import Supply, spaced
from sim.journey.tables import Flow, flow, world
from sim.journey.unmanaged import with_unmanaged

DAYS = (31, 28, 31, 30)


def play(
    engine: str, place: County, people: Any, seed: int, months: int = 2, *, tables: Callable[[int], Flow] | None = None,
    factor: Callable[[int], Any] | None = None, change: Callable[[Any, int], None] | None = None, unmanaged: float = 0.0,
    supply: Supply | None = None,
) -> tuple[Encounters, Any, Any]:  # fmt: skip
    """Encounters in canonical order, the queues at the end, and the engine.

    `tables(month)` gives the month's flow, `factor(month)` illness factors (C,), `change(engine, now)` happens in the middle of
    month 0; `unmanaged` adds the exacerbations that today's management averts, `supply` gives long prescriptions. `people` may be
    a `Population`: then its year turns after every month.
    """
    living = people if isinstance(people, Population) else None
    w = world(place, people, seed) if living is None else world(place, living.persons, seed, living.key)
    q, env = queues(place.institutions.slots, place.institutions.beds), simpy.Environment(0)
    machine: Any = CompiledEngine(w, q) if engine == "compiled" else ReferenceEngine(w, q, env)
    out, start = [], 0
    for month in range(months):
        weekdays = (np.arange(DAYS[month]) + start // 1440) % 7
        end = start + DAYS[month] * 1440
        factors = np.ones(len(place.conditions)) if factor is None else factor(month)
        ill = illness(month, start, weekdays, place.weekday_index, worlds.monthly_rates(place, month), factors)
        latent = onsets(w, ill, place.weekday_index[weekdays])
        if supply is not None:
            latent = spaced(w, latent, supply)
        if unmanaged:
            rates = worlds.monthly_rates(place, month) * factors
            latent = with_unmanaged(w, ill, latent, rates, len(place.chronic), unmanaged)
        machine.begin_month(month, end, latent, flow(place) if tables is None else tables(month))
        stops = [start + DAYS[month] * 720, end] if month == 0 and change else [end]
        for stop in stops:
            if engine == "reference":
                env.run(until=stop)
            machine.advance(stop)
            if stop != end and change:
                change(machine, stop)
        out.append(machine.take())
        start = end
        if living is not None:
            living.advance()
    return in_order(np.concatenate(out)), q, machine
