"""Behaviour sets: how strongly, how soon and how far institutions answer to money. Every number is labelled.

A set is a document of `scenarios/behaviour`. Elasticities are assumptions with ranges, never fitted to the effects that
evaluations of reforms have published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.behaviour.levers import NAMES
from sim.foundation.content import content_hash
from sim.foundation.documents import Document, read_document
from sim.foundation.errors import Problem, Problems, did_you_mean, one_of
from sim.foundation.shelves import find

F8 = npt.NDArray[np.float64]
GENERAL = ("lag", "most", "half_life", "steer", "prior_cv", "prior_months", "agency", "protection", "visits",
           "split_part", "split_days", "forecast")


@dataclass(frozen=True)
class BehaviourSet:
    """`eta` (levers,): change of the log response for a yuan more of income a yuan at stake; 0 where switched off."""

    id: str
    hash: str
    eta: F8
    lag: float  # months until 63 % of the answer is there
    most: float  # largest factor (and odds ratio) either way
    half_life: float  # months in which an answer fades to one half; 0 = it lasts
    steer: float  # k: weight of the alliance's income in a member's decision
    prior_cv: float  # spread of single months about their mean, before experience
    prior_months: float  # months of experience that this prior is worth
    agency: float  # log-odds of a borderline admission for a logarithm of own pay, visit over stay
    protection: float  # logarithm by which today's management lowers the rate of the exacerbations it can avert
    visits: float  # management visits a registered patient-year, today
    split_part: float  # part of a divided stay that its first admission is, of days and charge
    split_days: float  # days within which the second follows
    forecast: float  # smallest standard deviation of a forecast of the year, as a share of the budget

    def with_numbers(self, values: Mapping[str, float]) -> BehaviourSet:
        """This set with other values of its levers and general numbers, by name; the hash is of both. TypeError for a name that
        is neither."""
        if not values:
            return self
        eta = self.eta.copy()
        for name in values.keys() & set(NAMES):
            eta[NAMES.index(name)] = values[name]
        general: dict[str, Any] = {name: value for name, value in values.items() if name not in NAMES}
        return replace(self, eta=eta, hash=content_hash([self.hash, dict(values)]), **general)

    @property
    def answers(self) -> bool:
        """Whether anybody reacts at all."""
        return bool(np.any(self.eta != 0.0)) or self.agency != 0.0


class _Number(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    value: float
    unit: str
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    status: Literal["sourced", "assumption"]
    source: str = ""
    why: str = ""
    range: list[float] = []

    @model_validator(mode="after")
    def labelled(self) -> _Number:
        if self.status == "sourced" and not self.source:
            raise ValueError(f"{self.name} is sourced but names no source")
        if self.status == "assumption" and not (len(self.range) == 2 and (self.why or self.source)):
            raise ValueError(f"{self.name} is an assumption and needs a reason and a range")
        if self.range and not self.range[0] <= self.value <= self.range[1]:
            raise ValueError(f"{self.name} = {self.value} lies outside its range {self.range}")
        return self


class _Elasticity(_Number):
    on: bool


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: dict[str, Any]
    lever: list[_Elasticity]
    general: list[_Number]


def read_behaviour(name_or_path: str | Path) -> BehaviourSet:
    """The set of this name in `scenarios/behaviour`, or of a path. Raises `Problems` with file and line."""
    read = read_document(find("behaviour", str(name_or_path)), _Document, kind="behaviour", version=1)
    content = read.content
    problems = _named(read, "lever", [n.name for n in content.lever], NAMES)
    problems += _named(read, "general", [n.name for n in content.general], GENERAL)
    if problems:
        raise Problems(problems)
    by_name = {n.name: n.value if n.on else 0.0 for n in content.lever}
    general = {n.name: n.value for n in content.general}
    return BehaviourSet(str(content.document["id"]), read.hash, np.array([by_name[name] for name in NAMES]), **general)


def describe(name_or_path: str | Path) -> list[dict[str, Any]]:
    """Every number with its labels for the list of assumptions: name, value, unit, zh, en, status, source, why,
    range."""
    content = read_document(find("behaviour", str(name_or_path)), _Document, kind="behaviour", version=1).content
    return [number.model_dump() for number in (*content.lever, *content.general)]


def _named(read: Document[_Document], part: str, found: list[str], known: tuple[str, ...]) -> list[Problem]:
    """Every name once, none unknown."""
    problems = [
        read.problem((part, n, "name"), "没有这一项或写了两次", "no such item, or given twice", found=name,
                     allowed=one_of(known), fix=did_you_mean(name, known))
        for n, name in enumerate(found) if name not in known or name in found[:n]
    ]  # fmt: skip
    for name in known:
        if name not in found:
            problems.append(read.problem((), f"缺少 {part} {name}", f"{part} {name} is missing"))
    return problems
