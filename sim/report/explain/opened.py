"""A run opened for questions: its manifest, its tables by name, its postings in codes. Each is read when it is first asked for."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import SCHEMES
from sim.county.read import read as read_county
from sim.experiment.manifest import Manifest
from sim.experiment.store import file_name, read_manifest, read_table
from sim.foundation.errors import Problem, Problems, Words, did_you_mean, one_of
from sim.ledger import store
from sim.ledger.posting import Postings
from sim.report.sections.names import letter

LAST_YEAR = "last-year"
ORDER, NAMED = ("county", "township", "city", "province", "village"), 24
"""Tiers of institutions as a complaint lists them, and how many of them at most, clinics never."""


class Opened:
    """The folder of one run. Raises `Problems` if it holds none, or lacks a table that a question needs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._tables: dict[str, pd.DataFrame] = {}
        self._years: dict[tuple[str, int], pd.DataFrame] = {}
        self._places: dict[tuple[str, int], dict[Any, npt.NDArray[np.intp]]] = {}
        self._beside: dict[Path, Opened] = {}

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run."""
        if name not in self._tables:
            self._tables[name] = read_table(self.folder, name)
        return self._tables[name]

    def of_year(self, name: str, year: int, id_: str | None = None) -> pd.DataFrame:
        """The rows of a table of one year, or of one institution in it; found once, since a page asks for them again and again."""
        key = name, year
        if key not in self._years:
            frame = self.table(name)
            self._years[key] = frame[frame["year"] == year] if len(frame) else frame
        rows = self._years[key]
        if id_ is None or not len(rows):
            return rows
        if key not in self._places:
            self._places[key] = rows.groupby("id", sort=False, observed=True).indices  # type: ignore[assignment]
        return rows.iloc[self._places[key].get(id_, np.zeros(0, np.intp))]

    def other(self, folder: Path) -> Opened:
        """The run in another folder, opened once."""
        if folder not in self._beside:
            self._beside[folder] = Opened(folder)
        return self._beside[folder]

    def has(self, name: str) -> bool:
        """Whether the run kept this table."""
        return (self.folder / file_name(name)).exists()

    @property
    def years(self) -> range:
        """The accounted years."""
        return range(self.manifest.start.year, self.manifest.start.year + self.manifest.years)

    def year(self, wanted: int | None) -> int:
        """The year asked for, by default the last accounted one; `Problems` for one that was not simulated."""
        if wanted is None or wanted in self.years:
            return self.years[-1] if wanted is None else wanted
        found = one_of([str(year) for year in self.years])
        raise Problems([fault(self.folder, "--year", str(wanted), found, "没有模拟这一年", "this year was not simulated")])

    def institution(self, name: str, year: int) -> dict[Any, Any]:
        """The row of an institution, by id or by either name; `Problems` with the nearest one for an unknown name."""
        if len(mine := self.of_year("institutions", year, name)):
            return dict(mine.to_dict("records")[0])
        frame = self.of_year("institutions", year)
        for column in ("name_zh", "name_en"):
            if len(found := frame[frame[column] == name]):
                return dict(found.to_dict("records")[0])
        known = [*frame["id"], *frame["name_zh"], *frame["name_en"]]
        first = frame.assign(order=frame["tier"].map(ORDER.index)).sort_values("order", kind="stable")
        most = min(NAMED, int((first["tier"] != "village").sum()))
        allowed = one_of([f"{r['id']} {r['name_zh']}" for r in first.to_dict("records")], most)
        zh = "没有这家机构（代码、中文名和英文名都可以写；先列医院和卫生院）"
        en = "there is no such institution (ids and names in Chinese or English will do; hospitals and centres first)"
        raise Problems([fault(self.folder, "institution", name, allowed, zh, en, did_you_mean(name, known))])

    @cached_property
    def names(self) -> dict[str, Words]:
        """Institutions and groups of diseases by their codes; those of the county's shelf where the run's table lacks them."""
        found: dict[str, Words] = {}
        with suppress(Problems):
            c = read_county(self.manifest.county.id).conditions
            found |= {c.id[i]: Words(c.name_zh[i], c.name_en[i]) for i in range(len(c))}
        frame = self.table("institutions").drop_duplicates("id")
        return found | {str(r["id"]): Words(str(r["name_zh"]), str(r["name_en"])) for r in frame.to_dict("records")}

    @cached_property
    def postings(self) -> Postings:
        """All postings; the holder is the position of the institution in its table."""
        first = self.table("institutions")
        ids = list(dict.fromkeys(first["id"]))
        file = self.folder / file_name("ledger")
        try:
            return store.read(file, ids, SCHEMES)
        except ValueError as error:
            raise Problems([fault(file, "", "", "", f"账簿读不出来：{error}", f"the book cannot be read: {error}")]) from error

    @property
    def first_day(self) -> date:
        """First day of the horizon, with the warm-up."""
        return self.manifest.start - timedelta(days=self.manifest.warm_up_days)

    def month_index(self, rows: Postings) -> npt.NDArray[np.int64]:
        """Calendar months of postings as year x 12 + month - 1, shape (P,)."""
        return rows["month"].astype(np.int64) + self.first_day.year * 12 + self.first_day.month - 1


def opened(folder: Path, policy: str | None = None) -> Opened:
    """The run in `folder`; of a comparison the policy named, by default the first one compared with the baseline."""
    names = policies_in(folder)
    if not names:
        return Opened(folder)
    policy = names[min(1, len(names) - 1)] if policy is None else _of_letter(policy, names)
    if policy not in names:
        zh, en = "比较里没有这项政策", "the comparison has no such policy"
        raise Problems([fault(folder, "--policy", policy, one_of(names), zh, en, did_you_mean(policy, names))])
    return Opened(folder / policy)


def beside(run: Opened, against: str) -> Opened:
    """The run of another policy of the same comparison; `Problems` with the nearest name if there is none."""
    shelf = run.folder.resolve().parent
    names = policies_in(shelf)
    if not names:
        zh, en = "这个文件夹只有一次运行，没有可对照的政策", "this folder holds one run: there is no policy to set it against"
        fix = Words("用 yigongti compare 比较几项政策，或写 last-year", "compare policies with yigongti compare, or say last-year")
        raise Problems([fault(run.folder, "--against", against, LAST_YEAR, zh, en, fix)])
    against = _of_letter(against, names)
    if against in names:
        return run.other(shelf / against)
    zh, en = "旁边没有这项政策的结果", "no results of this policy lie beside this run"
    allowed = one_of([*names, LAST_YEAR])
    raise Problems([fault(shelf, "--against", against, allowed, zh, en, did_you_mean(against, [*names, LAST_YEAR]))])


def _of_letter(asked: str, names: list[str]) -> str:
    """The policy behind the letter by which a report calls it; anything else as it is."""
    return next((name for n, name in enumerate(names) if asked == letter(n)), asked)


def policies_in(folder: Path) -> list[str]:
    """Policies of the comparison in `folder`, the baseline first; empty if there is no comparison."""
    from sim.experiment.store import comparison_names

    return comparison_names(folder) if (folder / "comparison.json").exists() else []


def fault(file: Path, where: str, found: str, allowed: str, zh: str, en: str, fix: Words | str = "") -> Problem:
    """A question that this run cannot answer, as a problem with what it can."""
    return Problem(str(file), None, where, found, allowed, fix, zh, en)


def nothing_asked(folder: Path) -> Problem:
    """A command that names neither a line nor an institution with something to compare it with."""
    fix = Words("写一个科目或 机构.列，或同时写 --institution 和 --against", "name a LINE, or both --institution and --against")
    return fault(
        folder, "LINE", "", "inpatient_benefits | county-general.bonus", "没有说要解释什么", "nothing to explain was named", fix
    )


def fen(yuan: float) -> int:
    """A table's yuan (two decimals, exact) as whole fen."""
    return round(float(yuan) * 100)
