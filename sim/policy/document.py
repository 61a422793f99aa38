"""The shape of a policy file: a head, numbered provisions, and under each the parameter values it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import ConfigDict, Field

from sim.foundation.checked import Checked
from sim.foundation.errors import Refused, Words

Kind = Literal["lever", "county fact", "behavioural assumption", "calibrated", "illustrative", "run setting"]
"""What sort of number it is: whose to change, and how far to trust it."""


class _Strict(Checked):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Head(_Strict):
    """`base` names the policy that this one changes; without it the file stands alone. `merge` names a second schedule:
    from the effective day on, whatever is better in it for the insured replaces what the base has (就高不就低). `beside`
    names the terms of those who belong to the former urban residents' scheme, until a later document merges the two."""

    kind: Literal["policy"]
    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title_zh: str = Field(min_length=1)
    title_en: str = Field(min_length=1)
    author: str = ""
    number: str = ""
    source: str = ""
    base: str = ""
    merge: str = ""
    beside: str = ""
    effective: date
    question_zh: str = ""
    question_en: str = ""


class SettingText(_Strict):
    """One parameter, one value. A value without a source is an assumption, says why, and gives the range it may lie
    in.
    """

    path: str
    value: Any
    unit: str
    kind: Kind
    status: Literal["sourced", "assumption"]
    source: str = ""
    why: str = ""
    range: list[Any] | None = None
    from_: date | None = Field(default=None, alias="from")

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        status, span = given.get("status"), given.get("range")
        if status == "sourced" and not str(given.get("source", "")).strip():
            fix = Words("写明文件和条款，或改为 assumption", "name document and article, or make it an assumption")
            yield Refused("没有写明来源", "the source is not given", fix=fix, key=("status",))
        if status == "assumption" and not (str(given.get("why", "")).strip() and span):
            zh, en = "假设要写明理由 why 和范围 range", "an assumption needs why and range"
            yield Refused(zh, en, allowed='why = "...", range = [low, high]', key=("status",))
        if isinstance(span, list) and len(span) < 2:
            zh, en = "范围至少要有两个值", "a range has at least two values"
            yield Refused(zh, en, allowed="[low, high]", key=("range",))
        numbers = isinstance(span, list) and all(isinstance(x, int | float | Decimal) for x in span)
        if numbers and span and span != sorted(span):
            yield Refused("范围应由低到高", "the range runs from low to high", allowed="[low, high]", key=("range",))


class ProvisionText(_Strict):
    """A clause as the document has it, in Chinese, and what it says, in English."""

    id: str
    clause: str = ""
    quote_zh: str = ""
    text_en: str = ""
    set: list[SettingText] = Field(default_factory=list)


class UnmodelledText(_Strict):
    """A clause that no rule expresses."""

    clause: str
    quote_zh: str = ""
    why_zh: str = Field(min_length=1)
    why_en: str = Field(min_length=1)


class PolicyText(_Strict):
    """The whole file."""

    document: Head
    provision: list[ProvisionText] = Field(default_factory=list)
    order: dict[str, list[str]] = Field(default_factory=dict)
    not_modelled: list[UnmodelledText] = Field(default_factory=list)
