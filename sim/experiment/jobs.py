"""The runs of a study's replications: which there are, what their numbers depend on, and how one is made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import JsonValue

from sim import __version__
from sim.analysis.indicators import indicators
from sim.analysis.outcomes import outcomes
from sim.county import read
from sim.county.county import County
from sim.experiment.bank import Bank, Job, code_hash
from sim.experiment.conduct import EngineName, Plan, conduct
from sim.experiment.events import event_cards, load_events
from sim.experiment.seeds import seeds_of
from sim.experiment.study import Study, read_study
from sim.foundation.content import content_hash
from sim.policy.policy import Policy


@dataclass(frozen=True)
class Assumptions:
    """A set of assumptions: values of `sim.county.county.Demand` that replace the county's own. Shown apart from
    chance."""

    id: str
    demand: Mapping[str, Any] = field(default_factory=dict)

    def of(self, county: County) -> County:
        """The county under these assumptions. TypeError if a value has no place."""
        values: dict[str, Any] = {
            name: np.array(value, float) if isinstance(value, list | tuple) else value for name, value in self.demand.items()
        }
        return replace(county, demand=replace(county.demand, **values)) if values else county


AS_GIVEN = Assumptions("as-given")


@dataclass(frozen=True)
class Recipe:
    """What a process needs to make any run of a plan."""

    study: str
    bank: Path
    scale: float
    engine: EngineName
    allow_code: bool
    assumptions: tuple[Assumptions, ...]
    code: str  # hash of the program that made the plan


def jobs_of(study: Study, county: County, recipe: Recipe, count: int) -> list[Job]:
    """The plan: replications one after another, in each of them every set of assumptions and every policy, the baseline
    first."""
    shared = {
        "county": county.hash,
        "baseline": study.baseline.hash,
        "years": study.years,
        "warm_up_days": study.warm_up_days,
        "behaviour": study.behaviour,
        "scale": recipe.scale,
        "engine": recipe.engine,
        "events": event_cards(study.events),
        "code": recipe.code,
    }
    jobs = []
    for n, seed in enumerate(seeds_of(study.seeds, count)):
        for given in recipe.assumptions:
            for law in study.policies:
                own = {"policy": law.hash, "assumptions": dict(given.demand), "seed": seed}
                jobs.append(Job(content_hash(shared | own)[:24], law.id, law.hash, given.id, n, seed))
    return jobs


def prepare(recipe: Recipe) -> Callable[[Job], None]:
    """Read everything once; gives the function that makes one run and writes it into the bank."""
    if code_hash() != recipe.code:
        raise RuntimeError("the program was changed while it was running; start it again")
    study, bank = read_study(recipe.study), Bank(recipe.bank)
    events, county = load_events(study, recipe.allow_code), read(study.county)
    laws: dict[str, Policy] = {law.hash: law for law in study.policies}
    sets = {given.id: given for given in recipe.assumptions}

    def do(job: Job) -> None:
        if job.policy_hash not in laws:
            raise ValueError(f"policy {job.policy} was changed after the plan was made")
        plan = Plan(
            sets[job.assumptions].of(county),
            study.baseline,
            laws[job.policy_hash],
            job.seed,
            study.years,
            study.warm_up_days,
            recipe.scale,
            recipe.engine,
            events,
        )
        bank.write(job, outcomes_of(plan))
        gc.collect()  # a run's calendar refers to itself: without this its arrays stay until Python happens to look

    return do


def outcomes_of(plan: Plan) -> pd.DataFrame:
    """Make one run; its outcomes of the last accounted year, see `sim.analysis.outcomes`. ValueError if the run's own
    checks fail."""
    settlement = conduct(plan).settlement
    missed = {name: miss for name, miss in settlement.checks().items() if miss}
    if missed:
        raise ValueError(f"checks failed: {', '.join(f'{name} by {miss} fen' for name, miss in missed.items())}")
    tables = settlement.tables()
    return outcomes(tables | {"indicators": indicators(tables)}, plan.county.start.year + plan.years - 1)


def shared_by_all(study: Study, county: County, recipe: Recipe) -> dict[str, JsonValue]:
    """What all runs of a plan have in common, for whoever opens the file."""
    return {
        "program": __version__,
        "code": recipe.code,
        "study": study.id,
        "study_hash": study.hash,
        "county": county.id,
        "county_hash": county.hash,
        "baseline": study.baseline.id,
        "years": study.years,
        "warm_up_days": study.warm_up_days,
        "behaviour": study.behaviour,
        "scale": recipe.scale,
        "engine": recipe.engine,
        "assumptions": {
            given.id: {name: np.asarray(value).tolist() for name, value in given.demand.items()} for given in recipe.assumptions
        },
    }
