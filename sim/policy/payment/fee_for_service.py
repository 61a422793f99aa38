"""按项目付费: the fund pays each institution what the bills say; there is no budget, nothing to keep and nothing to
bear.
"""

from sim.policy.rule import Rule
from sim.policy.sharing.clearing import Clearing, Totals, no_budget


def fee_for_service(values: object, totals: Totals) -> Clearing:
    """Budget equals spending, so that every balance is zero."""
    return no_budget(totals)


RULE = Rule(
    name="payment.fee_for_service",
    slot="payment",
    zh="按项目付费",
    en="fee for service",
    function=fee_for_service,
)
