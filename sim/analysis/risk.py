"""Chances that a mean does not show: how often the fund ends the year in deficit, and how bad the worst year in twenty
is.

Both count replications and assume nothing about the shape of their distribution, so they need many; the number of runs
they rest on always stands beside them. The chance is that of who falls ill in a given county under given assumptions and,
where years are drawn (`sim.journey.years`), that of good and bad years; `CHANCES` says which.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr, betaincinv

from sim.foundation.errors import Words

COLUMNS = ("policy", "measure", "outcome", "beyond", "value", "low", "high", "n", "unit", "zh", "en")
FUND = Words("基金", "the fund")
YEARS = 20
"""The bad year that is reported happens once in so many."""
CHANCES = {
    False: Words(
        "按平均年景计算：只含谁患病、在哪里就医的偶然，不含好坏年景和假设的不确定，真实年份的起伏大得多；"
        "比较时加 --drawn-years 即把好坏年景计入。",
        "Years are average ones: only the chance of who falls ill is in it, not good and bad years nor assumptions, and real years "
        "differ far more; compare with --drawn-years puts good and bad years in.",
    ),
    True: Words(
        "含好坏年景（各种子各年的患病、呼吸道疾病和次均费用，离散度见关键假设，各年互不相关）和谁患病、在哪里就医的偶然；"
        "不含假设的不确定。",
        "Good and bad years are in it (how much illness, respiratory illness and what charges each year of a seed brings; how far "
        "they lie apart is an assumption; years are independent), and the chance of who falls ill; the uncertainty of assumptions "
        "is not.",
    ),
}
"""Which chances are in the runs, by whether their years are drawn."""


def deficit(values: npt.ArrayLike, beyond: float = 0.0, confidence: float = 0.95) -> tuple[float, float, float]:
    """(share of runs with a balance below -`beyond`, low, high); the interval is that of Clopper and Pearson
    (Biometrika 1934).

    `values` are balances, one a run, in the unit of `beyond`, which is a positive size of a deficit.
    """
    x = np.asarray(values, float)
    n, k, tail = len(x), int(np.sum(x < -beyond)), (1 - confidence) / 2
    if not n:
        return math.nan, math.nan, math.nan
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return k / n, low, high


def bad_year(values: npt.ArrayLike, years: int = YEARS, confidence: float = 0.95) -> tuple[float, float, float]:
    """(the value that one year in `years` falls below, low, high), from ordered runs; an end that the runs cannot bear
    is minus infinity.

    The interval takes two of the ordered runs: the number of runs below the true quantile is binomial. With a share of
    1/20, the lower end exists from 72 runs on (0.95 to the power 72 is under 2.5 %). Without as many runs as `years`
    nothing is said (not a number).
    """
    x = np.sort(np.asarray(values, float))
    n, share, tail = len(x), 1 / years, (1 - confidence) / 2
    if n < years:
        return math.nan, math.nan, math.nan
    below = bdtr(np.arange(n), n, share)  # chance that at most j of n runs are below the quantile
    j = int(np.searchsorted(below, tail, side="right"))  # lower end x[j - 1]: at most j - 1 below has chance <= tail
    k = int(np.searchsorted(below, 1 - tail))  # upper end x[k]: at most k below has chance >= 1 - tail
    low = float(x[j - 1]) if j else -math.inf
    return float(np.quantile(x, share)), low, float(x[k])


def risks(
    values: Mapping[str, pd.DataFrame],
    beyond: Sequence[float] = (0.0,),
    outcome: str = "fund.balance_cleared",
    whose: Mapping[str, Words] = MappingProxyType({}),
) -> pd.DataFrame:
    """Chances of deficits beyond every size in `beyond` and the one-in-twenty year of `outcome`, for every policy.

    `values` are as in `sim.analysis.paired.paired`. Columns: `COLUMNS`; measure is "deficit" (value a share of runs)
    or "bad_year" (yuan). `whose` balance it is, by policy: the fund's where nothing is said, or above the county that of its
    allotted total.
    """
    rows = []
    for policy, of in values.items():
        who = whose.get(policy, FUND)
        balances = of[outcome].to_numpy(float)
        balances = balances[np.isfinite(balances)]
        for size in beyond:
            zh = f"{who.zh}清算后缺口超过{size:,.0f}元的机会" if size else f"{who.zh}清算后出现缺口的机会"
            en = f"chance of a deficit of {who.en} after clearing{f' beyond {size:,.0f} yuan' if size else ''}"
            rows.append((policy, "deficit", outcome, size, *deficit(balances, size), len(balances), "share", zh, en))
        zh, en = f"{YEARS}年一遇的{who.zh}清算后结余", f"balance of {who.en} after clearing in the worst year out of {YEARS}"
        rows.append((policy, "bad_year", outcome, math.nan, *bad_year(balances), len(balances), "yuan", zh, en))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told(table: pd.DataFrame, drawn_years: bool) -> list[Words]:
    """The table of `risks` in sentences, then which chances are in it. Without runs enough for a bad year that is said."""
    lines = []
    for row in table[np.isfinite(table["value"])].to_dict("records") if len(table) else []:
        share, n = row["measure"] == "deficit", row["n"]
        value, low, high = (f"{row[c]:.1%}" if share else f"{row[c]:,.0f}" for c in ("value", "low", "high"))
        unit = Words("", "") if share else Words("元", " yuan")
        open_ = not math.isfinite(row["low"])  # too few runs for a lower end
        zh, en = ("次数太少，下端不明", "too few runs for a lower end") if open_ else (f"自{low}", f"from {low}")
        zh = f"{row['policy']} · {row['zh']}：{value}{unit.zh}（95%区间{zh}，至{high}；{n}次）。"
        lines.append(Words(zh, f"{row['policy']} · {row['en']}: {value}{unit.en} (95 % interval {en}, up to {high}; {n} runs)."))
    if lines and (table["n"] < YEARS).all():
        en = f"With fewer than {YEARS} runs no worst year out of {YEARS} is given."
        lines.append(Words(f"重复不足{YEARS}次，不报{YEARS}年一遇的年份。", en))
    return [*lines, CHANCES[drawn_years]] if lines else lines
