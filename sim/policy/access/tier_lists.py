"""分级诊疗病种目录: how many diseases each tier is to treat by itself, growing year by year, and which must stay there.

The diseases are taken in the order of how common they are at a tier: the list of a tier with so many diseases covers
the commonest ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def sizes(values: Values, years: int) -> I8:
    """Diseases on each tier's list (5,) so many years after it took effect."""
    return np.asarray(values["count"] + values["growth"] * max(years, 0))


def listed(values: Values, cases: I8, years: int, of_all: int) -> npt.NDArray[np.bool_]:
    """(C, 5) which of C diseases are on each tier's list, from their numbers of cases (C, 5).

    of_all: how many diseases the catalogue behind the list has; C modelled groups stand for all of them, so a list of
    250 of 1,000 diseases covers a quarter of the groups (rounded up).
    """
    wanted = -(-sizes(values, years) * len(cases) // of_all)
    rank = np.argsort(np.argsort(-np.asarray(cases), axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(rank < wanted[None, :])


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
    ),
    takes=(Fact("years", "count", "实施后年数", "years since it took effect"),),
    gives=(
        Fact("sizes", "count", "各级病种数（村、乡、县、市、省）", "diseases by tier", listed=True),
        Fact("stay", "count", "各级不外转病种数", "diseases that stay, by tier", listed=True),
    ),
)  # fmt: skip
