"""质量保证金与考核得分: a part of every payment waits for the assessment; the score comes from indicators or is stated.

What a score does to the money is a rule of its own (bands, points lost, proportion): see sim.policy.assessment.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share
from sim.policy.package.score import ALL, INDICATORS, total
from sim.policy.rule import Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
SUFFIX = {"%": "", "yuan": "_yuan", "days": "_days"}
AXIS = {"%": "share_indicator", "yuan": "money_indicator", "days": "days_indicator"}
WRITTEN = {"%": "%", "yuan": "yuan/case", "days": "days/stay"}
"""By unit of an indicator: how its limits are called, over which axis, in which unit a policy writes them."""


def withheld(values: Values, due: I8, tier: npt.NDArray[np.integer]) -> I8:
    """Part of payments due (H, kinds) fen of institutions of tiers (H,) that waits for the assessment."""
    covered = np.zeros(due.shape[1], np.int64)
    covered[: len(values["covers"])] = values["covers"]
    return np.asarray(share(due, values["share"][tier][:, None] * covered), np.int64)


def score(values: Values, indicators: I8, tier: npt.NDArray[np.integer]) -> I8:
    """Scores (..., H) in thousandths of a point: the stated score of the tier, with the counted indicators (..., H, I) in their
    units where the policy gives them weight."""
    stated: I8 = values["score"][tier]
    if "weights" not in values:
        return stated
    heavy = np.flatnonzero(values["weights"])
    floors, targets = limits(values)
    return total(stated, values["weights"][heavy], indicators[..., heavy], floors[heavy], targets[heavy])


def limits(values: Values) -> tuple[I8, I8]:
    """Values of every indicator that earn nothing and all, (I,) each in its unit. ValueError where one with a weight has
    none."""
    weights, found = values["weights"], []
    for end in ("floors", "targets"):
        row = np.zeros(len(INDICATORS), np.int64)
        for unit, name in ((unit, f"{end}{suffix}") for unit, suffix in SUFFIX.items()):
            these = [n for n, i in enumerate(ALL) if i.unit == unit]
            if name in values:
                row[these] = values[name]
            elif weights[these].any():
                heavy = next(INDICATORS[n] for n in these if weights[n])
                raise ValueError(f"payment.deposit.weights counts {heavy}, so payment.deposit.{name} is wanted too")
        found.append(row)
    return found[0], found[1]


def _ends(zh: str, en: str, name: str) -> tuple[Parameter, ...]:
    """A parameter for every unit in which indicators are counted."""
    low = {"%": -100.0}
    return tuple(
        Parameter(f"{name}{suffix}", WRITTEN[unit], zh, en, axes=(AXIS[unit],), low=low.get(unit, 0.0),
                  high=1000.0 if unit == "%" else None, optional=True)
        for unit, suffix in SUFFIX.items()
    )  # fmt: skip


RULE = Rule(
    name="payment.deposit",
    slot="assessment",
    zh="质量保证金与考核得分",
    en="quality deposit and score",
    function=score,
    parameters=(
        Parameter("share", "%", "保证金比例", "part withheld", axes=("institution_tier",), low=0, high=100),
        Parameter("covers", "flag", "提留的费用种类", "kinds of claim it is withheld from", axes=("kind",)),
        Parameter("score", "score", "考核得分", "stated score", axes=("institution_tier",), low=0, high=100),
        Parameter("weights", "%", "可计算指标的权重", "weights of counted indicators", axes=("indicator",), low=0, high=100,
                  optional=True),
        *_ends("零分值", "values that earn nothing", "floors"),
        *_ends("满分值", "values that earn all", "targets"),
    ),
    writes=("deposit",),
    needs=(
        Need(tuple(f"payment.deposit.floors{suffix}" for suffix in SUFFIX.values()), "weights"),
        Need(tuple(f"payment.deposit.targets{suffix}" for suffix in SUFFIX.values()), "weights"),
    ),
)  # fmt: skip
