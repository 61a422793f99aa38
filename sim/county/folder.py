"""All files of a county folder, read and typed but not yet checked against each other; all faults at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sim.county.heads import CountyDocument, DemandDocument
from sim.county.sheets import SHEETS, Sheet, residents_sheet
from sim.foundation.documents import Document, read_document
from sim.foundation.errors import Problem, Problems, Words
from sim.foundation.tables import read_csv


@dataclass
class Folder:
    """The documents and tables of one county; `tables` by the name of the CSV."""

    path: Path
    county: Document[CountyDocument]
    demand: Document[DemandDocument]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def open_folder(path: Path) -> Folder:
    """Read all files of a county folder. Raises `Problems` with every fault of every file."""
    if not path.is_dir():
        raise Problems(
            [
                Problem(
                    str(path),
                    None,
                    "",
                    "",
                    "",
                    Words("检查路径", "check the path"),
                    "没有这个县文件夹",
                    "there is no such county folder",
                )
            ]
        )
    problems: list[Problem] = []
    county = _attempt(lambda: read_document(path / "county.toml", CountyDocument, kind="county", version=1), problems)
    demand = _attempt(lambda: read_document(path / "demand.toml", DemandDocument, kind="demand", version=1), problems)
    sheets = dict(SHEETS)
    if county is not None:
        sheets["residents"] = residents_sheet(county.content.county.classes, [c.id for c in county.content.chronic])
    tables = {}
    for name, sheet in sheets.items():
        if sheet.optional and not (path / f"{name}.csv").exists():
            continue
        read = partial(read_csv, path / f"{name}.csv", sheet.columns, key=sheet.key, empty=sheet.empty)
        frame = _attempt(read, problems)
        if frame is not None:
            tables[name] = frame
    if problems or county is None or demand is None:
        raise Problems(problems)
    return Folder(path, county, demand, tables, sheets)


def content_hash_of(folder: Path) -> str:
    """Content hash of every file of the county: names and texts, whatever the line ends and with or without BOM."""
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".toml")):
        text = file.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(text).digest())
    return digest.hexdigest()


T = TypeVar("T")


def _attempt(read: Callable[[], T], problems: list[Problem]) -> T | None:
    try:
        return read()
    except Problems as found:
        problems += found.problems
        return None
