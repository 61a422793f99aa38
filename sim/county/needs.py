"""Tables -> conditions, incidence and season: what people fall ill with, and what treating it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import AGE_BANDS, BIRTHS, CONDITION_KINDS, F8, ITEM_CLASSES, SEVERITIES, SEXES, TIERS, Conditions
from sim.county.folder import Folder
from sim.county.places import codes
from sim.county.sheets import MONTHS

FLAGS = (
    "maternal_child",
    "day_surgery",
    "per_diem",
    "tcm",
    "severe_list",
    "two_disease",
    "chronic_special",
    "accident",
    "birth",
    "admission_share",
    "visit_share",
    "claimed",
)


def both(folder: Folder) -> pd.DataFrame:
    """Inpatient groups first, then outpatient needs and refills, one row a condition; absent columns are NaN."""
    inpatient = folder["conditions"].assign(kind="inpatient")
    return pd.concat([inpatient, folder["outpatient"]], ignore_index=True)


def conditions(folder: Folder) -> Conditions:
    """All conditions of the county in the order of `both`."""
    t, n_ip = both(folder), len(folder["conditions"])
    kind = codes(t["kind"], CONDITION_KINDS)
    chronic_ids = tuple(c.id for c in folder.county.content.chronic)
    tiers = folder["tiers"].set_index("tier").loc[list(TIERS)]
    severity = _severity(folder, t)
    zero = np.zeros((len(t), len(TIERS)))
    share, charge_ip, stay, charge_op = zero.copy(), zero.copy(), zero.copy(), zero.copy()
    ip, op = folder["conditions"], folder["outpatient"]
    for n, tier in enumerate(TIERS):
        share[n_ip:, n] = op[f"pull_{tier}"]
        charge_op[:n_ip, n] = ip["visit_charge_factor"].to_numpy(float) * float(tiers["visit_charge_yuan"].iloc[n])
        charge_op[n_ip:, n] = op[f"charge_{tier}_yuan"]
        if n >= 1:
            share[:n_ip, n] = ip[f"p_{tier}_percent"] / 100
            charge_ip[:n_ip, n] = ip[f"charge_{tier}_yuan"]
            stay[:n_ip, n] = ip[f"stay_{tier}_days"]
    factor, own_cv = t["noncovered_factor"].to_numpy(float)[:, None], _optional(t, "charge_cv")[:, None]

    def by_tier(name: str, scale: float = 1.0) -> F8:
        return np.broadcast_to(tiers[name].to_numpy(float) * scale, zero.shape).copy()

    items = folder["items"].set_index(["pattern", "tier"])[[f"{i}_percent" for i in ITEM_CLASSES]]
    item_shares = _items(items, list(t["items"]))
    surgical = item_shares[:n_ip]
    visit = _items(items, ["visit"] * n_ip)
    inpatient = (kind == CONDITION_KINDS.index("inpatient"))[:, None, None]
    return Conditions(
        id=tuple(t["id"]), name_zh=tuple(t["name_zh"]), name_en=tuple(t["name_en"]), icd10=tuple(t["icd10"]),
            mdc=tuple(t["mdc"]),
        kind=kind.astype(np.uint8), chronic=codes(t["chronic"], chronic_ids).astype(np.int8),
        refill_days=t["refill_days"].fillna(0.0).to_numpy(float),
        severity=severity["share_percent"], p_seek=severity["seek_percent"],
            p_emergency=severity["emergency_percent"],
        p_admit=severity["admit_percent"],
        able=np.stack([codes(t[f"able_{s}"], TIERS) for s in SEVERITIES], axis=1).astype(np.uint8),
        p_return=t["return_percent"].to_numpy(float) / 100, return_days=t["return_days"].to_numpy(float),
        p_readmit=t["readmit_percent"].fillna(0.0).to_numpy(float) / 100,
        p_step_down=t["step_down_percent"].fillna(0.0).to_numpy(float) / 100,
        share=share, stay_days=stay, stay_cv=np.where(stay > 0, by_tier("stay_days_cv"), 0.0),
        charge_ip=charge_ip, charge_ip_cv=np.where(charge_ip > 0, by_tier("charge_stay_cv"), 0.0),
        charge_op=charge_op, charge_op_cv=np.where(own_cv > 0, own_cv, by_tier("charge_visit_cv")),
        noncovered_op=np.minimum(by_tier("noncovered_visit_percent", 0.01) * factor, 1.0),
        noncovered_ip=np.minimum(by_tier("noncovered_stay_percent", 0.01) * factor, 1.0),
        first_paid_op=by_tier("first_paid_visit_percent", 0.01), first_paid_ip=by_tier("first_paid_stay_percent",
            0.01),
        items_op=np.concatenate([visit, item_shares[n_ip:]]),
        items_ip=np.where(inpatient, np.concatenate([surgical, item_shares[n_ip:]]), 0.0),
        weight=t["weight"].fillna(0.0).to_numpy(float), flags=_flags(t),
    )  # fmt: skip


def incidence(folder: Folder, order: tuple[str, ...]) -> F8:
    """Latent episodes a person-year by age band, sex and condition, shape (A, 2, C); refills have none."""
    table = folder["incidence"].set_index("condition").drop(columns=["unit", "source"])
    rows = table.reindex(list(order)).fillna(0.0)
    out = np.zeros((len(AGE_BANDS), len(SEXES), len(order)))
    for a, band in enumerate(AGE_BANDS):
        for s, sex in enumerate(SEXES):
            out[a, s] = rows[f"{sex}_{band}"].to_numpy(float) / 1000
    return out


def chronic_factor(folder: Folder, order: tuple[str, ...]) -> F8:
    """(B, C), 1 where chronic.csv says nothing."""
    ids = [c.id for c in folder.county.content.chronic]
    out = np.ones((len(ids), len(order)))
    t = folder["chronic"]
    out[codes(t["chronic"], tuple(ids)), codes(t["condition"], order)] = t["factor"].to_numpy(float)
    return out


def month_index(folder: Folder) -> F8:
    """(C, 12), each row with mean 1."""
    season = folder["season"].set_index("pattern")[list(MONTHS)]
    index = season.loc[list(both(folder)["season"])].to_numpy(float)
    even: F8 = index / index.mean(axis=1, keepdims=True)
    return even


def _severity(folder: Folder, t: pd.DataFrame) -> dict[str, F8]:
    """Share, seek, emergency and admit of each condition's pattern, (C, S) fractions; shares sum to exactly 1."""
    patterns = folder["severity"].set_index(["pattern", "severity"])
    out: dict[str, F8] = {}
    for name in ("share_percent", "seek_percent", "emergency_percent", "admit_percent"):
        wide = patterns[name].unstack("severity")[list(SEVERITIES)]
        out[name] = wide.loc[list(t["severity"])].to_numpy(float) / 100
    out["share_percent"] = out["share_percent"] / out["share_percent"].sum(axis=1, keepdims=True)
    return out


def _items(items: pd.DataFrame, patterns: list[str]) -> F8:
    """Item shares (rows, T, 11) of the patterns; each row and tier sums to exactly 1."""
    keys = pd.MultiIndex.from_product([patterns, TIERS])
    shares = items.loc[keys].to_numpy(float).reshape(len(patterns), len(TIERS), len(ITEM_CLASSES))
    whole: F8 = shares / shares.sum(axis=2, keepdims=True)
    return whole


def _optional(t: pd.DataFrame, name: str) -> F8:
    """A column that a county need not have, NaN where it says nothing."""
    return t[name].to_numpy(float) if name in t else np.full(len(t), np.nan)


def _flags(t: pd.DataFrame) -> pd.DataFrame:
    out: dict[str, npt.NDArray[Any] | list[Any]] = {}
    for name in FLAGS:
        if name in ("admission_share", "visit_share"):
            out[name] = t[f"{name}_percent"].fillna(0.0).to_numpy(float) / 100
        elif name == "claimed":
            out[name] = _optional(t, "claimed_percent") / 100  # NaN: as usual at the tier
        elif name not in t:  # an optional column that the county does not have
            out[name] = np.zeros(len(t), np.uint8)
        elif name == "birth":
            out[name] = np.maximum(codes(t[name], BIRTHS), 0).astype(np.uint8)
        elif name == "maternal_child":
            out[name] = t[name].to_numpy(float)
        else:
            out[name] = t[name].fillna(False).astype(bool).to_numpy()
    listed = {f"listed_{tier}": t[f"listed_{tier}_percent"] for tier in TIERS if f"listed_{tier}_percent" in t}
    return pd.DataFrame(out | {k: v.to_numpy(float) for k, v in listed.items()}, index=pd.Index(t["id"], name="condition"))
