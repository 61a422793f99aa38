"""Whether what one table names stands in another: ids that exist, rows that must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pandas as pd

from sim.county.county import AGE_BANDS, SEVERITIES, TIERS
from sim.county.folder import Folder
from sim.foundation.errors import Problem, Words, did_you_mean, one_of, quoted
from sim.foundation.tables import cell_problem

NO_SUCH_ID = Words("引用的编号不存在", "there is no such id")
WRONG_TIER = Words("级别不对", "the wrong tier")
TWICE = Words("这个编号在 conditions.csv 里已有", "this id is already used in conditions.csv")


def references(folder: Folder) -> Iterator[Problem]:
    """Ids that do not exist, and villages whose clinic or centre is something else."""
    townships, institutions = set(folder["townships"]["id"]), set(folder["institutions"]["id"])
    chronic = {c.id for c in folder.county.content.chronic}
    needs = {*folder["conditions"]["id"], *folder["outpatient"]["id"]}
    alliances = {str(a.id) for a in folder.county.content.alliance}
    links: list[tuple[str, str, Collection[str]]] = [
        ("villages", "township", townships),
        ("villages", "clinic", institutions),
        ("villages", "centre", institutions),
        ("institutions", "township", townships),
        ("institutions", "cost_group", set(folder["costs"]["group"])),
        ("institutions", "alliance", alliances),
        ("streams", "institution", institutions),
        ("history", "institution", institutions),
        ("outpatient", "chronic", chronic),
        ("chronic", "chronic", chronic),
        ("chronic", "condition", needs),
        ("incidence", "condition", needs),
    ]
    for table in ("conditions", "outpatient"):
        links += [(table, column, set(folder[column]["pattern"])) for column in ("severity", "season", "items")]
    for table, column, known in links:
        yield from _unknown(folder[table], column, known)
    tier = dict(zip(folder["institutions"]["id"], folder["institutions"]["tier"], strict=True))
    villages = folder["villages"]
    for column, wanted in (("clinic", "village"), ("centre", "township")):
        for row, name in enumerate(villages[column]):
            if name in tier and tier[name] != wanted:
                found = f"{name} ({tier[name]})"
                yield cell_problem(villages, row, column, *WRONG_TIER, found=found, allowed=wanted)
    for n, alliance in enumerate(folder.county.content.alliance):
        if alliance.lead not in institutions:
            fix = did_you_mean(alliance.lead, institutions)
            yield folder.county.problem(("alliance", n, "lead"), *NO_SUCH_ID, found=quoted(alliance.lead), fix=fix)
    for at in folder["outpatient"]["id"].isin(set(folder["conditions"]["id"])).to_numpy(bool).nonzero()[0]:
        yield cell_problem(folder["outpatient"], int(at), "id", *TWICE)


def complete(folder: Folder) -> Iterator[Problem]:
    """Rows that must be there: each tier, age band and treated condition, and whole patterns."""
    needs = folder["outpatient"]
    treated = [*folder["conditions"]["id"], *needs.loc[needs["kind"] == "outpatient", "id"]]
    for table, column, wanted in (
        ("tiers", "tier", TIERS),
        ("residents", "age_band", AGE_BANDS),
        ("incidence", "condition", treated),
        ("items", "pattern", ("visit",)),
        ("population", "age_band", AGE_BANDS),
    ):
        if table not in folder.tables:  # a table that may be left out
            continue
        there = set(folder[table][column])
        for name in wanted:
            if name not in there:
                said = Words(f"缺少 {name} 这一行", f"the row {name} is missing")
                file = str(folder.path / f"{table}.csv")
                yield Problem(file, None, column, "", name, Words("加一行", "add a row"), *said)
    yield from _whole(folder["items"], "tier", TIERS)
    yield from _whole(folder["severity"], "severity", SEVERITIES)


def _whole(frame: pd.DataFrame, column: str, wanted: Collection[str]) -> Iterator[Problem]:
    for pattern, rows in frame.groupby("pattern", sort=False):
        there = set(rows[column])
        if missing := [name for name in wanted if name not in there]:
            said = Words(f"类型 {pattern} 缺少 {'、'.join(missing)}", f"pattern {pattern} lacks {', '.join(missing)}")
            yield cell_problem(frame, int(rows.index[0]), column, *said, allowed=one_of(wanted))


def _unknown(frame: pd.DataFrame, column: str, known: Iterable[str]) -> Iterator[Problem]:
    names = sorted(known)
    values = frame[column]
    for row in values.index[values.notna()]:
        value = str(values[row])
        if value and value not in names:
            fix = did_you_mean(value, names)
            yield cell_problem(
                frame, int(row), column, *NO_SUCH_ID, found=quoted(value), allowed=one_of(names), fix=fix
            )
