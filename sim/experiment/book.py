"""The parameter book: every number that ships, with unit, kind and source, on one page made from the files.

`python -m sim.experiment.book docs` writes `docs/parameters.md`. A test checks that the committed page is current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from sim.county.county import County
from sim.county.heads import Constants
from sim.county.read import read as read_county
from sim.county.sheets import SHEETS, residents_sheet
from sim.foundation.documents import labels_of
from sim.foundation.errors import Problems
from sim.foundation.shelves import find, names
from sim.foundation.text import read_text
from sim.foundation.toml_syntax import parse_toml
from sim.policy.policy import Policy, Setting
from sim.policy.read import read_policy
from sim.policy.registry import builtin_rules

PAGE = "parameters.md"
MODEL_COUNTY = "model-county"
HEAD = """# 参数手册 / The parameter book

Made from the files in `scenarios/` by `python -m sim.experiment.book docs`; do not edit.
由 `scenarios/` 里的文件自动生成，请勿手改。

A number is *sourced* (a document with its article or table) or an *assumption* (with a reason; in policies and
constants also a range that an analysis should try). Its kind says whose it is: a *lever* is the government's to change,
a *county fact* is measured in a place, a *behavioural assumption* is about what people do, a *calibrated* one was
fitted to targets, an *illustrative* one stands for an example. The model county is invented, so nearly all of its
tables are assumptions, shaped by documents that the notes under each table name.

每个数或有*出处*（文件及条款、表号），或是*假设*（写明理由；政策和常数另有范围）。种类说明它归谁：*lever* 政策杠杆，
*county fact* 县情，*behavioural assumption* 行为假设，*calibrated* 拟合所得，*illustrative* 举例。模型县是虚构的，
所以各表几乎全是假设，依据哪些文件写在每张表下面。
"""


def page(
    policies: Sequence[Policy], calendars: Sequence[Mapping[str, Any]], behaviour: Sequence[Mapping[str, Any]],
    county: County,
) -> str:  # fmt: skip
    """The whole page in Markdown, from what was read; nothing else decides what stands in it."""
    basis: dict[str, list[str]] = {}
    for policy in policies:
        basis[f"policies/{policy.id}.toml"] = [s.status for s in _settings(policy)]
    for folder, documents in (("calendars", calendars), ("behaviour", behaviour)):
        for document in documents:
            basis[f"{folder}/{document['document']['id']}.toml"] = [str(n["status"]) for n in _numbers(document)]
    for file, rows in county.sources.groupby("file", sort=True):
        basis[f"counties/{county.id}/{file}"] = [str(status) for status in rows["status"]]
    text = [HEAD, "## 一览 / At a glance", "", *_counts(basis)]
    text += ["", "## 政策 / Policies", *(line for policy in policies for line in _policy(policy))]
    text += ["", "## 收付日程 / Calendars", *(line for calendar in calendars for line in _labelled(calendar))]
    text += ["", "## 行为假设集 / Behaviour sets", *(line for one in behaviour for line in _labelled(one))]
    text += ["", f"## {county.name_zh} / {county.name_en}", *_constants(county), *_tables(county)]
    return "\n".join(text) + "\n"


def read_page() -> str:
    """`page` of everything that ships."""

    def documents(folder: str) -> list[dict[str, Any]]:
        return [parse_toml(read_text(path), str(path)) for path in names(folder).values()]

    policies = [read_policy(str(path)) for path in names("policies").values()]
    return page(policies, documents("calendars"), documents("behaviour"), read_county(find("counties", MODEL_COUNTY)))


def _counts(basis: Mapping[str, list[str]]) -> list[str]:
    """How many numbers each file holds, and how many of them have a source."""
    rows = [(where, len(said), said.count("sourced"), said.count("assumption")) for where, said in basis.items()]
    together = tuple(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))
    columns = ("file", "numbers / 个数", "sourced / 有出处", "assumptions / 假设")
    return _table(columns, [*rows, ("**together / 合计**", *together)])


def _policy(policy: Policy) -> list[str]:
    base = f" 建立在 `{policy.bases[0]}` 之上 / changes `{policy.bases[0]}`." if policy.bases else ""
    rows = [_setting_row(s) for s in _settings(policy)]
    columns = ("parameter", "参数", "meaning", "value", "unit", "kind", "from", "basis / 依据")
    return [
        "", f"### {policy.id}: {policy.title_zh} / {policy.title_en}", "",
        f"{policy.source or policy.number or policy.author}. 施行 / effective {policy.effective}.{base}", "",
        *_table(columns, rows),
    ]  # fmt: skip


def _settings(policy: Policy) -> list[Setting]:
    return [setting for provision in policy.provisions for setting in provision.settings]


def _setting_row(s: Setting) -> tuple[object, ...]:
    room, _, name = s.path.rpartition(".")
    rule = builtin_rules().get(room)
    parameter = rule.parameter(name) if rule else None
    zh = f"{rule.zh}：{parameter.zh}" if rule and parameter else ""
    en = f"{rule.en}: {parameter.en}" if rule and parameter else ""
    return f"`{s.path}`", zh, en, _written(s.value), s.unit, s.kind, s.since, _basis(s.status, s.source, s.why, s.range)


def _basis(status: str, source: str, why: str, span: Iterable[Any] | None) -> str:
    if status == "sourced":
        return source
    said = "; ".join(text for text in (why, source) if text)
    return f"assumption: {said}" + (f"; range {' … '.join(_written(v) for v in span)}" if span else "")


def _numbers(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every number of a document that labels its own: the terms of a calendar, the levers and bounds of a set."""
    return [number for part in ("term", "lever", "general") for number in document.get(part, ())]


def _labelled(document: Mapping[str, Any]) -> list[str]:
    head = document["document"]
    rows = [
        (f"`{n['name']}`", n["zh"], n["en"], _written(n["value"]) if n.get("on", True) else "off", n["unit"],
         _basis(n["status"], n.get("source", ""), n.get("why", ""), n.get("range")))
        for n in _numbers(document)
    ]  # fmt: skip
    columns = ("number", "名称", "meaning", "value", "unit", "basis / 依据")
    return ["", f"### {head['id']}: {head['title_zh']} / {head['title_en']}", "", *_table(columns, rows)]


def _constants(county: County) -> list[str]:
    labels, facts = labels_of(Constants), county.sources
    rows = []
    for row in facts[facts["file"].isin(["county.toml", "demand.toml"])].itertuples():
        label = labels.get(str(row.key))
        basis = str(row.source) if row.status == "sourced" or row.kind == "county fact" else f"assumption: {row.source}"
        zh, en = (label.zh, label.en) if label else ("", "")
        rows.append((f"`{row.key}`", zh, en, row.value, row.unit, row.kind, basis))
    columns = ("number", "名称", "meaning", "value", "unit", "kind", "basis / 依据")
    return ["", "### county.toml, demand.toml", "", *_table(columns, rows)]


def _tables(county: County) -> list[str]:
    """The CSV tables, wide as they are, with their sources as notes below: all of them are county facts."""
    text: list[str] = []
    for file, rows in county.sources.groupby("file", sort=True):
        if str(file).endswith(".csv"):
            sheet = _targets(county.targets) if file == "targets.csv" else _sheet(county, str(file), rows)
            text += ["", f"### {file}", "", *sheet]
    return text


def _targets(targets: pd.DataFrame) -> list[str]:
    """What is known and compared with, each in its own unit."""
    columns = ["row", "year", "value", "unit", "kind", "source"]
    shown = targets[columns].assign(value=[f"{value:.10g}" for value in targets["value"]])
    return _table(columns, list(shown.itertuples(index=False)))


def _sheet(county: County, file: str, rows: pd.DataFrame) -> list[str]:
    named = rows["key"].str.rpartition(".")
    row, column = named[0], named[2]
    if column.nunique() == 1 and file != "townships.csv":  # a long list: its last key goes across
        unit = f"`{column.iloc[0]}`, {_unit(str(rows['unit'].iloc[0]))}"
        again = row.str.rpartition(".")
        row, column, headings = again[0], again[2], dict.fromkeys(again[2].unique(), "")
    else:
        unit, headings = "", _headings(county, file, dict(zip(column, rows["unit"], strict=True)))
    sources = list(dict.fromkeys(rows["source"]))
    mark = {text: f"[{n}]" for n, text in enumerate(sources, start=1)}
    cells: dict[str, dict[str, str]] = {}
    basis: dict[str, dict[str, None]] = {}
    for r, c, value, of, source in zip(row, column, rows["value"], rows["unit"], rows["source"], strict=True):
        cells.setdefault(r, {})[c] = _plain(value, of)
        basis.setdefault(r, {})[mark[source]] = None
    heads = [f"`{c}`{headings[c]}" for c in headings]
    body = [(f"`{r}`", *(found.get(c, "") for c in headings), " ".join(basis[r])) for r, found in cells.items()]
    notes = [f"{sign} {text}  " for text, sign in mark.items()]
    return [*([unit, ""] if unit else []), *_table((" ", *heads, "source"), body), "", *notes]


def _headings(county: County, file: str, units: Mapping[str, str]) -> dict[str, str]:
    """Chinese name of each column, and its unit where the name does not end with it."""
    people = residents_sheet(county.classes, county.chronic)
    zh = {c.name: c.zh for c in (people if file == "residents.csv" else SHEETS[file.removesuffix(".csv")]).columns}
    told = {name for name in units if name.endswith(("_percent", "_yuan", "_days", "_minutes"))}
    return {name: f" {zh[name]}" + (f" ({_unit(u)})" if u and name not in told else "") for name, u in units.items()}


def _unit(unit: str) -> str:
    return {"fen": "yuan", "ppm": "%"}.get(unit, unit)


def _plain(value: str, unit: str) -> str:
    """The stored number in the unit of `_unit`: amounts are kept in fen and rates in parts per million."""
    scale = {"fen": 100, "ppm": 10_000}.get(unit)
    return value if scale is None else _written(Decimal(value) / scale)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_written(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in (columns, *rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return [lines[0], "|" + "---|" * len(columns), *lines[1:]]


def main(folder: Path) -> None:
    """Write the page into a folder of documentation, or say in both languages what is wrong with the files."""
    try:
        (folder / PAGE).write_text(read_page(), encoding="utf-8", newline="\n")
    except Problems as problems:
        raise SystemExit(problems.render("zh") + "\n" + problems.render("en")) from None


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
