"""制度整合、就高不就低: two schedules become one that is, item by item, the better of both for the insured.

Each parameter says which direction is better (`Parameter.better`); where neither can be said (bands, flags, exemptions)
the first schedule stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sim.foundation.money import MAX_FEN
from sim.policy.policy import Setting
from sim.policy.resolve import UNLIMITED, array, find
from sim.policy.rule import AXES, Parameter, Rule
from sim.policy.units import written

Params = Mapping[str, tuple[Setting, ...]]


def better_of(first: Params, second: Params, day: date, rules: Mapping[str, Rule], by: str) -> dict[str, list[Setting]]:
    """What has to be laid over the first schedule from a day on: path -> settings, one for each cell that the second
    wins, in the words of the document that it comes from. A rule that only the second knows comes in whole.

    by: id of the merging document.
    """
    found: dict[str, list[Setting]] = {}
    for path, theirs in second.items():
        target = find(path, rules)
        live = tuple(s for s in theirs if s.since <= day)
        ours = tuple(s for s in first.get(path, ()) if s.since <= day)
        if len(target) == 3 or not live:
            continue
        parameter = target[1]
        if not ours:
            found[path] = [replace(s, since=day, document=by) for s in live]
        elif parameter.better and not parameter.listed:
            won = _won(path, parameter, ours, live, day, by)
            if won:
                found[path] = won
    return found


def _won(
    path: str, parameter: Parameter, ours: tuple[Setting, ...], theirs: tuple[Setting, ...], day: date, by: str
) -> list[Setting]:
    mine, _ = array(path, parameter, ours)
    other, whose = array(path, parameter, theirs)
    wins = other > mine if parameter.better == "high" else other < mine
    return [
        replace(whose[index], value=_nested(parameter, index, int(other[index]), whose[index].unit), since=day, document=by)
        for index in whose
        if wins[index]
    ]


def _nested(parameter: Parameter, index: tuple[int, ...], stored: int, unit: str) -> Any:
    """The value of one cell as a policy file would write it."""
    plain = written(stored, unit)
    value: Any = UNLIMITED if stored == MAX_FEN else int(plain) if plain == int(plain) else float(plain)
    for axis, i in reversed(list(zip(parameter.axes, index, strict=True))):
        value = {AXES[axis][i]: value}
    return value
