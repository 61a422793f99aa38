"""Makes something in a process of its own while this one goes on: figures take as long as all other parts of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

R = TypeVar("R")


@contextmanager
def aside(make: Callable[..., R], *given: Any) -> Iterator[Callable[[], R]]:
    """Begin `make(*given)`; what comes out waits for its result, or raises what it raised. Leaving waits, too."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        yield other.submit(make, *given).result
