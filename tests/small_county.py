"""A county small enough to be settled by hand: two townships, one hospital, one city hospital, and a maker of
encounters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.county.county import ITEM_CLASSES, PERSON, SCHEMES, Conditions, County, Demand, Institutions, Streams, Villages
from sim.journey.encounters import CLAIMED, ENCOUNTER, OTHER_PAYER, REFILL, STAY, VISIT
from sim.policy.policy import Policy, Setting
from sim.policy.registry import builtin_rules
from sim.policy.resolve import era

CLINIC_A, CLINIC_B, CENTRE_A, CENTRE_B, HOSPITAL, CITY = range(6)
COLD, DIABETES, PNEUMONIA, INJURY = range(4)
FIRST = date(2021, 1, 1)


def institutions() -> Institutions:
    """Clinic and centre of townships A and B in one alliance with the county hospital; a city hospital outside."""
    tier = np.array([0, 0, 1, 1, 2, 3], np.uint8)
    other = pd.DataFrame(index=["va", "vb", "ta", "tb", "hospital", "city"])
    return Institutions(
        id=("va", "vb", "ta", "tb", "hospital", "city"),
        name_zh=("甲村卫生室", "乙村卫生室", "甲镇卫生院", "乙镇卫生院", "县医院", "市医院"),
        name_en=("clinic A", "clinic B", "centre A", "centre B", "county hospital", "city hospital"),
        tier=tier,
        place=np.array([0, 0, 0, 0, 0, 1], np.uint8),
        level=np.array([0, 0, 1, 1, 2, 3], np.uint8),
        kind=np.zeros(6, np.uint8),
        setting=np.array([0, 0, 1, 1, 2, 3], np.uint8),
        alliance=np.array([0, 0, 0, 0, 0, -1], np.int32),
        township=np.array([0, 1, 0, 1, -1, -1], np.int32),
        beds=np.array([0, 0, 20, 20, 100, 1000], np.int32),
        slots=np.full(6, 100, np.int32),
        staff=np.array([2.0, 2.0, 20.0, 20.0, 100.0, 500.0]),
        minutes=np.zeros(6),
        other=other,
    )


def conditions() -> Conditions:
    """A cold, the refill of a diabetic, pneumonia, an injury; a tenth of every charge is paid first, nothing is a
    herb."""
    n, t = 4, 5
    ones = np.ones((n, t))
    items = np.zeros((n, t, len(ITEM_CLASSES)))
    items[..., ITEM_CLASSES.index("western_drugs")] = 0.6
    items[..., ITEM_CLASSES.index("examination")] = 0.4
    per_severity = np.ones((n, 3)) / 3
    return Conditions(
        id=("cold", "refill_dm", "pneumonia", "injury"),
        name_zh=("感冒", "糖尿病续方", "肺炎", "外伤"),
        name_en=("cold", "diabetes refill", "pneumonia", "injury"),
        icd10=("J00", "E11", "J18", "T14"),
        mdc=("", "", "E", "Z"),
        kind=np.array([0, 2, 1, 1], np.uint8),
        chronic=np.array([-1, 1, -1, -1], np.int8),
        refill_days=np.array([0.0, 30.0, 0.0, 0.0]),
        severity=per_severity, able=np.zeros((n, 3), np.uint8), p_seek=per_severity, p_emergency=per_severity,
        p_admit=per_severity, p_return=np.zeros(n), return_days=np.zeros(n), p_readmit=np.zeros(n),
        p_step_down=np.zeros(n),
        share=ones, stay_days=ones, stay_cv=ones, charge_ip=ones, charge_ip_cv=ones, charge_op=ones, charge_op_cv=ones,
        noncovered_op=ones * 0, noncovered_ip=ones * 0, first_paid_op=ones * 0.1, first_paid_ip=ones * 0.1,
        items_op=items, items_ip=items, weight=np.array([0.0, 0.0, 0.8, 1.2]),
        flags=pd.DataFrame({"chronic_special": [0, 1, 0, 0], "accident": [0, 0, 0, 1]}),
    )  # fmt: skip


def county(
    funding: list[tuple[int, str, str, float]] | None = None, history: list[tuple[int, str, str, int]] | None = None
) -> County:
    """The whole place. `funding` rows are (year, line, payer, yuan a head), `history` rows (year, institution, line,
    fen)."""
    empty = np.zeros(0)
    streams = Streams(
        np.array([HOSPITAL], np.int32), np.array([1], np.uint8), *(np.ones(1) for _ in range(8))
    )  # fmt: skip
    demand = Demand(**dict.fromkeys(Demand.__dataclass_fields__))  # type: ignore[arg-type]  # settlement reads no demand
    villages = Villages(
        ("a", "b"),
        ("甲村", "乙村"),
        np.array([0, 1]),
        np.array([0, 1]),
        np.array([2, 3]),
        np.ones(2) / 2,
        np.zeros((2, 6)),
    )  # type: ignore[arg-type]
    return County(
        id="small", name_zh="小县", name_en="small county", start=FIRST, enrolees=4,
        townships=("甲镇", "乙镇"), classes=("general", "low_income", "destitute", "registered_poor"),
        chronic=("hypertension", "diabetes"),
        institutions=institutions(), villages=villages, conditions=conditions(), streams=streams, demand=demand,
        incidence=empty, chronic_factor=empty, month_index=empty, weekday_index=empty, age_share=empty,
        male_share=empty,
        class_share=empty, home_share=empty, chronic_share=empty, contract_share=empty,
        history=pd.DataFrame(history or [], columns=["year", "institution", "line", "fen"]),
        trend=pd.DataFrame(columns=["line", "year", "growth_ppm"]),
        funding=pd.DataFrame(funding or [], columns=["year", "line", "payer", "yuan_per_head"]),
        targets=pd.DataFrame(), sources=pd.DataFrame(),
    )  # fmt: skip


def people(n: int = 4) -> np.ndarray:
    """n residents of general class, age 50, alternating between the two villages; person 1 is registered with
    diabetes."""
    residents = np.zeros(n, PERSON)
    residents["age"] = 50
    residents["village"] = np.arange(n) % 2
    residents["scheme"] = SCHEMES.index("residents")
    if n > 1:
        residents["chronic"][1] = 0b10
    return residents


def encounter(person: int, day: int, institution: int, yuan: int, **fields: Any) -> np.void:
    """One encounter ending at noon of a day (0 = first day); a claimed visit for a cold unless said otherwise."""
    e = np.zeros(1, ENCOUNTER)[0]
    stay_days = fields.pop("stay", 0)
    e["person"], e["institution"], e["charge_fen"] = person, institution, yuan * 100
    e["kind"] = STAY if stay_days else VISIT
    e["condition"] = PNEUMONIA if stay_days else COLD
    e["start_min"] = e["request_min"] = (day - stay_days) * 1440 + 720
    e["end_min"] = day * 1440 + 720
    e["parent"], e["referrer"] = 255, 65535
    e["flags"] = CLAIMED
    for name, value in fields.items():
        e[name] = value
    return e


def refill(person: int, day: int, institution: int, yuan: int) -> np.void:
    """The regular visit of a registered diabetic."""
    return encounter(person, day, institution, yuan, condition=DIABETES, flags=CLAIMED | REFILL)


def of_other_payer(n_residents: int, day: int, institution: int, yuan: int, stay: int = 0) -> np.void:
    """A patient of the first stream of other payers."""
    return encounter(n_residents, day, institution, yuan, stay=stay, flags=OTHER_PAYER)


def array(*encounters: np.void) -> np.ndarray:
    """Encounters as one structured array."""
    return np.array(list(encounters), ENCOUNTER) if encounters else np.zeros(0, ENCOUNTER)


def policy(*values: Mapping[str, tuple[Any, str]], id: str = "test") -> Policy:
    """A policy from tables {parameter path: (value, unit)}; the first holds from 2000, each further one from its key
    `from`."""
    rules = builtin_rules()
    settings: dict[str, list[Setting]] = {}
    days: list[date] = []
    for table in values:
        since = table.get("from", (date(2000, 1, 1), ""))[0]
        days.append(since)
        for path, (value, unit) in table.items():
            if path != "from":
                settings.setdefault(path, []).append(
                    Setting(path, value, unit, "lever", "sourced", "by hand", "", None, since, "T-1", id, "", None)
                )
    params = {path: tuple(given) for path, given in settings.items()}
    read: set[str] = set()
    eras = []
    for day in days:
        found, problems = era(id, day, params, rules, {}, read)
        assert found is not None, [p.en for p in problems]
        eras.append(found)
    return Policy(id, "", "", "", "", "", days[0], "", "", (), (), (), (), params, tuple(eras), id, read)


PLAIN: dict[str, tuple[Any, str]] = {
    "benefit.outpatient_ratio.ratio": (50, "%"),
    "benefit.inpatient_ratio.ratio": (80, "%"),
    "benefit.inpatient_deductible.amount": (200, "yuan"),
}
"""Visits 50 %, stays 80 % above 200 yuan, everywhere."""
