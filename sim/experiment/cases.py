"""A case for the calculators, from a JSON or TOML file or from standard input."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from sim.foundation.errors import Problem, Problems, quoted
from sim.foundation.text import read_text
from sim.foundation.toml_syntax import parse_toml

STDIN = "-"


def read_case(file: str) -> dict[str, Any]:
    """The mapping in a file (`.toml`, otherwise JSON) or, for `-`, the JSON on standard input. Amounts stay exact.

    Raises `Problems` where the text is not one mapping.
    """
    if file != STDIN and Path(file).suffix == ".toml":
        return parse_toml(read_text(file), file)
    text = sys.stdin.read() if file == STDIN else read_text(file)
    name = "stdin" if file == STDIN else file
    try:
        case = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        zh, en = f"不是有效的 JSON（第 {error.colno} 列）", f"not valid JSON (column {error.colno}): {error.msg}"
        raise Problems([Problem(name, error.lineno, "", "", '{"encounter": {...}}', "", zh, en)]) from None
    if not isinstance(case, dict):
        raise Problems([Problem(name, 1, "", quoted(case), "{ ... }", "", "应为一组名称和值", "a mapping is expected")])
    return case
