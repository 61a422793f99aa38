"""大病保险保费: an amount a head out of the fund, most of it in instalments, the rest after the yearly assessment."""

from sim.foundation.money import ONE, share
from sim.policy.rule import Fact, Parameter, Rule, Values


def premium(values: Values, enrolees: int, earned: int = ONE) -> dict[str, int]:
    """The year's premium in fen; earned: share of the withheld part that the assessment leaves, ppm."""
    total = enrolees * values.one("per_head")
    at_once = share(total, values.one("instalments"))
    withheld = total - at_once
    return {"total": total, "instalments": at_once, "withheld": withheld, "withheld_paid": share(withheld, earned)}


RULE = Rule(
    name="fund.catastrophic_premium",
    slot="funding",
    zh="大病保险保费",
    en="premium of catastrophic insurance",
    function=premium,
    parameters=(
        Parameter("per_head", "yuan/person/year", "人均保费", "premium a head", low=0),
        Parameter("instalments", "%", "分次拨付比例", "share paid in instalments", low=0, high=100, neutral=100),
    ),
    takes=(
        Fact("enrolees", "count", "参保人数", "enrolees"),
        Fact("earned", "%", "考核后兑现比例", "share earned by the assessment", optional=True),
    ),
    gives=(
        Fact("total", "yuan", "全年保费", "premium of the year"),
        Fact("instalments", "yuan", "分次拨付", "paid in instalments"),
        Fact("withheld", "yuan", "考核暂留款", "withheld until the assessment"),
        Fact("withheld_paid", "yuan", "考核后拨付", "paid after the assessment"),
    ),
)
