"""The baseline's care under another law: nobody moves, only the rules change."""

from __future__ import annotations

from sim.county.population import Population
from sim.experiment.conduct import Outcome
from sim.policy.policy import Policy
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement


def same_care(run: Outcome, law: Policy) -> Settlement:
    """Settle a run's encounters again under another policy, year-end clearing included. ValueError if they were not kept."""
    if run.encounters is None:
        raise ValueError("the run kept no encounters")
    of = run.plan
    people = Population(of.county, of.seed, of.scale, of.years)  # as they were in the first year
    return reprice(run.encounters, of.county, people, law, run.calendar, of.seed)
