"""One encounter in, one bill out, as plain dicts in yuan: the calculator that offices and tests use alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from sim.foundation.money import ONE, share
from sim.foundation.rates import percent
from sim.policy.access.joiner import covered_from
from sim.policy.benefit.bill import Bill, NoTerms, Step, bill
from sim.policy.case_input import CaseInput
from sim.policy.claims import (
    BIRTHS,
    CLASSES,
    FILINGS,
    KINDS,
    LEVELS,
    PLACES,
    REFERRALS,
    TWO_DISEASES,
    UP,
    WHERE,
    Claims,
    YearToDate,
)
from sim.policy.policy import Policy, PolicyAt

JOINER = "access.joiner"
SCHEMES = ("residents", "employees", "other")
HOMES = ("here", "work", "settled", "school")
USUAL_LEVEL = {"village": "none", "township": "level_1", "county": "level_2"}
"""Grade of a hospital where the case names none; higher tiers are level 3."""
USUAL_PLACE = {"city": "prefecture", "province": "province", "elsewhere": "elsewhere"}
"""Place of a hospital by tier; the others lie in the county."""
PARTS = ("eligible", "deductible", "basic", "catastrophic", "assistance", "supplement", "own_paid", "paid_total")
YEAR_AMOUNTS = (
    "own_paid_eligible",
    "basic_paid",
    "catastrophic_paid",
    "assistance_paid",
    "deductible_paid",
    "outpatient_paid",
    "chronic_paid",
    "special_paid",
    "chronic_deductible",
    "two_disease_paid",
    "two_disease_deductible",
    "accident_paid",
    "assistance_base",
)


def bill_case(policy: Policy, case: Mapping[str, Any]) -> dict[str, Any]:
    """Settle one encounter.

    Args:
        policy: the policy; the encounter's date (default: the policy's latest values) chooses the values in force.
        case: {"person": {...}, "year_to_date": {...}, "encounter": {...}} in yuan; only `kind`, `tier` and `charge`
        of the
            encounter are needed. `eligible` defaults to the charge. Where a stay is referred up, `last_deductible`
            (default `deductible_paid`) is what the chain has paid already.

    Returns:
        The amounts of `PARTS` in yuan and `steps`, one for each rule that made a difference.

    Raises:
        Problems: everything wrong with the case at once.
    """
    top = CaseInput(case)
    person, year, encounter = top.part("person"), top.part("year_to_date"), top.part("encounter")
    top.finish()
    day = encounter.day("date", policy.eras[-1].date)
    claim = _claim(person, encounter, day)
    paid_on = person.day("paid_on", date.min)
    ytd = _year(year, int(claim.referral[0]) == UP)
    for part in (person, year, encounter):
        part.finish()
    law = None
    try:
        law = policy.at(day)
    except ValueError as error:
        first = policy.eras[0].date
        encounter.fault("date", day, f"政策 {policy.id} 自{first}起才有规定", str(error), f"≥ {first}")
    top.done()
    assert law is not None
    if paid_on != date.min and law.uses(JOINER):
        claim.covered_from_day[:] = covered_from(law.values[JOINER], paid_on).toordinal()
    try:
        settled = bill(law, claim, ytd)
    except NoTerms as error:
        zh = f"政策 {policy.id} 没有这类费用的报销比例"
        encounter.fault("kind", KINDS[int(claim.kind[0])], zh, str(error))
        top.done()
        raise
    cell = _cell(claim)
    steps = [_first(claim), *(told for step in settled.steps if (told := _told(law, step, settled, cell)))]
    if claim.filing[0] and not law.uses("benefit.filing"):
        zh, en = "本政策没有按备案区分的规定", "this policy makes no difference by filing"
        steps.append({"rule": "filing", "amount": 0.0, "why_zh": zh, "why_en": en, "source": ""})
    return {**{name: _yuan(int(getattr(settled, name)[0])) for name in PARTS}, "steps": steps}


def _claim(person: CaseInput, encounter: CaseInput, day: date) -> Claims:
    kind = encounter.choice("kind", KINDS, required=True)
    where = WHERE[encounter.choice("tier", WHERE, required=True)]
    usual = USUAL_LEVEL.get(where, "level_3")
    level = encounter.choice("level", LEVELS, LEVELS.index(usual))
    charge = encounter.money("charge", required=True)
    eligible = encounter.money("eligible", charge)
    tcm = encounter.money("tcm_eligible")
    if eligible > charge:
        zh, en = "合规费用不能超过总费用", "the eligible part cannot exceed the charge"
        encounter.fault("eligible", eligible / 100, zh, en, f"≤ {charge / 100:.2f}")
    if tcm > eligible:
        zh, en = "中医药合规费用不能超过合规费用", "the Chinese-medicine part cannot exceed the eligible part"
        encounter.fault("tcm_eligible", tcm / 100, zh, en, f"≤ {eligible / 100:.2f}")
    first = encounter.money("first_paid")
    if first + tcm > eligible:
        zh, en = "先行自付与中医药费用之和不能超过合规费用", "first-paid and Chinese-medicine parts exceed the eligible part"
        encounter.fault("first_paid", first / 100, zh, en, f"≤ {(eligible - tcm) / 100:.2f}")
    days = encounter.whole("days", 0, 10_000)
    condition = encounter.text("condition")
    disease = condition if condition in TWO_DISEASES else "neither"
    place = USUAL_PLACE.get(where, "county")
    return Claims.zeros(
        1,
        klass=person.choice("class", CLASSES),
        scheme=person.choice("scheme", SCHEMES),
        age=person.whole("age", 50, 150),
        contract=person.flag("contract"),
        away=person.choice("home", HOMES),
        kind=kind,
        tier=min(WHERE.index(where), WHERE.index("province")),
        place=PLACES.index(place),
        level=level,
        charge_fen=charge,
        selfpaid_fen=max(charge - eligible, 0),
        firstpaid_fen=min(first, eligible),
        tcm_fen=min(tcm, eligible),
        referral=encounter.choice("referral", REFERRALS),
        accident=encounter.flag("accident"),
        days=days,
        admitted_day=day.toordinal() - days,
        discharged_day=day.toordinal(),
        registered=TWO_DISEASES.index(disease),
        quota_fen=encounter.money("quota"),
        mean_fen=encounter.money("mean_charge"),
        severe=encounter.flag("severe"),
        kept_below_ppm=ONE * encounter.flag("kept_below"),
        birth=encounter.choice("birth", BIRTHS),
        filing=encounter.choice("filing", FILINGS),
        supply_days=encounter.whole("supply_days", 0, 365),
        same_course=encounter.flag("same_course"),
    )


def _year(year: CaseInput, referred_up: bool) -> YearToDate:
    amounts = {f"{name}_fen": year.money(name) for name in YEAR_AMOUNTS}
    chain = year.money("last_deductible", amounts["deductible_paid_fen"])
    if referred_up:
        amounts["last_deductible_fen"] = chain
    return YearToDate.zeros(1, admissions=year.whole("admissions", 0, 400), **amounts)


def _cell(claim: Claims) -> dict[str, int]:
    """Where the claim stands on the axes of the parameters."""
    columns = {"klass": claim.klass, "where": claim.where, "level": claim.level, "place": claim.place, "kind":
    claim.kind,
               "contract": claim.contract, "two_disease": claim.registered}  # fmt: skip
    return {axis: int(column[0]) for axis, column in columns.items()}


def _first(claim: Claims) -> dict[str, Any]:
    """The line that opens every bill: what is insured at all."""
    charge, outside = int(claim.charge_fen[0]), int(claim.selfpaid_fen[0])
    first = int(claim.firstpaid_fen[0])
    zh = f"政策范围内费用＝总费用{charge / 100:.2f}－目录外{outside / 100:.2f}"
    en = f"eligible cost = charge {charge / 100:.2f} - outside the catalogue {outside / 100:.2f}"
    if first:
        zh, en = f"{zh}－先行自付{first / 100:.2f}", f"{en} - first paid by the patient {first / 100:.2f}"
    before = charge - outside - first
    return {"rule": "eligible", "amount": _yuan(before), "why_zh": zh, "why_en": en, "source": ""}


def _told(law: PolicyAt, step: Step, settled: Bill, cell: dict[str, int]) -> dict[str, Any] | None:
    """One rule's line; None if it changed nothing or only kept a tally."""
    before, after = int(step.before[0]), int(step.after[0])
    if before == after or step.column.endswith("_fen") or step.column == "beyond":
        return None
    if step.column == "ratio_ppm":
        insured = settled.eligible - settled.deductible
        amount = int(share(insured, np.clip(step.after, 0, 1_000_000))[0])
        was, now = (f"{percent(x)}%" for x in (before, after))
    else:
        amount = after
        was, now = (f"{x / 100:.2f}" for x in (before, after))
    change = now if before == 0 else f"{was} → {now}"
    return {
        "rule": step.rule.name,
        "amount": _yuan(amount),
        "why_zh": f"{step.why_zh}：{change}",
        "why_en": f"{step.why_en}: {change}",
        "source": law.source(step.rule.name, cell),
    }


def _yuan(fen: int) -> float:
    """Yuan with two decimals, as the nearest float: its shortest form has at most two decimals."""
    return fen / 100
