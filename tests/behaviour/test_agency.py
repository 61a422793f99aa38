"""Outpatient cover and borderline admission are substitutes: by hand, in a small world, and in a whole run."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import worlds
from journey.machine import play

from sim.behaviour.agency import lean
from sim.behaviour.sets import BehaviourSet, read_behaviour
from sim.county import read
from sim.county.county import STATES, TIERS, County
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.journey.encounters import OTHER_PAYER, STAY
from sim.journey.tables import flow
from sim.policy.read import read_policy

ALONE: BehaviourSet = replace(read_behaviour("central"), eta=np.zeros_like(read_behaviour("central").eta))
"""Doctors mind their patients' purses and nobody answers to income."""


def everywhere(place: County, course: float, stay: float) -> np.ndarray:
    """Logarithm of own pay, course over stay, the same everywhere and for everybody."""
    k, c, z = len(place.classes), len(place.conditions), int(place.institutions.setting.max()) + 1
    return np.full((k, STATES, c, z), math.log((course + 1) / (stay + 1)))


def test_a_cheaper_course_of_visits_or_a_dearer_stay_lowers_the_odds_of_admission() -> None:
    """0.2 x ln of own pay, a yuan added. A course falls from 199 yuan to 99, a stay stays at 999: 0.2 x [ln(100/1000) -
    ln(200/1000)] = 0.2 x ln 0.5 = -0.1386. A stay that rises from 499 to 999 yuan does the same; both halved do nothing."""
    place = worlds.county()
    assert ALONE.agency == 0.2
    for new, old, expected in (
        ((99, 999), (199, 999), 0.2 * math.log(0.5)),
        ((199, 999), (199, 499), 0.2 * math.log(0.5)),
        ((99, 499), (199, 999), 0.0),
    ):
        found = lean(ALONE, everywhere(place, *new), everywhere(place, *old))
        assert found.lean - found.base_lean == pytest.approx(expected, abs=1e-12)
        assert found.most_lean == pytest.approx(math.log(1.5))


def admitted(encounters: Any, severity: int, people: int) -> set[tuple[int, int]]:
    """Residents' episodes of the first month with a stay, by severity."""
    e = encounters
    some = e[(e["kind"] == STAY) & (e["flags"] & OTHER_PAYER == 0) & (e["severity"] == severity) & (e["episode"] < 64)]
    return set(zip(some["person"].tolist(), some["episode"].tolist(), strict=True))


def test_in_the_journey_fewer_mild_cases_are_admitted_and_no_others_change() -> None:
    """A mild pneumonia is admitted with probability 0.5. By log-odds of ln 0.5 x 0.2 it is 1 / (1 + 2 ** 0.2) = 0.4654:
    of those admitted before, 93 % are. Moderate and severe cases are as they were, and nobody is admitted instead."""
    place = worlds.county(institutions=worlds.institutions(beds=100_000, township_beds=100_000, slots=1_000_000))
    n = 30_000
    people = worlds.people(place, n)
    tables = flow(place)._replace(**lean(ALONE, everywhere(place, 99, 999), everywhere(place, 199, 999))._asdict())
    usual, fewer = (play("compiled", place, people, 5, tables=lambda _, t=t: t)[0] for t in (flow(place), tables))
    mild, spared = admitted(usual, 0, n), admitted(fewer, 0, n)
    assert spared < mild
    assert len(mild) > 60
    expected = 1 / (1 + 2**0.2) / 0.5
    assert len(spared) / len(mild) == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / len(mild)))
    for severity in (1, 2):
        assert admitted(usual, severity, n) == admitted(fewer, severity, n)
    assert play("reference", place, people[:800], 5, tables=lambda _: tables)[0].tobytes() == \
        play("compiled", place, people[:800], 5, tables=lambda _: tables)[0].tobytes()  # fmt: skip


CAP = '''[document]
kind = "policy"
schema = 1
id = "{id}"
title_zh = "门诊封顶{cap}元"
title_en = "outpatient cap {cap} yuan"
base = "baseline-ffs"
effective = 2021-01-01

[[provision]]
id = "1"
quote_zh = "普通门诊年度最高支付{cap}元"
text_en = "At most {cap} yuan a year for visits"

  [[provision.set]]
  path = "benefit.outpatient_year_cap.cap"
  value = {cap}
  unit = "yuan/person/year"
  kind = "illustrative"
  status = "assumption"
  why = "举例 / an example"
  range = [0, 1000]
'''


@cache
def plan(folder: Path) -> Plan:
    """The model county; the baseline's visits are paid up to 300 yuan a year, the policy's up to 500."""
    laws = {}
    for cap in (300, 500):
        file = folder / f"cap-{cap}.toml"
        file.write_text(CAP.format(id=f"cap-{cap}", cap=cap), encoding="utf-8")
        laws[cap] = read_policy(file)
    return Plan(read("model-county"), laws[300], laws[500], 3, scale=0.04, keep_encounters=True, behaviour=ALONE)


def near(run: Outcome) -> int:
    """Residents' stays in township centres and county hospitals."""
    assert run.encounters is not None
    e, h = run.encounters, run.plan.county.institutions
    inside = (h.tier[e["institution"]] <= TIERS.index("county")) & (h.place[e["institution"]] == 0)
    return int(np.count_nonzero((e["kind"] == STAY) & (e["flags"] & OTHER_PAYER == 0) & inside))


def test_a_richer_outpatient_cover_lowers_admissions_at_home(tmp_path: Path) -> None:
    """300 -> 500 yuan a year: more of a course of visits is covered, a stay is no longer the only way to be reimbursed. Fewer
    stays in centres and county hospitals, with the strong set's doctors than with those that do not mind, and than before.
    The baseline against itself differs by nothing."""
    minds = replace(ALONE, agency=read_behaviour("strong").agency)
    given = replace(plan(tmp_path), behaviour=minds)
    leaning, not_leaning = conduct(given), conduct(replace(given, behaviour=None))
    assert near(leaning) < near(not_leaning)
    base = replace(given, policy=given.baseline)
    itself, mechanical = conduct(base), conduct(replace(base, behaviour=None))
    assert itself.encounters is not None
    assert mechanical.encounters is not None
    assert itself.encounters.tobytes() == mechanical.encounters.tobytes()
    assert near(leaning) < near(itself)
