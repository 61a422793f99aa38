"""Policy files that a test writes: numbered clauses, each with the values it sets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HEAD = """[document]
kind = "policy"
schema = 1
id = "{id}"
title_zh = "例"
title_en = "example"
effective = 2020-01-01
"""
CLAUSE = """
[[provision]]
id = "{id}"
clause = "第{id}条"
text_en = "clause {id}"
"""
SET = """
  [[provision.set]]
  path = "{path}"
  value = {value}
  unit = "{unit}"
  kind = "illustrative"
  status = "sourced"
  source = "by hand"
"""
Clauses = Mapping[str, Mapping[str, tuple[object, str]]]
"""Id -> parameter path -> (value, unit)."""


def policy_file(folder: Path, id: str, clauses: Clauses, base: str = "") -> Path:
    """Write the file `ID.toml`; `base` is a file beside it."""
    lines = [HEAD.format(id=id), f'base = "{base}"\n' if base else ""]
    for clause, sets in clauses.items():
        lines += [CLAUSE.format(id=clause)]
        lines += [SET.format(path=path, value=_toml(value), unit=unit) for path, (value, unit) in sets.items()]
    file = folder / f"{id}.toml"
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
