"""Which clauses stand behind a number: the provisions of a manifest whose values feed the rules that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.experiment.manifest import PolicyCard, ProvisionCard, SettingCard
from sim.foundation.errors import Words
from sim.policy.registry import builtin_rules
from sim.policy.rule import Rule
from sim.report.sections.values import in_words

BASIC_SLOTS = ("eligible", "full", "deductible", "ratio", "basic", "cap")
PAYER_SLOTS = {"basic": BASIC_SLOTS, "catastrophic": ("catastrophic",), "assistance": ("aid",), "supplement": ("supplement",)}
"""Payer of a bill -> slots whose rules decide what he pays."""
CLEARING_SLOTS = ("budget", "assessment", "payment", "sharing", "distribution")
KINDS = ("outpatient", "inpatient", "chronic_outpatient", "two_disease")


@dataclass(frozen=True)
class Clause:
    """One value behind a number: whose words, which rule reads it, what it is, and on whose authority."""

    document: str
    provision: str
    clause: str
    quote_zh: str
    text_en: str
    rule: str
    rule_name: Words
    path: str
    parameter: Words
    value: Words
    assumed: bool
    basis: str
    at: str

    def cited(self) -> Words:
        """Document, provision and clause in a few words."""
        zh = " ".join(part for part in (self.document, self.provision, self.clause) if part)
        return Words(zh, zh)


def behind(policy: PolicyCard, wanted: Callable[[Rule], bool]) -> tuple[Clause, ...]:
    """Values of the rules that `wanted` chooses, the policy's own first; what it replaced in its bases is left out."""
    found: list[Clause] = []
    own = {setting.path for provision in policy.provisions for setting in provision.settings}
    for provision in policy.provisions:
        found += _of(provision, provision.document or policy.id, wanted, set())
    for provision in policy.inherited:
        found += _of(provision, provision.document, wanted, own)
    return tuple(found)


def by_names(names: Iterable[str]) -> Callable[[Rule], bool]:
    """Rules of these names."""
    chosen = set(names)
    return lambda rule: rule.name in chosen


def for_payer(payer: str, kinds: Iterable[str] = KINDS) -> Callable[[Rule], bool]:
    """Benefit rules that decide what `payer` (basic, catastrophic, assistance, supplement, own_paid) pays for kinds of care."""
    slots = PAYER_SLOTS.get(payer) or tuple(slot for group in PAYER_SLOTS.values() for slot in group)
    numbers = {KINDS.index(kind) for kind in kinds}
    return lambda rule: rule.slot in slots and bool(numbers & set(rule.kinds))


def sharing(clause: Clause) -> bool:
    """Whether the value divides a surplus or a deficit, rather than making the budget."""
    return clause.path.rpartition(".")[2].startswith(("surplus", "deficit", "fund_", "gate"))


def of_clearing(rule: Rule) -> bool:
    """Rules that make budgets, assess and divide."""
    return rule.slot in CLEARING_SLOTS


def _of(provision: ProvisionCard, document: str, wanted: Callable[[Rule], bool], replaced: set[str]) -> list[Clause]:
    return [
        clause
        for setting in provision.settings
        if setting.path not in replaced and (clause := _clause(provision, document, setting, wanted)) is not None
    ]


def _clause(
    provision: ProvisionCard, document: str, setting: SettingCard, wanted: Callable[[Rule], bool]
) -> Clause | None:  # fmt: skip
    rule = builtin_rules().get(setting.path.rpartition(".")[0])
    value = in_words(setting.value, setting.unit, setting.path)
    if rule is None or not wanted(rule) or not value.zh:  # an empty list of band edges says nothing
        return None
    parameter = rule.parameter(setting.path.rpartition(".")[2])
    return Clause(
        document=document, provision=provision.id, clause=provision.clause, quote_zh=provision.quote_zh, text_en=provision.text_en,
        rule=rule.name, rule_name=Words(rule.zh, rule.en), path=setting.path,
        parameter=Words(parameter.zh, parameter.en) if parameter else Words(setting.path, setting.path),
        value=value, assumed=setting.assumed,
        basis=setting.why if setting.assumed else setting.source, at=setting.at,
    )  # fmt: skip
