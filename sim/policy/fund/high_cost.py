"""高额医疗费用监测预警: whose own payments of the last months pass a line is looked at before he falls into poverty."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def watched(values: Values, klass: npt.NDArray[np.integer], own_fen: I8) -> npt.NDArray[np.bool_]:
    """(N,) whether a person of class (N,) with own payments (N,) in the window is reported."""
    return np.asarray(np.asarray(own_fen) >= values["line"][klass])


def report(values: Values, own: I8, klass: I8) -> dict[str, I8 | int]:
    """Who of a list of persons is reported. ValueError if a class does not exist."""
    if len(own) != len(klass) or (len(klass) and not 0 <= int(klass.min()) <= int(klass.max()) < len(values["line"])):
        raise ValueError("one class number for every amount is needed")
    found = watched(values, klass, own)
    return {"reported": found.astype(np.int64), "persons": int(found.sum())}


RULE = Rule(
    name="fund.high_cost",
    slot="funding",
    zh="高额医疗费用监测预警",
    en="watch on high own payments",
    function=report,
    parameters=(
        Parameter("line", "yuan/person/year", "监测线（个人负担）", "line of own payments", axes=("klass",), low=0),
    ),
    takes=(
        Fact("own", "yuan", "个人负担", "own payments", listed=True),
        Fact("klass", "count", "人员类别序号", "number of the class", listed=True),
    ),
    gives=(
        Fact("reported", "flag", "是否推送", "reported or not", listed=True),
        Fact("persons", "count", "推送人数", "persons reported"),
    ),
)
