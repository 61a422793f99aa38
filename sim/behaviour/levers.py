"""What an institution can do differently, and in which unit: the columns of the journey's responses that are answered.

An amount lever multiplies a charge or a length; its unit is one per cent of the year. An event lever shifts the
log-odds of a clinical decision or of a patient's choice; its unit is one more event a year. Who holds which lever is a
matter of what the institution does.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.journey.tables import (
    ACCEPT_DOWN,
    ADMIT,
    ATTRACT,
    INTENSITY,
    MANAGE,
    NONCOVERED,
    REFER_UP,
    SPLIT,
    STAY_LENGTH,
    STEP_DOWN,
)


@dataclass(frozen=True)
class Lever:
    """One lever. `column` of the journey's responses (H, levers) is what it moves."""

    name: str
    column: int
    amount: bool
    zh: str
    en: str

    @property
    def unit_zh(self) -> str:
        """The unit in which the lever is moved."""
        return "全年百分之一" if self.amount else "全年多一例"

    @property
    def unit_en(self) -> str:
        return "1 % of the year" if self.amount else "one more case a year"


LEVERS = (
    Lever("intensity", INTENSITY, True, "目录内服务强度", "intensity of covered services"),
    Lever("noncovered", NONCOVERED, True, "转向目录外项目", "shift to non-covered items"),
    Lever("admit", ADMIT, False, "可住可不住的收住院", "borderline admission"),
    Lever("stay", STAY_LENGTH, True, "住院天数", "length of stay"),
    Lever("split", SPLIT, False, "分解住院（15日内再入院）", "split stay (readmission within 15 days)"),
    Lever("refer_up", REFER_UP, False, "向上转诊（县内）", "referral up inside the county"),
    Lever("refer_out", REFER_UP, False, "转往县外", "referral out of the county"),
    Lever("step_down", STEP_DOWN, False, "下转康复", "step-down to the township"),
    Lever("accept_down", ACCEPT_DOWN, False, "接收下转", "acceptance of a step-down"),
    Lever("manage", MANAGE, True, "慢性病患者管理", "management of chronic patients"),
    Lever("attract", ATTRACT, False, "吸引就诊", "effort to win patients"),
)
"""`refer_up` is the lever of clinics and centres, `refer_out` of county hospitals: what they send up leaves the
county. `manage` is that of township centres, for the registered patients of their villages wherever they are treated;
its amount is effort, management visits a patient-year. `attract` is everybody's: experts and equipment brought to a centre,
evening hours, appointments kept open, patients called - or appointments rationed where another patient does not pay."""
NAMES = tuple(lever.name for lever in LEVERS)
(INTENSE, SHIFT, ADMISSION, LENGTH, DIVIDE, UPWARD, OUTWARD, DOWNWARD, ACCEPT, CARE, WIN) = range(len(LEVERS))
