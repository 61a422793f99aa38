"""county.toml and demand.toml as rows that can be edited, and back to TOML.

Each editable value has a path such as ("facts", "enrolees", "value"). `rows` gives values by path, `rebuilt` makes a document
of them, `render` writes it. Comments are not rows: whoever changes nothing gets the original text back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.county.heads import Constant, Constants
from sim.county.office.layout import GROUNDS, UNITS, meant, said
from sim.county.office.tidy import day, whole
from sim.county.sheets import CLASS_ZH
from sim.foundation.documents import labels_of

Path = tuple[str, ...]
FACT_ROWS: tuple[tuple[Path, str, str], ...] = (
    (("document", "id"), "县代号", "字母、数字和连字符"),
    (("document", "title_zh"), "标题", ""),
    (("document", "title_en"), "英文标题", ""),
    (("document", "source"), "资料来源", ""),
    (("county", "name_zh"), "县名", ""),
    (("county", "name_en"), "英文县名", ""),
    (("county", "start"), "核算首日", "某年的1月1日，如 2021-01-01"),
    (("county", "classes"), "待遇类别", "以空格隔开；第一个是普通居民，其余在参保人口表里各有一列"),
    (("facts", "enrolees", "value"), "参保人数", "人"),
    (("facts", "enrolees", "source"), "参保人数的来源", "没有来源的写 assumption: 理由"),
    (("facts", "weekday_index", "value"), "星期指数", "周一到周日七个数，以空格隔开，平均为1"),
    (("facts", "weekday_index", "source"), "星期指数的来源", ""),
)
"""Rows of the sheet of basic facts: path in county.toml, name, hint."""
LISTS = {"chronic": ("id", "name_zh", "name_en"), "alliance": ("id", "name_zh", "name_en", "lead")}
"""Arrays of county.toml with the columns of their sheets."""
LIST_ZH = {"id": "编号", "name_zh": "名称", "name_en": "英文名称", "lead": "牵头医院编号"}
CONSTANT = ("value", "unit", "kind", "status", "source", "why", "low", "high")
CONSTANT_ZH = ("数值", "单位", "参数种类", "依据", "来源", "理由", "下限", "上限")
CONSTANT_WORDS: dict[str, Mapping[str, str]] = {"unit": UNITS, "kind": GROUNDS, "status": GROUNDS}
"""Which cells of a constant are codes, and what the sheet calls them."""
FIXED: dict[Path, Any] = {
    ("facts", "enrolees", "unit"): "persons",
    ("facts", "weekday_index", "unit"): "index, Monday first, mean 1",
}
NUMBERS = {("county", "classes"): str, ("facts", "weekday_index", "value"): float}
"""Values that are lists: what their parts are."""


def shown(value: Any) -> Any:
    """A value as a cell: lists with spaces between, benefit classes by their Chinese names, everything else as it is."""
    if isinstance(value, list | tuple):
        return " ".join(str(said(v, CLASS_ZH)) for v in value)
    return value.isoformat() if isinstance(value, date) else value


def taken(path: Path, value: Any) -> Any:
    """The cell of a path as a value of the document; what cannot be read stays text, and the reader will say so."""
    kind = NUMBERS.get(path)
    if path == ("county", "start"):
        return day(value)
    if path == ("facts", "enrolees", "value"):
        return whole(value)
    if kind is None:
        return value
    parts = str(value).replace("，", " ").replace(",", " ").replace("、", " ").split()
    try:
        return [kind(meant(part, CLASS_ZH)) for part in parts]
    except ValueError:
        return parts


def constants_of(data: Mapping[str, Any]) -> list[tuple[str, str, list[Any]]]:
    """(key, Chinese name, cells in the order of `CONSTANT`) of every constant of demand.toml."""
    labels, found = labels_of(Constants), []
    for key, constant in data["constants"].items():
        span = constant.get("range", [None, None])
        cells = [said(constant.get(name), CONSTANT_WORDS.get(name, {})) for name in CONSTANT[:6]] + list(span)
        label = labels.get(key)
        found.append((key, label.zh if label else key, cells))
    return found


def constant(cells: Mapping[str, Any]) -> dict[str, Any]:
    """One constant of demand.toml from its cells; empty cells are left out."""
    there = (name for name in CONSTANT[:6] if cells.get(name) not in (None, ""))
    made = {name: meant(cells[name], CONSTANT_WORDS.get(name, {})) for name in there}
    span = [cells.get("low"), cells.get("high")]
    if any(v not in (None, "") for v in span):
        made["range"] = span
    return made


def county_document(values: Mapping[Path, Any], lists: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """county.toml as data. Empty cells are left out, so that the reader names what is missing."""
    made: dict[str, Any] = {"document": {"kind": "county", "schema": 1}}
    given = dict(values)
    given.update(FIXED)
    for path, value in given.items():
        if value in (None, "") or path[0] == "demand":
            continue
        table = made
        for key in path[:-1]:
            table = table.setdefault(key, {})
        table[path[-1]] = value
    for name, rows in lists.items():
        if rows:
            made[name] = rows
    return made


def render(data: Mapping[str, Any]) -> str:
    """TOML text of a document: plain values first, then tables, then arrays of tables."""
    return "\n".join(_lines(data, ())) + "\n"


def _lines(table: Mapping[str, Any], path: Path) -> list[str]:
    plain = {k: v for k, v in table.items() if not isinstance(v, Mapping) and not _tables(v)}
    lines = [f"{key} = {value_text(value)}" for key, value in plain.items()]
    for key, value in table.items():
        here = (*path, key)
        if isinstance(value, Mapping):
            head = [] if all(isinstance(v, Mapping) for v in value.values()) else ["", f"[{'.'.join(here)}]"]
            lines += [*head, *_lines(value, here)]
        elif _tables(value):
            for item in value:
                lines += ["", f"[[{'.'.join(here)}]]", *_lines(item, here)]
    return lines


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def value_text(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_text(v) for v in value)}]"
    return json.dumps("" if value is None else str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


assert set(CONSTANT[:6]) <= set(Constant.model_fields)
