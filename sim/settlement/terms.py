"""When money moves: the calendar of income, approval, payment and clearing, read from a document of labelled terms."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sim.foundation.documents import Label, read_document
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of
from sim.foundation.labelled import Labelled, TitledHead
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


class _Head(TitledHead):
    kind: Annotated[Literal["calendar"], Label("文件种类", "Kind of document")]


_Exact = Annotated[Decimal, WithJsonSchema({"type": "number"})]


class _Term(Labelled):
    name: Annotated[
        str,
        Label("日程", "Term", "收入、审核、拨付、清算的日程", "of income, approval, payment and clearing"),
        Field(json_schema_extra={"enum": [f.name for f in fields(Terms) if f.name != "hash"]}),
    ]
    value: Annotated[
        bool | int | _Exact | list[_Exact], Label("取值", "Value", "单位见 unit；分月比例合计为1", "in `unit`; shares add up to 1")
    ]
    unit: Annotated[Literal["months", "month of the year", "flag", "ratio"], Label("单位", "Unit")]
    range: Annotated[list[Any], Label("范围", "Range", "[低, 高]", "[low, high]")] = Field(default=[])


class CalendarDocument(BaseModel):
    """The whole file, scenarios/calendars/NAME.toml."""

    model_config = ConfigDict(extra="forbid")
    document: Annotated[_Head, Label("表头", "Head")]
    term: Annotated[list[_Term], Label("日程", "Terms", "每个日程一项", "one a term")]


def read_terms(name_or_path: str | Path = "usual") -> Terms:
    """The calendar of this name in `scenarios/calendars`, or of a path. Raises `Problems` with file and line."""
    read = read_document(find("calendars", str(name_or_path)), CalendarDocument, kind="calendar", version=1)
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
    read = read_document(find("calendars", str(name_or_path)), CalendarDocument, kind="calendar", version=1)
    return [term.model_dump() for term in read.content.term]
