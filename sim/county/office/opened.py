"""A workbook file, opened with care."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from sim.foundation.errors import Problem, Problems, Words

MOST_BYTES = 200_000_000
"""Largest workbook when unpacked: a small file may unfold to gigabytes."""


def opened(file: str) -> Any:
    """The workbook with the values of its formulas. Raises `Problems` for a file that is none."""
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_BYTES:
            zh, en = "工作簿展开后太大", "the workbook is too large when unpacked"
            raise Problems([Problem(file, None, "", f"{size:,}", f"≤ {MOST_BYTES:,}", "", zh, en)])
        return load_workbook(file, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
        zh = "不是 .xlsx 工作簿（或有密码、已损坏）" if Path(file).exists() else "没有这个文件"
        en = "not an .xlsx workbook (or it has a password, or is damaged)" if Path(file).exists() else "no such file"
        fix = Words("在 Excel 或 WPS 里另存为 .xlsx，不设密码", "save it as .xlsx without password")
        if not Path(file).exists():
            fix = Words("检查文件名和所在文件夹", "check name and folder")
        raise Problems([Problem(file, None, "", "", ".xlsx", fix, zh, en)]) from error


def has_formulas(file: str) -> bool:
    """Whether any sheet of the workbook holds a formula: only then is it read a second time."""
    with zipfile.ZipFile(file) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in (text := packed.read(name)) or b"<f " in text for name in sheets)
