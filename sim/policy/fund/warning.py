"""基金风险预警: how many months the balance lasts, and which warning line that crosses."""

from __future__ import annotations

import numpy as np

from sim.policy.rule import Fact, Parameter, Rule, Values


def months_payable(balance_fen: int, spending_of_year_fen: int) -> int:
    """可支付月数 in thousandths of a month: balance / (spending / 12), rounded down; 0 for a negative balance."""
    return max(balance_fen, 0) * 12_000 // max(spending_of_year_fen, 1)


def warn(values: Values, balance: int, spending: int, income: int) -> dict[str, int]:
    """Level 0 is quiet; each line that the months fall below adds one. A deficit in the year adds one to the first."""
    months = months_payable(balance, spending)
    level = int(np.sum(months < values["lines"] * 1000))
    in_deficit = spending > income
    return {"months": months // 1000, "level": max(level, int(in_deficit)), "deficit": max(spending - income, 0)}


RULE = Rule(
    name="fund.warning",
    slot="funding",
    zh="基金运行风险预警",
    en="warning lines of the fund",
    function=warn,
    parameters=(
        Parameter("lines", "months", "预警线（可支付月数，由高到低）", "lines in months payable, falling", listed=True, low=0),
    ),
    takes=(
        Fact("balance", "yuan", "累计结余", "cumulated balance"),
        Fact("spending", "yuan", "全年支出", "spending of the year"),
        Fact("income", "yuan", "全年收入", "income of the year"),
    ),
    gives=(
        Fact("months", "months", "可支付月数（整月）", "whole months payable"),
        Fact("level", "count", "预警级别", "warning level"),
        Fact("deficit", "yuan", "当期赤字", "deficit of the year"),
    ),
)
