"""What a rule says nothing without: another rule, or a parameter that only some of its choices use.

Pool points need the rule that gives points, a package from earlier years needs their weights. A rule declares such needs
beside its parameters (`Need` in `sim.policy.rule`). A policy file that leaves one out is refused when it is read; what only
a run needs is refused when a study names the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.foundation.errors import Problem, Words
from sim.policy.claims import INPATIENT, OUTPATIENT
from sim.policy.policy import Policy, PolicyAt
from sim.policy.rule import I8, Need, Rule

Known = Mapping[str, Mapping[str, I8]]
"""Rule in force -> its parameters on the day, as stored."""


def lacking(rules: Mapping[str, Rule], known: Known, *, run: bool = False) -> Iterator[tuple[Rule, Need]]:
    """Every rule in force with each of its needs, always or only in a run, that nothing in force meets."""
    for name, values in known.items():
        for need in rules[name].needs:
            met = any(_is_there(path, known) for path in need.any_of)
            if need.in_run is run and not met and _applies(rules[name], need, values):
                yield rules[name], need


def _applies(rule: Rule, need: Need, values: Mapping[str, I8]) -> bool:
    """Whether the rule's own values are such that it needs this."""
    if not need.where:
        return True
    if need.where not in values:
        return False
    declared = rule.parameter(need.where)
    assert declared is not None, f"{rule.name} has no parameter {need.where}"
    chosen = {declared.choices[int(i)] for i in values[need.where].ravel()} if need.choices else set()
    return not need.choices or bool(chosen & set(need.choices))


def _is_there(path: str, known: Known) -> bool:
    """Whether a rule (room.rule) is in force, or a parameter (room.rule.parameter) has a value."""
    if path in known:
        return True
    rule, _, parameter = path.rpartition(".")
    return parameter in known.get(rule, {})


def in_run(policy: Policy) -> list[Problem]:
    """What a run of the policy would lack, each once, at the line of the rule that needs it: other rules, and terms of
    reimbursement for visits and stays."""
    found: dict[str, Problem] = {}
    for law in (*policy.eras, *(policy.second.eras if policy.second else ())):
        rules = {rule.name: rule for members in law.rules.values() for rule in members}
        for rule, need in lacking(rules, {name: values.plain for name, values in law.values.items()}, run=True):
            at = max((s for path, cells in law.origins.items() if path.rpartition(".")[0] == rule.name for s in cells.values()),
                     key=lambda s: s.since)  # fmt: skip
            zh, en = words(rule, need, policy.known)
            fix = Words(f"补上 {need.any_of[0]}，或不用 {rule.name}", f"set {need.any_of[0]}, or leave {rule.name} out")
            found.setdefault(en, Problem(at.file, at.line, at.path, "", "", fix, f"运行时，{zh}", f"in a run, {en}"))
        for kind, (zh, en, paths) in TERMS.items():
            if kind not in terms_for(law):
                zh, en = f"没有{zh}的报销比例，运行时无法结算", f"a run cannot settle {en}: no reimbursement ratio is in force"
                problem = policy.layers[-1].document.problem(("document",), zh, en, fix=Words(f"写明 {paths}", f"set {paths}"))
                found.setdefault(en, problem)
    return list(found.values())


TERMS = {
    OUTPATIENT: ("门诊", "visits", "benefit.outpatient_ratio.ratio"),
    INPATIENT: ("住院", "stays", "benefit.inpatient_ratio.ratio"),
}
"""Kinds of claim that every run has: what they are called, and the parameter that most policies pay them by."""


def words(rule: Rule, need: Need, rules: Mapping[str, Rule]) -> tuple[str, str]:
    """The sentence in Chinese and English: which rule, under which choice, what is missing."""
    zh, en = (" 或 ".join(_named(path, rules, zh=True) for path in need.any_of),
              " or ".join(_named(path, rules, zh=False) for path in need.any_of))  # fmt: skip
    under = ""
    if need.where:
        under = f"{need.where} = {' / '.join(need.choices)}" if need.choices else need.where
    at = (f"写明 {under} 时", f" with {under}") if under else ("", "")
    return (
        f"规则 {rule.name}（{rule.zh}）{at[0]}需要 {zh}，现行规定中没有",
        f"the rule {rule.name} ({rule.en}){at[1]} needs {en}, which is not in force",
    )


def _named(path: str, rules: Mapping[str, Rule], *, zh: bool) -> str:
    owner, _, last = path.rpartition(".")
    of = rules.get(path) or (rules[owner].parameter(last) if owner in rules else None)
    return path if of is None else f"{path}（{of.zh}）" if zh else f"{path} ({of.en})"


def terms_for(law: PolicyAt) -> set[int]:
    """Kinds of claim that some rule gives a ratio, or pays without one."""
    ratios = {kind for rule in law.rules.get("ratio", ()) if "ratio_ppm" not in rule.reads for kind in rule.kinds}
    return ratios | {kind for rule in law.rules.get("basic", ()) if "basic" not in rule.reads for kind in rule.kinds}
