"""长期处方: how long the drugs of one visit may last a stable chronic patient, and how many of them are given so much.

The rule on prescriptions; what a long one may cost is `benefit.long_prescription`. National rules allow four weeks as a rule and at
most twelve (长期处方管理规范（试行）, 国卫办医发〔2021〕31号, article 10).
"""

from __future__ import annotations

from sim.foundation.money import ONE
from sim.policy.rule import Fact, Parameter, Rule, Values


def periods(days: int, usual: int) -> int:
    """How many usual prescriptions of `usual` days one of `days` days replaces: the nearest whole number, 1 to 16."""
    return min(max((2 * days + usual) // (2 * usual), 1), 16)


def one(values: Values, usual: int, patients: int) -> dict[str, int]:
    """For patients whose visits fall due every `usual` days: usual prescriptions in a long one, and patients who get it (down)."""
    return {"periods": periods(values.one("days"), usual), "patients": patients * values.one("share") // ONE}


RULE = Rule(
    name="access.long_prescription",
    slot="access",
    zh="长期处方时长",
    en="length of long prescriptions",
    function=one,
    parameters=(
        Parameter("days", "days", "长期处方最长天数", "days that a long prescription lasts", low=1, high=365),
        Parameter("share", "%", "病情稳定可开长期处方的患者", "share of patients who get them", low=0, high=100),
    ),
    takes=(
        Fact("usual", "days", "平时续方周期", "usual days between refills"),
        Fact("patients", "count", "患者数", "patients"),
    ),
    gives=(
        Fact("periods", "count", "一次长期处方抵几次续方", "usual refills that one long prescription replaces"),
        Fact("patients", "count", "长期处方患者数", "patients on long prescriptions"),
    ),
)
