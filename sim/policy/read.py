"""From policy files to a `Policy`: bases first, every fault of a file at once, nothing silently dropped.

The only file of this room that touches the disk.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.foundation.content import content_hash
from sim.foundation.documents import Document, plain_document, read_document
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of, quoted, refuse
from sim.foundation.shelves import find as find_file
from sim.foundation.text import read_text
from sim.policy.document import PolicyText
from sim.policy.left_out import completed
from sim.policy.merge import better_of
from sim.policy.policy import Layer, Paper, Policy, PolicyAt, Provision, Setting, Unmodelled
from sim.policy.registry import builtin_rules, register
from sim.policy.resolve import Unfit, cells, check, era, find
from sim.policy.rule import SLOTS, Rule

Key = tuple[str | int, ...]


def read_policy(name: str | os.PathLike[str], rules: Mapping[str, Rule] | None = None) -> Policy:
    """Read a policy by name (`scenarios/policies/NAME.toml`) or path, with all its bases.

    Args:
        name: name or path; a base may be a name or a path beside the file that names it.
        rules: rules that files may refer to; None for those that ship. See `load_rules`.

    Raises:
        Problems: everything wrong with the files: syntax, unknown or unmodelled parameters (with the nearest name),
        wrong
            units, values out of range or without source, cyclic bases, rules that lack a parameter or an order.
    """
    known = builtin_rules() if rules is None else rules
    chain = _chain(os.fspath(name), known)
    return assemble(chain, known)


def load_rules(folder: str | os.PathLike[str], known: Mapping[str, Rule] | None = None) -> Mapping[str, Rule]:
    """The rules that ship plus one RULE from every Python file of a user's folder. This runs the files: trust them
    first.
    """
    found: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted(Path(folder).glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"user_rule_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # a user's file may fail in any way; all of them become sentences
            zh, en = "规则文件不能运行", "the rule file does not run"
            problems.append(
                Problem(str(path), None, "", quoted(f"{type(error).__name__}: {error}", 200), "", "", zh, en)
            )
            continue
        rule = getattr(module, "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
        else:
            problems.append(
                Problem(
                    str(path), None, "RULE", "", "RULE = Rule(...)", "", "文件里没有规则 RULE", "the file holds no RULE"
                )
            )
    refuse(problems)
    return register(builtin_rules() if known is None else known, found)


def _chain(name: str, rules: Mapping[str, Rule]) -> list[Layer]:
    """The policy and its bases, the root first. Faults of shape, values and bases are told together."""
    layers: list[Layer] = []
    seen: list[Path] = []
    problems: list[Problem] = []
    wanted, beside = name, None
    last: Paper | None = None
    base: Any
    while wanted:
        try:
            path = find_file("policies", wanted, beside) if last is None else _base(last, wanted, beside)
            if last is not None and path in seen:
                around = " → ".join(p.stem for p in (*seen, path))
                zh, en = f"基础政策循环引用：{around}", f"the bases run in a circle: {around}"
                raise Problems([last.problem(("document", "base"), zh, en, found=quoted(wanted))])
        except Problems as lost:
            problems += lost.problems
            break
        seen.append(path)
        try:
            layers.append(_layer(path, rules))
            last = layers[-1].document
            base = last.content.document.base
        except Problems as wrong:
            judged, more = _judged_anyway(path, rules, wrong.problems)
            last = judged
            problems += [*wrong.problems, *more]
            head = judged.data.get("document")
            base = head.get("base") if isinstance(head, Mapping) else ""
        wanted, beside = base if isinstance(base, str) else "", path.parent
    refuse(problems)
    return layers[::-1]


def _judged_anyway(path: Path, rules: Mapping[str, Rule], told: list[Problem]) -> tuple[Document[Any], list[Problem]]:
    """A file that was refused, as plain data, and what is wrong with its values on lines that were not complained of:
    a misspelt key need not be mended before a misspelt parameter is found."""
    try:
        document = plain_document(path)
    except Problems:
        return Document(str(path), None, {}, {}, ""), []
    lines = {p.line for p in told}
    problems: list[Problem] = []
    provisions = document.data.get("provision")
    for i, provision in enumerate(provisions if isinstance(provisions, list) else ()):
        settings = provision.get("set") if isinstance(provision, Mapping) else None
        for j, s in enumerate(settings if isinstance(settings, list) else ()):
            if isinstance(s, Mapping) and "value" in s and all(isinstance(s.get(k), str) for k in ("path", "unit")):
                at: Key = ("provision", i, "set", j)
                line = document.line_of((*at, "path"))
                setting = Setting(
                    s["path"], s["value"], s["unit"], "", "", "", "", None, date.min, "", "", document.file, line
                )  # fmt: skip
                problems += check(setting, rules, lambda _, key, at=at: document.line_of((*at, *key)))  # type: ignore[misc]
    return document, [p for p in problems if p.line not in lines]


def _base(document: Paper, base: str, beside: Path | None, key: str = "base") -> Path:
    try:
        return find_file("policies", base, beside)
    except Problems as missing:
        (p,) = missing.problems
        zh, en = "找不到基础政策", "the base policy does not exist"
        raise Problems(
            [document.problem(("document", key), zh, en, found=quoted(base), allowed=p.allowed, fix=p.fix)]
        ) from None


def _layer(path: Path, rules: Mapping[str, Rule]) -> Layer:
    return _as_written(path, read_text(path)) if rules is builtin_rules() else _read_layer(path, rules)


@lru_cache(maxsize=64)
def _as_written(path: Path, _text: str) -> Layer:
    """The layer of a file by the shipped rules, read once as long as the file says the same: policies share their bases."""
    return _read_layer(path, builtin_rules())


def _read_layer(path: Path, rules: Mapping[str, Rule]) -> Layer:
    document = read_document(path, PolicyText, kind="policy", version=1)
    text, head = document.content, document.content.document
    problems: list[Problem] = []
    provisions: list[Provision] = []
    written: dict[tuple[str, date], list[tuple[set[tuple[int, ...]], int]]] = {}
    ids: set[str] = set()
    for i, clause in enumerate(text.provision):
        if clause.id in ids:
            at: Key = ("provision", i, "id")
            problems.append(
                document.problem(at, "条款编号重复", "two provisions have the same id", found=quoted(clause.id))
            )
        ids.add(clause.id)
        settings: list[Setting] = []
        for j, s in enumerate(clause.set):
            at = ("provision", i, "set", j)
            since = s.from_ or head.effective
            span = None if s.range is None else tuple(s.range)
            setting = Setting(s.path, s.value, s.unit, s.kind, s.status, s.source, s.why, span, since, clause.id,
            head.id,
                              document.file, document.line_of((*at, "path")))  # fmt: skip
            settings.append(setting)
            problems += check(setting, rules, lambda _, key, at=at: document.line_of((*at, *key)))  # type: ignore[misc]
            mine = _cells(setting, rules)
            for theirs, other in written.get((s.path, since), ()):
                if mine & theirs:
                    zh = f"第 {other} 行已在同一天给同一参数赋值"
                    en = f"line {other} sets the same parameter from the same day"
                    fix = Words("删去一处，或写明不同的 from", "keep one, or give another `from`")
                    problems.append(document.problem((*at, "path"), zh, en, found=quoted(s.path), fix=fix))
            written.setdefault((s.path, since), []).append((mine, document.line_of((*at, "path"))))
        provisions.append(
            Provision(clause.id, clause.clause, clause.quote_zh, clause.text_en, tuple(settings), head.id)
        )
    problems += _order_problems(document, rules)
    refuse(problems)
    return Layer(document, tuple(provisions))


def _cells(setting: Setting, rules: Mapping[str, Rule]) -> set[tuple[int, ...]]:
    """Which cells of its parameter a setting fills, each with how specially it is named; none if it is wrong anyway."""
    target = find(setting.path, rules)
    try:
        found = {} if len(target) == 3 else cells(target[1], setting.value, setting.unit)
    except (Unfit, KeyError):
        return set()
    return {(*index, named) for index, (named, _) in found.items()}


def _order_problems(document: Document[PolicyText], rules: Mapping[str, Rule]) -> list[Problem]:
    problems = []
    for slot, names in document.content.order.items():
        if slot not in SLOTS:
            problems.append(
                document.problem(
                    ("order", slot),
                    f"没有 {slot} 这个环节",
                    f"there is no slot {slot}",
                    allowed=one_of(SLOTS),
                    fix=did_you_mean(slot, SLOTS),
                )
            )
        for k, name in enumerate(names):
            if name not in rules:
                zh, en = f"没有规则 {name}", f"there is no rule {name}"
                problems.append(
                    document.problem(("order", slot, k), zh, en, found=quoted(name), fix=did_you_mean(name, rules))
                )
    return problems


def _second(chain: Sequence[Layer], rules: Mapping[str, Rule]) -> tuple[Policy | None, date | None]:
    """The terms of the former urban scheme that the nearest document names, and the day on which a later one ends them."""
    second, merged = None, None
    for layer in chain:
        head = layer.document.content.document
        if head.beside:
            path = _base(layer.document, head.beside, Path(layer.document.file).parent, "beside")
            terms = _chain(str(path), rules)
            if any(part.document.content.document.beside for part in terms):
                zh, en = "另一套待遇本身不能再有两套", "the other terms cannot have terms beside them in turn"
                raise Problems([layer.document.problem(("document", "beside"), zh, en, found=quoted(head.beside))])
            second, merged = assemble(terms, rules), None
        if head.merge and second is not None:
            merged = head.effective
    return second, merged


def _merged(layer: Layer, params: Mapping[str, tuple[Setting, ...]], rules: Mapping[str, Rule]) -> dict[str, list[Setting]]:
    """What the second schedule of a merging document wins over what the bases have."""
    head = layer.document.content.document
    beside = Path(layer.document.file).parent
    path = _base(layer.document, head.merge, beside)
    if path == Path(layer.document.file).resolve():
        zh, en = "不能与自己合并", "a policy cannot be merged with itself"
        raise Problems([layer.document.problem(("document", "merge"), zh, en, found=quoted(head.merge))])
    return better_of(params, read_policy(str(path), rules).params, head.effective, rules, f"{head.id}/{head.merge}")


def assemble(chain: Sequence[Layer], rules: Mapping[str, Rule], *, left_out: bool = False) -> Policy:
    """The policy that a chain of checked documents makes, the root first. Where clauses of them are `left_out`, what they
    would set is neutral, see `sim.policy.left_out`. `Problems` if a rule lacks a parameter or two rules lack an order."""
    params: dict[str, tuple[Setting, ...]] = {}
    order: dict[str, list[str]] = {}
    for layer in chain:
        if layer.document.content.document.merge:
            for path, won in _merged(layer, params, rules).items():
                params[path] = (*params.get(path, ()), *won)
        own: dict[str, list[Setting]] = {}
        for setting in (s for p in layer.provisions for s in p.settings):
            own.setdefault(setting.path, []).append(setting)
        for path, settings in own.items():
            first = min(s.since for s in settings)
            kept = [s for s in params.get(path, ()) if s.since <= first]
            params[path] = (*kept, *sorted(settings, key=lambda s: s.since))
        order |= layer.document.content.order
    if left_out:
        params = completed(params, rules)
    start = chain[0].document.content.document.effective
    days = sorted({start, *(s.since for settings in params.values() for s in settings if s.since > start)})
    read: set[str] = set()
    eras: list[PolicyAt] = []
    problems: dict[tuple[str, str], Problem] = {}
    head = chain[-1].document.content.document
    for day in days:
        now, wrong = era(head.id, day, params, rules, order, read)
        problems.update({(p.where, p.en): p for p in wrong})
        if now is not None:
            eras.append(now)
    refuse(problems.values())
    unmodelled = tuple(
        Unmodelled(u.clause, u.quote_zh, Words(u.why_zh, u.why_en)) for u in chain[-1].document.content.not_modelled
    )
    content = {
        str(e.date): {rule: {k: e.values[rule]._values[k] for k in e.values[rule]} for rule in e.values} for e in eras
    }
    second, merged = _second(chain, rules)
    apart = {} if second is None else {"second": second.hash, "merged": str(merged)}
    return Policy(
        id=head.id, title_zh=head.title_zh, title_en=head.title_en, author=head.author, number=head.number,
        source=head.source, effective=head.effective, question_zh=head.question_zh, question_en=head.question_en,
        bases=tuple(layer.document.content.document.id for layer in chain[-2::-1]) if len(chain) > 1 else (),
        provisions=chain[-1].provisions,
        inherited=tuple(p for layer in chain[:-1] for p in layer.provisions),
        not_modelled=unmodelled, params=params, eras=tuple(eras),
        hash=content_hash({"order": order, "eras": content} | apart), read=read,
        layers=tuple(chain), known=rules, second=second, merged=merged,
    )  # fmt: skip
