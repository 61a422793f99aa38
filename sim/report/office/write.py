"""Writes the documents for offices beside a report, as they are asked for."""

from __future__ import annotations

from pathlib import Path

from sim.foundation.errors import Lang
from sim.report.brief import write_brief
from sim.report.estimate import write_estimate
from sim.report.workbook import write_workbook


def write_documents(
    folder: Path, lang: Lang = "zh", year: int | None = None, *, xlsx: bool = True, docx: bool = True
) -> list[Path]:
    """`report.xlsx`, and `brief.docx` with `测算报告.docx`, of the run or comparison in `folder`. Returns their paths."""
    writers = [write_workbook] * xlsx + [write_brief, write_estimate] * docx
    return [write(folder, lang, year) for write in writers]
