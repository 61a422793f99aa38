"""Every provision of every shipped policy either moves at least one posting of the model county's book, or a notice of the year,
or the run names it as without effect: a clause never stands in a file for decoration.

The same encounters are settled with and without the provision, in the years in which it begins. A provision that only
repeats its base cannot move anything; one without which the rest has no terms at all moves everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.county import read
from sim.county.county import County
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.foundation.calendar import Calendar
from sim.foundation.errors import Problems
from sim.policy.policy import Policy, Provision
from sim.policy.read import assemble, read_policy
from sim.settlement.reprice import reprice

POLICIES = sorted(p.stem for p in (Path(__file__).parents[2] / "scenarios" / "policies").glob("*.toml"))
SCALE = 0.02

AT_THIS_SCALE = {
    ("gansu-2018", "G-C13"): "what an insurer returns needs a premium above its benefits, which 10,000 residents may miss",
    ("gansu-catastrophic-2018", "G-C8"): "no accident of 10,000 residents has more than 20,000 yuan of catastrophic benefits",
    ("ningxia-capitation", "P12-3"): "every centre has more visits than the minimum",
    ("gansu-2016", "G-I5"): "the years of its funding are over: named as without effect but for the years, which are read to know",
    ("rizhao-2017", "R-7"): "the same",
    ("suixi-2024", "S-4-score"): "both alliances end in deficit: no surplus is divided by a score",
    ("suixi-2024-of-lead", "S-4b"): "there is no surplus to divide, so the two readings of its division agree",
    ("zaozhuang-2023", "Z-9"): "nobody of 10,000 residents applies for help with the past; of 150,000 somebody does",
}
"""Read and applied, and yet nothing moves: the reason."""


@dataclass(frozen=True)
class Settled:
    postings: bytes
    """And the notices of the year."""
    idle: frozenset[str]


@cache
def lived() -> Outcome:
    """A year of encounters of the model county."""
    law = read_policy("baseline-ffs")
    return conduct(Plan(read("model-county"), law, law, 1, warm_up_days=0, scale=SCALE, keep_encounters=True))


@cache
def county_in(year: int) -> County:
    """The model county with its tables moved to another year."""
    place = lived().plan.county
    tables = {name: getattr(place, name) for name in ("history", "funding", "trend")}
    moved = {name: t.assign(year=t["year"] + year - place.start.year) for name, t in tables.items()}
    return replace(place, start=date(year, 1, 1), **moved)


def settled(policy: Policy, year: int) -> Settled:
    calendar = Calendar(date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days)
    encounters = lived().encounters
    assert encounters is not None
    done = reprice(encounters, county_in(year), lived().residents, policy, calendar, 1)
    rows: npt.NDArray[np.void] = done.ledger.rows()
    told = done.office.notices.table().to_csv().encode()
    return Settled(rows.tobytes() + told, frozenset(done.noticed.idle(policy)))


def without(policy: Policy, provision: Provision) -> Policy:
    """The policy without one provision; where the rest is then incomplete, without the rules that it belongs to."""
    *bases, own = policy.layers
    left = tuple(p for p in own.provisions if p is not provision)
    try:
        return assemble([*bases, replace(own, provisions=left)], policy.known)
    except Problems:
        gone = {s.path.rpartition(".")[0] for s in provision.settings}
        cut = tuple(replace(p, settings=tuple(s for s in p.settings if s.path.rpartition(".")[0] not in gone)) for p in left)
        return assemble([*bases, replace(own, provisions=cut)], policy.known)


def years_of(provision: Provision) -> list[int]:
    """The years in which its values begin; what begins within a year rules budgets from the next one on."""
    found = {s.since.year + n for s in provision.settings for n in (0, 1) if n == 0 or (s.since.month, s.since.day) != (1, 1)}
    return sorted({max(y, 2021) for y in found})[-3:]


def moves(policy: Policy, provision: Provision, whole: dict[int, Settled]) -> bool:
    try:
        rest = without(policy, provision)
    except Problems:
        return True  # the rest is no policy
    for year in years_of(provision):
        if year not in whole:
            whole[year] = settled(policy, year)
        try:
            if settled(rest, year).postings != whole[year].postings:
                return True
        except ValueError:  # a sentence; anything else would be a traceback for whoever left the clause out
            return True  # the rest has no terms
    return False


def unmoved(name: str) -> Iterator[tuple[Provision, bool]]:
    """Provisions that move nothing though they change the policy, and whether a run says so of every value of theirs."""
    policy = read_policy(name)
    whole: dict[int, Settled] = {}
    for provision in policy.provisions:
        paths = {s.path for s in provision.settings}
        if paths and not repeats(policy, provision) and not moves(policy, provision, whole):
            said = frozenset.intersection(*(whole[year].idle for year in years_of(provision)))
            yield provision, paths <= said


def repeats(policy: Policy, provision: Provision) -> bool:
    """Whether the policy is the same without the provision."""
    try:
        return without(policy, provision).hash == policy.hash
    except Problems:
        return False


@pytest.mark.parametrize("name", POLICIES)
def test_every_provision_moves_a_posting_or_the_run_says_that_it_does_not(name: str) -> None:
    silent = {p.id for p, said in unmoved(name) if not said and not only_names_the_default(p)}
    excused = {id for of, id in AT_THIS_SCALE if of == name}
    assert silent <= excused, f"{silent - excused} of {name} move nothing and no run says so"


def only_names_the_default(provision: Provision) -> bool:
    """Payment by item is what happens where no rule says otherwise; a catalogue widened by nothing is the catalogue."""
    return all(s.path == "payment.fee_for_service.active" or s.value == 0 for s in provision.settings)
