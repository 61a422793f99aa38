"""All files of a county folder, read and typed but not yet checked against each other; all faults at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import Field, TypeAdapter, ValidationError

from sim.county.heads import Alliance, Chronic, CountyDocument, DemandDocument, Name
from sim.county.sheets import SHEETS, Sheet, residents_sheet
from sim.foundation.documents import Document, plain_document, read_document
from sim.foundation.errors import Problem, Problems, Words, refuse
from sim.foundation.tables import survey_csv
from sim.foundation.text import MAX_BYTES


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


@dataclass
class Survey:
    """What could be read of a county folder, with what is wrong with the rest.

    A table has only its sound columns here. Whoever asks for a table, a column or a fact that could not be read gets a
    `KeyError`: that is how a check knows that it must wait until the fault is mended.
    """

    path: Path
    problems: list[Problem]
    county: Document[CountyDocument] | None
    demand: Document[DemandDocument] | None
    facts: dict[str, Any]
    """The parts of county.toml that are in order: `classes`, `chronic`, `alliance`."""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @property
    def classes(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.facts["classes"]
        return found

    @property
    def chronic(self) -> tuple[Chronic, ...]:
        found: tuple[Chronic, ...] = self.facts["chronic"]
        return found

    @property
    def alliance(self) -> tuple[Alliance, ...]:
        found: tuple[Alliance, ...] = self.facts["alliance"]
        return found

    def line_of(self, path: tuple[str | int, ...]) -> int | None:
        """Line of a key of county.toml, None if the document as a whole could not be read."""
        return self.county.line_of(path) if self.county is not None else None

    def folder(self) -> Folder:
        """The whole county. Raises `Problems` if anything is wrong with it."""
        refuse(self.problems)
        assert self.county is not None  # otherwise there were problems
        assert self.demand is not None
        return Folder(self.path, self.county, self.demand, self.tables, self.sheets)


def open_folder(path: Path) -> Folder:
    """Read all files of a county folder. Raises `Problems` with every fault of every file."""
    return survey(path).folder()


def survey(path: Path) -> Survey:
    """Read what can be read of a county folder. Raises `Problems` only if there is no such folder, or it is not of a
    county."""
    if not path.is_dir():
        zh, en = "没有这个县文件夹", "there is no such county folder"
        raise Problems([Problem(str(path), None, "", "", "", Words("检查路径", "check the path"), zh, en)])
    problems: list[Problem] = []
    county = _attempt(lambda: read_document(path / "county.toml", CountyDocument, kind="county", version=1), problems)
    demand = _attempt(lambda: read_document(path / "demand.toml", DemandDocument, kind="demand", version=1), problems)
    facts = _facts(path / "county.toml", county)
    sheets = dict(SHEETS)
    if {"classes", "chronic"} <= facts.keys():
        sheets["residents"] = residents_sheet(facts["classes"], {c.id: c.name_zh for c in facts["chronic"]})
    tables = {}
    for name, sheet in sheets.items():
        if sheet.optional and not (path / f"{name}.csv").exists():
            continue
        frame, wrong = survey_csv(path / f"{name}.csv", sheet.columns, key=sheet.key, empty=sheet.empty)
        problems += wrong
        if frame is not None:
            tables[name] = frame
    return Survey(path, problems, county, demand, facts, tables, sheets)


def _facts(file: Path, county: Document[CountyDocument] | None) -> dict[str, Any]:
    """The parts of county.toml that tables are judged by, each for itself where the document is not in order."""
    if county is not None:
        whole = county.content
        return {"classes": whole.county.classes, "chronic": whole.chronic, "alliance": whole.alliance}
    try:
        data = plain_document(file).data
    except Problems:
        return {}
    head = data.get("county")
    given = {"classes": head.get("classes") if isinstance(head, dict) else None,
             "chronic": data.get("chronic", []), "alliance": data.get("alliance", [])}  # fmt: skip
    sound = {}
    for name, value in given.items():
        try:
            sound[name] = _PARTS[name].validate_python(value)
        except ValidationError:
            continue
    return sound


_PARTS: dict[str, TypeAdapter[Any]] = {
    "classes": TypeAdapter(Annotated[tuple[Name, ...], Field(min_length=1)]),
    "chronic": TypeAdapter(tuple[Chronic, ...]),
    "alliance": TypeAdapter(tuple[Alliance, ...]),
}


def plain(folder: Path) -> bool:
    """Whether it is a folder whose documents and tables are all plain files that may be read, of a size that is read."""
    files = [file for file in folder.iterdir() if file.suffix in (".csv", ".toml")] if folder.is_dir() else []
    return bool(files) and all(f.is_file() and f.stat().st_size <= MAX_BYTES and os.access(f, os.R_OK) for f in files)


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
