"""A filled case for `clear_case`: what an office has to write down to clear one budget of a policy, with numbers to replace.

The numbers are round and nobody's; which of them are there follows from the policy: the first of the ways of stating a
budget that its rule accepts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of
from sim.policy.clear import FIXED, mechanisms
from sim.policy.clear_case import WITHOUT_BUDGET, clear_case
from sim.policy.policy import Policy, PolicyAt

ENROLEES, PATIENTS, PER_HEAD, HISTORY = 500_000, 20_000, 1_020, (400_000_000, 420_000_000, 440_000_000)
BEFORE = 32_500_000
BASES: tuple[dict[str, Any], ...] = (
    {"enrolees": ENROLEES}, {"enrolees": ENROLEES, "per_head": PER_HEAD},
    {"enrolees": ENROLEES, "per_head": PER_HEAD, "paid_before": BEFORE},
    *({"history": list(HISTORY[-years:])} for years in (3, 2, 1)),
    *({"enrolees": ENROLEES, "history": list(HISTORY[-years:])} for years in (3, 2, 1)),
    {"budget": HISTORY[-1]},
)  # fmt: skip
"""Ways of stating a budget; one that is given outright comes last: it says nothing about how it came about."""
MEMBERS = [{"id": "county-hospital", "tier": "county", "weight": 6}, {"id": "township-centre", "tier": "township", "weight": 3},
           {"id": "village-clinic", "tier": "village", "weight": 1}]  # fmt: skip
SPENT, REFUSED, PREPAID, SCORE = Decimal("0.97"), Decimal("0.002"), Decimal("0.9"), Decimal("92.5")
"""Of the budget; the score in points."""
CHRONIC = "payment.chronic_package"
ABOUT = {
    "date": Words("按哪一天有效的规定清算", "the rules in force on this day"),
    "mechanism": Words("支付方式", "the payment mechanism"),
    "enrolees": Words("参保人数；慢病打包为登记患者数", "enrolees; registered patients of a chronic package"),
    "per_head": Words("人均筹资（元），政策没有写明时", "income a head (yuan), where the policy does not state it"),
    "paid_before": Words("打包前先列支的总额（元），如大病保费", "paid before the package (yuan), as the catastrophic premium"),
    "history": Words("以前各年支出（元），由远及近", "spending of earlier years (yuan), oldest first"),
    "budget": Words("年度预算（元）：定额、点数按办理的人次和点数折算", "budget (yuan): what quotas or points are worth"),
    "spending": Words("发生额（元）", "what was spent (yuan)"),
    "audit_refused": Words("其中审核扣款（元）", "refused by audit, of it (yuan)"),
    "prepaid": Words("年末已拨（元）", "paid by 31 December (yuan)"),
    "deposit": Words("质量保证金（元）", "quality deposit (yuan)"),
    "score": Words("考核得分，0到100", "score, 0 to 100"),
    "members": Words("成员机构：编号、层级、分配权重", "members: id, tier, weight"),
}
"""What a key means."""


def budgets(law: PolicyAt) -> list[str]:
    """The mechanisms in force that have something to clear."""
    return [rule.name for rule in mechanisms(law) if rule.name != WITHOUT_BUDGET]


def example(policy: Policy, mechanism: str = "") -> dict[str, Any]:
    """A case that `clear_case(policy, ...)` clears, by default for the first budget of the policy's last era; yuan.

    Raises:
        Problems: the policy has no budget, or not the one that `mechanism` names.
    """
    day = policy.eras[-1].date
    law = policy.at(day)
    names = budgets(law)
    wanted = next((name for name in names if mechanism in ("", name, name.rpartition(".")[2])), None)
    if wanted is None:
        zh, en = "本政策没有这个预算", "this policy has no such budget"
        if not names:
            zh, en = "本政策按项目付费，没有要清算的预算", "this policy pays by item: there is no budget to clear"
        raise Problems([Problem(policy.id, None, "mechanism", mechanism, one_of(names), did_you_mean(mechanism, names), zh, en)])
    case: dict[str, Any] = {"date": day.isoformat(), "mechanism": wanted}
    rules = law.rules.get("assessment", ())
    scored = [rule for rule in rules if "deposit_share" in rule.writes and "last_score" not in rule.reads]
    if scored or any("gate" in rule.writes for rule in rules):
        case["score"] = SCORE
    refused: Problems | None = None
    for basis in BASES:
        if wanted == CHRONIC and "enrolees" in basis:
            basis = {**basis, "enrolees": PATIENTS}
        try:
            budget = Decimal(str(clear_case(policy, {**case, **basis, "spending": 0})["budget"]))
        except Problems as problems:
            refused = problems
            continue
        spent = (budget * SPENT).quantize(Decimal(1))
        case |= {**basis, "spending": spent, "audit_refused": (spent * REFUSED).quantize(Decimal(1))}
        case |= {"prepaid": (spent * PREPAID).quantize(Decimal(1))}
        if scored:
            case["deposit"] = (budget / 20).quantize(Decimal(1))
        return case if wanted in FIXED else _with_members(policy, law, case)
    assert refused is not None
    raise refused


def _with_members(policy: Policy, law: PolicyAt, case: dict[str, Any]) -> dict[str, Any]:
    """The case with members where the policy divides a result and can divide this one."""
    if not law.rules.get("distribution", ()):
        return case
    with_members = {**case, "members": MEMBERS}
    try:
        clear_case(policy, with_members)
    except Problems:
        return case
    return with_members


def as_toml(case: dict[str, Any]) -> str:
    """The case as a TOML file, each line with what it means in both languages."""
    lines = []
    for key, value in case.items():
        about = f"  # {ABOUT[key].zh} / {ABOUT[key].en}"
        if key == "members":
            lines += ["", f"# {ABOUT[key].zh} / {ABOUT[key].en}"]
            for member in value:
                lines += ["[[members]]", *(f"{name} = {_value(part)}" for name, part in member.items())]
        else:
            lines.append(f"{key} = {_value(value)}{about}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return f'"{value}"' if isinstance(value, str) else f"{value}"
