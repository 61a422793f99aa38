"""职工医保医院总额: what the employees' scheme expects to pay each hospital of the county in a year, and who keeps or
bears the difference. It is the employees' own fund; residents' money never pays for it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share
from sim.policy.payment.hospital_budget import schedule
from sim.policy.payment.package import SHARING
from sim.policy.rule import Parameter, Rule, Values
from sim.policy.sharing.clearing import Clearing, Totals, settle

I8 = npt.NDArray[np.int64]


def fund_part(values: Values, visits_fen: I8, stays_fen: I8) -> I8:
    """What the employees' fund pays of charges (H,) for visits and stays, fen."""
    return np.asarray(share(visits_fen, values.one("visit_ratio")) + share(stays_fen, values.one("stay_ratio")), np.int64)


def grown(values: Values, base_fen: I8, years: int) -> I8:
    """Budgets (H,) so many years after the year of the base, half-up to the fen each."""
    rate = 1 + values.one("growth") / 1_000_000
    return np.rint(np.asarray(base_fen, np.float64) * rate**years).astype(np.int64)


def clear(values: Values, totals: Totals) -> Clearing:
    """Clear H hospitals: `budget` and `spent` of the employees' fund."""
    if totals.budget is None:
        raise ValueError("the employees' budget of a hospital comes from its stream of patients: give it as the budget")
    return settle(totals.budget, totals, schedule(values))


RULE = Rule(
    name="payment.employees_budget",
    slot="payment",
    zh="职工医保医院总额",
    en="hospitals' budgets of the employees' scheme",
    function=clear,
    parameters=(
        Parameter("visit_ratio", "%", "职工门诊基金支付占费用比例", "employees' fund's share of the charge of a visit", low=0,
                  high=100),
        Parameter("stay_ratio", "%", "职工住院基金支付占费用比例", "its share of the charge of a stay", low=0, high=100),
        Parameter("growth", "%", "年增长率", "growth a year", low=-100, high=100),
        *SHARING,
    ),
)  # fmt: skip
