"""A policy in memory: provisions, the values they set by date, and the rules that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sim.foundation.errors import Problem, Words
from sim.policy.document import PolicyText
from sim.policy.rule import Rule, Values


@dataclass(frozen=True)
class Setting:
    """One value that a document gives one parameter, with everything that has to travel with it."""

    path: str
    value: Any  # as written: a number, a list, or a table over the parameter's axes
    unit: str
    kind: str
    status: str  # sourced | assumption
    source: str
    why: str
    range: tuple[Any, ...] | None
    since: date
    provision: str  # id of the provision
    document: str  # id of the policy that sets it
    file: str
    line: int | None

    @property
    def basis(self) -> str:
        """Where the number comes from, for a reader of a bill."""
        return self.source if self.status == "sourced" else f"假设（assumption）：{self.why}"


Origins = Mapping[tuple[int, ...], Setting]
"""Cell of a parameter (index over its axes) -> the setting that gave it its value."""


@dataclass(frozen=True)
class Provision:
    """One numbered clause and the settings it is mapped to."""

    id: str
    clause: str
    quote_zh: str
    text_en: str
    settings: tuple[Setting, ...]
    document: str


@dataclass(frozen=True)
class Unmodelled:
    """A clause that stands in the document and that no rule can express, said aloud."""

    clause: str
    quote_zh: str
    why: Words


class Paper(Protocol):
    """A policy's file as it was read: what it says, and where a fault in it would stand. Only the reader makes one."""

    @property
    def file(self) -> str:
        """Where it was found."""

    @property
    def content(self) -> PolicyText:
        """What it says, checked."""

    def problem(
        self,
        path: tuple[str | int, ...],
        zh: str,
        en: str,
        *,
        found: str = "",
        allowed: str | Words = "",
        fix: str | Words = "",
    ) -> Problem:
        """A fault at a key path, with its line."""


@dataclass(frozen=True)
class Layer:
    """One file of the chain of documents that a policy is made of, checked by itself."""

    document: Paper
    provisions: tuple[Provision, ...]

    @property
    def id(self) -> str:
        """The id in the document's head."""
        return self.document.content.document.id


@dataclass(frozen=True)
class PolicyAt:
    """The policy on one date: resolved values and the rules in force, in the order of execution."""

    id: str
    date: date
    rules: Mapping[str, tuple[Rule, ...]]  # slot -> rules
    values: Mapping[str, Values]  # rule name -> values
    origins: Mapping[str, Origins]  # parameter path -> where each cell's value comes from

    def uses(self, rule: str) -> bool:
        """Whether the rule is in force."""
        return rule in self.values

    def source(self, rule: str, at: Mapping[str, int] | None = None, only: Callable[[str], bool] = bool) -> str:
        """Documents and labelled assumptions behind a rule's values, each once.

        Args:
            at: axis -> index; values of other cells are left out. only: which parameter names to speak of.
        """
        found: dict[str, None] = {}
        for path, cells in self.origins.items():
            owner, _, name = path.rpartition(".")
            if owner == rule and only(name):
                axes = self._axes(rule, name)
                for index, setting in cells.items():
                    if all(at is None or axis not in at or at[axis] == i for axis, i in zip(axes, index, strict=True)):
                        found[setting.basis] = None
        return "; ".join(found)

    def _axes(self, rule: str, parameter: str) -> tuple[str, ...]:
        declared = next(r for members in self.rules.values() for r in members if r.name == rule).parameter(parameter)
        return declared.axes if declared else ()


@dataclass(frozen=True)
class Policy:
    """A policy with its bases merged in. Equal `hash` means equal content."""

    id: str
    title_zh: str
    title_en: str
    author: str
    number: str
    source: str
    effective: date
    question_zh: str
    question_en: str
    bases: tuple[str, ...]  # ids, nearest first
    provisions: tuple[Provision, ...]  # own ones; those of the bases are in `inherited`
    inherited: tuple[Provision, ...]
    not_modelled: tuple[Unmodelled, ...]
    params: Mapping[str, tuple[Setting, ...]]  # parameter path -> settings by date
    eras: tuple[PolicyAt, ...]  # by date
    hash: str
    read: set[str] = field(repr=False, compare=False)  # parameter paths that some rule looked at so far
    layers: tuple[Layer, ...] = field(default=(), repr=False, compare=False)  # the files it was made of, the root first
    known: Mapping[str, Rule] = field(default_factory=dict, repr=False, compare=False)  # rules that the files may refer to
    second: Policy | None = field(default=None, repr=False, compare=False)  # benefit terms of the former urban scheme
    merged: date | None = None  # from this day on everybody has the first terms

    def at(self, day: date) -> PolicyAt:
        """The policy in force on a day. ValueError (a sentence) before its first day: not modelled is not zero."""
        era = next((era for era in reversed(self.eras) if era.date <= day), None)
        if era is None:
            raise ValueError(f"policy {self.id} says nothing about {day}: its first values are of {self.eras[0].date}")
        return era

    def beside(self, day: date) -> PolicyAt | None:
        """The benefit terms of persons of the former urban scheme on a day; None where everybody has the same."""
        if self.second is None or (self.merged is not None and day >= self.merged):
            return None
        return self.second.at(day)

    def changes(self, after: date, until: date) -> tuple[date, ...]:
        """Days on which anybody's terms change, later than one day and up to another."""
        days = {era.date for era in self.eras}
        if self.second is not None:
            days |= {era.date for era in self.second.eras} | ({self.merged} if self.merged else set())
        return tuple(sorted(d for d in days if after < d <= until))

    @property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Slot -> rules of the latest era."""
        return self.eras[-1].rules

    @property
    def unread(self) -> tuple[str, ...]:
        """Own settings that nothing has read yet: a declared change without effect."""
        return tuple(s.path for p in self.provisions for s in p.settings if s.path not in self.read)
