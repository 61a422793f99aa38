"""What is written down about a run beside its tables: who asked what, of which county, under which law, with which
inputs.

A manifest is plain JSON with a schema version. It carries the words of the policy's provisions, so that a report can be
made from a folder on disk years later, on a machine that has neither the scenario files nor this version of the
program.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA = 1
"""Version of the result folder: of `manifest.json` and of the columns of every table (see `sim.experiment.columns`)."""


class Card(BaseModel):
    """Base of every part of a manifest: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StudyCard(Card):
    """The question that was asked."""

    id: str
    title_zh: str
    title_en: str
    question_zh: str
    question_en: str
    hash: str = ""


class CountyCard(Card):
    """The place that the run took as given."""

    id: str
    name_zh: str
    name_en: str
    enrolees: int = Field(ge=0)
    institutions: int = Field(ge=0)
    hash: str
    numbers: dict[str, tuple[int, int]] = {}  # file of the folder -> numbers in it, assumptions among them


class SettingCard(Card):
    """One value that a provision sets, with everything that travels with a value."""

    path: str
    value: JsonValue  # as written in the policy file: a number, a text, a list, or a table over the parameter's axes
    unit: str = ""
    kind: str = ""
    status: Literal["sourced", "assumption"] = "sourced"
    source: str = ""
    why: str = ""
    range: tuple[str, str] | None = None
    at: str = ""  # file and line, without its folder
    since: date | None = None  # first day, where it is not the day on which the policy takes effect
    zh: str = ""  # label of the parameter
    en: str = ""

    @property
    def assumed(self) -> bool:
        """Whether no document gives the value."""
        return self.status == "assumption"


class ProvisionCard(Card):
    """One provision in the words of its document, and what it sets."""

    id: str
    clause: str = ""
    quote_zh: str = ""
    text_en: str = ""
    source: str = ""
    settings: tuple[SettingCard, ...] = ()
    document: str = ""  # id of the policy that says it


class UnmodelledCard(Card):
    """A clause that stands in the document and that no rule expresses."""

    clause: str
    quote_zh: str = ""
    why_zh: str
    why_en: str


class PolicyCard(Card):
    """A policy as a signed document: identity is the hash of its content."""

    id: str
    title_zh: str
    title_en: str
    number: str = ""
    source: str = ""
    base: str = ""
    effective: date | None = None
    hash: str
    provisions: tuple[ProvisionCard, ...] = ()
    inherited: tuple[ProvisionCard, ...] = ()  # of the policies it builds on, where they are still in force
    not_modelled: tuple[UnmodelledCard, ...] = ()


class Check(Card):
    """Something that had to hold, and whether it did."""

    id: str
    ok: bool
    zh: str
    en: str
    detail: str = ""


class Finding(Card):
    """A single number that answers the study's question, with the arithmetic behind it in words."""

    id: str
    zh: str
    en: str
    value: float
    unit: str
    how_zh: str = ""
    how_en: str = ""


class Assumption(Card):
    """A number nobody has published: named, with its range and the reason for the value taken."""

    key: str
    zh: str
    en: str
    value: str
    unit: str = ""
    range: tuple[str, str] | None = None
    why: str = ""
    where: Literal["policy", "county", "behaviour", "run"] = "county"


class EventCard(Card):
    """Code of the study's own that took part in the run."""

    path: str
    function: str
    hash: str


class YearCard(Card):
    """How good or bad an accounted year was, as multiples of an average year."""

    year: int
    illness: float  # of all illness but respiratory
    respiratory: float
    charges: float  # a case


class Manifest(Card):
    """Everything about one run but its tables."""

    schema_version: int = SCHEMA
    program: str  # version of this program
    created: str  # ISO 8601, local time with offset; the only field that differs between two equal runs, with wall_seconds
    study: StudyCard
    county: CountyCard
    policy: PolicyCard
    baseline: bool  # whether this policy is the study's baseline
    start: date
    years: int = Field(ge=1)
    warm_up_days: int = Field(ge=0)
    seed: int
    scale: float = Field(gt=0, le=1)
    engine: Literal["compiled", "reference"]
    behaviour: str = "none"
    versions: dict[str, str] = {}  # python, numpy, ... as imported
    hashes: dict[str, str] = {}  # input file or document -> content hash
    wall_seconds: dict[str, float] = {}  # stage of the run -> seconds
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    events: tuple[EventCard, ...] = ()
    drawn_years: tuple[YearCard, ...] = ()  # good and bad years of this seed; none: every year is an average one
    unread: tuple[str, ...] = ()  # parameters that the policy sets and that changed nothing here: see `sim.settlement.idle`
    unchanged: tuple[str, ...] = ()  # those of `unread` whose rule was asked, but changed no bill
