"""Texts that would do harm where somebody takes them for more than text, and runs whose every text is one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document

from sim.experiment.manifest import Manifest
from sim.experiment.store import Run, csv_text
from tests.report import many

MARK = "document.documentElement.setAttribute('data-hacked','1')"
TEXTS = (
    f'=HYPERLINK("http://x")<script>{MARK}</script>', "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1+1", "\r=1+2", " =1+3",
    "\uff1d1+4", f'</script><script>{MARK}</script>', "{{7*7}}{% raw %}", f'"><img src=x onerror="{MARK}">',
    f"<svg/onload={MARK}>", "\u202e321 txt", "\u2066abc", "\x1b[31mred\x1b]0;title\x07", "\x9b31m", "../../etc/passwd",
    "a/b\\c:*?[]",
    "$x^2$ \\frac{1", "&lt;b&gt; &amp; <b>", "[bold]rich[/bold]", "=cmd|'/C calc'!A0", "--><!--", "'quoted", "NA", "007", "x" * 400,
)  # fmt: skip
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no reader's document or terminal may be given."""
NAMED = re.compile(r"name_|_zh$|_en$|township$|alliance$|^source$|detail")
KEPT = {"id", "path", "hash", "unit", "kind", "status", "function", "program", "created", "engine", "key", "at", "where",
        "versions", "hashes", "numbers", "value", "behaviour"}  # fmt: skip


def texts(seen: list[str] | None = None) -> Iterator[str]:
    """The texts, again and again; those that were taken are added to `seen`."""
    for text in cycle(TEXTS):
        if seen is not None:
            seen.append(text)
        yield text


def poisoned(run: Run) -> Run:
    """The run with every name and text of its manifest and tables replaced, one kind of harm after the other."""
    of = texts()
    told = json.loads(run.manifest.model_dump_json())
    manifest = Manifest.model_validate(_filled(told, of))
    tables = {}
    for name, frame in run.tables.items():
        made = frame.copy()
        for column in (c for c in frame if NAMED.search(str(c)) and len(frame)):
            here = dict(zip(dict.fromkeys(frame[column]), of, strict=False))
            made[column] = frame[column].map(lambda cell, here=here: here[cell] if cell else cell)  # type: ignore[misc]
        tables[name] = made
    return replace(run, manifest=manifest, tables=tables)


def _filled(value: Any, of: Iterator[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: v if k in KEPT else _filled(v, of, k) for k, v in value.items()}
    if isinstance(value, list):
        return value if key == "range" else [_filled(v, of, key) for v in value]
    free = isinstance(value, str) and value and not re.fullmatch(r"[\d.:+T-]+", value)
    return next(of) if free else value


def write(folder: Path, runs: list[Run]) -> Path:
    """A comparison with all its tables in `folder`, every text of which is hostile."""
    many.write([poisoned(many.with_notices(run)) for run in runs], folder, TEXTS[0])
    of = texts()
    for file in folder.glob("*.csv"):
        frame = pd.read_csv(file, encoding="utf-8-sig", dtype=str, keep_default_na=False)
        for column in (c for c in frame if c in ("zh", "en") or NAMED.search(c)):
            frame[column] = [next(of) for _ in range(len(frame))]
        file.write_bytes(csv_text(frame))
    return folder


def words_of(file: Path) -> str:
    """Every text of a Word document: paragraphs, tables, heads and feet."""
    document = Document(str(file))
    parts = [document.element.body, *(side._element for s in document.sections for side in (s.header, s.footer))]
    return "\n".join("".join(t.text or "" for t in part.iter() if t.tag.endswith("}t")) for part in parts)
