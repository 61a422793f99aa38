"""One year of one budget holder in, its clearing out, as plain dicts in yuan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.foundation.errors import Words
from sim.foundation.money import share, split
from sim.policy.case_input import CaseInput
from sim.policy.clear import FIXED, clear, mechanisms
from sim.policy.policy import Policy, PolicyAt
from sim.policy.rule import Rule
from sim.policy.sharing.clearing import Amount, Clearing, Totals

TIERS = ("village", "township", "county", "city", "province")
WITHOUT_BUDGET = "payment.fee_for_service"
PACKAGE, PREMIUM = "payment.package", "fund.catastrophic_premium"
PARTS = ("budget", "balance", "retained", "fund_keeps", "borne", "fund_adds")


def clear_case(policy: Policy, case: Mapping[str, Any]) -> dict[str, Any]:
    """Clear one year of one holder.

    Args:
        policy: the policy. `date` in the case chooses the values in force (default: the latest).
        case: {"enrolees", "budget", "history", "spending", "audit_refused", "prepaid", "score", "deposit", "members"}
            in yuan; for packages also "per_head" (income a head), "paid_before" (lump sums paid before the package),
            "last_package", "fund_growth" (%), and "signed" of the registered patients. The mechanism follows from what
            is given (enrolees: a pool per head; history: a budget from earlier years) or from "mechanism". Members are
            {"id", "tier", "weight"}.

    Returns:
        Amounts in yuan: `PARTS`, deposit_returned, to_pay, to_recover, members {id: amount}, and `steps` with reasons.
        What is due = spending after audit + retained - borne - the part of the deposit that is lost.

    Raises:
        Problems: everything wrong with the case at once.
    """
    top = CaseInput(case)
    day = top.day("date", policy.eras[-1].date)
    spending, refused, prepaid = (top.money(k) for k in ("spending", "audit_refused", "prepaid"))
    deposit, score = top.money("deposit"), top.score("score")
    enrolees, budget, history = top.whole("enrolees", 0), top.money("budget"), top.moneys("history")
    per_head, before, last = (top.money(k) for k in ("per_head", "paid_before", "last_package"))
    signed, fund_growth = top.whole("signed", 0), top.percent("fund_growth")
    named = top.text("mechanism")
    members = [
        (m, m.text("id"), m.choice("tier", TIERS, required=True), m.whole("weight", 1)) for m in top.parts("members")
    ]
    for member, *_ in members:
        member.finish()
    top.finish()
    if refused > spending:
        top.fault("audit_refused", refused / 100, "审核扣款不能超过发生额", "more was refused than was spent")
    if len({name for _, name, *_ in members}) < len(members):
        top.fault("members", None, "成员编号重复", "two members have the same id")
    try:
        law = policy.at(day)
    except ValueError as error:
        top.fault("date", day, f"政策 {policy.id} 自{policy.eras[0].date}起才有规定", str(error))
        top.done()
        raise
    rule = _mechanism(law, top, named)
    _something_to_clear(rule, top)
    scorer = _scorer(law, top, deposit, score)
    gate = _gate(law, top, score)
    top.done()
    assert rule is not None
    spent = np.array([spending - refused], np.int64)
    totals = Totals(
        spent,
        enrolees=np.array([enrolees], np.int64) if top.given("enrolees") else None,
        history=np.array(history, np.int64)[:, None] if history else None,
        budget=np.array([budget], np.int64) if top.given("budget") else None,
        gate=gate,
        per_head=per_head if top.given("per_head") else None,
        before=before + _premium(law, top, rule, enrolees),
        last_package=np.array([last], np.int64) if top.given("last_package") else None,
        fund_growth=fund_growth,
        signed=np.array([signed], np.int64),
    )
    top.done()
    try:
        done = _without_rule(totals) if rule.name == WITHOUT_BUDGET else clear(law, {rule.name: totals})[rule.name]
    except ValueError as error:
        top.fault("", None, "缺少计算预算所需的数据", str(error))
        top.done()
        raise
    returned = deposit if scorer is None else share(deposit, int(scorer.function(law.values[scorer.name], score)))
    due = int(spent[0] + done.net[0]) - (deposit - returned)
    steps = [
        {
            "rule": rule.name,
            "amount": int(s.amount[0]) / 100,
            "why_zh": s.zh,
            "why_en": s.en,
            "source": law.source(rule.name, only=_about(s.item)),
        }
        for s in done.steps
    ]
    if deposit:
        zh, en = "质量保证金返还", "quality deposit returned"
        source = law.source(scorer.name) if scorer else ""
        steps.append(
            {
                "rule": scorer.name if scorer else "",
                "amount": returned / 100,
                "why_zh": zh,
                "why_en": en,
                "source": source,
            }
        )
    parts = _members(law, top, members, done)
    top.done()
    return {
        **{name: int(getattr(done, name)[0]) / 100 for name in PARTS},
        "deposit_returned": returned / 100,
        "to_pay": max(due - prepaid, 0) / 100,
        "to_recover": max(prepaid - due, 0) / 100,
        "members": parts,
        "steps": steps,
    }


def _something_to_clear(rule: Rule | None, top: CaseInput) -> None:
    """A fault where the case says neither what was spent nor what there was to spend: nine zeros are no answer."""
    if any(top.given(key) for key in ("spending", "budget", "enrolees", "history", "last_package", "deposit")):
        return
    if rule is not None and rule.name == WITHOUT_BUDGET:
        zh, en = "本政策按项目付费，没有要清算的预算", "this policy pays by item: there is no budget to clear"
        fix = Words("换一项有预算的政策，或写明 budget 和 spending", "take a policy with a budget, or give `budget` and `spending`")
        top.fault("budget", None, zh, en, fix=fix)
        return
    given = '{"enrolees": 500000, "spending": 400000000}'
    zh, en = "算例没有写明发生额和预算的依据", "the case says neither what was spent nor what the budget rests on"
    fix = Words(f"例如 {given}；按历年支出定预算的写 history", f"as {given}; `history` where the budget follows earlier years")
    top.fault("spending", None, zh, en, "spending | enrolees | budget | history", fix)


def _premium(law: PolicyAt, top: CaseInput, rule: Rule, enrolees: int) -> int:
    """The catastrophic premium, fen, where the package comes after it: the policy's own, or a fault if nobody says how
    much it is."""
    values = law.values[rule.name] if rule.name == PACKAGE else {}
    first = "less_catastrophic" in values and law.values[PACKAGE].one("less_catastrophic")
    if not first or top.given("budget") or top.given("paid_before") or law.values[PACKAGE].one("base"):
        return 0
    if not law.uses(PREMIUM):
        zh = "先扣大病保费，但政策没有保费标准，请写明打包前列支总额"
        en = "the catastrophic premium comes first: say how much it is"
        top.fault("paid_before", None, zh, en)
        return 0
    return enrolees * law.values[PREMIUM].one("per_head")


def _about(item: str) -> Callable[[str], bool]:
    """Which parameters a line of the clearing rests on."""
    if item in ("retained", "fund_keeps"):
        return lambda name: name.startswith("surplus_")
    if item in ("borne", "fund_adds"):
        return lambda name: name.startswith(("deficit_", "fund_limit"))
    if item == "spent":
        return lambda name: name in ("covers", "tiers")
    return lambda name: (
        item == "budget" and not name.startswith(("surplus_", "deficit_", "fund_limit", "covers", "tiers"))
    )


def _mechanism(law: PolicyAt, top: CaseInput, named: str) -> Rule | None:
    """The payment rule that the case is about."""
    rules = {rule.name: rule for rule in mechanisms(law)}
    if named:
        short = {name.rpartition(".")[2]: rule for name, rule in rules.items()}
        found = rules.get(named) or short.get(named)
        if found is None:
            top.fault(
                "mechanism", named, "本政策没有这种支付方式", "this policy has no such mechanism", " | ".join(rules)
            )
        return found
    budgeted = {name: rule for name, rule in rules.items() if name not in (WITHOUT_BUDGET, *FIXED)}
    budgeted = budgeted or {name: rule for name, rule in rules.items() if name in FIXED}
    if not budgeted:
        if WITHOUT_BUDGET not in rules:
            top.fault("mechanism", None, "本政策没有任何支付方式", "this policy has no payment mechanism")
        return rules.get(WITHOUT_BUDGET)
    if len(budgeted) == 1:
        return next(iter(budgeted.values()))
    wanted = "payment.hospital_budget" if top.given("history") else "payment.outpatient_pool"
    if (top.given("history") or top.given("enrolees")) and wanted in budgeted:
        return budgeted[wanted]
    zh, en = "本政策有几种支付方式，请写明是哪一种", "this policy has several mechanisms: say which one"
    top.fault("mechanism", None, zh, en, " | ".join(budgeted))
    return None


def _scorer(law: PolicyAt, top: CaseInput, deposit: int, score: int | None) -> Rule | None:
    """The rule that turns a score into the returned share of the deposit."""
    if deposit == 0:
        return None
    rules = [rule for rule in law.rules.get("assessment", ()) if "deposit_share" in rule.writes]
    if not rules:
        zh, en = "本政策没有考核得分与保证金挂钩的规定", "this policy does not say what a score does to a deposit"
        top.fault("deposit", deposit / 100, zh, en)
        return None
    if score is None:
        top.fault("score", None, "缺少考核得分", "the score is missing")
    if "last_score" in rules[0].reads:
        top.fault("score", None, "按改进幅度考核要用上年得分，这里没有", "this assessment needs last year's score too")
    return rules[0]


def _gate(law: PolicyAt, top: CaseInput, score: int | None) -> Amount | None:
    """Whether the score lets the holder keep a surplus; None where the policy has no such condition."""
    rule = next((rule for rule in law.rules.get("assessment", ()) if "gate" in rule.writes), None)
    if rule is None:
        return None
    if score is None:
        top.fault("score", None, "缺少考核得分", "the score is missing")
        return None
    return np.atleast_1d(rule.function(law.values[rule.name], score))


def _without_rule(totals: Totals) -> Clearing:
    """No sharing rule: the fund keeps or adds the whole balance of a budget, if one is given."""
    budget = totals.spent if totals.budget is None else totals.budget
    balance = budget - totals.spent
    zero = np.zeros_like(balance)
    return Clearing(budget, totals.spent, balance, zero, np.maximum(balance, 0), zero, np.maximum(-balance, 0))


def _members(
    law: PolicyAt, top: CaseInput, members: list[tuple[CaseInput, str, int, int]], done: Clearing
) -> dict[str, float]:
    """Each member's part: of the budget where the policy cuts it by tier, otherwise of what clearing brings (a
    deficit is negative), by weight."""
    if not members:
        return {}
    names, tiers, weights = zip(*((name, tier, weight) for _, name, tier, weight in members), strict=True)
    rule = next(iter(law.rules.get("distribution", ())), None)
    net = int(done.net[0])
    try:
        if rule is not None and "budget_parts" in rule.writes:
            parts = rule.function(law.values[rule.name], int(done.budget[0]), tiers, weights)
        else:
            sizes = (
                split(abs(net), weights)
                if rule is None
                else rule.function(law.values[rule.name], abs(net), tiers, weights)
            )
            parts = [size if net >= 0 else -size for size in sizes]
    except ValueError as error:
        top.fault("members", None, "无法在成员之间分配", str(error))
        return {}
    return {name: part / 100 for name, part in zip(names, parts, strict=True)}
