"""The county workbook: a county folder as one .xlsx that offices edit in Excel or WPS, and back.

`export_workbook` and `import_workbook` are inverse: a workbook that nobody edited gives the folder with the same hash.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from sim.county.county import County
from sim.county.office.export import Export
from sim.county.office.imports import Import
from sim.county.read import read
from sim.foundation.errors import Problem, Problems, Words, quoted, refuse
from sim.foundation.shelves import find

_PASSED = re.compile(r"^(?:\r\n)+|(?<=\r\n)(?:\r\n)+")
"""Rows that were passed over: they keep the numbers of the others until these have been judged."""


def export_workbook(name_or_path: str | os.PathLike[str], file: str | os.PathLike[str]) -> Path:
    """Write the county of a folder (or of a shipped name) to `file`. Returns its path.

    Raises `Problems` if the folder cannot be read, or the file cannot be written or is not named .xlsx.
    """
    text, target = os.fspath(name_or_path), Path(file)
    where = Path(text) if Path(text).is_dir() else find("counties", text)
    if target.suffix.lower() != ".xlsx":
        zh, en = "导出的是 Excel 工作簿，文件名须以 .xlsx 结尾", "a workbook is written: its name must end in .xlsx"
        fix = Words(f"写成 {target.with_suffix('.xlsx')}", f"write {target.with_suffix('.xlsx')}")
        raise Problems([Problem(str(target), None, "", quoted(target.suffix), ".xlsx", fix, zh, en)])
    if not target.parent.is_dir():
        zh, en = f"没有文件夹 {target.parent}", f"there is no folder {target.parent}"
        fix = Words("先建这个文件夹，或换一个位置", "make it first, or write elsewhere")
        raise Problems([Problem(str(target), None, "", "", "", fix, zh, en)])
    try:
        Export(where, target).write()
    except (OSError, FileCreateError) as error:
        zh, en = "不能写入这个文件", "the file cannot be written"
        fix = Words("检查有无写入权限，是否正在 Excel/WPS 里打开", "may you write there, and is it open elsewhere")
        raise Problems([Problem(str(target), None, "", quoted(str(error), 120), "", fix, zh, en)]) from error
    return target


def import_workbook(
    file: str | os.PathLike[str], out: str | os.PathLike[str], notes: list[Words] | None = None
) -> County:
    """Write the county of a workbook to the folder `out` and return it as read back from there.

    Sheets 1 to 4 suffice: what an office cannot fill is taken from the model county, every row a labelled assumption, and said in
    `notes` (appended to), as is what was passed over (totals, remarks) or counts although hidden.

    `out` is made if missing; a folder that holds something else than a county is refused. Nothing is written unless the
    whole workbook is in order.

    Raises:
        Problems: every fault with sheet, cell and what is allowed: of single cells, of tables against each other, and
            every cell that holds an identifier of a person.
    """
    target = Path(out)
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / "county.toml").exists())):
        zh, en = "输出位置不是空文件夹，也不是县文件夹", "the place to write to is neither empty nor a county folder"
        fix = Words("换一个文件夹", "name another folder")
        raise Problems([Problem(str(target), None, "", "", "", fix, zh, en)])
    found = Import(os.fspath(file))
    found.read()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "county"
        _write(folder, found.texts)
        of_folder: list[Problem] = []
        try:
            read(folder)
        except Problems as faults:
            of_folder = faults.problems
        refuse(found.faults(of_folder, folder))
    dense = {name: _PASSED.sub("", text) if name.endswith(".csv") else text for name, text in found.texts.items()}
    _write(target, dense)
    if notes is not None:
        notes += found.notes
    return read(target)


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        mark = b"\xef\xbb\xbf" if name.endswith(".csv") else b""  # with the mark Excel reads the CSV as UTF-8
        (folder / name).write_bytes(mark + text.encode("utf-8"))
