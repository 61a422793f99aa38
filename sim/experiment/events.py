"""Code that a study brings along: found, announced, and run only where the user has said that it may."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

from sim.experiment.manifest import EventCard
from sim.experiment.study import EventCode, Study
from sim.foundation.errors import Problem, Words, quoted, refuse

Event = Callable[..., Any]
"""`def event(env, world)`: a SimPy process, see `sim.experiment.conduct`."""


def load_events(study: Study, allow_code: bool) -> list[Event]:
    """The study's event functions, in the order of its file. This runs the files that define them.

    Raises `Problems` if the study has events and `allow_code` is False, if a file does not run, or lacks the function.
    """
    problems: list[Problem] = []
    if study.events and not allow_code:
        fix = Words("先读代码，再加 --allow-code", "read the code, then add --allow-code")
        for event in study.events:
            zh = "本研究自带代码，须明确允许才会运行"
            en = "this study brings code of its own, which runs only if you allow it"
            problems.append(
                Problem(str(study.file), event.line, "event", f"{event.file.name}: {event.function}", "", fix, zh, en)
            )
    refuse(problems)
    found = [_load(study, event, problems) for event in study.events]
    refuse(problems)
    return [event for event in found if event is not None]


def event_cards(events: Sequence[EventCode]) -> tuple[EventCard, ...]:
    """File name, function and SHA-256 of the code of every event, for the manifest. Runs nothing."""
    return tuple(
        EventCard(
            path=event.file.name, function=event.function, hash=hashlib.sha256(event.file.read_bytes()).hexdigest()
        )
        for event in events
    )


def _load(study: Study, event: EventCode, problems: list[Problem]) -> Event | None:
    def wrong(zh: str, en: str, found: str) -> None:
        problems.append(Problem(str(study.file), event.line, "event", found, "", "", zh, en))

    spec = importlib.util.spec_from_file_location(f"study_event_{event.file.stem}", event.file)
    if spec is None or spec.loader is None:
        wrong("不是 Python 文件", "not a Python file", event.file.name)
        return None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # a user's file may fail in any way; all of them become sentences
        wrong("事件代码不能运行", "the event's code does not run", quoted(f"{type(error).__name__}: {error}", 200))
        return None
    function = getattr(module, event.function, None)
    if not callable(function):
        wrong(f"文件里没有函数 {event.function}", f"the file has no function {event.function}", event.file.name)
        return None
    loaded: Event = function
    return loaded
