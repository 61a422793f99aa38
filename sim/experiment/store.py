"""A run on disk: one folder, a JSON manifest, tables that Excel opens and tables that stay small. No pickle.

Every file is written beside its name and then moved over it, the manifest last: a folder with a manifest is a whole
run, and a killed process leaves the previous run as it was.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from sim.experiment.columns import CSV, LATER, PARQUET
from sim.experiment.manifest import SCHEMA, Manifest
from sim.foundation.errors import Problem, Problems, Words
from sim.foundation.tables import Column
from sim.ledger.store import SCHEMA_VERSION

TABLES = (*CSV, *PARQUET)
"""Every table that a run may have, in the order in which they are written."""
DOCUMENTS = ("report.html", "report.xlsx", "brief.docx", "测算报告.docx")
"""What is made from the tables afterwards: it must not outlive them."""
OF_COMPARISON = (
    "comparison.json", "intervals.csv", "intervals-institutions.csv", "risk.csv", "assumptions.csv", "precision.csv", "states.csv",
    "effects-intervals.csv", "effects-years.csv", "effects.csv",
    "provisions.csv", "gains.csv", "journeys.csv", "changed-residents.parquet",
    "ranges.csv",
)  # fmt: skip
"""What lies in the folder of a comparison beside its policies' folders, and never in that of a run."""
RISKY = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "'")
"""First characters, in full width too, that make a spreadsheet run a text cell as a formula; the apostrophe, so that the escape
can be undone."""


@dataclass(frozen=True)
class Run:
    """One policy simulated once: its manifest and its tables by name.

    `tables` holds every table of `CSV` and the ledger; claims and encounters only where they were kept.
    """

    manifest: Manifest
    tables: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def name(self) -> str:
        """The id of the policy: names the run inside its study."""
        return self.manifest.policy.id

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def write_run(run: Run, folder: Path) -> Path:
    """Write `run` into `folder` (made if missing) and return it.

    Tables of an earlier run that this run does not have, documents made from it, and a comparison that lay here are
    removed, so that a folder never mixes two results. Files that this program does not write stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear_policies(folder)
    for name in OF_COMPARISON:
        (folder / name).unlink(missing_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    for name in TABLES:
        file = folder / file_name(name)
        if name not in run.tables:
            file.unlink(missing_ok=True)
        elif name in PARQUET:
            frame = run.tables[name]
            replace(file, lambda temporary, frame=frame: _write_parquet(frame, temporary))  # type: ignore[misc]
        else:
            frame = run.tables[name]
            if frame.empty:  # a fee-for-service policy has no budgets to clear: headings without rows
                frame = pd.DataFrame(columns=[column.name for column in CSV[name]])
            text = csv_text(frame)
            replace(file, lambda temporary, text=text: temporary.write_bytes(text))  # type: ignore[misc]
    for name in DOCUMENTS:
        (folder / name).unlink(missing_ok=True)
    write_text(folder / "manifest.json", run.manifest.model_dump_json(indent=2))
    return folder


def _write_parquet(frame: pd.DataFrame, file: Path) -> None:
    """With the version of the schema, without which the book is not read back as a book."""
    made = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(made.replace_schema_metadata({**(made.schema.metadata or {}), "schema_version": SCHEMA_VERSION}), file)


def read_run(folder: Path) -> Run:
    """Read a run back, with the types it was written with.

    Raises `Problems` if the folder holds no whole run, or one of another schema version.
    """
    manifest = read_manifest(folder)
    tables = {}
    for name in TABLES:
        if (folder / file_name(name)).exists():
            tables[name] = read_table(folder, name)
    missing = [name for name in CSV if name not in tables and name not in LATER]
    if missing:
        raise Problems([_broken(folder / file_name(name), "文件缺失", "the file is missing") for name in missing])
    return Run(manifest, tables)


def write_comparison(runs: Sequence[Run], folder: Path) -> Path:
    """Write the runs of one study side by side, the baseline first: a folder for each policy and `comparison.json`.

    A single run that lay in `folder`, and policies of an earlier comparison that this one does not have, are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear_policies(folder, keep={run.name for run in runs})
    _clear_run(folder)
    for run in runs:
        write_run(run, folder / run.name)
    for name in DOCUMENTS:
        (folder / name).unlink(missing_ok=True)
    index = {"schema_version": SCHEMA, "study": runs[0].manifest.study.id, "runs": [run.name for run in runs]}
    write_text(folder / "comparison.json", json.dumps(index, ensure_ascii=False, indent=2))
    return folder


def _clear_policies(folder: Path, keep: Collection[str] = ()) -> None:
    """Remove what an earlier comparison wrote into its policies' folders; a folder left empty goes, too. The list of
    policies goes first: a comparison that is half removed is none."""
    if not (folder / "comparison.json").is_file():
        return
    try:
        names = comparison_names(folder)
    except Problems:  # it lists nothing that could be cleared
        names = []
    (folder / "comparison.json").unlink()
    for name in names:
        if name and name not in keep and (folder / name).is_dir():
            _clear_run(folder / name)
            if not any((folder / name).iterdir()):
                (folder / name).rmdir()


def _clear_run(folder: Path) -> None:
    """Remove what `write_run` and the makers of documents write, the manifest first."""
    for name in ("manifest.json", *map(file_name, TABLES), *DOCUMENTS):
        (folder / name).unlink(missing_ok=True)


def read_any(folder: Path) -> list[Run]:
    """The run, or the runs of a comparison (baseline first), that lie in `folder`."""
    if not (folder / "comparison.json").exists():
        return [read_run(folder)]
    return [read_run(folder / name) for name in comparison_names(folder)]


def comparison_names(folder: Path) -> list[str]:
    """Policies of the comparison in `folder`, the baseline first; `Problems` if `comparison.json` is not one."""
    index = folder / "comparison.json"
    try:
        names = [Path(str(name)).name for name in json.loads(index.read_text(encoding="utf-8"))["runs"]]
        if not {"", ".."}.isdisjoint(names):
            raise ValueError(f"no policies: {names}")
        return names
    except (ValueError, KeyError, TypeError) as error:  # of JSON and of text, too
        raise Problems([_broken(index, f"不是有效的比较清单：{error}", f"not a valid comparison: {error}")]) from error


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """One table of the run in `folder`, with the types it was written with; `Problems` if it is not there."""
    file = folder / file_name(name)
    if not file.exists():
        raise Problems([_broken(file, "文件缺失", "the file is missing")])
    if name in PARQUET:
        return pd.read_parquet(file)
    return with_columns(file, read_typed(file, CSV[name]), CSV[name], read_manifest(folder))


def with_columns(file: Path, frame: pd.DataFrame, columns: Sequence[Column], by: Manifest) -> pd.DataFrame:
    """`frame`, read from `file`, if it has all `columns`; `by` is what wrote it. `Problems` if an earlier version did that did
    not write all of them yet."""
    lacking = [column.name for column in columns if column.name not in frame.columns]
    if not lacking:
        return frame
    made = f"yigongti {by.program}, {by.created[:10]}"
    again = f"yigongti run {by.study.id} --policy {by.policy.id} --out DIR"
    several = f"yigongti compare {by.study.id} --out DIR"
    fix = Words(f"重新运行：{again}；多项政策的比较：{several}", f"run it again: {again}; a comparison of policies: {several}")
    zh = f"这个结果文件夹由较早的版本生成（{made}），没有本版本需要的列：{'、'.join(lacking)}"
    en = f"this folder was made by an earlier version ({made}), without columns that this one needs: {', '.join(lacking)}"
    raise Problems([Problem(str(file), None, "", "", "", fix, zh, en)])


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run; `Problems` if there is none or it is not one that this version reads."""
    file = folder / "manifest.json"
    if not file.exists():
        raise Problems([_broken(file, "此文件夹里没有完整的运行结果", "this folder holds no finished run")])
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        version = found.get("schema_version") if isinstance(found, dict) else None
        if version != SCHEMA:
            raise Problems(
                [
                    _broken(
                        file,
                        f"结果格式版本为 {version}，本程序读取版本 {SCHEMA}",
                        f"the results are of schema {version}; this version reads schema {SCHEMA}",
                    )
                ]
            )
        return Manifest.model_validate(found)
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise Problems([_broken(file, f"不是有效的运行清单：{error}", f"not a valid manifest: {error}")]) from error


def file_name(table: str) -> str:
    """`fund` -> `fund.csv`, `ledger` -> `ledger.parquet`."""
    return f"{table}.parquet" if table in PARQUET else f"{table}.csv"


def csv_text(frame: pd.DataFrame) -> bytes:
    """`frame` as CSV that Excel opens rightly: UTF-8 with a byte order mark, and no text that it would run as a
    formula."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(neutral, na_action="ignore")
    safe.columns = pd.Index([neutral(str(name)) for name in safe.columns])
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def read_typed(file: Path, columns: Sequence[Column]) -> pd.DataFrame:
    """A table written by `csv_text`: what `columns` declare as text is text, and the escapes are undone. A report's page, workbook,
    documents and figures ask for the same tables: a file that is as it was is parsed once."""
    return _parsed(file, stamp(file), frozenset(column.name for column in columns if column.kind == "str")).copy()


def stamp(file: Path) -> tuple[int, ...]:
    """What changes when a file is written: a key for those who keep what they read from it."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


@lru_cache(maxsize=256)
def _parsed(file: Path, _written: tuple[int, ...], text: frozenset[str]) -> pd.DataFrame:
    frame = pd.read_csv(file, encoding="utf-8-sig", keep_default_na=False, na_values=[""], dtype=dict.fromkeys(text, "str"))
    for column in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = frame[column].fillna("").map(as_written)
    return frame


def neutral(cell: object) -> object:
    """A text that a spreadsheet would run gets an apostrophe in front; everything else is left alone."""
    risky = isinstance(cell, str) and (cell.startswith(RISKY) or cell.lstrip().startswith(RISKY))
    return f"'{cell}" if risky else cell


def as_written(cell: object) -> object:
    """The text of a cell without the apostrophe that `neutral` puts in front."""
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") else cell


def write_text(file: Path, text: str) -> None:
    """Write UTF-8 text so that a reader sees the old file or the new one, never half of it."""
    replace(file, lambda temporary: temporary.write_text(text, encoding="utf-8", newline="\n"))


def replace(file: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file in the folder of `file`, then move it over `file` in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)  # mkstemp makes files that only their owner may read; results are to be shared
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)


def _broken(file: Path, zh: str, en: str) -> Problem:
    return Problem(file=str(file), line=None, where="", found="", allowed="", fix="", zh=zh, en=en)
