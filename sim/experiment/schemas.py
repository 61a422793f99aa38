"""JSON Schemas of every kind of document, so that an editor completes and checks the files, offline.

What pydantic knows of a model is completed with what only the program as a whole knows: the parameters of all rules with their
units, bounds and the documents that set them, and the names of the scenarios that there are.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.experiment.store import write_text
from sim.foundation.documents import json_schema
from sim.foundation.errors import Lang, Problem, Problems, did_you_mean, one_of
from sim.foundation.shelves import names
from sim.policy.registry import builtin_rules
from sim.policy.resolve import UNLIMITED
from sim.policy.rule import ACTIVE, AXES, Parameter
from sim.policy.units import UNITS, unit_names

Node = dict[str, Any]
MODELS = {
    "study": "sim.experiment.study:StudyDocument",
    "policy": "sim.policy.document:PolicyText",
    "county": "sim.county.heads:CountyDocument",
    "demand": "sim.county.heads:DemandDocument",
    "behaviour": "sim.behaviour.sets:BehaviourDocument",
    "calendar": "sim.settlement.terms:CalendarDocument",
    "evidence": "sim.experiment.evidence:Evidence",
    "encounters": "sim.experiment.typical:CasesDocument",
}
"""Kind of document -> its model; imported when asked for, as some bring the whole engine along."""
BOTH = "both"


def schema(kind: str, lang: Lang | str = BOTH) -> Node:
    """The JSON Schema (draft 2020-12) of a kind of document, with titles in Chinese, English or both.

    Raises `Problems` with the nearest name for an unknown kind.
    """
    if kind not in MODELS:
        zh, en = "不认识的文件种类", "unknown kind of document"
        raise Problems([Problem(kind, None, "", "", one_of(MODELS), did_you_mean(kind, MODELS), zh, en)])
    module, _, name = MODELS[kind].partition(":")
    model: type[BaseModel] = getattr(import_module(module), name)
    found = json_schema(model, "zh" if lang == "zh" else "en" if lang == "en" else "both")
    defs = found["$defs"]
    if kind == "policy":
        _parameters(found, defs["SettingText"], lang)
        _named(defs["Head"]["properties"], "policies", "base", "merge", "beside")
        found["properties"]["order"]["additionalProperties"]["items"]["enum"] = sorted(builtin_rules())
    elif kind == "study":
        _named(defs["Comparison"]["properties"], "policies", "baseline", "policies")
        _named(defs["Comparison"]["properties"], "counties", "county")
        _named(defs["Comparison"]["properties"], "behaviour", "behaviour")
    elif kind == "evidence":
        _named(defs["StandIn"]["properties"], "policies", "baseline", "policy")
        _named(defs["StandIn"]["properties"], "counties", "county")
        _named(defs["StandIn"]["properties"], "behaviour", "behaviour")
    return found


def write(kind: str, folder: Path) -> Path:
    """`KIND.schema.json` in a folder, in both languages: what the line `#:schema ./KIND.schema.json` of a file there names."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind}.schema.json"
    write_text(file, json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n")
    return file


def _named(properties: Node, folder: str, *keys: str) -> None:
    """Names of scenarios that an editor offers; a path or a name that is still to come is allowed as well."""
    for key in keys:
        node = properties[key]
        node = node["items"] if node.get("type") == "array" else node
        kept = {name: node.pop(name) for name in ("type", "minLength") if name in node}
        node["anyOf"] = [{"enum": [*names(folder)]}, kept]


def _parameters(root: Node, setting: Node, lang: str) -> None:
    """The parameters of all rules: their paths with what they mean, and for each the units and values that fit."""
    every = {f"{r.name}.{p.name}": p for r in builtin_rules().values() for p in (*r.parameters, ACTIVE)}
    sources = _set_by()
    described = [_described(path, p, sources.get(path, ""), lang) for path, p in every.items()]
    setting["properties"]["path"] |= {"enum": [*every], "x-taplo": {"docs": {"enumValues": described}}}
    setting["properties"]["unit"]["enum"] = [*UNITS]
    shapes = _Shapes(root["$defs"])
    alike: dict[str, tuple[Parameter, list[str]]] = {}
    for path, p in every.items():
        alike.setdefault(str((p.unit, p.axes, p.listed, p.low, p.high, p.choices)), (p, []))[1].append(path)
    for p, paths in alike.values():
        units = unit_names(UNITS[p.unit].measures)
        fits = [{"if": _is("unit", u), "then": {"properties": {"value": shapes.of(p, u)}}} for u in units]
        then = {"properties": {"unit": {"enum": [*units]}}, "allOf": fits}
        setting["allOf"].append({"if": _is("path", *paths), "then": then})


def _is(key: str, *values: str) -> Node:
    return {"properties": {key: {"enum": [*values]}}, "required": [key]}


class _Shapes:
    """Shapes of values as shared definitions: a number, a list of them, or a table over the names of an axis."""

    def __init__(self, defs: Node) -> None:
        self.defs, self.known = defs, dict[str, Node]()

    def of(self, p: Parameter, unit: str) -> Node:
        """Shape of a parameter's value in a unit."""
        node = self._shared(_leaf(p, unit))
        if p.listed:
            node = self._shared({"type": "array", "items": node})
        for axis in reversed(p.axes):
            keys = dict.fromkeys((*AXES[axis], "all"), node)
            table = {"properties": keys, "additionalProperties": False}
            node = self._shared({"if": {"type": "object"}, "then": table, "else": node})
        return node

    def _shared(self, node: Node) -> Node:
        text = json.dumps(node, sort_keys=True)
        if text not in self.known:
            name = f"value_{len(self.known) + 1}"
            self.defs[name], self.known[text] = node, {"$ref": f"#/$defs/{name}"}
        return self.known[text]


def _leaf(p: Parameter, unit: str) -> Node:
    measures = UNITS[unit].measures
    if measures == "flag":
        return {"type": "boolean"}
    if measures == "choice":
        return {"enum": [*p.choices]}
    number: Node = {"type": "number"}
    for key, bound in (("minimum", p.low), ("maximum", p.high)):
        if bound is not None:
            number[key] = bound * UNITS[p.unit].scale / UNITS[unit].scale
    return {"anyOf": [number, {"const": UNLIMITED}]} if measures.startswith("money") else number


def _described(path: str, p: Parameter, source: str, lang: str) -> str:
    """What a parameter is, its unit, what is allowed, over which names it may be written, and a document that sets it."""
    rule = builtin_rules()[path.rpartition(".")[0]]
    span = f"{'' if p.low is None else f'{p.low:g}'} … {'' if p.high is None else f'{p.high:g}'}" if (
        p.low is not None or p.high is not None) else " | ".join(p.choices)  # fmt: skip
    axes = "; ".join(f"{axis}: {', '.join((*AXES[axis], 'all'))}" for axis in p.axes)
    zh = (f"{rule.zh}：{p.zh}", f"单位 {p.unit}", span and f"允许 {span}", axes and f"按 {axes}", source and f"出处例：{source}")
    en = (f"{rule.en}: {p.en}", f"unit {p.unit}", span and f"allowed {span}", axes and f"by {axes}", source and f"set by: {source}")
    said = {"zh": "；".join(filter(None, zh)), "en": "; ".join(filter(None, en))}
    return said.get(lang, "\n\n".join(said.values()))


def _set_by() -> dict[str, str]:
    """Parameter -> the first shipped policy that sets it from a document, with its source; else one that assumes it."""
    found: dict[str, str] = {}
    assumed: dict[str, str] = {}
    for name, path in names("policies").items():
        for setting in _settings(path):
            at, source = str(setting.get("path")), str(setting.get("source", ""))
            if setting.get("status") == "sourced" and source:
                found.setdefault(at, f"{name}, {source}")
            else:
                assumed.setdefault(at, f"{name}, assumption / 假设")
    return assumed | found


def _settings(path: Path) -> Iterator[Node]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        for provision in data.get("provision", ()):
            yield from (s for s in provision.get("set", ()) if isinstance(s, dict))
    except (OSError, ValueError, AttributeError):
        return  # a file of the user's own that is no policy yet
