"""The claims behind a number, where the run kept them, and the largest of them settled again, rule by rule.

Settling again needs the policy's own file. It is looked for by its id and taken only if its content hash is that of the run;
the bill must come out as it was booked, to the fen, otherwise nothing is shown but that it did not.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import FORMER_SCHEMES, SCHEMES, SEVERITIES, TIERS
from sim.experiment.store import file_name
from sim.foundation.errors import NOTHING, Problems, Words
from sim.policy.benefit.bill import Bill, bill
from sim.policy.claims import CLASSES, KINDS, LEVELS, PLACES, REFERRALS, Claims, column_types
from sim.policy.policy import Policy, PolicyAt
from sim.policy.read import read_policy
from sim.report.explain.opened import Opened, fault
from sim.report.words import say
from sim.settlement.persons import Persons

NAMES = {
    "klass": CLASSES, "scheme": SCHEMES, "kind": KINDS, "tier": TIERS, "place": PLACES, "level": LEVELS, "severity": SEVERITIES,
    "referral": REFERRALS,
}  # fmt: skip
"""Columns of the claims that hold names, with the codes that rules read."""
SHOWN = ("eligible", "deductible", "basic", "catastrophic", "assistance", "supplement", "own_paid")


class Step(NamedTuple):
    """What one rule did to a bill; `before` and `after` are fen, or parts per million of a ratio."""

    rule: str
    name: Words
    column: str
    before: int
    after: int
    source: str


@dataclass(frozen=True)
class Behind:
    """`count` claims whose `part` adds up to `fen`; the largest of them as facts, amounts in fen, and steps."""

    part: str
    count: int
    fen: int
    facts: dict[str, str]
    amounts: dict[str, int]
    steps: tuple[Step, ...] = ()
    note: Words = NOTHING


def claims_of_line(run: Opened, kind: str, year: int, month: int | None, place: str) -> Behind | None:
    """Claims of one kind of care discharged in a year (or month), at a place; None if the run did not keep claims."""
    if not run.has("claims"):
        return None
    frame = _read(run, ["kind", "place", "person", "discharged", "basic_fen"])
    keep = (frame["kind"] == kind) & (frame["discharged"].dt.year == year)
    if month is not None:
        keep &= frame["discharged"].dt.month == month
    if place:
        keep &= frame["place"] == place
    return _behind(run, frame[keep], "basic")


def claims_of_institution(run: Opened, institution: str, part: str, year: int) -> Behind | None:
    """Claims of one institution, with what one payer paid; None if the run did not keep claims."""
    if not run.has("claims"):
        return None
    frame = _read(run, ["institution", "person", "discharged", f"{part}_fen"])
    keep = (frame["institution"] == institution) & (frame["discharged"].dt.year == year) & (frame[f"{part}_fen"] > 0)
    return _behind(run, frame[keep], part)


def one_claim(run: Opened, number: int | None, person: int | None) -> list[Behind]:
    """The claim of a number (its place in `claims.parquet`, from 0), or all claims of a person in the order of the run, each
    settled again; `Problems` where the run kept none, or has no such claim or person."""
    if not run.has("claims"):
        said = say("explain_no_claims")
        raise Problems([fault(run.folder, "--claim", "", "--encounters", said.zh, said.en)])
    if number is not None:
        whole = _read(run, ["person", "episode"])
        if not 0 <= number < len(whole):
            zh, en = "没有这个编号的报销单", "there is no claim of this number"
            raise Problems([fault(run.folder, "--claim", str(number), f"0 … {len(whole) - 1}", zh, en)])
        of = int(whole["person"].iloc[number])
        at = int((whole["person"].iloc[:number] == of).sum())
        return [_told(run, _read(run, [], of), at, "basic")]
    mine = _read(run, [], person)
    if mine.empty:
        zh, en = "这位居民没有报销单", "this resident has no claims"
        raise Problems([fault(run.folder, "--person", str(person), "", zh, en)])
    return [_told(run, mine, at, "basic") for at in range(len(mine))]


def _read(run: Opened, columns: list[str], person: int | None = None) -> pd.DataFrame:
    only = None if person is None else [("person", "==", person)]
    return pd.read_parquet(run.folder / file_name("claims"), columns=columns or None, filters=only)


def _behind(run: Opened, frame: pd.DataFrame, part: str) -> Behind:
    if frame.empty:
        return Behind(part, 0, 0, {}, {})
    largest = frame.iloc[int(np.argmax(frame[f"{part}_fen"].to_numpy()))]
    mine = _read(run, [], int(largest["person"]))
    same = (mine["discharged"] == largest["discharged"]) & (mine[f"{part}_fen"] == largest[f"{part}_fen"])
    told = _told(run, mine, int(np.flatnonzero(same)[0]), part)
    return replace(told, count=len(frame), fen=int(frame[f"{part}_fen"].sum()))


def _told(run: Opened, mine: pd.DataFrame, at: int, part: str) -> Behind:
    """Claim `at` of one person's claims: facts, amounts and steps."""
    row = mine.iloc[at]
    facts = {name: str(row[name]) for name in ("kind", "tier", "institution", "klass", "age", "condition", "referral", "days")}
    facts["discharged"] = f"{row['discharged']:%Y-%m-%d}"
    amounts = {"charge": int(row["charge_fen"])} | {name: int(row[f"{name}_fen"]) for name in SHOWN}
    steps, note = _again(run, mine.iloc[: at + 1], amounts)
    return Behind(part, 1, int(row[f"{part}_fen"]), facts, amounts, steps, note)


def _again(run: Opened, mine: pd.DataFrame, booked: dict[str, int]) -> tuple[tuple[Step, ...], Words]:
    """Settle a person's claims up to the last one, in the order of the run; the steps of the last one."""
    try:
        policy = read_policy(run.manifest.policy.id)
    except Problems:
        return (), say("explain_policy_gone")
    if policy.hash != run.manifest.policy.hash:
        return (), say("explain_policy_changed")
    settled, era, claim = _settled(policy, run, mine)
    if any(int(getattr(settled, name)[0]) != booked[name] for name in SHOWN):
        return (), say("explain_not_again")
    return tuple(_steps(settled, era, claim)), say("explain_again")


def _settled(policy: Policy, run: Opened, mine: pd.DataFrame) -> tuple[Bill, PolicyAt, Claims]:
    persons, claims, year = Persons(1), _claims(run, mine), 0
    episode = mine["episode"].to_numpy(np.uint32)
    urban = mine["former_scheme"] == FORMER_SCHEMES[1] if "former_scheme" in mine else np.zeros(len(mine), bool)
    for n, (day, own) in enumerate(zip(mine["discharged"].dt.date, urban, strict=True)):
        if day.year != year:
            persons.new_year()
            year = day.year
        one, chain, era = claims.take(np.array([n])), episode[n : n + 1], (policy.beside(day) if own else None) or policy.at(day)
        before = persons.before(one, chain)
        done = bill(era, one, before)
        persons.add(one, chain, before, done.delta)
    return done, era, one


def _claims(run: Opened, mine: pd.DataFrame) -> Claims:
    columns: dict[str, npt.NDArray[Any]] = {}
    first = pd.Timestamp(run.first_day)
    for name in (field.name for field in fields(Claims)):
        if name == "person":
            columns[name] = np.zeros(len(mine), np.int64)
        elif name in NAMES:
            columns[name] = np.array([NAMES[name].index(str(value)) for value in mine[name]])
        elif name == "condition":
            columns[name] = mine[name].cat.codes.to_numpy()
        elif name in ("admitted_day", "discharged_day"):
            columns[name] = (mine[name.removesuffix("_day")] - first).dt.days.to_numpy()
        else:
            columns[name] = mine[name].to_numpy()
    types = column_types(Claims)
    return Claims(**{name: values.astype(types[name]) for name, values in columns.items()})


def _steps(settled: Bill, era: PolicyAt, claim: Claims) -> list[Step]:
    """One line for every rule that made a difference to an amount or a ratio."""
    cell = {
        "klass": int(claim.klass[0]), "where": int(claim.where[0]), "level": int(claim.level[0]), "place": int(claim.place[0]),
        "kind": int(claim.kind[0]), "contract": int(claim.contract[0]), "two_disease": int(claim.registered[0]),
    }  # fmt: skip
    return [
        Step(
            step.rule.name, Words(step.why_zh, step.why_en), step.column, int(step.before[0]), int(step.after[0]),
            era.source(step.rule.name, cell),
        )
        for step in settled.steps
        if int(step.before[0]) != int(step.after[0]) and not step.column.endswith("_fen") and step.column != "beyond"
    ]  # fmt: skip
