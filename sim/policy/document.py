"""The shape of a policy file: a head, numbered provisions, and under each the parameter values it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from sim.foundation.checked import Checked
from sim.foundation.errors import Refused, Words
from sim.foundation.labelled import Filled, grounds
from sim.foundation.labels import Label

Kind = Literal["lever", "county fact", "behavioural assumption", "calibrated", "illustrative", "run setting"]
"""What sort of number it is: whose to change, and how far to trust it."""


class _Strict(Checked):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Head(_Strict):
    """`base` names the policy that this one changes; without it the file stands alone. `merge` names a second schedule:
    from the effective day on, whatever is better in it for the insured replaces what the base has (就高不就低). `beside`
    names the terms of those who belong to the former urban residents' scheme, until a later document merges the two."""

    kind: Annotated[Literal["policy"], Label("文件种类", "Kind of document")]
    schema_: Annotated[Literal[1], Label("格式版本", "Schema version", "现为1", "1 at present"), Field(alias="schema")]
    id: Annotated[
        str,
        Label("代号", "Id", "小写字母、数字和连字符", "lower case, digits, hyphens"),
        Field(pattern=r"^[a-z0-9][a-z0-9-]*$"),
    ]
    title_zh: Annotated[Filled, Label("标题", "Title in Chinese")]
    title_en: Annotated[Filled, Label("英文标题", "Title in English")]
    author: Annotated[str, Label("发文机关", "Issuing office")] = ""
    number: Annotated[str, Label("文号", "Number of the document", "如 甘政办发〔2018〕72号", "as 甘政办发〔2018〕72号")] = ""
    source: Annotated[str, Label("出处", "Source", "文件名称、文号，或“拟稿”", "title and number of the document, or draft")] = ""
    base: Annotated[str, Label("基础政策", "Base", "在哪项政策上改，名称或文件", "what it changes, name or file")] = ""
    merge: Annotated[
        str, Label("并入的另一办法", "Schedule merged in", "就高不就低：取更有利的", "whatever is better for the insured")
    ] = ""
    beside: Annotated[str, Label("原城镇居民办法", "Terms of the former urban scheme", "名称或文件", "name or file")] = ""
    effective: Annotated[date, Label("施行日期", "First day in force", "年-月-日", "year-month-day")]
    question_zh: Annotated[str, Label("要回答的问题", "Question in Chinese")] = ""
    question_en: Annotated[str, Label("英文问题", "Question in English")] = ""


class SettingText(_Strict):
    """One parameter, one value. A value without a source is an assumption, says why, and gives the range it may lie
    in.
    """

    model_config = ConfigDict(json_schema_extra=grounds())
    path: Annotated[str, Label("参数", "Parameter", "房间.规则.参数", "room.rule.parameter")]
    value: Annotated[
        Any,
        Label("取值", "Value", "单位见 unit；可按维度分项写，all 为其余", "in `unit`; a table by axis, `all` for the rest"),
    ]
    unit: Annotated[str, Label("单位", "Unit")]
    kind: Annotated[
        Kind,
        Label("种类", "Kind", "lever 政策可改，county fact 县情，behavioural assumption 行为假设，calibrated 拟合",
              "whose to change, and how far to trust it"),
    ]  # fmt: skip
    status: Annotated[
        Literal["sourced", "assumption"],
        Label("依据", "Grounds", "sourced 有出处，assumption 假设", "sourced: a document says so; assumption: nobody does"),
    ]
    source: Annotated[str, Label("出处", "Source", "文件及条款；有出处的必填", "document and article; needed if sourced")] = ""
    why: Annotated[str, Label("理由", "Reason", "假设必填", "needed for an assumption")] = ""
    range: Annotated[
        list[Any] | None, Label("范围", "Range", "[低, 高]，单位同取值；假设必填", "[low, high]; an assumption needs it")
    ] = None
    from_: Annotated[
        date | None, Label("起始日", "From", "不写则自施行日期起", "from the effective day if left out"), Field(alias="from")
    ] = None

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

    id: Annotated[str, Label("条款编号", "Id of the provision", "本文件内不重复", "once in a file")]
    clause: Annotated[str, Label("条款", "Clause", "条、款、项和要点", "article, paragraph and gist")] = ""
    quote_zh: Annotated[str, Label("原文", "The document's own words")] = ""
    text_en: Annotated[str, Label("英文大意", "What it says, in English")] = ""
    set: Annotated[list[SettingText], Label("设定的参数", "Parameters that it sets"), Field(default_factory=list)]


class UnmodelledText(_Strict):
    """A clause that no rule expresses."""

    clause: Annotated[str, Label("条款", "Clause")]
    quote_zh: Annotated[str, Label("原文", "The document's own words")] = ""
    why_zh: Annotated[Filled, Label("为什么不能表达", "Why it cannot be expressed, in Chinese")]
    why_en: Annotated[Filled, Label("英文理由", "Why it cannot be expressed")]


class PolicyText(_Strict):
    """The whole file."""

    document: Annotated[Head, Label("表头", "Head")]
    provision: Annotated[list[ProvisionText], Label("规定", "Provisions"), Field(default_factory=list)]
    order: Annotated[
        dict[str, list[str]],
        Label("规则的先后", "Order of rules", "环节 = [先, 后]，写房间.规则", "slot = [first, then], as room.rule"),
        Field(default_factory=dict),
    ]
    not_modelled: Annotated[
        list[UnmodelledText], Label("未建模的条款", "Clauses that no rule expresses"), Field(default_factory=list)
    ]
