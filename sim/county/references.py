"""Whether what one table names stands in another: ids that exist, rows that must be there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TypeAlias

import pandas as pd

from sim.county.county import AGE_BANDS, SEVERITIES, TIERS
from sim.county.folder import Survey
from sim.foundation.errors import Problem, Words, did_you_mean, one_of, quoted
from sim.foundation.tables import cell_problem
from sim.foundation.toml_lines import path_text

Check: TypeAlias = Callable[[], Iterator[Problem]]
"""One thing that is looked at for itself. It raises `KeyError` where what it looks at could not be read."""

NO_SUCH_ID = Words("引用的编号不存在", "there is no such id")
WRONG_TIER = Words("级别不对", "the wrong tier")
TWICE = Words("这个编号在 conditions.csv 里已有", "this id is already used in conditions.csv")


def references(folder: Survey) -> Iterator[Check]:
    """Ids that do not exist, and villages whose clinic or centre is something else: one check a link."""

    def ids(table: str) -> set[str]:
        return set(folder[table]["id"])

    def needs() -> set[str]:
        return ids("conditions") | ids("outpatient")

    def chronic() -> set[str]:
        return {c.id for c in folder.chronic}

    links: list[tuple[str, str, Callable[[], Collection[str]]]] = [
        ("villages", "township", partial(ids, "townships")),
        ("villages", "clinic", partial(ids, "institutions")),
        ("villages", "centre", partial(ids, "institutions")),
        ("institutions", "township", partial(ids, "townships")),
        ("institutions", "cost_group", lambda: set(folder["costs"]["group"])),
        ("institutions", "alliance", lambda: {str(a.id) for a in folder.alliance}),
        ("streams", "institution", partial(ids, "institutions")),
        ("history", "institution", partial(ids, "institutions")),
        ("outpatient", "chronic", chronic),
        ("chronic", "chronic", chronic),
        ("chronic", "condition", needs),
        ("incidence", "condition", needs),
    ]
    for table in ("conditions", "outpatient"):
        for column in ("severity", "season", "items"):
            links.append((table, column, lambda column=column: set(folder[column]["pattern"])))  # type: ignore[misc]
    for table, column, known in links:
        yield lambda table=table, column=column, known=known: _unknown(folder[table], column, known())  # type: ignore[misc]
    for column, wanted in (("clinic", "village"), ("centre", "township")):
        yield partial(_tier, folder, column, wanted)
    yield partial(_leads, folder)
    yield partial(_twice, folder)


def _tier(folder: Survey, column: str, wanted: str) -> Iterator[Problem]:
    tier = dict(zip(folder["institutions"]["id"], folder["institutions"]["tier"], strict=True))
    villages = folder["villages"]
    for row, name in enumerate(villages[column]):
        if name in tier and tier[name] != wanted:
            found = f"{name} ({tier[name]})"
            yield cell_problem(villages, row, column, *WRONG_TIER, found=found, allowed=wanted)


def _leads(folder: Survey) -> Iterator[Problem]:
    institutions, file = set(folder["institutions"]["id"]), str(folder.path / "county.toml")
    for n, alliance in enumerate(folder.alliance):
        if alliance.lead not in institutions:
            at: tuple[str | int, ...] = ("alliance", n, "lead")
            fix = did_you_mean(alliance.lead, institutions)
            yield Problem(file, folder.line_of(at), path_text(at), quoted(alliance.lead), "", fix, *NO_SUCH_ID)


def _twice(folder: Survey) -> Iterator[Problem]:
    for at in folder["outpatient"]["id"].isin(set(folder["conditions"]["id"])).to_numpy(bool).nonzero()[0]:
        yield cell_problem(folder["outpatient"], int(at), "id", *TWICE)


def complete(folder: Survey) -> Iterator[Check]:
    """Rows that must be there: each tier, age band and treated condition, and whole patterns."""

    def treated() -> Collection[str]:
        needs = folder["outpatient"]
        return [*folder["conditions"]["id"], *needs.loc[needs["kind"] == "outpatient", "id"]]

    for table, column, wanted in (
        ("tiers", "tier", lambda: TIERS),
        ("residents", "age_band", lambda: AGE_BANDS),
        ("incidence", "condition", treated),
        ("items", "pattern", lambda: ("visit",)),
        ("population", "age_band", lambda: AGE_BANDS),
    ):
        if table in folder.tables:  # one may be left out
            yield partial(_rows_there, folder, table, column, wanted)
    yield lambda: _whole(folder["items"], "tier", TIERS)
    yield lambda: _whole(folder["severity"], "severity", SEVERITIES)


def _rows_there(folder: Survey, table: str, column: str, wanted: Callable[[], Collection[str]]) -> Iterator[Problem]:
    there = set(folder[table][column])
    for name in wanted():
        if name not in there:
            said = Words(f"缺少 {name} 这一行", f"the row {name} is missing")
            file = str(folder.path / f"{table}.csv")
            yield Problem(file, None, column, "", name, Words("加一行", "add a row"), *said)


def _whole(frame: pd.DataFrame, column: str, wanted: Collection[str]) -> Iterator[Problem]:
    for pattern, rows in frame.groupby("pattern", sort=False):
        there = set(rows[column])
        if missing := [name for name in wanted if name not in there]:
            said = Words(f"类型 {pattern} 缺少 {'、'.join(missing)}", f"pattern {pattern} lacks {', '.join(missing)}")
            yield cell_problem(frame, int(rows.index[0]), column, *said, allowed=one_of(wanted))


def _unknown(frame: pd.DataFrame, column: str, known: Iterable[str]) -> Iterator[Problem]:
    names = sorted(known)
    told = frame[column].dropna()
    for row, value in zip(told.index.tolist(), map(str, told.tolist()), strict=True):
        if value and value not in names:
            fix = did_you_mean(value, names)
            yield cell_problem(
                frame, int(row), column, *NO_SUCH_ID, found=quoted(value), allowed=one_of(names), fix=fix
            )
