"""When money moves: the calendar of income, approval, payment and clearing, read from a document of labelled terms."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from sim.foundation.documents import read_document
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of
from sim.foundation.rates import ppm
from sim.foundation.shelves import find


@dataclass(frozen=True)
class Terms:
    """Lags are whole months, months of the year count from 1, shares are parts per million that add up to one."""

    approval_lag: int
    payment_lag: int
    hold_over_budget: bool
    clearing_month: int
    recovery_months: int
    premium_shares: tuple[int, ...]  # October, November, December of the preceding year
    subsidy_shares: tuple[int, ...]  # January to December
    catastrophic_premium_month: int
    funding_growth: int  # ppm a year by which the last year of a county's funding table is carried on
    hash: str = ""

    @property
    def lag(self) -> int:
        """Months from the month of discharge to the month of payment."""
        return self.approval_lag + self.payment_lag


class _Term(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    value: bool | int | Decimal | list[Decimal]
    unit: Literal["months", "month of the year", "flag", "ratio"]
    zh: str
    en: str
    status: Literal["sourced", "assumption"]
    source: str = ""
    why: str = ""
    range: list[Any] = []

    @model_validator(mode="after")
    def labelled(self) -> _Term:
        if self.status == "sourced" and not self.source:
            raise ValueError(f"{self.name} is sourced but names no source")
        if self.status == "assumption" and not (self.range and (self.why or self.source)):
            raise ValueError(f"{self.name} is an assumption and needs a reason and a range")
        return self


class _Calendar(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: dict[str, Any]
    term: list[_Term]


def read_terms(name_or_path: str | Path = "usual") -> Terms:
    """The calendar of this name in `scenarios/calendars`, or of a path. Raises `Problems` with file and line."""
    read = read_document(find("calendars", str(name_or_path)), _Calendar, kind="calendar", version=1)
    known = {f.name for f in fields(Terms)} - {"hash"}
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for n, term in enumerate(read.content.term):
        if term.name not in known:
            problems.append(
                read.problem(("term", n, "name"), "没有这一项", "no such term", found=term.name, allowed=one_of(known),
                             fix=did_you_mean(term.name, known))
            )  # fmt: skip
        elif isinstance(term.value, list):
            values[term.name] = tuple(ppm(v, term.unit) for v in term.value)
            if sum(values[term.name]) != 1_000_000:
                problems.append(
                    read.problem(
                        ("term", n, "value"), "比例之和必须为1", "the shares must add up to 1", found=str(term.value)
                    )
                )
        else:
            values[term.name] = (
                bool(term.value) if term.unit == "flag" else ppm(term.value, "ratio") if term.unit == "ratio" else int(term.value)
            )
    for name in sorted(known - values.keys()):
        problems.append(
            read.problem((), f"缺少 {name}", f"{name} is missing", fix=Words("补上这一项", "add this term"))
        )
    if problems:
        raise Problems(problems)
    return Terms(**values, hash=read.hash)


def describe(name_or_path: str | Path = "usual") -> list[dict[str, Any]]:
    """Every term with its labels for the parameter book and the list of assumptions: name, value, unit, zh, en,
    status, source, why, range."""
    read = read_document(find("calendars", str(name_or_path)), _Calendar, kind="calendar", version=1)
    return [term.model_dump() for term in read.content.term]
