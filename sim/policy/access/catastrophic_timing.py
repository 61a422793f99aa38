"""大病保险支付时间: at discharge for a stay that passes the line or follows it, at fixed months for chronic outpatient
care, which the patient pays first. The amounts do not depend on it; the day on which the patient has the money does.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from sim.policy.claims import CHRONIC, KINDS
from sim.policy.rule import Fact, Parameter, Rule, Values


def paid_on(values: Values, kind: int, settled: date) -> date:
    """Day of payment of a claim's catastrophic part: the settlement day, or for chronic outpatient care the last day of
    the next of the policy's months. January closes the year before, so it follows December.
    """
    if kind != CHRONIC:
        return settled
    months = sorted(13 if m == 1 else m for m in values["chronic_months"].tolist())
    ahead = next((m for m in months if m >= settled.month), months[0] + 12)
    year, month = settled.year + (ahead - 1) // 12, (ahead - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def one(values: Values, kind: int, settled: date) -> dict[str, date]:
    """The same as a result."""
    return {"paid_on": paid_on(values, kind, settled)}


RULE = Rule(
    name="access.catastrophic_timing",
    slot="access",
    zh="大病保险支付时间",
    en="when catastrophic insurance pays",
    function=one,
    parameters=(
        Parameter("chronic_months", "months", "门诊慢特病集中报销月份", "months in which chronic outpatient care is paid",
                  listed=True, low=1, high=12),
    ),
    takes=(
        Fact("kind", "choice", "费用种类", "kind of claim", choices=KINDS),
        Fact("settled", "date", "出院结算日期或就诊日期", "day of discharge settlement or visit"),
    ),
    gives=(Fact("paid_on", "date", "支付日", "day of payment"),),
)  # fmt: skip
