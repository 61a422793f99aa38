"""How compiled code is compiled: once a machine, kept in a cache that a change of any compiled source leaves behind.

Numba notices a change in the file of a function, not in the files it calls; a cache named after the content of all of them
cannot be stale.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba

_HOUSE = Path(__file__).resolve().parent.parent
_SOURCES = [*sorted((_HOUSE / "journey").glob("*.py")), _HOUSE / "foundation" / "draws.py", Path(__file__)]


def _cache_root() -> Path:
    if own := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "yigongti"
    return Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "yigongti"


def _cache_dir() -> Path:
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for source in _SOURCES:
        digest.update(source.read_bytes())
    for root in (_cache_root(), Path(tempfile.gettempdir()) / "yigongti"):
        path = root / f"compiled-{digest.hexdigest()[:16]}"
        try:
            path.mkdir(parents=True, exist_ok=True)
            if os.access(path, os.W_OK):
                return path
        except OSError:
            continue
    raise OSError("no folder can be written for the compiled code; set NUMBA_CACHE_DIR to one that can")


CACHE = _cache_dir()
_numba: Any = numba  # its stubs know neither the setting nor the options
_numba.config.CACHE_DIR = str(CACHE)

compiled: Any = _numba.njit(cache=True, error_model="numpy", _nrt=False)
"""Decorator of every compiled function. No fastmath: both engines must get the same bits. `_nrt=False`: compiled code works on
arrays that it is given and allocates none, so it need not count references (a choice takes a quarter of the time)."""

inlined: Any = _numba.njit(cache=True, error_model="numpy", _nrt=False, forceinline=True)
"""The same, put in place of every call: for what each contact passes through, since the tables of a county are many arguments."""


def _mark() -> Path:
    """Numba keeps what it compiled by the path and the time of a source: another checkout of the same files compiles anew."""
    stamps = "".join(f"{source} {source.stat().st_mtime_ns} " for source in _SOURCES)
    return CACHE / f"complete-{hashlib.sha256(stamps.encode()).hexdigest()[:16]}"


def is_compiled() -> bool:
    """Whether a run of these files on this machine has compiled everything before, so that it starts at once."""
    return _mark().exists()


def mark_compiled() -> None:
    """Note that everything is in the cache."""
    _mark().touch()
