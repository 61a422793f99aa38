"""Typical cases: encounters with the source of their amounts, which an estimate settles under every policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.foundation.documents import Label, read_document
from sim.foundation.errors import Words
from sim.foundation.shelves import find
from sim.policy.cases import bill_case
from sim.policy.policy import Policy

KIND, SCHEMA = "encounters", 1
Filled = Annotated[str, Field(min_length=1)]
Mapped = dict[str, Any]


class Part(BaseModel):
    """Base of every table of the document: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Head(Part):
    """What the list is."""

    kind: Annotated[Literal["encounters"], Label("文件种类", "Kind of document")]
    schema_: Annotated[Literal[1], Label("格式版本", "Schema version"), Field(alias="schema")]
    id: Annotated[Filled, Label("代号", "Id")]
    title_zh: Annotated[Filled, Label("标题", "Title in Chinese")]
    title_en: Annotated[Filled, Label("英文标题", "Title in English")]


class Case(Part):
    """One encounter as the calculator `yigongti bill` takes it, with the source of its amounts."""

    id: Annotated[Filled, Label("代号", "Id")]
    name_zh: Annotated[Filled, Label("名称", "Name in Chinese")]
    name_en: Annotated[Filled, Label("英文名称", "Name in English")]
    source: Annotated[Filled, Label("来源", "Source")]
    person: Annotated[Mapped, Label("患者", "Person")] = {}
    year_to_date: Annotated[Mapped, Label("年内累计", "Year to date")] = {}
    encounter: Annotated[Mapped, Label("就诊", "Encounter")]


class CasesDocument(Part):
    """The whole file, scenarios/encounters/NAME.toml."""

    document: Annotated[Head, Label("表头", "Head")]
    case: Annotated[tuple[Case, ...], Label("病例", "Cases"), Field(min_length=1)]


@dataclass(frozen=True)
class Settled:
    """One case under one policy, yuan."""

    name: Words
    source: str
    charge: float
    eligible: float
    paid: float  # by basic insurance, catastrophic insurance, assistance and supplement
    own: float


def read_cases(name_or_path: str = "typical") -> tuple[Case, ...]:
    """The cases of a list, by name or file. Raises `Problems` with everything that is wrong with it."""
    document = read_document(find("encounters", name_or_path), CasesDocument, kind=KIND, version=SCHEMA)
    return document.content.case


def settle(policy: Policy, cases: Sequence[Case], day: date) -> list[Settled]:
    """Every case under the terms of `day`. Raises `Problems` for a case that the calculator does not accept."""
    found = []
    for case in cases:
        bill = bill_case(
            policy,
            {
                "person": case.person,
                "year_to_date": case.year_to_date,
                "encounter": {**case.encounter, "date": case.encounter.get("date", day)},
            },
        )
        paid, own = float(bill["paid_total"]), float(bill["own_paid"])
        found.append(
            Settled(Words(case.name_zh, case.name_en), case.source, round(paid + own, 2), float(bill["eligible"]), paid, own)
        )
    return found
