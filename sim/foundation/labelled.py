"""Numbers of a document that say whose they are: name in both languages, unit, and a source or a reason with a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.foundation.checked import Checked
from sim.foundation.errors import Refused, Words
from sim.foundation.labels import Label

Filled = Annotated[str, Field(min_length=1)]


def grounds(reason: tuple[str, ...] = ("why",)) -> dict[str, Any]:
    """What the JSON Schema of a labelled number says of its grounds: a sourced one names its source, an assumption one of
    `reason` and its range."""

    def told(status: str, *names: str) -> dict[str, Any]:
        return {
            "if": {"properties": {"status": {"const": status}}, "required": ["status"]},
            "then": {"anyOf": [{"required": [name], "properties": {name: {"minLength": 1}}} for name in names]},
        }

    ranged = {
        "if": {"properties": {"status": {"const": "assumption"}}, "required": ["status"]},
        "then": {"required": ["range"], "properties": {"range": {"minItems": 2}}},
    }
    return {"allOf": [told("sourced", "source"), told("assumption", *reason), ranged]}


class TitledHead(BaseModel):
    """Head of a document of a simple kind; the kind adds its own `kind`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    schema_: Annotated[Literal[1], Label("格式版本", "Schema version", "现为1", "1 at present"), Field(alias="schema")]
    id: Annotated[
        str,
        Label("代号", "Id", "小写字母、数字和连字符", "lower case, digits, hyphens"),
        Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64),
    ]
    title_zh: Annotated[Filled, Label("标题", "Title in Chinese")]
    title_en: Annotated[Filled, Label("英文标题", "Title in English")]


class Labelled(Checked):
    """One number; the kind of document adds its `value`, `unit` and `range`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=grounds(("why", "source")))
    name: Annotated[str, Label("项目", "Name of the number")]
    zh: Annotated[Filled, Label("中文名称", "What it is called in Chinese")]
    en: Annotated[Filled, Label("英文名称", "What it is called in English")]
    status: Annotated[
        Literal["sourced", "assumption"],
        Label("依据", "Grounds", "sourced 有出处，assumption 假设", "sourced: a document says so; assumption: nobody does"),
    ]
    source: Annotated[
        str, Label("出处", "Source", "文件及条款，或论文作者、年份、表号", "document and article, or author, year, table")
    ] = ""
    why: Annotated[str, Label("理由", "Reason of an assumption")] = ""

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        status, name, span = given.get("status"), given.get("name", ""), given.get("range")
        if status == "sourced" and not given.get("source"):
            fix = Words("写明出处 source，或改为 assumption", "name the source, or make it an assumption")
            yield Refused(f"{name} 没有写明出处", f"{name} is sourced but names no source", fix=fix, key=("status",))
        if status == "assumption" and not (span and len(span) == 2 and (given.get("why") or given.get("source"))):
            fix = Words("写明理由 why 和范围 range = [低, 高]", "give `why` and `range = [low, high]`")
            yield Refused(f"假设 {name} 要有理由和范围", f"{name} is an assumption and needs a reason and a range", fix=fix,
                          key=("status",))  # fmt: skip
