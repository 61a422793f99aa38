"""分级诊疗病种目录: how many diseases each tier is to treat by itself, growing year by year, and which must stay there.

The diseases are taken in the order of how common they are at a tier: the list of a tier with so many diseases covers
the commonest ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, times
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def sizes(values: Values, years: int) -> I8:
    """Diseases on each tier's list (5,) so many years after it took effect."""
    return np.asarray(values["count"] + values["growth"] * max(years, 0))


def covered(wanted: I8, cases: I8, catalogue: int) -> I8:
    """Part of each disease group's cases that is on a list (C, T) ppm, from the groups' numbers of cases (C, T).

    Args:
        wanted: (T,) diseases on each tier's list. catalogue: how many diseases the lists are drawn from. C modelled
            groups stand for all of them: a list of n covers the n x C / catalogue commonest groups of its tier, the
            last of them in part.
    """
    counted = np.asarray(cases, np.int64)
    groups = np.maximum((counted > 0).sum(axis=0), 1)
    rank = np.argsort(np.argsort(-counted, axis=0, kind="stable"), axis=0, kind="stable")
    whole = np.asarray(wanted, np.int64) * groups * ONE // catalogue
    return np.where(counted > 0, np.clip(whole[None, :] - rank * ONE, 0, ONE), 0)


def unlisted(values: Values, cases: I8, years: int, named_ppm: I8 | int = ONE) -> I8:
    """Part of each group's cases that no list of the tier names (C, T) ppm; none where the policy does not say how many
    diseases there are. `named_ppm` (T,): hospitals name only this part of the listed diseases."""
    if "catalogue" not in values:
        return np.zeros_like(np.asarray(cases, np.int64))
    named = np.asarray(times(sizes(values, years), named_ppm))
    return np.asarray(ONE - covered(named, cases, values.one("catalogue")))


def staying(values: Values, cases: I8) -> I8:
    """Part of each group's cases at a tier (C, T) ppm that a lower tier was to keep (原则上不外转)."""
    if "catalogue" not in values:
        return np.zeros_like(np.asarray(cases, np.int64))
    keeps = covered(values["stay"], cases, values.one("catalogue"))
    below = np.zeros_like(keeps)
    below[:, 1:] = np.maximum.accumulate(keeps, axis=1)[:, :-1]
    return below


def of_year(values: Values, years: int) -> dict[str, I8]:
    """Sizes of the lists after so many years; and how many of them may not be sent up."""
    return {"sizes": sizes(values, years), "stay": values["stay"]}


RULE = Rule(
    name="access.tier_lists",
    slot="access",
    zh="分级诊疗病种目录",
    en="lists of diseases by tier",
    function=of_year,
    parameters=(
        Parameter("count", "count", "病种数", "diseases on the list", axes=("institution_tier",), low=0),
        Parameter("growth", "count", "每年增加", "diseases added a year", axes=("institution_tier",), low=0),
        Parameter("stay", "count", "原则上不外转病种数", "diseases that are not to be sent up",
                  axes=("institution_tier",), low=0),
        Parameter("catalogue", "count", "目录所出的病种总数（不写则各组病例都在目录内）",
                  "diseases that the lists are drawn from (else every case is listed)", low=1, optional=True),
    ),
    takes=(Fact("years", "count", "实施后年数", "years since it took effect"),),
    gives=(
        Fact("sizes", "count", "各级病种数（村、乡、县、市、省）", "diseases by tier", listed=True),
        Fact("stay", "count", "各级不外转病种数", "diseases that stay, by tier", listed=True),
    ),
)  # fmt: skip
