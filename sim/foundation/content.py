"""The identity of content: one hash for one meaning, however the file that says it is laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel


def content_hash(content: object) -> str:
    """SHA-256 (64 hex digits) over canonical JSON.

    Equal whatever the order of keys, the layout and comments of the file, the spelling of a number (20, 20.0, 2e1), or
    the container (tuple, list, array). Different for different text, and for text against a number. Takes plain data,
    pydantic models, dataclasses, dates (as ISO text), enums (their value), sets, arrays and DataFrames (by column).

    Raises:
        ValueError: a number that is not finite (but a missing cell of a DataFrame is null).
        TypeError: anything that has no content of its own (a function, an open file).
    """
    return hashlib.sha256(canonical(content).encode("utf-8")).hexdigest()


def canonical(content: object) -> str:
    """Canonical JSON: keys sorted, no spaces, numbers in their shortest form."""
    match content:
        case None:
            return "null"
        case bool() | np.bool_():
            return "true" if content else "false"
        case Enum():
            return canonical(content.value)
        case str():
            return json.dumps(content, ensure_ascii=False)
        case int() | float() | Decimal() | np.integer() | np.floating():
            return _number(content)
        case datetime() | date():
            return f'"{content.isoformat()}"'
        case BaseModel():
            return canonical({name: getattr(content, name) for name in type(content).model_fields})
        case pd.DataFrame():
            columns = content.astype(object).where(content.notna(), None)
            return canonical({str(name): columns[name].tolist() for name in columns})
        case Mapping():
            pairs = sorted((json.dumps(_key(k), ensure_ascii=False), canonical(v)) for k, v in content.items())
            return "{" + ",".join(f"{k}:{v}" for k, v in pairs) + "}"
        case np.ndarray():
            return canonical(content.tolist())
        case list() | tuple():
            return "[" + ",".join(map(canonical, content)) + "]"
        case set() | frozenset():
            return "[" + ",".join(sorted(map(canonical, content))) + "]"
    if is_dataclass(content) and not isinstance(content, type):
        return canonical({f.name: getattr(content, f.name) for f in fields(content)})
    raise TypeError(f"{type(content).__name__} has no content that could be hashed")


def _number(x: Any) -> str:
    if isinstance(x, int | np.integer):
        return str(int(x))
    if isinstance(x, Decimal):
        near = float(x)
        if not (x.is_finite() and np.isfinite(near)) or Decimal(repr(near)) != x:
            return _long(x)
        x = near
    x = float(x)
    if not np.isfinite(x):
        raise ValueError(f"{x} is no content: only finite numbers have a hash")
    return str(int(x)) if x.is_integer() else repr(x)


def _long(x: Decimal) -> str:
    """A decimal that no float means exactly, without trailing zeros."""
    if not x.is_finite():
        raise ValueError(f"{x} is no content: only finite numbers have a hash")
    sign, digits, exponent = x.as_tuple()
    mantissa = "".join(map(str, digits)).rstrip("0")
    exponent = int(exponent) + len(digits) - len(mantissa)
    return f"{'-' * sign}{mantissa}e{exponent}"


def _key(key: object) -> str:
    match key:
        case str():
            return key
        case Enum():
            return _key(key.value)
        case int() | date() | np.integer():
            return str(key)
    raise TypeError(f"a key of type {type(key).__name__} has no canonical form")
