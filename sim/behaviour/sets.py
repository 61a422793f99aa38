"""Behaviour sets: how strongly, how soon and how far institutions answer to money. Every number is labelled.

A set is a document of `scenarios/behaviour`. Elasticities are assumptions with ranges, never fitted to the effects that
evaluations of reforms have published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from sim.behaviour.levers import NAMES
from sim.foundation.content import content_hash
from sim.foundation.documents import Document, Label, read_document
from sim.foundation.errors import Problem, Problems, Refused, did_you_mean, one_of
from sim.foundation.labelled import Filled, Labelled, TitledHead
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


class _Head(TitledHead):
    kind: Annotated[Literal["behaviour"], Label("文件种类", "Kind of document")]


class _Number(Labelled):
    value: Annotated[float, Label("取值", "Value", "单位见 unit", "in the unit of `unit`")]
    unit: Annotated[Filled, Label("单位", "Unit")]
    range: Annotated[
        list[float], Label("范围", "Range", "[低, 高]，含取值，单位同取值", "[low, high] about the value, in its unit")
    ] = Field(default=[])

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        yield from super().faults(given)
        span, value = given.get("range"), given.get("value")
        if span and len(span) == 2 and value is not None and not span[0] <= value <= span[1]:
            zh, en = "取值不在范围之内", "the value lies outside its range"
            yield Refused(zh, en, allowed=f"{float(span[0]):g} … {float(span[1]):g}", key=("value",))


class _General(_Number):
    name: Annotated[str, Label("项目", "Name of the number"), Field(json_schema_extra={"enum": [*GENERAL]})]


class _Elasticity(_Number):
    name: Annotated[
        str,
        Label("手段", "Lever", "机构随激励改变的做法", "what an institution changes with money"),
        Field(json_schema_extra={"enum": [*NAMES]}),
    ]
    on: Annotated[bool, Label("是否作出反应", "Whether it reacts")]


class BehaviourDocument(BaseModel):
    """The whole file, scenarios/behaviour/NAME.toml."""

    model_config = ConfigDict(extra="forbid")
    document: Annotated[_Head, Label("表头", "Head")]
    lever: Annotated[list[_Elasticity], Label("手段", "Levers", "每个手段一项", "one a lever")]
    general: Annotated[list[_General], Label("共同参数", "General numbers", "时滞、幅度等", "lag, bounds and the like")]


def read_behaviour(name_or_path: str | Path) -> BehaviourSet:
    """The set of this name in `scenarios/behaviour`, or of a path. Raises `Problems` with file and line."""
    read = read_document(find("behaviour", str(name_or_path)), BehaviourDocument, kind="behaviour", version=1)
    content = read.content
    problems = _named(read, "lever", [n.name for n in content.lever], NAMES)
    problems += _named(read, "general", [n.name for n in content.general], GENERAL)
    if problems:
        raise Problems(problems)
    by_name = {n.name: n.value if n.on else 0.0 for n in content.lever}
    general = {n.name: n.value for n in content.general}
    return BehaviourSet(str(content.document.id), read.hash, np.array([by_name[name] for name in NAMES]), **general)


def describe(name_or_path: str | Path) -> list[dict[str, Any]]:
    """Every number with its labels for the list of assumptions: name, value, unit, zh, en, status, source, why,
    range."""
    content = read_document(find("behaviour", str(name_or_path)), BehaviourDocument, kind="behaviour", version=1).content
    return [number.model_dump() for number in (*content.lever, *content.general)]


def _named(read: Document[BehaviourDocument], part: str, found: list[str], known: tuple[str, ...]) -> list[Problem]:
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
