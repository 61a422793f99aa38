"""Small worlds for tests: counties of a few institutions and conditions, every number made up for the purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.county.county import (
    PERSON,
    Conditions,
    County,
    Demand,
    Institutions,
    Streams,
    Villages,
)  # fmt: skip


def institutions(beds: int = 20, township_beds: int = 8, slots: int = 200, townships: int = 2, villages: int = 4) -> Institutions:
    """Villages' clinics, township centres, a general, a maternal and a private hospital, one in the city, one elsewhere."""
    names, rows = [], []
    for v in range(villages):
        names.append(f"clinic{v}")
        rows.append((0, 0, 0, 5, 0, v % townships, 0, 12))
    for t in range(townships):
        names.append(f"centre{t}")
        rows.append((1, 0, 1, 0, 0, t, township_beds, 60))
    names += ["general", "maternal", "private", "city", "far"]
    rows += [
        (2, 0, 2, 0, 0, -1, beds, slots), (2, 0, 2, 2, 0, -1, max(beds // 4, 1), max(slots // 4, 1)),
        (2, 0, 2, 4, -1, -1, max(beds // 4, 1), max(slots // 4, 1)), (3, 1, 3, 0, -1, -1, 100000, 1000000),
        (3, 3, 3, 0, -1, -1, 100000, 1000000),
    ]  # fmt: skip
    a = np.array(rows)
    triples = [tuple(r) for r in a[:, [0, 1, 2]].tolist()]
    distinct = sorted(set(triples))
    return Institutions(
        id=tuple(names), name_zh=tuple(names), name_en=tuple(names), tier=a[:, 0].astype(np.uint8),
        place=a[:, 1].astype(np.uint8), level=a[:, 2].astype(np.uint8), kind=a[:, 3].astype(np.uint8),
        setting=np.array([distinct.index(t) for t in triples], np.uint8), alliance=a[:, 4].astype(np.int32),
        township=a[:, 5].astype(np.int32), beds=a[:, 6].astype(np.int32), slots=a[:, 7].astype(np.int32),
        staff=np.where(a[:, 0] == 0, 2.0, 50.0), minutes=np.where(a[:, 1] > 0, 90.0, 0.0), other=pd.DataFrame(index=list(names)),
    )  # fmt: skip


def conditions() -> Conditions:
    """A cold, a pneumonia, a delivery, the regular visit of hypertension."""
    n, tiers = 4, 5

    def rows(*values: Any) -> Any:
        return np.array(values, float)

    return Conditions(
        id=("cold", "pneumonia", "delivery", "hypertension_refill"), name_zh=("感冒", "肺炎", "分娩", "高血压续方"),
        name_en=("cold", "pneumonia", "delivery", "hypertension refill"), icd10=("J00", "J12-J18", "O80", "I10"),
        mdc=("E", "E", "O", "F"), kind=np.array([0, 1, 1, 2], np.uint8), chronic=np.array([-1, -1, -1, 0], np.int8),
        refill_days=rows(0, 0, 0, 30), severity=rows((0.7, 0.25, 0.05), (0.3, 0.5, 0.2), (0.5, 0.4, 0.1), (0.9, 0.1, 0)),
        able=np.array([[0, 0, 2], [1, 1, 2], [2, 2, 2], [0, 1, 2]], np.uint8),
        p_seek=rows((0.6, 0.8, 0.95), (0.8, 0.9, 1), (1, 1, 1), (0.7, 0.7, 0.7)),
        p_emergency=rows((0, 0, 0.2), (0.05, 0.1, 0.5), (0.2, 0.3, 0.6), (0, 0, 0)),
        p_admit=rows((0, 0, 0), (0.5, 0.8, 1), (1, 1, 1), (0, 0, 0)), p_return=rows(0.3, 0.2, 0.1, 0),
        return_days=rows(5, 3, 7, 1), p_readmit=rows(0, 0.06, 0.02, 0), p_step_down=rows(0, 0.1, 0, 0),
        share=rows((1, 1, 0.5, 0.2, 0), (0, 0.3, 0.5, 0.2, 0), (0, 0.1, 0.7, 0.2, 0), (1, 1, 0.3, 0.1, 0)),
        stay_days=np.tile(rows(0, 6, 8, 9, 9), (n, 1)), stay_cv=np.full((n, tiers), 0.8),
        charge_ip=np.tile(rows(0, 2000, 6000, 13000, 15000), (n, 1)), charge_ip_cv=np.full((n, tiers), 1.0),
        charge_op=np.tile(rows(40, 85, 222, 333, 333), (n, 1)), charge_op_cv=np.full((n, tiers), 1.0),
        noncovered_op=np.full((n, tiers), 0.1), noncovered_ip=np.full((n, tiers), 0.1),
        first_paid_op=np.full((n, tiers), 0.05), first_paid_ip=np.full((n, tiers), 0.05),
        items_op=np.full((n, tiers, 11), 1 / 11), items_ip=np.full((n, tiers, 11), 1 / 11), weight=rows(0, 1, 0.6, 0),
        flags=pd.DataFrame({"maternal_child": [False, False, True, False]}),
    )  # fmt: skip


def demand(**changes: Any) -> Demand:
    """Constants of choice, with any of them replaced."""
    values: dict[str, Any] = {
        "asc_op": np.array([0.0, -0.2, -0.5, -1.0, -2.0]), "asc_ip": np.array([0.0, 0.0, 0.5, 0.3, 0.0]), "scale_op": 1.0,
        "scale_ip": 1.0, "scale_claim": 1.0, "scale_noncovered": 1.0, "p_claim": np.array([0.5, 0.5, 0.3, 0.2, 0.2]),
        "b_price_op": -0.0147, "b_price_ip": -0.000139, "b_time_op": -0.008, "b_time_ip": -0.002, "b_wait_op": -0.5,
        "b_wait_ip": -0.2, "b_skill": np.array([0.2, 0.6, 1.5]), "b_contract": 0.3, "b_advice": 1.0, "away_home_penalty": 4.0,
        "elasticity_op": -0.519, "elasticity_ip": -0.372, "p_refer_able": 0.03, "p_refer_unable": 0.7,
        "patience_days": np.array([10.0, 5.0, 2.0]), "stay_charge_corr": 0.6, "step_down_days": 7.0, "step_down_charge": 0.8,
        "frailty_sd": 0.5, "p_transfer": np.array([0.1, 0.2, 0.4]), "transfer_unable": 2.0,
        "transfer_part": 0.3, "open_min": 480, "close_min": 1020,
    }  # fmt: skip
    return Demand(**(values | changes))


def county(townships: int = 2, villages: int = 4, **changes: Any) -> County:
    """A county of made-up numbers; any field may be replaced."""
    h = changes.pop("institutions", None) or institutions(townships=townships, villages=villages)
    bands, c = 8, 4
    township = np.arange(villages) % townships
    minutes = np.full((villages, len(h)), 40.0)
    minutes[:, :villages] = 90.0
    minutes[np.arange(villages), np.arange(villages)] = 6.0
    minutes[:, villages : villages + townships] = 25.0
    minutes[:, h.place == 1] = 110.0
    empty = pd.DataFrame()
    incidence = np.zeros((bands, 2, c))
    incidence[:, :, 0], incidence[:, :, 1], incidence[3, 0, 2] = 4.0, 0.2, 0.08
    values: dict[str, Any] = {
        "id": "small", "name_zh": "小县", "name_en": "Small county", "start": date(2021, 1, 1), "enrolees": 5000,
        "townships": tuple(f"乡{t}" for t in range(townships)),
        "classes": ("general", "low_income", "destitute", "registered_poor"), "chronic": ("hypertension",), "institutions": h,
        "villages": Villages(
            tuple(f"v{v}" for v in range(villages)), tuple(f"村{v}" for v in range(villages)), township.astype(np.int32),
            np.arange(villages, dtype=np.int32), (villages + township).astype(np.int32), np.full(villages, 1 / villages), minutes,
        ),
        "conditions": conditions(),
        "streams": Streams(
            np.array([villages + townships], np.int32), np.array([1], np.uint8), np.array([5.0]), np.array([0.4]), np.array([7.0]),
            np.array([0.8]), np.array([200.0]), np.array([5000.0]), np.array([1.0]), np.array([1.0]),
        ),
        "demand": demand(), "incidence": incidence, "chronic_factor": np.full((1, c), 1.2),
        "month_index": np.tile(1 + 0.2 * np.cos(np.arange(12) * np.pi / 6), (c, 1)),
        "weekday_index": np.array([1.2, 1.1, 1, 1, 1, 0.9, 0.8]),
        "age_share": np.full(bands, 1 / bands), "male_share": np.full(bands, 0.5),
        "class_share": np.tile([0.85, 0.08, 0.02, 0.05], (bands, 1)), "home_share": np.tile([0.9, 0.08, 0.01, 0.01], (bands, 1)),
        "chronic_share": np.linspace(0, 0.4, bands)[:, None], "contract_share": np.full(bands, 0.4), "history": empty,
        "trend": empty, "funding": empty, "targets": empty, "sources": empty,
    }  # fmt: skip
    return County(**(values | changes))


def people(place: County, n: int, seed: int = 0) -> Any:
    """n residents of a small county, spread evenly over everything."""
    rng = np.random.default_rng(seed)
    p = np.zeros(n, PERSON)
    p["village"] = np.sort(rng.integers(0, len(place.villages.id), n))
    band, p["sex"] = rng.integers(0, 8, n), rng.integers(0, 2, n)
    p["chronic"] = rng.random(n) < 0.2
    p["profile"] = (band * 2 + p["sex"]) * 2 + p["chronic"]
    p["klass"], p["home"] = rng.integers(0, 4, n), rng.choice(4, n, p=[0.9, 0.08, 0.01, 0.01])
    p["contract"], p["frailty"] = rng.integers(0, 2, n), rng.lognormal(-0.125, 0.5, n)
    return p


def monthly_rates(place: County, month: int) -> Any:
    """Latent episodes a person-month by profile of a small county with one chronic condition, shape (32, C)."""
    c, d = place.conditions, place.demand
    scale = np.where(c.kind == 0, d.scale_op, d.scale_ip) * (c.kind < 2) / 12 * place.month_index[:, month % 12]
    base = (place.incidence * scale).reshape(16, -1)
    return np.stack([base, base * place.chronic_factor[0]], axis=1).reshape(32, -1)
