"""承办大病保险的商业保险机构: cost and a modest profit are the insurer's, what is left returns, ordinary losses are
its own, losses caused by policy move next year's premium.
"""

from sim.foundation.money import ONE, share
from sim.policy.rule import Fact, Need, Parameter, Rule, Values


def earned(values: Values) -> int:
    """Part of the withheld premium that the assessment leaves to the insurer, ppm: all from a score on, below it the
    score's share of 100 points; all where no score is stated."""
    if "score" not in values:
        return ONE
    full = values.one("full_from") if "full_from" in values else 100_000
    return ONE if values.one("score") >= full else values.one("score") * (ONE // 100_000)


def year(values: Values, premium: int, benefits: int, policy_caused: int = 0) -> dict[str, int]:
    """premium and benefits of a year; policy_caused: the part of benefits that a change of policy caused (fen)."""
    margin = share(premium, values.one("cost_rate") + values.one("profit_rate"))
    balance = premium - margin - benefits
    loss = max(-balance, 0)
    raised = share(min(loss, policy_caused), values.one("policy_loss_share"))
    return {
        "margin": margin,
        "returned": max(balance, 0),
        "next_premium_raise": raised,
        "own_loss": loss - raised,
    }


RULE = Rule(
    name="fund.insurer",
    slot="funding",
    zh="大病保险承办机构盈亏",
    en="surplus and loss of the catastrophic insurer",
    function=year,
    parameters=(
        Parameter("cost_rate", "%", "合理运行成本率", "running cost", low=0, high=50),
        Parameter("profit_rate", "%", "盈利率", "profit", low=0, high=50),
        Parameter("policy_loss_share", "%", "政策性超支由下年保费弥补的比例",
                  "share of policy-caused loss that next year's premium makes up", low=0, high=100),
        Parameter("score", "score", "承办机构考核得分", "score of the insurer's assessment", low=0, high=100, optional=True),
        Parameter("full_from", "score", "暂留款全额拨付的最低得分", "score from which the withheld part is paid in full", low=0,
                  high=100, optional=True),
    ),
    takes=(
        Fact("premium", "yuan", "保费收入", "premiums"),
        Fact("benefits", "yuan", "赔付", "benefits paid"),
        Fact("policy_caused", "yuan", "政策性因素造成的赔付", "benefits caused by a change of policy", optional=True),
    ),
    gives=(
        Fact("margin", "yuan", "运行成本和盈利", "cost and profit"),
        Fact("returned", "yuan", "结余返还", "surplus returned"),
        Fact("next_premium_raise", "yuan", "下年调整筹资", "made up by next year's premium"),
        Fact("own_loss", "yuan", "承办机构自负亏损", "loss of the insurer"),
    ),
    needs=(Need(("fund.insurer.full_from",), "score"),),
)  # fmt: skip
