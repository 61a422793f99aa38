"""What a manifest says of the study, the county and the policy: the words and values of their files, without the
files."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from sim.county.county import YEAR_SD, County
from sim.county.heads import Constants
from sim.experiment.conduct import Plan
from sim.experiment.manifest import (
    Assumption,
    CountyCard,
    PolicyCard,
    ProvisionCard,
    SettingCard,
    StudyCard,
    UnmodelledCard,
    YearCard,
)
from sim.experiment.study import Study
from sim.foundation.documents import labels_of
from sim.policy.policy import Policy, Provision, Setting
from sim.policy.registry import builtin_rules


def study_card(study: Study) -> StudyCard:
    """Title, question and hash of a study."""
    return StudyCard(
        id=study.id,
        title_zh=study.title_zh,
        title_en=study.title_en,
        question_zh=study.question_zh,
        question_en=study.question_en,
        hash=study.hash,
    )


def year_cards(plan: Plan) -> tuple[YearCard, ...]:
    """How the accounted years of a run turned out; none where every year is an average one."""
    years = range(plan.county.start.year, plan.county.start.year + plan.years) if plan.drawn_years else ()
    return tuple(YearCard(year=year, **asdict(plan.year(year))) for year in years)


def county_card(county: County) -> CountyCard:
    """Name and size of a county, and how many numbers of each of its files are assumptions."""
    numbers = {
        str(file): (len(rows), int((rows["status"] == "assumption").sum()))
        for file, rows in county.sources.groupby("file", sort=True)
    }
    return CountyCard(
        id=county.id,
        name_zh=county.name_zh,
        name_en=county.name_en,
        enrolees=county.enrolees,
        institutions=len(county.institutions),
        hash=county.hash,
        numbers=numbers,
    )


def policy_card(policy: Policy) -> PolicyCard:
    """A policy in the words of its own provisions; what it takes over from its bases is named by `base`."""
    return PolicyCard(
        id=policy.id,
        title_zh=policy.title_zh,
        title_en=policy.title_en,
        number=policy.number,
        source=policy.source,
        base=policy.bases[0] if policy.bases else "",
        effective=policy.effective,
        hash=policy.hash,
        provisions=tuple(_provision(p, policy) for p in policy.provisions),
        inherited=tuple(_provision(p, policy) for p in policy.inherited if _in_force(p, policy)),
        not_modelled=tuple(
            UnmodelledCard(clause=u.clause, quote_zh=u.quote_zh, why_zh=u.why.zh, why_en=u.why.en) for u in policy.not_modelled
        ),
    )


def county_assumptions(county: County, drawn_years: bool = False) -> tuple[Assumption, ...]:
    """The behavioural assumptions of a county's demand: the numbers that decide where people go and that nobody has
    published; with drawn years also how far good and bad ones lie apart."""
    chosen = county_constants(county, "behavioural assumption")
    if drawn_years:
        chosen += [(one, status) for one, status in county_constants(county, "county fact") if one.key in YEAR_SD]
    return tuple(one for one, status in chosen if status == "assumption")


def county_constants(county: County, *kinds: str) -> list[tuple[Assumption, str]]:
    """The constants of `demand.toml` of some kinds, each with its status, sourced or assumption."""
    labels, found = labels_of(Constants), []
    sources = county.sources
    for row in sources[(sources["file"] == "demand.toml") & sources["kind"].isin(kinds)].itertuples():
        why, _, span = str(row.source).rpartition("; range ")
        low, _, high = span.partition(" … ")
        label = labels.get(str(row.key))
        constant = Assumption(
            key=str(row.key),
            zh=label.zh if label else str(row.key),
            en=label.en if label else str(row.key),
            value=str(row.value),
            unit=str(row.unit),
            range=(low, high) if high else None,
            why=why or span,
        )
        found.append((constant, str(row.status)))
    return found


def _provision(provision: Provision, policy: Policy) -> ProvisionCard:
    return ProvisionCard(
        id=provision.id,
        clause=provision.clause,
        quote_zh=provision.quote_zh,
        text_en=provision.text_en,
        settings=tuple(_setting(s, policy) for s in provision.settings),
        document=provision.document,
    )


def _in_force(provision: Provision, policy: Policy) -> bool:
    """Whether any value of a base's provision is still that of the policy, or was until a later value replaced it."""
    return any(setting in policy.params.get(setting.path, ()) for setting in provision.settings)


def _setting(setting: Setting, policy: Policy) -> SettingCard:
    room, _, name = setting.path.rpartition(".")
    rule = builtin_rules().get(room)
    parameter = rule.parameter(name) if rule else None
    zh = f"{rule.zh}：{parameter.zh}" if rule and parameter else ""
    en = f"{rule.en}: {parameter.en}" if rule and parameter else ""
    low_high = None
    if setting.range is not None and not isinstance(setting.range[0], bool):  # "false to true" says nothing
        low_high = (_text(setting.range[0]), _text(setting.range[-1]))
    return SettingCard(
        path=setting.path,
        value=_plain(setting.value),
        unit=setting.unit,
        kind=setting.kind,
        status="assumption" if setting.status == "assumption" else "sourced",
        source=setting.source,
        why=setting.why,
        range=low_high,
        at=f"{Path(setting.file).name}:{setting.line}" if setting.line else Path(setting.file).name,
        since=None if setting.since == policy.effective else setting.since,
        zh=zh,
        en=en,
    )


def _plain(value: Any) -> JsonValue:
    """A value of a policy file as JSON: numbers stay numbers, dates become text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)


def _text(value: Any) -> str:
    plain = _plain(value)
    return f"{plain:g}" if isinstance(plain, int | float) and not isinstance(plain, bool) else str(plain)
