"""What a pydantic model allows at a path: the key names there, and whether a number or a switch is wanted."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sim.foundation.toml_lines import Path


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Names of the keys that the table at `path` may have, as written in the file; empty if it is free."""
    names: dict[str, None] = {}
    for hint in _hints_at(model, path):
        if _is_model(hint):
            names.update(dict.fromkeys(_fields(hint)))
    return list(names)


def wants_number(model: type[BaseModel], path: Path) -> bool:
    """Whether nothing but a number is allowed at `path`; then neither "60" in quotes nor true will do."""
    hints = _hints_at(model, path)
    return bool(hints) and all(h in (int, float, Decimal) for h in hints)


@lru_cache(maxsize=1 << 13)
def _hints_at(model: type[BaseModel], path: Path) -> tuple[Any, ...]:
    above = _hints_at(model, path[:-1]) if path else ()
    return tuple(leaf for hint in above for below in _below(hint, path[-1]) for leaf in _flat(below)) if path else (model,)


def _below(hint: Any, part: str | int) -> Iterable[Any]:
    if _is_model(hint):
        return [_fields(hint)[part]] if isinstance(part, str) and part in _fields(hint) else []
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(part, int) and origin in (list, tuple, set, frozenset):
        if origin is tuple and args[-1:] != (Ellipsis,):
            return args[part : part + 1]
        return args[:1]
    if isinstance(part, str) and isinstance(origin, type) and issubclass(origin, Mapping):
        return args[1:]
    return []


def _flat(hint: Any) -> Iterable[Any]:
    """The alternatives of a type: unions and annotations opened, None left out."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _flat(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return [leaf for arg in get_args(hint) for leaf in _flat(arg)]
    return [] if hint is type(None) else [hint]


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}
