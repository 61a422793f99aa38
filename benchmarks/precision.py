"""docs/precision.md: what pairing is worth, whether intervals hold what they promise, and what stopping early costs.

yigongti compare catastrophic --seeds 32 --workers 2 --out reports/precision/catastrophic
yigongti compare first-look --seeds 10 --workers 2 --out reports/precision/first-look
yigongti compare catastrophic --seeds 120 --scale 0.05 --workers 2 --out reports/precision/bank
yigongti compare catastrophic --seeds 120 --scale 0.02 --workers 2 --out reports/precision/bank-small
yigongti compare benchmarks/package.toml --seeds 120 --scale 0.05 --workers 2 --out reports/precision/bank-package
python benchmarks/precision.py --banks reports/precision/bank reports/precision/bank-package reports/precision/bank-small
--comparisons reports/precision/catastrophic reports/precision/first-look reports/precision/bank-package > docs/precision.md

Banks are played with n pairs drawn again and again (the first one for stopping, too), comparisons give a factor for every
outcome. All are read from the stored runs, so that old runs show what the program of today makes of them.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Hashable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import skew

from sim.analysis.coverage import drawn, held
from sim.analysis.interval import half_width, interval
from sim.analysis.outcomes import INSTITUTION
from sim.analysis.paired import paired
from sim.analysis.resample import studentised
from sim.experiment.bank import Bank
from sim.experiment.precision import MINIMUM, MOST, Target, next_look, reached

Floats = npt.NDArray[np.float64]
STOPPED = (("fund.balance", 0.05), ("own_paid.all", 0.03), ("admissions.city", 0.10), ("visits.city", 0.20))
ENOUGH = 10
LEAST, MOST_HELD = 0.93, 0.97


ABOUT = """
A replication runs every policy of a study on the same people with the same luck. The **factor** says how many times
more replications two unpaired samples would need for an interval of the same width: (variance under the policy +
variance under the baseline) / variance of the paired difference. It is infinite where chance never touches the
difference, and 1 where one of the two outcomes never varies, for then there is nothing to pair. Where a policy turns an
amount that varies into one that does not (a budget), the difference varies as the amount did, and pairing helps little.
A factor is itself uncertain: with 10 pairs by up to four times either way, with 30 by up to 2.1 (97.5 % points of F
with 9 and 9, 29 and 29 degrees of freedom).

Pairing has a limit of its own: who is treated elsewhere because of the policy is himself a matter of chance. If counts
A and B vary as their size (Poisson) and those who change vary as their number, at least |B - A|, no pairing can bring a
factor above (A + B) / |B - A|. A policy that moves a fifth of an outcome cannot reach 10 there, however well paired."""
DRAWN = """
The mean difference of a bank of many small pairs is the truth, each draw is a comparison of n of its pairs. The interval
that tables and pictures show (`sim/analysis/interval.py`) reaches at each end as far as Student's or Hall's (1992), whichever
is further; Student's alone stands beside it. Its companion is the studentised bootstrap (`sim/analysis/resample.py`), equal
tails or symmetric, whichever is further. 4,000 draws (two standard errors: 0.7 points).

Where a difference is skewed a few patients decide it: somebody on dialysis chooses one hospital for his hundred and more
sessions a year, and a policy that changes his choice moves them all. At scale 0.02 (10,000 residents) catastrophic insurance
does that in about one pair of ten. Of comparisons of 10, 20, 30 such pairs then 0.9^10 = 35 %, 0.9^20 = 12 %, 0.9^30 = 4 %
have no such patient among them, and no interval made of them can know of him: below some size of county and number of pairs
95 % cannot be had. Larger counties and more pairs have him; where the county is whole, differences are nearly even.
"""
LOOKED = """
`--precision` looks at {0} replications first and then where the target should be met, at most at twice as many, at most
at {1}. Played 1,000 times on {2} (two standard errors: 1.4 points):
"""
PRICE = """
What is missing to 95 % is the price of looking; a fixed `--seeds` does not pay it. A relative target allows `size x |estimate|`:
a series that over-estimates the difference is allowed a wider interval and stops first, so that estimates at stopping are, on
average, away from the truth by the bias of the table (mean of estimates at stopping / truth - 1; two standard errors in
brackets). Targets in the outcome's own unit allow the same whatever the estimate."""


def page(banks: list[Path], comparisons: list[Path]) -> Iterator[str]:
    yield "# 精度：成对比较值多少次运行 / Precision: what pairing is worth"
    yield "\nMade by `benchmarks/precision.py`, whose first lines say from which runs; do not edit."
    yield ABOUT
    for folder in comparisons:
        yield from gain(Stored(folder))
    yield "## Do 95 % intervals hold the truth 95 times in 100?"
    yield DRAWN
    found = [Stored(folder) for folder in banks]
    for bank in found:
        yield from coverage(bank)
    yield from stopping(found[0])


class Stored:
    """The paired runs of a folder."""

    def __init__(self, folder: Path) -> None:
        bank = Bank(folder / "replications")
        self.plan: dict[str, Any] = json.loads((bank.folder / "plan.json").read_text("utf-8"))
        values, words = bank.read(bank.read_plan())
        self.words = words[words["group"] != INSTITUTION]
        self.values = {
            str(name): rows.set_index("replication")[self.words.index] for name, rows in values.groupby("policy", sort=False)
        }
        self.table = paired(self.values, self.words, self.plan["baseline"], resamples=0)

    def gaps(self, policy: str) -> pd.DataFrame:
        """Paired differences of the outcomes that are known and vary, one row a whole pair."""
        found = (self.values[policy] - self.values[self.plan["baseline"]]).dropna(how="all")
        found = found.loc[:, found.notna().all()]
        return found.loc[:, found.nunique() > 1]

    def policies(self) -> list[str]:
        return [name for name in self.values if name != self.plan["baseline"]]

    def said(self) -> str:
        plan = self.plan
        return f"{plan['study']}: {plan['county']}, scale {plan['scale']:g}, behaviour {plan['behaviour']}"


def gain(stored: Stored) -> Iterator[str]:
    yield f"\n## {stored.said()}\n"
    for policy in stored.policies():
        rows = stored.table[stored.table["policy"] == policy]
        yield f"### {policy} against {stored.plan['baseline']}, {int(rows['n'].max())} pairs\n"
        yield f"{_few(rows)}\n"
        yield "| outcome | 指标 | difference | ± half of the 95 % interval | unit | factor |\n|---|---|--:|--:|---|--:|"
        for row in rows.to_dict("records"):
            half = (row["t_high"] - row["t_low"]) / 2
            yield (
                f"| `{row['outcome']}` | {row['zh']} | {_digits(row['difference'])} | {_digits(half)} | {row['unit']} | "
                f"{_factor(row['unpaired_factor'])} |"
            )
        yield ""


def _few(rows: pd.DataFrame) -> str:
    few = [_below(row) for row in rows[rows["unpaired_factor"] < ENOUGH].to_dict("records")]
    return f"Below {ENOUGH}: {', '.join(few) or 'none'}."


def _below(row: dict[Hashable, Any]) -> str:
    """An outcome with a small factor, and for a count the most that its factor could be."""
    name = f"`{row['outcome']}`"
    if row["unit"] not in ("discharges", "contacts") or not row["difference"]:
        return name
    most = (2 * row["mean"] - row["difference"]) / abs(row["difference"])
    return f"{name} ({_factor(row['unpaired_factor'])}; not above {_factor(most)} with so many who change)"


def coverage(stored: Stored) -> Iterator[str]:
    for policy in stored.policies():
        gaps = stored.gaps(policy)
        rows = stored.table[stored.table["policy"] == policy].set_index("outcome")
        yield f"\n### {stored.said()}: {policy} against {stored.plan['baseline']}, {len(gaps)} pairs\n"
        every = [pd.Series(held(gaps.to_numpy(float), n, interval), gaps.columns) for n in (10, 20, 30)]
        gaps = gaps.loc[:, ~gaps.columns.str.startswith("indicator.")]  # of indicators the sentence below the table tells
        values = gaps.to_numpy(float)
        boot = held(values, 30, partial(studentised, resamples=1999))
        yield "| outcome | skewness | factor | Student alone, n = 30 | n = 10 | n = 20 | n = 30 | bootstrap, n = 30 |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
        for k, (name, alone) in enumerate(zip(gaps, held(values, 30, students), strict=True)):
            cells = " | ".join(f"{100 * share:.1f} %" for share in (alone, *(found[name] for found in every), boot[k]))
            yield f"| `{name}` | {skew(values[:, k]):.2f} | {_factor(rows.at[name, 'unpaired_factor'])} | {cells} |"
        of_20, of_30 = (100 * found[gaps.columns] for found in every[1:])
        yield (
            f"\nAt n = 30 the interval shown holds the truth in {of_30.min():.1f} to {of_30.max():.1f} of 100, at n = 20 in "
            f"{of_20.min():.1f} to {of_20.max():.1f}; bootstrap at n = 30 in {100 * boot.min():.1f} to {100 * boot.max():.1f}. "
            f"Of all {len(every[2])} outcomes that vary, outside 93 to 97 at n = 30: "
            f"{_outside(every[2])}. Factors below {ENOUGH}: {_few(rows.reset_index()).partition(': ')[2]}"
        )


def _outside(shares: pd.Series) -> str:
    """Outcomes whose interval holds the truth too seldom or too often."""
    found = shares[(shares < LEAST) | (shares > MOST_HELD)]
    return ", ".join(f"`{name}` ({100 * share:.1f})" for name, share in found.items()) or "none"


def students(values: Floats) -> tuple[Floats, Floats]:
    """Student's interval of the mean of every column."""
    half = half_width(values.std(axis=0, ddof=1), len(values))
    return values.mean(axis=0) - half, values.mean(axis=0) + half


def stopping(stored: Stored) -> Iterator[str]:
    policy = stored.policies()[0]
    gaps = stored.gaps(policy)
    yield "\n## What stopping early costs"
    yield LOOKED.format(MINIMUM, MOST, f"{stored.said()}: {policy}")
    yield "| target | replications, mean (5 % to 95 %) | the interval then holds the truth | bias of the estimate |"
    yield "|---|--:|--:|--:|"
    for name, share in STOPPED:
        values = gaps[name].to_numpy(float)
        made, right, found = _play(values, Target(name, share, True))
        low, high = np.quantile(made, [0.05, 0.95])
        bias, error = bias_of(found, float(values.mean()))
        yield (
            f"| `{name}:{100 * share:g}%` | {np.mean(made):.0f} ({low:.0f} to {high:.0f}) | {100 * np.mean(right):.1f} % | "
            f"{100 * bias:+.1f} % (±{100 * error:.1f}) |".replace("-", "\u2212")
        )
    yield PRICE


def bias_of(found: list[float], truth: float) -> tuple[float, float]:
    """How far estimates `found` at stopping are from the truth on average, as a share of it, and two standard errors."""
    share = np.array(found) / truth - 1
    return float(share.mean()), float(2 * share.std(ddof=1) / math.sqrt(len(share)))


def _play(gaps: Floats, target: Target) -> tuple[list[int], list[bool], list[float]]:
    truth, made, right, found = gaps.mean(), [], [], []
    for chosen in drawn(len(gaps), MOST, 1000):
        n = 0
        further = MINIMUM
        while further != n:
            n = further
            some = gaps[chosen[:n]]
            low, high = (float(end[0]) for end in interval(some[:, None]))
            row = {
                "outcome": target.outcome,
                "policy": "b",
                "difference": some.mean(),
                "t_low": low,
                "t_high": high,
                "n": n,
                "unit": "",
            }
            further = next_look(n, reached(pd.DataFrame([row]), [target], "a"), MOST)
        made.append(n)
        right.append(bool(low <= truth <= high))
        found.append(float(some.mean()))
    return made, right, found


def _digits(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    places = max(3 - math.ceil(math.log10(abs(value))), 0)
    return f"{value:,.{places}f}".replace("-", "\u2212")


def _factor(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "∞" if math.isinf(value) else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banks", type=Path, nargs="+", required=True)
    parser.add_argument("--comparisons", type=Path, nargs="*", default=[])
    asked = parser.parse_args()
    print("\n".join(page(asked.banks, asked.comparisons)))
