"""药品集采与医疗服务价格调整: from a date on, each class of items costs a stated share of its old price."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import times
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def new_amounts(values: Values, items: I8) -> I8:
    """Amounts by item class (..., 11) fen at the new prices, half-up to the fen."""
    return np.asarray(times(np.asarray(items, np.int64), values["factor"]))


def charge(values: Values, items: I8) -> dict[str, int | I8]:
    """One charge by item class. ValueError unless there is one amount a class."""
    if len(items) != len(values["factor"]):
        raise ValueError(f"one amount for each of {len(values['factor'])} item classes is needed, not {len(items)}")
    after = new_amounts(values, items)
    return {"items": after, "charge": int(after.sum()), "change": int(after.sum() - np.sum(items))}


RULE = Rule(
    name="fund.item_prices",
    slot="price",
    zh="药品集采与服务价格调整",
    en="procurement and service prices",
    function=charge,
    parameters=(
        Parameter("factor", "%", "新价占原价", "new price as a share of the old", axes=("item",), low=0, high=1000),
    ),
    takes=(Fact("items", "yuan", "原价费用（按项目类别）", "charge by item class at old prices", listed=True),),
    gives=(
        Fact("items", "yuan", "新价费用（按项目类别）", "charge by item class at new prices", listed=True),
        Fact("charge", "yuan", "新价总费用", "charge at new prices"),
        Fact("change", "yuan", "增减", "change"),
    ),
)
