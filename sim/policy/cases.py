"""The calculators: one bill, one clearing, one reckoned rule. Plain dicts in and out, yuan with two decimals."""

from sim.policy.bill_case import bill_case
from sim.policy.clear_case import clear_case
from sim.policy.reckon_case import reckon_case

__all__ = ["bill_case", "clear_case", "reckon_case"]
