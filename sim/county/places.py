"""Tables -> institutions, villages and streams of other payers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import ITEM_CLASSES, KINDS, PLACES, SCHEMES, TIERS, Institutions, Streams, Villages
from sim.county.folder import Folder


def codes(values: pd.Series, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Positions of text values in `names`; -1 where it is none of them."""
    at = {name: n for n, name in enumerate(names)}
    return np.array([at.get(v, -1) for v in values], np.int64)


def ordered_institutions(folder: Folder) -> pd.DataFrame:
    """The table in the order in which institutions are numbered: by tier, and inside a tier as in the file."""
    frame = folder["institutions"]
    return frame.iloc[np.argsort(codes(frame["tier"], TIERS), kind="stable")].reset_index(drop=True)


def institutions(folder: Folder) -> Institutions:
    """Raises nothing: references have been checked."""
    t = ordered_institutions(folder)
    townships = tuple(folder["townships"]["id"])
    tier, place, level = codes(t["tier"], TIERS), codes(t["place"], PLACES), t["level"].to_numpy(np.int64)
    _, setting = np.unique((tier * len(PLACES) + place) * 4 + level, return_inverse=True)
    return Institutions(
        id=tuple(t["id"]), name_zh=tuple(t["name_zh"]), name_en=tuple(t["name_en"]),
        tier=tier.astype(np.uint8), place=place.astype(np.uint8), level=level.astype(np.uint8),
        kind=codes(t["kind"], KINDS).astype(np.uint8), setting=setting.astype(np.uint8),
        alliance=t["alliance"].fillna(-1).to_numpy(np.int32), township=codes(t["township"],
            townships).astype(np.int32),
        beds=t["beds"].to_numpy(np.int32), slots=t["slots_per_day"].to_numpy(np.int32),
            staff=t["staff"].to_numpy(float),
        minutes=np.where(place > 0, t["seat_minutes"].fillna(0.0).to_numpy(float), 0.0), other=_money(folder, t),
    )  # fmt: skip


def villages(folder: Folder, inst: Institutions) -> Villages:
    """Travel goes by road through the own township centre and the county seat."""
    v, townships = folder["villages"], tuple(folder["townships"]["id"])
    number = {name: n for n, name in enumerate(inst.id)}
    township = codes(v["township"], townships)
    clinic = np.array([number.get(c, -1) for c in v["clinic"]], np.int32)
    centre = np.array([number[c] for c in v["centre"]], np.int32)
    to_centre, to_clinic = v["centre_minutes"].to_numpy(float), v["clinic_minutes"].to_numpy(float)
    seat = folder["townships"]["seat_minutes"].to_numpy(float)
    to_seat = to_centre + seat[township]

    rows = ordered_institutions(folder)
    own_minutes = rows["seat_minutes"].fillna(0.0).to_numpy(float)  # of hospitals, from the seat
    beyond = np.where(inst.township >= 0, seat[inst.township], own_minutes)
    last_mile = np.zeros(len(inst))  # from a township's centre to a clinic of it
    last_mile[clinic[clinic >= 0]] = to_centre[clinic >= 0]
    minutes = to_seat[:, None] + (beyond + last_mile)[None, :]
    same = township[:, None] == inst.township[None, :]
    minutes = np.where(same, to_centre[:, None] + last_mile[None, :], minutes)
    each = np.arange(len(v))
    minutes[each, centre] = to_centre
    minutes[each[clinic >= 0], clinic[clinic >= 0]] = to_clinic[clinic >= 0]
    weight = v["share_percent"].to_numpy(float)
    return Villages(
        tuple(v["id"]), tuple(v["name_zh"]), township.astype(np.int32), clinic, centre, weight / weight.sum(), minutes
    )


def streams(folder: Folder, inst: Institutions) -> Streams:
    """Other payers' patients."""
    s = folder["streams"]
    column = {name: s[name].to_numpy(float) for name in s.columns if name not in ("institution", "scheme", "source")}
    return Streams(
        institution=codes(s["institution"], inst.id).astype(np.int32), scheme=codes(s["scheme"],
            SCHEMES).astype(np.uint8),
        visits_per_day=column["visits_per_day"], stays_per_day=column["stays_per_day"],
        stay_days=column["stay_days"], stay_cv=column["stay_days_cv"],
        charge_op=column["charge_visit_yuan"], charge_ip=column["charge_stay_yuan"],
        charge_cv_op=column["charge_visit_cv"], charge_cv_ip=column["charge_stay_cv"],
    )  # fmt: skip


def _money(folder: Folder, t: pd.DataFrame) -> pd.DataFrame:
    """Money facts a year by institution, in yuan; NaN where the cost group gives none.

    Columns: cost_group, doctors, lead, enrolees (of the catchment), basic_pay_yuan,
        pay_ceiling_yuan (of all staff together), staff_share,
    statutory_fund, fixed_cost_yuan, subsidy_yuan, public_health_yuan, contract_fee_yuan (per contract), debt_yuan,
    debt_service_yuan, and variable_<item class>: variable cost as a share of that item's income.
    """
    cost = folder["costs"].set_index("group").loc[list(t["cost_group"])].reset_index(drop=True)
    staff = t["staff"].to_numpy(float)
    v, number = folder["villages"], {name: n for n, name in enumerate(t["id"])}
    share = v["share_percent"].to_numpy(float) / v["share_percent"].sum() * folder.county.content.facts.enrolees.value
    enrolees = np.zeros(len(t))
    for column in ("clinic", "centre"):
        at = np.array([number.get(name, -1) for name in v[column]])
        np.add.at(enrolees, at[at >= 0], share[at >= 0])
    leads = {a.lead for a in folder.county.content.alliance}
    out = {
        "cost_group": t["cost_group"].to_numpy(),
        "doctors": t["doctors"].to_numpy(float),
        "lead": t["id"].isin(leads).to_numpy(),
        "enrolees": enrolees,
    }
    for name in ("basic_pay", "pay_ceiling", "fixed_cost", "subsidy", "debt", "debt_service"):
        out[f"{name}_yuan"] = cost[f"{name}_yuan_per_staff"].to_numpy(float) * staff
    out["staff_share"] = cost["staff_share_percent"].to_numpy(float) / 100
    out["statutory_fund"] = cost["statutory_fund_percent"].to_numpy(float) / 100
    out["public_health_yuan"] = cost["public_health_yuan_per_enrolee"].to_numpy(float) * enrolees
    out["contract_fee_yuan"] = cost["contract_fee_yuan_per_contract"].to_numpy(float)
    for item in ITEM_CLASSES:
        out[f"variable_{item}"] = cost[f"variable_{item}_percent"].to_numpy(float) / 100
    return pd.DataFrame(out, index=pd.Index(t["id"], name="institution"))
