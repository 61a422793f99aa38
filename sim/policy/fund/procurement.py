"""集采结余留用: what a procurement round saves against its batch budget is shared with the hospitals by their score, a
year later.
"""

from sim.foundation.money import ONE, share
from sim.policy.rule import Fact, Parameter, Rule, Values


def savings(values: Values, batch_budget: int, actual: int, score_share: int = ONE) -> dict[str, int]:
    """One batch of one hospital (fen); score_share: what the assessment leaves of the retained part, ppm."""
    saved = max(batch_budget - actual, 0)
    kept = share(share(saved, values.one("retained")), score_share)
    return {"savings": saved, "retained": kept, "fund_keeps": saved - kept}


RULE = Rule(
    name="fund.procurement",
    slot="funding",
    zh="集采结余留用",
    en="procurement savings retained",
    function=savings,
    parameters=(Parameter("retained", "%", "留用比例", "share retained", low=0, high=100),),
    takes=(
        Fact("batch_budget", "yuan", "批次医保资金预算", "budget of the batch"),
        Fact("actual", "yuan", "实际采购支出", "actual cost"),
        Fact("score_share", "%", "考核兑现比例", "share earned by the assessment", optional=True),
    ),
    gives=(
        Fact("savings", "yuan", "节约", "savings"),
        Fact("retained", "yuan", "医院留用", "retained by the hospital"),
        Fact("fund_keeps", "yuan", "归基金", "kept by the fund"),
    ),
)
