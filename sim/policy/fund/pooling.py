"""统筹层次与调剂金: whose balance it is, what a county pays into the adjustment fund, and what it gets out of it."""

from __future__ import annotations

from sim.foundation.money import share
from sim.policy.rule import Fact, Parameter, Rule, Values

COUNTY, ADJUSTED, PREFECTURE, PROVINCE = "county", "county_with_adjustment_fund", "prefecture", "province"


def balance(values: Values, income: int, spending: int) -> dict[str, int]:
    """One county's year (fen). Under an adjustment fund the county pays a share of its income and claims a share of
    its deficit, at most a share of its income. Pooled higher, the county hands over all and is given what it
    spends: it has no balance of its own. What counts is then the budget that it is allocated, a share of its income (all of
    it where the policy says nothing); of a gap beyond it the county's treasury fills a share.
    """
    level = values.one("level")
    own = income - spending
    if level >= 2:
        allocated = share(income, values.one("allocated")) if "allocated" in values else income
        gap = max(spending - allocated, 0)
        borne = share(gap, values.one("county_gap_share")) if "county_gap_share" in values else 0
        quota = {"allocated": allocated, "quota_balance": allocated - spending, "county_finance": borne}
        return {"contribution": income, "received": spending, "left": 0, "fund_of_others": own, **quota}
    if level == 0:
        return {"contribution": 0, "received": 0, "left": own, "fund_of_others": 0}
    paid = share(income, values.one("contribution"))
    gap = max(spending - (income - paid), 0)
    got = min(share(gap, values.one("claim_share")), share(income, values.one("claim_cap")))
    return {"contribution": paid, "received": got, "left": own - paid + got, "fund_of_others": paid - got}


RULE = Rule(
    name="fund.pooling",
    slot="funding",
    zh="统筹层次与调剂金",
    en="pooling level and adjustment fund",
    function=balance,
    parameters=(
        Parameter("level", "choice", "统筹层次", "pooling level", choices=(COUNTY, ADJUSTED, PREFECTURE, PROVINCE)),
        Parameter("contribution", "%", "调剂金上解比例", "contribution, share of income", low=0, high=100),
        Parameter("claim_share", "%", "缺口补助比例", "share of a gap that is filled", low=0, high=100),
        Parameter("claim_cap", "%", "补助上限（占收入）", "most that is filled, share of income", low=0, high=100),
        Parameter("allocated", "%", "下达的总额指标（占上解收入）", "allocated budget, share of what is handed up", low=0, high=200,
                  optional=True),
        Parameter("county_gap_share", "%", "超出指标的缺口由县级财政分担",
                  "share of a gap beyond it that the county's treasury fills", low=0, high=100, optional=True),
    ),
    takes=(Fact("income", "yuan", "当年收入", "income"), Fact("spending", "yuan", "当年支出", "spending")),
    gives=(
        Fact("contribution", "yuan", "上解", "handed over"),
        Fact("received", "yuan", "下拨", "received"),
        Fact("left", "yuan", "本县结余", "balance left to the county"),
        Fact("fund_of_others", "yuan", "归上级统筹", "balance at the higher level"),
        Fact("allocated", "yuan", "总额指标", "allocated budget, where pooled above the county", optional=True),
        Fact("quota_balance", "yuan", "总额指标结余", "allocated budget less spending", optional=True),
        Fact("county_finance", "yuan", "县级财政弥补", "filled by the county's treasury", optional=True),
    ),
)  # fmt: skip
