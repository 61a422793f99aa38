"""What the tables of a county must say together: shares that add up, references that exist, a place where everybody can be treated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from sim.county.county import AGE_BANDS, ITEM_CLASSES, SEVERITIES, TIERS
from sim.county.folder import Folder
from sim.county.sheets import MONTHS
from sim.foundation.errors import Problem, Words, did_you_mean, one_of, quoted
from sim.foundation.tables import cell_problem

TOLERANCE = 0.11
"""Percentage points by which printed shares may miss 100."""
MOST_HOSPITALS = 62
"""The journey remembers the hospitals a patient has tried as bits of one word."""


def check(folder: Folder) -> list[Problem]:
    """Every fault that only a reader of several cells or files sees."""
    return [*_references(folder), *_shares(folder), *_institutions(folder), *_conditions(folder), *_complete(folder)]


def _references(folder: Folder) -> Iterator[Problem]:
    townships, institutions = set(folder["townships"]["id"]), set(folder["institutions"]["id"])
    chronic = {c.id for c in folder.county.content.chronic}
    needs = [*folder["conditions"]["id"], *folder["outpatient"]["id"]]
    severity, season, items = (set(folder[t]["pattern"]) for t in ("severity", "season", "items"))
    alliances = {str(a.id) for a in folder.county.content.alliance}
    for table, column, known in (
        ("villages", "township", townships), ("villages", "clinic", institutions), ("villages", "centre", institutions),
        ("institutions", "township", townships), ("institutions", "cost_group", set(folder["costs"]["group"])),
        ("institutions", "alliance", alliances), ("streams", "institution", institutions), ("history", "institution", institutions),
        ("outpatient", "chronic", chronic), ("chronic", "chronic", chronic), ("chronic", "condition", set(needs)),
        ("incidence", "condition", set(needs)), ("conditions", "severity", severity), ("outpatient", "severity", severity),
        ("conditions", "season", season), ("outpatient", "season", season), ("conditions", "items", items), ("outpatient", "items", items),
    ):  # fmt: skip
        yield from _unknown(folder[table], column, known)
    tier = dict(zip(folder["institutions"]["id"], folder["institutions"]["tier"], strict=True))
    for column, wanted in (("clinic", "village"), ("centre", "township")):
        for row, name in enumerate(folder["villages"][column]):
            if name in tier and tier[name] != wanted:
                yield cell_problem(folder["villages"], row, column, "级别不对", "the wrong tier", found=f"{name} ({tier[name]})", allowed=wanted)
    for n, alliance in enumerate(folder.county.content.alliance):
        if alliance.lead not in institutions:
            yield folder.county.problem(("alliance", n, "lead"), "没有这个机构", "no such institution", found=quoted(alliance.lead),
                                        fix=did_you_mean(alliance.lead, institutions))  # fmt: skip
    doubled = folder["outpatient"]["id"].isin(set(folder["conditions"]["id"]))
    for row in doubled.to_numpy().nonzero()[0]:
        yield cell_problem(folder["outpatient"], int(row), "id", "这个编号在 conditions.csv 里已有", "this id is already used in conditions.csv")


def _unknown(frame: pd.DataFrame, column: str, known: Iterable[str]) -> Iterator[Problem]:
    names = sorted(known)
    values = frame[column]
    for row in values.index[values.notna()]:
        value = str(values[row])
        if value and value not in known:
            yield cell_problem(frame, int(row), column, "引用的编号不存在", "there is no such id", found=quoted(value),
                               allowed=one_of(names), fix=did_you_mean(value, names))  # fmt: skip


def _shares(folder: Folder) -> Iterator[Problem]:
    """Columns that must sum to 100 down a table, and cells that must sum to 100 across a row."""
    for table, column in (("villages", "share_percent"), ("residents", "share_percent"), ("conditions", "admission_share_percent")):
        total = float(folder[table][column].sum())
        if abs(total - 100) > (TOLERANCE if table != "conditions" else 0.5):
            yield cell_problem(folder[table], 0, column, "这一列合计应为 100%", "the column must add up to 100 %", found=f"{total:.3f}")
    visit = folder["outpatient"].loc[folder["outpatient"]["kind"] == "outpatient", "visit_share_percent"]
    if len(visit) and abs(float(visit.sum()) - 100) > 0.5:
        yield cell_problem(folder["outpatient"], 0, "visit_share_percent", "门诊需求占比合计应为 100%", "the shares of outpatient needs must add up to 100 %", found=f"{visit.sum():.3f}")
    yield from _across(folder["conditions"], [f"p_{t}_percent" for t in TIERS[1:]])
    yield from _across(folder["items"], [f"{i}_percent" for i in ITEM_CLASSES])
    severity = folder["severity"]
    for pattern, rows in severity.groupby("pattern", sort=False):
        first = int(rows.index[0])
        missing = [s for s in SEVERITIES if s not in set(rows["severity"])]
        if missing:
            yield cell_problem(severity, first, "severity", f"病情类型 {pattern} 缺少病情", f"pattern {pattern} lacks a severity", found=", ".join(rows["severity"]), allowed=one_of(SEVERITIES))
        elif abs(float(rows["share_percent"].sum()) - 100) > TOLERANCE:
            yield cell_problem(severity, first, "share_percent", f"病情类型 {pattern} 的占比合计应为 100%", f"the shares of pattern {pattern} must add up to 100 %", found=f"{rows['share_percent'].sum():.3f}")
    for row, total in enumerate(folder["season"][list(MONTHS)].sum(axis=1)):
        if abs(total - 12) > 0.05:
            yield cell_problem(folder["season"], row, "jan … dec", "十二个月指数的平均值应为 1", "the twelve values must have mean 1", found=f"Σ = {total:.3f}", allowed="Σ = 12")
    residents = folder["residents"]
    head = folder.county.content
    for columns in ([f"{k}_percent" for k in head.county.classes[1:]], ["work_away_percent", "settled_away_percent", "school_away_percent"]):
        for row, total in enumerate(residents[columns].sum(axis=1)):
            if total > 100:
                yield cell_problem(residents, row, " + ".join(columns), "合计超过 100%", "together more than 100 %", found=f"{total:.3f}")


def _across(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Problem]:
    for row, total in enumerate(frame[list(columns)].sum(axis=1)):
        if abs(total - 100) > TOLERANCE:
            yield cell_problem(frame, row, f"{columns[0]} … {columns[-1]}", "这一行合计应为 100%", "the row must add up to 100 %", found=f"{total:.3f}")


def _institutions(folder: Folder) -> Iterator[Problem]:
    t = folder["institutions"]
    file = str(folder.path / "institutions.csv")
    for tier, place, zh, en in (
        ("county", "county", "至少要有一家县级医院", "at least one county hospital is needed"),
        ("city", "prefecture", "至少要有一家统筹区内的市级医院", "at least one city hospital in the prefecture is needed"),
        ("city", "elsewhere", "至少要有一家县外居住地医院 (tier city, place elsewhere)", "at least one hospital for people living away (tier city, place elsewhere)"),
    ):
        if not ((t["tier"] == tier) & (t["place"] == place)).any():
            yield Problem(file, None, "tier", "", "", Words("加一行", "add a row"), zh, en)
    hospitals = int(t["tier"].isin(TIERS[2:]).sum())
    if hospitals > MOST_HOSPITALS:
        yield Problem(file, None, "tier", str(hospitals), f"≤ {MOST_HOSPITALS}", "", "县级及以上医院太多", "too many hospitals")
    for row, (tier, place, beds, slots, township) in enumerate(zip(t["tier"], t["place"], t["beds"], t["slots_per_day"], t["township"], strict=True)):
        if slots < 1:
            yield cell_problem(t, row, "slots_per_day", "号源必须为正", "the number of slots must be positive", found=str(slots), allowed="≥ 1")
        if tier in TIERS[2:] and beds < 1:
            yield cell_problem(t, row, "beds", "医院必须有床位", "a hospital needs beds", found=str(beds), allowed="≥ 1")
        if tier == "village" and beds > 0:
            yield cell_problem(t, row, "beds", "村卫生室不设床位", "a village clinic has no beds", found=str(beds), allowed="0")
        if tier in TIERS[:2] and not township:
            yield cell_problem(t, row, "township", "村卫生室和卫生院必须写明乡镇", "a clinic or centre needs its township")
        if tier in TIERS[:3] and place != "county":
            yield cell_problem(t, row, "place", "县级及以下机构在县内", "village, township and county institutions lie in the county", found=place, allowed="county")
        if tier in TIERS[3:] and place == "county":
            yield cell_problem(t, row, "place", "市、省级医院在县外", "city and provincial hospitals lie outside the county", found=place, allowed="prefecture | province | elsewhere")


def _conditions(folder: Folder) -> Iterator[Problem]:
    for table in ("conditions", "outpatient"):
        t = folder[table]
        level = {s: t[f"able_{s}"].map({name: n for n, name in enumerate(TIERS)}) for s in SEVERITIES}
        for low, high in zip(SEVERITIES, SEVERITIES[1:], strict=False):
            for row in (level[low] > level[high]).to_numpy().nonzero()[0]:
                yield cell_problem(t, int(row), f"able_{high}", "病情越重,最低能治级别不能越低", "a graver case cannot be treatable at a lower tier",
                                   found=str(t[f"able_{high}"].iloc[row]), allowed=f"≥ {t[f'able_{low}'].iloc[row]}")  # fmt: skip
    op = folder["outpatient"]
    for row, (kind, chronic, days, share) in enumerate(zip(op["kind"], op["chronic"], op["refill_days"], op["visit_share_percent"], strict=True)):
        if kind == "refill" and not chronic:
            yield cell_problem(op, row, "chronic", "续方必须写明慢病", "a refill needs its chronic condition")
        if kind == "refill" and not days > 0:
            yield cell_problem(op, row, "refill_days", "续方必须写明周期", "a refill needs its rhythm in days")
        if kind == "outpatient" and not share > 0:
            yield cell_problem(op, row, "visit_share_percent", "门诊需求必须写明占比", "an outpatient need has a share of visits")
    ip = folder["conditions"]
    for tier in TIERS[1:]:
        for name in (f"charge_{tier}_yuan", f"stay_{tier}_days"):
            for row in ((ip[f"p_{tier}_percent"] > 0) & ~(ip[name] > 0)).to_numpy().nonzero()[0]:
                yield cell_problem(ip, int(row), name, "这一级收治病人,费用和住院日必须为正", "patients are treated at this tier, so this must be positive")


def _complete(folder: Folder) -> Iterator[Problem]:
    """Tables that must have a row for each tier, age band, pattern or condition."""
    treated = [*folder["conditions"]["id"], *folder["outpatient"].loc[folder["outpatient"]["kind"] == "outpatient", "id"]]
    for table, column, wanted in (
        ("tiers", "tier", TIERS), ("residents", "age_band", AGE_BANDS), ("incidence", "condition", treated), ("items", "pattern", ("visit",)),
    ):  # fmt: skip
        there = set(folder[table][column])
        for name in wanted:
            if name not in there:
                yield Problem(str(folder.path / f"{table}.csv"), None, column, "", name, Words("加一行", "add a row"), f"缺少 {name} 这一行", f"the row {name} is missing")
    items = folder["items"]
    for pattern, rows in items.groupby("pattern", sort=False):
        missing = [t for t in TIERS if t not in set(rows["tier"])]
        if missing:
            yield cell_problem(items, int(rows.index[0]), "tier", f"费用结构类型 {pattern} 缺少级别", f"pattern {pattern} lacks a tier", found=", ".join(rows["tier"]), allowed=one_of(TIERS))
