"""医共体总额打包付费: a yearly amount for the residents of an alliance, charged with their care wherever it is given.

What is left is shared with the fund by bands, and so is what is missing. Who holds the package, whose residents it
follows, which spending it is charged with and how members divide the result are parameters; see sim.policy.package.
"""

from __future__ import annotations

import numpy as np

from sim.policy.package.attribution import RESIDENTS
from sim.policy.package.base import BASES, REBASE, by_history, by_income
from sim.policy.package.scope import LEAKS
from sim.policy.package.split import MEASURES
from sim.policy.payment.hospital_budget import RULE as HOSPITAL_BUDGET
from sim.policy.payment.hospital_budget import schedule
from sim.policy.rule import Need, Parameter, Rule, Values
from sim.policy.sharing.clearing import Amount, Clearing, Totals, settle

HOLDERS = ("hospital", "township", "alliance", "group")
"""牵头医院自己, 乡镇卫生院, 医共体, 全县一个集团: who answers for the package."""
HOSPITAL, TOWNSHIP, ALLIANCE, GROUP = range(len(HOLDERS))
SHARING = tuple(
    p for p in HOSPITAL_BUDGET.parameters
    if p.name.startswith(("surplus_", "deficit_")) or p.name == "fund_limit"
)  # fmt: skip
"""The same bands, shares, ceiling and limit as for a hospital's budget."""


def package(values: Values, totals: Totals) -> Amount:
    """The package (G,) of one county-year, from what `totals` knows: enrolees (income) or earlier years (history)."""
    if values.one("base") == BASES.index("income"):
        if totals.enrolees is None:
            raise ValueError("a package from income needs the number of enrolees")
        return by_income(values, totals.enrolees, totals.per_head, totals.before)
    if totals.history is None:
        raise ValueError("a package from earlier years needs their spending")
    grown = by_history(values, totals.history, totals.last_package, totals.fund_growth)
    if np.any(grown < totals.before):
        raise ValueError("what is paid before the package exceeds it")
    less: Amount = grown - totals.before
    return less


def clear(values: Values, totals: Totals) -> Clearing:
    """Clear the packages of G holders. A package given from outside replaces its computation."""
    budget = totals.budget
    if budget is None:
        budget = package(values, totals).astype(totals.spent.dtype)
    return settle(budget, totals, schedule(values))


RULE = Rule(
    name="payment.package",
    slot="payment",
    zh="医共体总额打包付费",
    en="package of an alliance",
    function=clear,
    parameters=(
        Parameter("holder", "choice", "预算持有方", "who holds the package", choices=HOLDERS,
                  neutral="alliance"),
        Parameter("residents", "choice", "打包人口", "whose residents it follows", choices=RESIDENTS,
                  neutral="township"),
        Parameter("alliances", "count", "医共体数", "number of alliances", low=1, high=3, neutral=1),
        Parameter("alliance_shares", "%", "各医共体人口比例", "their parts of the residents", listed=True, low=0,
                  high=100, optional=True),
        Parameter("base", "choice", "总额基数", "base of the package", choices=BASES),
        Parameter("per_head", "yuan/person/year", "人均筹资", "income a head (else the county's own)", low=0,
                  optional=True),
        Parameter("reserve", "%", "风险金等提取比例", "reserves, of income", low=0, high=100, optional=True),
        Parameter("less_catastrophic", "flag", "先扣大病保费", "catastrophic premium is paid first", optional=True),
        Parameter("deductions", "yuan/person/year", "其他人均先扣", "other amounts a head paid first", low=0,
                  optional=True),
        Parameter("weights", "%", "各年权重（由远及近）", "weights of earlier years, oldest first", listed=True, low=0,
                  high=100, optional=True),
        Parameter("years_available", "flag", "历史不足时按已有年份", "fewer years count where fewer are known",
                  optional=True),
        Parameter("growth", "%", "增长率", "growth", low=-100, high=100, optional=True),
        Parameter("growth_cap", "%", "增长率上限", "most that it grows", low=-100, high=100, optional=True),
        Parameter("within_fund_growth", "flag", "增幅不超过基金增幅", "growth within that of the fund", optional=True),
        Parameter("rebase", "choice", "次年基数", "base of later years", choices=REBASE, optional=True),
        Parameter("full_score", "score", "次年总额不扣减的最低得分", "score from which the next package is whole", low=0,
                  high=100, optional=True),
        Parameter("lost_per_point", "%", "每低一分扣减次年总额", "loss of the next package for each point below", low=0,
                  high=100, optional=True),
        Parameter("past_outside", "%", "历史账不含县外机构时，县外支出相当于县内的比例",
                  "past spending outside as a share of that inside, where the county's accounts name no hospital outside",
                  low=0, high=500, optional=True),
        Parameter("past_leaving", "%", "基数计入的县外支出比例", "part of past spending outside the county in the base",
                  low=0, high=100, optional=True),
        Parameter("covers", "flag", "打包的费用种类", "kinds of claim in the package", axes=("kind",), neutral=True),
        Parameter("schemes", "flag", "打包的险种（不写为居民）", "schemes in the package (residents if not stated)",
                  axes=("scheme",), optional=True),
        Parameter("others", "flag", "计入县内其他机构", "charged with care at other institutions of the county",
                  neutral=False),
        Parameter("leak", "choice", "县外就医计入范围", "charged with care outside the county", choices=LEAKS,
                  neutral="none"),
        Parameter("away", "flag", "计入异地居住者", "charged with care of those who live away", neutral=False),
        Parameter("cross_price", "%", "医共体之间结算价占费用比例", "price between alliances, of the bill", low=0,
                  high=100, neutral=100),
        Parameter("kept_bonus", "%", "县内可治住院留治加成", "bonus on stays that are treatable and kept", low=0,
                  high=100, optional=True),
        *SHARING,
        Parameter("measure", "choice", "同级之间分配依据", "measure inside a tier", choices=MEASURES, neutral="equal"),
        Parameter("assessed", "flag", "按考核得分分配", "parts are weighted by the score", optional=True),
    ),
    needs=(
        Need(("payment.package.weights",), "base", ("history",)),
        Need(("payment.package.growth",), "base", ("history",)),
        Need(("payment.package.full_score",), "lost_per_point"),
        Need(("payment.package.lost_per_point",), "full_score"),
        Need(("payment.deposit",), "lost_per_point"),
    ),
)  # fmt: skip
