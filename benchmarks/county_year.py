"""A race in one process: compiled engine, reference engine, and two frozen peers with the same contact pattern.

    python benchmarks/county_year.py [--rounds 3] [--residents 500000] [--small 20000] [--large 5000000]

Machines are noisy, so every round runs all racers one after the other, processor time is counted (all are single-threaded), ratios
are taken inside a round, and the table shows medians.
The peers never change (their hashes are in the table), so nobody wins by slowing a peer. What is timed: illness, journeys and
encounters of a year for the engines; the same number of contacts at the same minutes and places for the peers.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import statistics
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import bare_heap
import bare_simpy
import numpy as np
import simpy

from sim import model
from sim.county import read, residents
from sim.county.rates import rates
from sim.experiment.conduct import Plan, conduct
from sim.foundation.calendar import DAY, Calendar
from sim.journey.capacity import queues
from sim.journey.compiled import CompiledEngine
from sim.journey.illness import illness, onsets
from sim.journey.reference import ReferenceEngine
from sim.journey.tables import flow, world
from sim.policy.read import read_policy

CONSULTATION = 10


def year(county, engine, seed=1):
    """Seconds and encounters of one year of journeys at base prices, without law and money."""
    calendar = Calendar(county.start, 365)
    people = residents(county, seed, 1.0)
    places, q = world(county, people, seed), queues(county.institutions.slots, county.institutions.beds)
    env = simpy.Environment(0)
    machine = CompiledEngine(places, q) if engine == "compiled" else ReferenceEngine(places, q, env)
    tables, found = flow(county), []
    began = time.process_time()
    bounds = calendar.month_starts.tolist()
    for m, (first, end) in enumerate(pairwise(bounds)):
        weekdays = np.asarray(calendar.weekday(np.arange(first // DAY, end // DAY)))
        ill = illness(m, first, weekdays, county.weekday_index, rates(county, m), np.ones(len(county.conditions)))
        machine.begin_month(m, end, onsets(places, ill, county.weekday_index[weekdays]), tables)
        if engine == "reference":
            env.run(until=end)
        machine.advance(end)
        found.append(machine.take())
    return time.process_time() - began, np.concatenate(found)


def pattern(county, encounters):
    """The contact pattern of a year for the peers: arrival minute, place, minutes in bed, doctors and beds a place."""
    order = np.argsort(encounters["request_min"], kind="stable")
    e = encounters[order]
    stay = np.where(e["kind"] == 1, e["end_min"] - e["start_min"], 0).astype(np.int64)
    beds = np.minimum(county.institutions.beds, 10_000).astype(np.int64)
    doctors = np.clip(county.institutions.slots * CONSULTATION // 540 + 1, 1, 10_000).astype(np.int64)
    return e["request_min"].astype(np.int64), e["institution"].astype(np.int64), stay, doctors, beds, CONSULTATION


def timed(function, *arguments):
    began = time.process_time()
    done = function(*arguments)
    return done / (time.process_time() - began)


def sized(county, n):
    """The county with n enrolees and its capacity scaled alike, so that queues are as long as before."""
    share = n / county.enrolees
    h = county.institutions
    beds = np.maximum(np.rint(h.beds * share), 1).astype(np.int32) * (h.beds > 0)
    slots = np.maximum(np.rint(h.slots * share), 1).astype(np.int32)
    streams = replace(county.streams, visits_per_day=county.streams.visits_per_day * share,
                      stays_per_day=county.streams.stays_per_day * share)  # fmt: skip
    return replace(county, enrolees=n, institutions=replace(h, beds=beds.astype(np.int32), slots=slots), streams=streams)


def race(rounds, big, small):
    """Contacts a second of all four, by round."""
    results = {"compiled": [], "bare heap": [], "reference": [], "bare SimPy": []}
    warm = sized(big, 2000)
    for engine in ("compiled", "reference"):
        _, some = year(warm, engine)
    bare_heap.run(*pattern(warm, some))
    for _ in range(rounds):
        seconds, encounters = year(big, "compiled")
        results["compiled"].append(len(encounters) / seconds)
        results["bare heap"].append(timed(bare_heap.run, *pattern(big, encounters)))
        seconds, encounters = year(small, "reference")
        results["reference"].append(len(encounters) / seconds)
        results["bare SimPy"].append(timed(bare_simpy.run, *pattern(small, encounters)))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--residents", type=int, default=500_000)
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=0, help="also time the journeys of this many residents")
    options = parser.parse_args()
    model.compile_all()
    county = read("model-county")
    big, small = sized(county, options.residents), sized(county, options.small)
    results = race(options.rounds, big, small)

    print("| racer | residents | contacts a second (median) | against its peer |")
    print("|---|---:|---:|---:|")
    for name, peer, n in (("compiled", "bare heap", options.residents), ("bare heap", "", options.residents),
                          ("reference", "bare SimPy", options.small), ("bare SimPy", "", options.small)):  # fmt: skip
        against = ""
        if peer:
            ratios = [a / b for a, b in zip(results[name], results[peer], strict=True)]
            against = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"| {name} | {n:,} | {statistics.median(results[name]):,.0f} | {against} |")
    for peer in ("bare_heap", "bare_simpy"):
        digest = hashlib.sha256((Path(__file__).parent / f"{peer}.py").read_bytes()).hexdigest()
        print(f"\n{peer}.py sha256 {digest[:16]}", end="")

    law = read_policy("baseline-ffs")
    print(f"\n\n| county-year at {options.residents:,} residents: illness, journeys, settlement, ledger, tables | seconds |")
    print("|---|---:|")
    for n in range(options.rounds):
        began, cpu = time.perf_counter(), time.process_time()
        model.tables_of(conduct(Plan(big, law, law, n)))
        print(f"| round {n + 1} | {time.perf_counter() - began:.2f} ({time.process_time() - cpu:.2f} of processor time) |")
    scale = 1 if sys.platform == "darwin" else 1024
    print(f"\npeak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e9:.2f} GB")
    if options.large:
        few = [year(big, "compiled") for _ in range(2)][-1]
        many = year(sized(county, options.large), "compiled")
        a, b = few[0] / len(few[1]) * 1e9, many[0] / len(many[1]) * 1e9
        print(f"\nnanoseconds a contact: {a:.0f} at {options.residents:,}, {b:.0f} at {options.large:,}: {b / a:.2f} times")


if __name__ == "__main__":
    main()
