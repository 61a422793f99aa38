"""Work shared out among processes: all of it is done once, and a process that dies takes only its own task with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from sim.experiment.workers import each


def squares(bad: int, dies: int) -> Callable[[int], int]:
    def do(x: int) -> int:
        if x == bad:
            raise ValueError("not this one")
        if x == dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return x * x

    return do


def unready() -> Callable[[int], int]:
    raise OSError("no room")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_task_is_done_once_and_a_failure_is_a_sentence(workers: int) -> None:
    done = {task: (result, error) for task, result, error in each(range(7), squares, (3, -1), workers)}
    assert done == {x: (x * x, "") for x in range(7) if x != 3} | {3: (None, "ValueError: not this one")}


@pytest.mark.parametrize("dies", [0, 4])
def test_a_process_that_is_killed_takes_only_its_task_with_it(dies: int) -> None:
    done = {task: (result, error) for task, result, error in each(range(5), squares, (-1, dies), 2)}
    assert done.pop(dies) == (None, "the worker process ended (exit code -9)")
    assert done == {x: (x * x, "") for x in range(5) if x != dies}


def test_a_process_that_cannot_begin_says_why() -> None:
    with pytest.raises(RuntimeError, match="OSError: no room"):
        list(each(range(5), unready, (), 2))
    with pytest.raises(OSError, match="no room"):
        list(each(range(5), unready, (), 1))


def test_stopping_early_leaves_no_process_behind() -> None:
    import multiprocessing

    work = each(range(100), squares, (-1, -1), 2)
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_no_tasks_need_no_process() -> None:
    assert list(each([], unready, (), 4)) == []
