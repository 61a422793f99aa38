"""Work shared out among processes of this machine, so that nothing that happens in one of them can stop the rest.

Each process is started afresh (spawn: the same on Linux, macOS and Windows), prepares itself once and is then handed
one task after another, so memory does not grow with their number. A task that raises, or whose process dies, is
answered with a sentence.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Do = Callable[[T], R]
READY = "ready"


class Done(NamedTuple, Generic[T, R]):
    """A finished task: what it gave, or the sentence that says why it failed (empty if it did not)."""

    task: T
    result: R | None
    error: str


def each(tasks: Iterable[T], prepare: Callable[..., Do[T, R]], with_: tuple[Any, ...], workers: int) -> Iterator[Done[T, R]]:
    """Do every task and yield it when it is done, in any order.

    Args:
        tasks: handed out in their order.
        prepare: called once in each process, gives the function that does a task. A function of a module, since a
        process imports it.
        with_: its arguments.
        workers: processes; with 1 the work is done here, without any.

    Raises whatever `prepare` raises here (with 1 worker), or RuntimeError if a process cannot prepare itself.
    """
    if workers <= 1:
        do = prepare(*with_)
        for task in tasks:
            yield _attempt(do, task)
        return
    todo = list(tasks)[::-1]
    hands: list[_Hand[T, R]] = []
    try:
        hands = [_Hand(prepare, with_) for _ in range(min(workers, len(todo)))]
        while any(hand.task is not None for hand in hands) or todo:
            for hand in hands:
                if hand.ready and hand.task is None and todo:
                    hand.give(todo.pop())
            ready = wait([hand.line for hand in hands])
            for hand in [hand for hand in hands if hand.line in ready]:
                done = hand.take()
                if done is not None:
                    yield done
                if hand.dead:
                    hands.remove(hand)
                    hands += [_Hand(prepare, with_)] if todo else []
    finally:
        for hand in hands:
            hand.stop()


class _Hand(Generic[T, R]):
    """One process and the line to it."""

    def __init__(self, prepare: Callable[..., Do[T, R]], with_: tuple[Any, ...]) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.line, theirs = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(target=_serve, args=(theirs, prepare, with_), daemon=True)
        self.process.start()
        theirs.close()  # the process holds the only other end: when it dies, reading here ends
        self.task: T | None = None
        self.ready = self.dead = False

    def give(self, task: T) -> None:
        self.task = task
        with suppress(OSError):  # it died in between: `take` finds out
            self.line.send(task)

    def take(self) -> Done[T, R] | None:
        """What the process says: that it is ready (None), or how its task went."""
        try:
            said = self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            self.dead = True
            if not self.ready:
                raise RuntimeError(f"a worker process ended before it began (exit code {self.process.exitcode})") from None
            if self.task is None:
                return None
            return Done(self.task, None, f"the worker process ended (exit code {self.process.exitcode})")
        if said == READY:
            self.ready = True
            return None
        if not self.ready:
            raise RuntimeError(said)
        assert self.task is not None
        result, error = said
        done = Done[T, R](self.task, result, error)
        self.task = None
        return done

    def stop(self) -> None:
        self.line.close()
        self.process.terminate()
        self.process.join()


def _serve(line: Connection, prepare: Callable[..., Do[Any, Any]], with_: tuple[Any, ...]) -> None:
    """The life of a process: prepare, then do what comes until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process in front, which then stops this one
    try:
        do = prepare(*with_)
    except Exception as error:
        line.send(sentence(error))
        return
    with suppress(EOFError, OSError):
        line.send(READY)
        while True:
            _, result, error_said = _attempt(do, line.recv())
            line.send((result, error_said))


def _attempt(do: Do[T, R], task: T) -> Done[T, R]:
    try:
        return Done(task, do(task), "")
    except Exception as error:  # whatever a run may raise is a row of the results, not the end of the others
        return Done(task, None, sentence(error))


def sentence(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:1000]
