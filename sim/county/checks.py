"""What the tables of a county must say together: shares that add up, beds for stays, somebody to treat everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import pandas as pd

from sim.county.county import ITEM_CLASSES, SEVERITIES, TIERS
from sim.county.folder import Survey
from sim.county.references import Check, complete, references
from sim.county.sheets import MONTHS
from sim.foundation.errors import Problem, Words
from sim.foundation.tables import cell_problem

PRINTED = 0.11
"""Percentage points by which shares printed with one decimal may miss 100."""
ROUNDED = 0.5
"""The same for long columns of rounded shares; they are scaled to 100."""
MOST_HOSPITALS = 62
"""The journey remembers the hospitals that a patient has tried as bits of one word."""

COLUMN_100 = Words("这一列合计应为 100%", "the column must add up to 100 %")
ROW_100 = Words("这一行合计应为 100%", "the row must add up to 100 %")
MEAN_1 = Words("十二个月指数的平均值应为 1", "the twelve values must have mean 1")
OVER_100 = Words("合计超过 100%", "together more than 100 %")
NO_SLOTS = Words("号源必须为正", "the number of slots must be positive")
NO_BEDS = Words("医院必须有床位", "a hospital needs beds")
CLINIC_BEDS = Words("村卫生室不设床位", "a village clinic has no beds")
NO_TOWNSHIP = Words("村卫生室和卫生院必须写明乡镇", "a clinic or centre needs its township")
INSIDE = Words("县级及以下机构在县内", "village, township and county institutions lie in the county")
OUTSIDE = Words("市、省级医院在县外", "city and provincial hospitals lie outside the county")
GRAVER = Words("病情越重，最低能治级别不能越低", "a graver case cannot be treatable at a lower tier")
NO_CHRONIC = Words("续方必须写明慢病", "a refill needs its chronic condition")
NO_RHYTHM = Words("续方必须写明周期", "a refill needs its rhythm in days")
NO_SHARE = Words("门诊需求必须写明占比", "an outpatient need has a share of visits")
NOT_FREE = Words("这一级收治病人，费用和住院日必须为正", "patients are treated at this tier, so this must be positive")
NEEDED = (
    ("county", "county", Words("至少要有一家县级医院", "at least one county hospital is needed")),
    (
        "city",
        "prefecture",
        Words("至少要有一家统筹区内的市级医院", "at least one city hospital in the prefecture is needed"),
    ),
    (
        "city",
        "elsewhere",
        Words("至少要有一家居住地医院（tier city，place elsewhere）", "a hospital for people living away is needed"),
    ),
)


def check(folder: Survey) -> list[Problem]:
    """Every fault that only a reader of several cells or files sees. Where the folder has faults of its own, what hangs on
    a table, column or fact that could not be read is passed over."""
    found: list[Problem] = []
    for one in (*references(folder), *complete(folder), *_shares(folder), *_institutions(folder), *_conditions(folder)):
        try:
            found += one()
        except KeyError:
            if not folder.problems:
                raise
    return found


def _shares(folder: Survey) -> Iterator[Check]:
    for table, column, slack in (
        ("villages", "share_percent", PRINTED),
        ("residents", "share_percent", PRINTED),
        ("conditions", "admission_share_percent", ROUNDED),
        ("outpatient", "visit_share_percent", ROUNDED),
    ):
        yield partial(_down, folder, table, column, slack)
    yield lambda: _across(folder["conditions"], [f"p_{t}_percent" for t in TIERS[1:]])
    yield lambda: _across(folder["items"], [f"{i}_percent" for i in ITEM_CLASSES])
    yield partial(_severities, folder)
    yield partial(_season, folder)
    away = ["work_away_percent", "settled_away_percent", "school_away_percent"]
    yield lambda: _over(folder, [f"{k}_percent" for k in folder.classes[1:]])
    yield partial(_over, folder, away)


def _down(folder: Survey, table: str, column: str, slack: float) -> Iterator[Problem]:
    frame = folder[table]
    if table == "outpatient":
        frame = frame[frame["kind"] == "outpatient"]
    total = float(frame[column].sum())
    if len(frame) and abs(total - 100) > slack:
        yield cell_problem(frame, 0, column, *COLUMN_100, found=f"{total:.3f}")


def _severities(folder: Survey) -> Iterator[Problem]:
    severity = folder["severity"]
    for pattern, rows in severity.groupby("pattern", sort=False):
        total = float(rows["share_percent"].sum())
        if abs(total - 100) > PRINTED:
            found = f"{pattern}: {total:.3f}"
            yield cell_problem(severity, int(rows.index[0]), "share_percent", *COLUMN_100, found=found)


def _season(folder: Survey) -> Iterator[Problem]:
    for row, total in enumerate(folder["season"][list(MONTHS)].sum(axis=1)):
        if abs(total - 12) > 0.05:
            yield cell_problem(folder["season"], row, "jan … dec", *MEAN_1, found=f"Σ = {total:.3f}", allowed="Σ = 12")


def _over(folder: Survey, columns: list[str]) -> Iterator[Problem]:
    for row, total in enumerate(folder["residents"][columns].sum(axis=1)):
        if total > 100:
            yield cell_problem(folder["residents"], row, " + ".join(columns), *OVER_100, found=f"{total:.3f}")


def _across(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Problem]:
    for row, total in enumerate(frame[list(columns)].sum(axis=1)):
        if abs(total - 100) > PRINTED:
            yield cell_problem(frame, row, f"{columns[0]} … {columns[-1]}", *ROW_100, found=f"{total:.3f}")


def _institutions(folder: Survey) -> Iterator[Check]:
    yield partial(_needed, folder)
    yield partial(_too_many, folder)

    def hospital() -> pd.Series:
        return folder["institutions"]["tier"].isin(TIERS[2:])

    def outside() -> pd.Series:
        return folder["institutions"]["tier"].isin(TIERS[3:])

    def inside() -> pd.Series:
        return folder["institutions"]["place"] == "county"

    rules: tuple[tuple[Callable[[pd.DataFrame], pd.Series], str, Words, str], ...] = (
        (lambda t: t["slots_per_day"] < 1, "slots_per_day", NO_SLOTS, "≥ 1"),
        (lambda t: hospital() & (t["beds"] < 1), "beds", NO_BEDS, "≥ 1"),
        (lambda t: (t["tier"] == "village") & (t["beds"] > 0), "beds", CLINIC_BEDS, "0"),
        (lambda t: ~hospital() & (t["township"] == ""), "township", NO_TOWNSHIP, ""),
        (lambda t: ~outside() & ~inside(), "place", INSIDE, "county"),
        (lambda t: outside() & inside(), "place", OUTSIDE, "prefecture | province | elsewhere"),
    )
    for rule in rules:
        yield partial(_broken_rule, folder, "institutions", *rule)


def _needed(folder: Survey) -> Iterator[Problem]:
    t = folder["institutions"]
    for tier, place, said in NEEDED:
        if not ((t["tier"] == tier) & (t["place"] == place)).any():
            yield Problem(str(folder.path / "institutions.csv"), None, "tier", "", "", Words("加一行", "add a row"), *said)


def _too_many(folder: Survey) -> Iterator[Problem]:
    hospitals = int(folder["institutions"]["tier"].isin(TIERS[2:]).sum())
    if hospitals > MOST_HOSPITALS:
        said = Words("县级及以上医院太多", "too many hospitals")
        yield Problem(str(folder.path / "institutions.csv"), None, "tier", str(hospitals), f"≤ {MOST_HOSPITALS}", "", *said)


def _conditions(folder: Survey) -> Iterator[Check]:
    order = {name: n for n, name in enumerate(TIERS)}

    def easier(t: pd.DataFrame, low: str, high: str) -> pd.Series:
        return t[f"able_{low}"].map(order) > t[f"able_{high}"].map(order)

    for table in ("conditions", "outpatient"):
        for low, high in pairwise(SEVERITIES):
            yield partial(_broken_rule, folder, table, partial(easier, low=low, high=high), f"able_{high}", GRAVER)
    rules: tuple[tuple[Callable[[pd.DataFrame], pd.Series], str, Words], ...] = (
        (lambda t: (t["kind"] == "refill") & (t["chronic"] == ""), "chronic", NO_CHRONIC),
        (lambda t: (t["kind"] == "refill") & ~(t["refill_days"] > 0), "refill_days", NO_RHYTHM),
        (lambda t: (t["kind"] != "refill") & ~(t["visit_share_percent"] > 0), "visit_share_percent", NO_SHARE),
    )
    for rule in rules:
        yield partial(_broken_rule, folder, "outpatient", *rule)

    def free(t: pd.DataFrame, tier: str, name: str) -> pd.Series:
        return (t[f"p_{tier}_percent"] > 0) & ~(t[name] > 0)

    for tier in TIERS[1:]:
        for name in (f"charge_{tier}_yuan", f"stay_{tier}_days"):
            yield partial(_broken_rule, folder, "conditions", partial(free, tier=tier, name=name), name, NOT_FREE, "> 0")


def _broken_rule(
    folder: Survey, table: str, wrong: Callable[[pd.DataFrame], pd.Series], column: str, said: Words, allowed: str = ""
) -> Iterator[Problem]:
    frame = folder[table]
    yield from _rows(frame, wrong(frame), column, said, allowed)


def _rows(frame: pd.DataFrame, wrong: pd.Series, column: str, said: Words, allowed: str = "") -> Iterator[Problem]:
    for row in wrong.to_numpy(bool).nonzero()[0]:
        found = str(frame[column].iloc[row])
        yield cell_problem(frame, int(row), column, *said, found="" if found == "nan" else found, allowed=allowed)
