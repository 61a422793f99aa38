"""What the gallery of broken files is read with: small documents and tables with one example of every kind of check.

A reader takes a path and raises `Problems` if anything is wrong. Other rooms add theirs to `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from sim.experiment.study import read_study
from sim.foundation.documents import Label, read_document
from sim.foundation.errors import Problem, Problems, Refused, Words, refuse
from sim.foundation.tables import Column, read_csv
from sim.policy.read import read_policy


class Head(BaseModel, extra="forbid"):
    kind: str
    schema_: Annotated[int, Field(alias="schema")]
    id: str
    title_zh: Annotated[str, Label("标题", "Title"), Field(min_length=1)]
    effective: date


class Setting(BaseModel, extra="forbid"):
    path: str
    value: Annotated[Decimal, Label("数值", "Value")]
    unit: Literal["%", "‰", "yuan", "days"]
    status: Literal["sourced", "assumption"]
    source: str = ""
    range: tuple[Decimal, Decimal] | None = None

    @model_validator(mode="after")
    def _is_sourced(self) -> Setting:
        if self.status == "sourced" and not self.source:
            fix = Words("写明文件和条款", "name document and article")
            raise Refused("没有写明来源", "the source is not given", fix=fix, key=("status",))
        if self.status == "assumption" and self.range is None:
            raise Refused("假设要写明范围", "an assumption needs a range", allowed="range = [low, high]")
        if self.range and self.range[0] > self.range[1]:
            raise Refused("范围应由低到高", "the range runs from low to high", key=("range", 1))
        return self


class Provision(BaseModel, extra="forbid"):
    id: str
    set: list[Setting]


class Paper(BaseModel, extra="forbid"):
    document: Head
    provision: list[Provision] = []
    shares: dict[str, Annotated[float, Field(ge=0)]] = {}

    @model_validator(mode="after")
    def _adds_up(self) -> Paper:
        if sum(self.shares.values()) > 1 + 1e-9:
            raise Refused("各方份额合计超过 1", "the shares add up to more than 1", allowed="≤ 1", key=("shares",))
        return self


INSTITUTIONS = (
    Column("id", "id"),
    Column("name_zh", "str", zh="机构名称", en="Name"),
    Column("tier", "str", choices=("village", "township", "county"), zh="层级", en="Tier"),
    Column("beds", "int", low=0, high=10_000, zh="床位数", en="Beds"),
    Column("deposit", "fen", "yuan", low=0, zh="保证金", en="Deposit"),
    Column("share", "ppm", "%", low=0, high=100, zh="份额", en="Share"),
    Column("opened", "date", zh="开业日期", en="Opened"),
    Column("private", "bool", zh="民营", en="Private"),
)


def paper(path: Path) -> None:
    document = read_document(path, Paper, kind="policy", version=2)
    first: dict[str, int] = {}
    problems = []
    for n, provision in enumerate(document.content.provision):
        line = document.line_of(("provision", n, "id"))
        if first.setdefault(provision.id, line) != line:
            zh, en = (
                f"编号重复，第 {first[provision.id]} 行已有",
                f"the id is already used in line {first[provision.id]}",
            )
            problems.append(document.problem(("provision", n, "id"), zh, en, found=provision.id))
    refuse(problems)


def institutions(path: Path) -> None:
    read_csv(path, INSTITUTIONS, key=("name_zh", "tier"))


def policy(path: Path) -> None:
    read_policy(path)


def study(path: Path) -> None:
    read_study(str(path))


READERS: dict[str, Callable[[Path], None]] = {
    "paper": paper, "institutions": institutions, "policy": policy, "study": study,
}  # fmt: skip


def problems_of(reader: str, path: Path) -> list[Problem]:
    """What a reader says about a file, empty if it accepts it; anything but `Problems` is a defect and passes."""
    try:
        READERS[reader](path)
    except Problems as problems:
        return problems.problems
    return []
