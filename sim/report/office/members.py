"""The members of a package on the detail sheet: what each gets or bears of the joint result, by a key that can be changed.

A part is the holder's amount times the member's share, rounded; the fen that the clearing's own division (largest remainder)
gives to one member rather than another stand in a column of their own, so that the sheet agrees with the clearing.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.policy.clear import FIXED
from sim.report.office.book import Sheet, cell_name
from sim.report.office.paid import own_paid
from sim.report.office.styles import BODY, ENTRY, MONEY, TOTAL, heads
from sim.report.office.terms import PACKAGES, Terms
from sim.report.words import say

OTHERS = ("payment.hospital_budget", "payment.outpatient_pool", "payment.tier_pools")
"""Budgets that hold bills of their own: what is left of an institution's bills for a package cannot be told from the tables."""
TARIFFS = (*FIXED, "payment.points_pool")
COLUMNS = ("institution", "code", "surplus_part", "deficit_part", "own_bills", "audit_refused", "part_retained", "fen_retained",
           "kept", "part_borne", "fen_borne", "unpaid", "paid")  # fmt: skip
SHARE = "0.0000%"
ORDER = ("county", "township", "city", "province", "")
VILLAGE = "village"
"""Tiers in the order of the sheets; village clinics come last and are folded."""


@dataclass
class Member:
    """A member's cells on the detail, by column of the clearing sheet, and the amounts that they have now (yuan)."""

    id: str
    name: Words
    cells: dict[str, list[str]]
    now: dict[str, float]


def tiers_of(run: Run) -> dict[str, str]:
    """Institution -> its tier."""
    frame = run["institutions"]
    return dict(zip(frame["id"].astype(str), frame["tier"].astype(str), strict=True))


def place_of(tier: str) -> int:
    """Where a tier stands on the sheets."""
    return ORDER.index(tier) if tier in ORDER else len(ORDER)


def members_of(run: Run, year: int, rule: str) -> pd.DataFrame:
    """Rows of `results` of everybody who has a part in a package; empty for other rules, and where nothing tells."""
    frame = run.tables.get("results")
    if frame is None or frame.empty or rule not in PACKAGES:
        return pd.DataFrame()
    mine = frame[(frame["year"] == year) & (frame["rule"] == rule)]
    return mine[mine["holder"] != ""]


def write_members(
    sheet: Sheet, row: int, run: Run, year: int, rows: pd.DataFrame, holders: dict[str, tuple[str, str]], terms: Terms | None
) -> tuple[int, list[Member], dict[str, str]]:
    """The block from `row` on; `holders`: id -> (cell of what is retained, cell of what is borne).

    Returns the row of the total, the members, and for each holder the range of its members' audit refusals.
    """
    heads(sheet, row, COLUMNS)
    rules = set(run["clearing"].loc[run["clearing"]["year"] == year, "rule"])
    bills, paid = ({}, {}) if terms is None or rules & set(OTHERS) else own_paid(run, year, _beside(terms, rules))
    found, ranges, first = list[Member](), dict[str, str](), row + 1
    at = first
    amounts = {str(r["id"]): r for r in run["clearing"][run["clearing"]["year"] == year].to_dict("records")
               if r["rule"] == rows["rule"].iloc[0]}  # fmt: skip
    tiers = tiers_of(run)
    for holder, of_holder in rows.groupby("holder", sort=False):
        begin = at
        for r in sorted(of_holder.to_dict("records"), key=lambda r: place_of(tiers.get(str(r["id"]), ""))):
            found.append(_member(sheet, at, dict(r), amounts[str(holder)], holders[str(holder)], bills, paid))  # type: ignore[arg-type]
            if tiers.get(str(r["id"])) == VILLAGE:
                sheet.fold(at)
            at += 1
        column = COLUMNS.index("audit_refused")
        ranges[str(holder)] = f"{cell_name(begin, column)}:{cell_name(at - 1, column)}"
    sheet.text(at, 0, say("total"), **TOTAL)
    for n, key in enumerate(COLUMNS[1:], start=1):
        if key in ("code", "surplus_part", "deficit_part"):
            sheet.text(at, n, "", **TOTAL)
            continue
        value = round(sum(member.now.get(key, 0.0) for member in found), 2)
        sheet.formula(at, n, f"=ROUND(SUM({cell_name(first, n)}:{cell_name(at - 1, n)}),2)", value, MONEY, **TOTAL)
    return at, found, ranges


def _beside(terms: Terms, rules: set[str]) -> Terms:
    """Where stays are paid by case or points they stand in a block of their own."""
    if not rules & set(TARIFFS):
        return terms
    covers = tuple(covered and kind != 1 for kind, covered in enumerate(terms.covers))
    return Terms(terms.schedule, covers, terms.tiers)


def _member(
    sheet: Sheet, row: int, r: dict[str, object], of: dict[str, float], holder: tuple[str, str], bills: dict[str, int],
    paid: dict[str, int],
) -> Member:  # fmt: skip
    at, id_ = {key: cell_name(row, n) for n, key in enumerate(COLUMNS)}, str(r["id"])
    name = Words(str(r["name_zh"]), str(r["name_en"]))
    now = {"own_bills": bills.get(id_, 0) / 100, "paid": paid.get(id_, 0) / 100, "audit_refused": 0.0,
           "kept": float(str(r["kept_yuan"])), "unpaid": float(str(r["unpaid_yuan"]))}  # fmt: skip
    sheet.text(row, 0, name, **BODY)
    sheet.text(row, 1, id_, **BODY)
    for side, cell, key in (("surplus", holder[0], "retained"), ("deficit", holder[1], "borne")):
        part, amount = float(str(r[f"{side}_part"])), float(str(r[f"{key}_yuan"]))
        fen = round(amount - round(part * float(of[f"{key}_yuan"]) + 1e-9, 2), 2)
        now[f"part_{key}"], now[f"fen_{key}"] = amount, fen
        sheet.number(row, COLUMNS.index(f"{side}_part"), part, SHARE, **ENTRY)
        sheet.number(row, COLUMNS.index(f"fen_{key}"), fen, MONEY, **BODY)
        formula = f"=ROUND(ROUND({cell}*{at[f'{side}_part']},2)+{at[f'fen_{key}']},2)"
        sheet.formula(row, COLUMNS.index(f"part_{key}"), formula, amount, MONEY, **BODY)
    sheet.number(row, COLUMNS.index("own_bills"), now["own_bills"] if id_ in bills else None, MONEY, **BODY)
    sheet.number(row, COLUMNS.index("audit_refused"), 0.0, MONEY, **ENTRY)
    for key in ("kept", "unpaid"):
        sheet.number(row, COLUMNS.index(key), now[key], MONEY, **BODY)
    sheet.number(row, COLUMNS.index("paid"), now["paid"] if id_ in paid else None, MONEY, **ENTRY)
    cells = {
        "clearing_spent": [at["own_bills"]], "audit_refused": [at["audit_refused"]], "paid": [at["paid"]],
        "clearing_retained": [at["part_retained"], at["kept"]], "clearing_borne": [at["part_borne"], at["unpaid"]],
    }  # fmt: skip
    return Member(id_, name, cells, now)
