"""The runs of a study's replications: which there are, what their numbers depend on, and how one is made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import JsonValue

from sim import __version__
from sim.analysis.indicators import indicators
from sim.analysis.outcomes import outcomes
from sim.analysis.states import states
from sim.behaviour.sets import BehaviourSet, read_behaviour
from sim.county import read
from sim.county.county import County
from sim.experiment.bank import Bank, Job, code_hash
from sim.experiment.conduct import EngineName, Outcome, Plan, conduct
from sim.experiment.effects.same_care import same_care
from sim.experiment.events import event_cards, load_events
from sim.experiment.seeds import seeds_of
from sim.experiment.study import Study, read_study
from sim.experiment.workers import sentence
from sim.foundation.content import content_hash
from sim.foundation.errors import Problem, Words, refuse
from sim.policy.policy import Policy
from sim.settlement.settlement import Settlement

Reference: TypeAlias = npt.NDArray[np.float64] | None


@dataclass(frozen=True)
class Assumptions:
    """A set of assumptions: a behaviour set instead of the study's own (by name or file), values of its levers and general
    numbers, and values of `sim.county.county.Demand` that replace the county's. Shown apart from chance."""

    id: str
    behaviour: str | None = None
    demand: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)

    def of(self, county: County) -> County:
        """The county under these assumptions. TypeError if a value has no place."""
        values: dict[str, Any] = {
            name: np.array(value, float) if isinstance(value, list | tuple) else value for name, value in self.demand.items()
        }
        return replace(county, demand=replace(county.demand, **values)) if values else county

    def reacts(self, study: Study) -> BehaviourSet:
        """The behaviour set of the study under these assumptions."""
        return read_behaviour(study.behaviour if self.behaviour is None else self.behaviour).with_numbers(self.numbers)


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
    split: bool = False  # also settle the baseline's care under every policy
    drawn_years: bool = False  # good and bad years instead of average ones


def jobs_of(study: Study, county: County, recipe: Recipe, count: int) -> list[Job]:
    """The plan: replications one after another, in each of them every set of assumptions and every policy, the baseline
    first."""
    shared = {
        "county": county.hash,
        "baseline": study.baseline.hash,
        "years": study.years,
        "warm_up_days": study.warm_up_days,
        "scale": recipe.scale,
        "engine": recipe.engine,
        "events": event_cards(study.events),
        "code": recipe.code,
        "drawn_years": recipe.drawn_years,
    }
    behaviour = {given.id: given.reacts(study).hash for given in recipe.assumptions}
    jobs = []
    for n, seed in enumerate(seeds_of(study.seeds, count)):
        for given in recipe.assumptions:
            same_care = [(law, True) for law in study.policies[1:]] if recipe.split else []
            for law, same in [(study.baseline, False), *same_care, *((law, False) for law in study.policies[1:])]:
                own = {"policy": law.hash, "behaviour": behaviour[given.id], "demand": dict(given.demand), "seed": seed}
                own |= {"same_care": True} if same else {}
                jobs.append(Job(content_hash(shared | own)[:24], law.id, law.hash, given.id, n, seed, same))
    return jobs


def different(study: Study, assumptions: Sequence[Assumptions]) -> None:
    """`Problems` if two sets of assumptions are one and the same: it would count twice."""
    seen: dict[str, str] = {}
    problems = []
    for given in assumptions:
        key = content_hash([given.reacts(study).hash, dict(given.demand)])
        if key in seen or given.id in seen.values():
            other = seen.get(key, given.id)
            zh, en = f"与 {other} 是同一套假设", f"the same assumptions as {other}"
            of = study.behaviour if other == AS_GIVEN.id else other
            fix = Words(f"换一套；{other} 的行为假设集是 {of}", f"take another; the behaviour set of {other} is {of}")
            problems.append(Problem("--behaviour", None, "", given.id, "", fix, zh, en))
        seen.setdefault(key, given.id)
    refuse(problems)


def in_groups(jobs: Sequence[Job], study: Study, recipe: Recipe) -> list[tuple[Job, ...]]:
    """What one process does in one go: a run; or, where institutions react, all policies of a replication, because each
    of them refers to what the baseline's incentives were; or, where effects are split, the baseline and its care under every
    policy."""
    reacts = {given.id: given.reacts(study).answers for given in recipe.assumptions}
    groups: dict[object, list[Job]] = {}
    for job in jobs:
        of_baseline = recipe.split and (job.same_care or job.policy_hash == study.baseline.hash)
        whole = reacts[job.assumptions] or of_baseline
        groups.setdefault((job.assumptions, job.replication) if whole else job.id, []).append(job)
    return [tuple(group) for group in groups.values()]


def prepare(recipe: Recipe) -> Callable[[Sequence[Job]], list[str]]:
    """Read everything once. Gives the function that makes the runs of a group, writes each into the bank, and says what
    went wrong in each, an empty text if nothing did."""
    if code_hash() != recipe.code:
        raise RuntimeError("the program was changed while it was running; start it again")
    study, bank = read_study(recipe.study), Bank(recipe.bank)
    events, county = load_events(study, recipe.allow_code), read(study.county)
    laws: dict[str, Policy] = {law.hash: law for law in study.policies}
    sets = {given.id: (given.of(county), given.reacts(study)) for given in recipe.assumptions}

    def plan_of(job: Job, law: Policy | None, reference: Reference = None, keep: bool = False) -> Plan:
        if law is None:
            raise ValueError(f"policy {job.policy} was changed after the plan was made")
        place, behaviour = sets[job.assumptions]
        return Plan(
            place,
            study.baseline,
            law,
            job.seed,
            study.years,
            study.warm_up_days,
            recipe.scale,
            recipe.engine,
            events,
            keep_encounters=keep,
            behaviour=behaviour,
            reference=reference,
            drawn_years=recipe.drawn_years,
        )

    def do(group: Sequence[Job]) -> list[str]:
        errors: list[str] = []
        base: Outcome | None = None  # the baseline's run, while others of the group refer to it
        for n, job in enumerate(group):
            try:
                law, own = laws.get(job.policy_hash), job.policy_hash == study.baseline.hash
                if base is None and (own or job.same_care or sets[job.assumptions][1].answers):
                    base = conduct(plan_of(job, study.baseline, keep=any(other.same_care for other in group[n:])))
                plan = plan_of(job, law, None if base is None else _reference(base))
                if job.same_care and base is not None:
                    bank.write(job, outcomes_of(plan, tables_of(same_care(base, plan.policy))))
                else:
                    tables = tables_of((base if own and base is not None else conduct(plan)).settlement)
                    bank.write(job, outcomes_of(plan, tables), states(tables["clearing"], plan.policy))
                errors.append("")
            except Exception as error:  # whatever a run may raise is a row of the results, not the end of the others
                errors.append(sentence(error))
            if base is not None and not any(other.same_care for other in group[n + 1 :]):
                base.encounters = None
            gc.collect()  # a run's calendar refers to itself: without this its arrays stay until Python happens to look
        return errors

    return do


def _reference(outcome: Outcome) -> Reference:
    return None if outcome.behaviour is None else outcome.behaviour.reference


def tables_of(settlement: Settlement) -> dict[str, pd.DataFrame]:
    """The tables of a settlement. ValueError if its own checks fail."""
    missed = {name: miss for name, miss in settlement.checks().items() if miss}
    if missed:
        raise ValueError(f"checks failed: {', '.join(f'{name} by {miss} fen' for name, miss in missed.items())}")
    return settlement.tables()


def outcomes_of(plan: Plan, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The outcomes of a run's last accounted year, see `sim.analysis.outcomes`, from its `tables_of`."""
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
        "drawn_years": recipe.drawn_years,
        "assumptions": {
            given.id: {
                "behaviour": given.reacts(study).id,
                "numbers": dict(given.numbers),
                "demand": {name: np.asarray(value).tolist() for name, value in given.demand.items()},
            }
            for given in recipe.assumptions
        },
    }
