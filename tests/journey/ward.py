"""A lone ward: patients of one stream arrive for a bed at random and have endless patience."""

from __future__ import annotations

import dataclasses

import numpy as np
import simpy
import worlds

from sim.county.county import Streams
from sim.journey.capacity import queues
from sim.journey.compiled import CompiledEngine
from sim.journey.encounters import STAY
from sim.journey.illness import Onsets
from sim.journey.reference import ReferenceEngine
from sim.journey.tables import flow, world


def lone_ward(engine: str, servers: int, load: float, mean_days: float, days: int) -> tuple[float, float]:
    """(mean wait in days, share who waited) of a ward with Poisson arrivals and exponential stays, after a tenth as warm-up."""
    place = worlds.county()
    ward = place.institutions.id.index("general")
    streams = Streams(*(np.array([v]) for v in (ward, 1, 0.0, load / mean_days, mean_days, 1.0, 100.0, 100.0, 1.0, 1.0)))
    place = dataclasses.replace(place, streams=streams)
    w = world(place, worlds.people(place, 1), 5)
    w.streams["days_mu"], w.streams["days_sigma"] = np.log(mean_days), -1.0
    w.const["patience_moderate"] = np.inf
    q = queues(place.institutions.slots, place.institutions.beds)
    q["beds"][ward] = servers
    rng = np.random.default_rng(8)
    arrivals = np.sort(rng.random(rng.poisson(load / mean_days * days)) * days * 1440).astype(np.int32)
    env = simpy.Environment(0)
    machine = CompiledEngine(w, q) if engine == "compiled" else ReferenceEngine(w, q, env)
    found = []
    for month, first in enumerate(range(0, len(arrivals), 60_000)):
        part = arrivals[first : first + 60_000]
        n = len(part)
        nothing = np.zeros(n, np.uint8)
        some = Onsets(part, (1 + np.arange(n)).astype(np.uint32), nothing.astype(np.uint16), nothing + 1, nothing)
        end = days * 1440 * 2 if first + 60_000 >= len(arrivals) else int(arrivals[first + 60_000])
        machine.begin_month(month, end, some, flow(place))
        if engine == "reference":
            env.run(until=end)
        machine.advance(end)
        found.append(machine.take())
    stays = np.concatenate(found)
    stays = stays[(stays["kind"] == STAY) & (stays["request_min"] > days * 144)]
    waits = (stays["start_min"] - stays["request_min"]) / 1440
    return float(waits.mean()), float((waits > 0).mean())
