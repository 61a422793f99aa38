"""人均筹资: premium and subsidy a head and year, who pays which part, and whose premium is assisted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share, split
from sim.policy.claims import CLASSES
from sim.policy.rule import AXES, Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
LEVELS_OF_GOVERNMENT = AXES["government"]


def funding(values: Values, enrolees: I8) -> dict[str, int]:
    """Payer -> fen for numbers of enrolees by class (K,). The subsidy is divided between the levels of government so
    that the parts add up.
    """
    heads = np.asarray(enrolees, np.int64)
    premium = heads * values.one("premium")
    assisted = int(np.sum(share(premium, values["assisted"])))
    subsidy = int(heads.sum()) * values.one("subsidy")
    parts = split(subsidy, values["government"].tolist())
    return {
        "residents": int(premium.sum()) - assisted,
        "assisted": assisted,
        "subsidy": subsidy,
        **dict(zip(LEVELS_OF_GOVERNMENT, parts, strict=True)),
        "total": int(premium.sum()) + subsidy,
    }


RULE = Rule(
    name="fund.per_head",
    slot="funding",
    zh="居民医保筹资标准",
    en="funding of the residents' scheme a head",
    function=funding,
    parameters=(
        Parameter("premium", "yuan/person/year", "个人缴费", "premium", low=0),
        Parameter("subsidy", "yuan/person/year", "财政补助", "subsidy", low=0),
        Parameter("government", "%", "各级财政分担", "parts of the levels of government", axes=("government",), low=0,
                  high=100),
        Parameter("assisted", "%", "参保资助比例", "share of the premium that assistance pays", axes=("klass",), low=0,
                  high=100, neutral=0),
        Parameter("years", "count", "适用年数（年度文件为1）", "years for which the standard holds; a yearly notice: 1", low=1,
                  optional=True),
    ),
    takes=(Fact("enrolees", "count", f"各类参保人数（{len(CLASSES)}类）", "enrolees by class", listed=True),),
    gives=(
        Fact("residents", "yuan", "个人实缴", "paid by residents"),
        Fact("assisted", "yuan", "医疗救助代缴", "paid by assistance"),
        Fact("subsidy", "yuan", "财政补助", "subsidy"),
        Fact("central", "yuan", "中央财政", "central government"),
        Fact("province", "yuan", "省级财政", "province"),
        Fact("prefecture", "yuan", "市级财政", "prefecture"),
        Fact("county", "yuan", "县级财政", "county"),
        Fact("total", "yuan", "筹资合计", "together"),
    ),
)  # fmt: skip
