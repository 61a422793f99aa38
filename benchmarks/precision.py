"""docs/precision.md: what pairing is worth, whether intervals hold what they promise, and what stopping early costs.

yigongti compare catastrophic --seeds 32 --workers 2 --out reports/precision/catastrophic
yigongti compare first-look --seeds 10 --workers 2 --out reports/precision/first-look
yigongti compare catastrophic --seeds 120 --scale 0.02 --workers 2 --out reports/precision/bank
python benchmarks/precision.py reports/precision/bank reports/precision/catastrophic reports/precision/first-look >
docs/precision.md
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import skew

from sim.analysis.coverage import bootstrapped, drawn, students
from sim.analysis.outcomes import known
from sim.analysis.paired import half_width
from sim.experiment.bank import Bank
from sim.experiment.precision import MINIMUM, MOST, Target, next_look, reached

COVERED = (
    "fund.balance",
    "fund.balance_cash",
    "visits.village",
    "visits.township",
    "visits.county",
    "visits.city",
    "admissions.township",
    "admissions.county",
    "admissions.city",
    "admissions.province",
    "charge.all",
    "paid.catastrophic",
    "paid.assistance",
    "own_paid.all",
    "own_paid.low_income",
    "bonus.county",
    "indicator.in_county_stays",
    "indicator.length_of_stay",
)
STOPPED = (("fund.balance", 0.10), ("own_paid.all", 0.05), ("admissions.city", 0.15))
ENOUGH = 10


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
Drawn from a bank of {bank}: its mean difference is the truth, each draw is a
comparison of n pairs. 4,000 draws for Student's interval (two standard errors: 0.7 points), 1,000 for the studentised
bootstrap (1.4 points).
"""
HELD = """
At n = 30: Student {0:.1f} to {1:.1f} %, bootstrap {2:.1f} to {3:.1f} %. Skewed differences (a few dear patients among
{4} times fewer residents) are held less often than even ones."""
LOOKED = """
`--precision` looks at {0} replications first and then where the target should be met, at most at twice as many, at most
at {1}. Played 1,000 times on the same bank (two standard errors: 1.4 points):
"""
PRICE = """
What is missing to 95 % is the price of looking; a fixed `--seeds` does not pay it. A relative target allows `size x |estimate|`:
a series that over-estimates the difference is allowed a wider interval and stops first, so that estimates at stopping are, on
average, away from the truth by the bias of the table (mean of estimates at stopping / truth - 1; two standard errors in
brackets). Targets in the outcome's own unit allow the same whatever the estimate."""


def page(bank: Path, comparisons: list[Path]) -> Iterator[str]:
    yield "# 精度：成对比较值多少次运行 / Precision: what pairing is worth"
    yield "\nMade by `benchmarks/precision.py`, whose first lines say from which runs; do not edit."
    yield ABOUT
    for folder in comparisons:
        yield from gain(folder)
    yield from coverage(bank)
    yield from stopping(bank)


def gain(folder: Path) -> Iterator[str]:
    plan = json.loads((folder / "replications/plan.json").read_text("utf-8"))
    table = pd.read_csv(folder / "intervals.csv", encoding="utf-8-sig", keep_default_na=False, na_values=["", "nan"])
    yield f"\n## {plan['study']}: {plan['county']}, scale {plan['scale']:g}, behaviour {plan['behaviour']}\n"
    for policy in table["policy"].unique():
        if policy == plan["baseline"]:
            continue
        rows = table[table["policy"] == policy]
        few = [_below(row) for row in rows[rows["unpaired_factor"] < ENOUGH].to_dict("records")]
        yield f"### {policy} against {plan['baseline']}, {int(rows['n'].max())} pairs\n"
        yield f"Below {ENOUGH}: {', '.join(few) or 'none'}.\n"
        yield "| outcome | 指标 | difference | ± half of the 95 % interval | unit | factor |\n|---|---|--:|--:|---|--:|"
        for row in rows.to_dict("records"):
            half = float(half_width(row["sd_difference"], row["n"]))
            yield (
                f"| `{row['outcome']}` | {row['zh']} | {_digits(row['difference'])} | {_digits(half)} | {row['unit']} | "
                f"{_factor(row['unpaired_factor'])} |"
            )
        yield ""


def _below(row: dict[Hashable, Any]) -> str:
    """An outcome with a small factor, and for a count the most that its factor could be."""
    name = f"`{row['outcome']}`"
    if row["unit"] not in ("discharges", "contacts") or not row["difference"]:
        return name
    most = (2 * row["mean"] - row["difference"]) / abs(row["difference"])
    return f"{name} ({_factor(row['unpaired_factor'])}; not above {_factor(most)} with so many who change)"


def coverage(folder: Path) -> Iterator[str]:
    gaps, said, plan = _bank(folder)
    values = gaps.to_numpy(float)
    shares = [students(values, n) for n in (10, 20, 30)]
    boot = bootstrapped(values, 30, draws=1000, resamples=1999)
    yield "\n## Do 95 % intervals hold the truth 95 times in 100?"
    yield DRAWN.format(bank=said)
    yield "| outcome | skewness of the differences | Student, n = 10 | n = 20 | n = 30 | bootstrap, n = 30 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for k, name in enumerate(gaps):
        cells = " | ".join(f"{100 * share[k]:.1f} %" for share in (*shares, boot))
        yield f"| `{name}` | {skew(values[:, k]):.2f} | {cells} |"
    ends = [100 * end for found in (shares[2], boot) for end in (found.min(), found.max())]
    yield HELD.format(*ends, round(1 / plan["scale"]))


def stopping(folder: Path) -> Iterator[str]:
    gaps, _, _ = _bank(folder)
    yield "\n## What stopping early costs"
    yield LOOKED.format(MINIMUM, MOST)
    yield "| target | replications, mean (5 % to 95 %) | the interval then holds the truth | bias of the estimate |"
    yield "|---|--:|--:|--:|"
    for name, share in STOPPED:
        values = gaps[name].to_numpy(float)
        made, held, found = _play(values, Target(name, share, True))
        low, high = np.quantile(made, [0.05, 0.95])
        bias, error = bias_of(found, float(values.mean()))
        yield (
            f"| `{name}:{100 * share:g}%` | {np.mean(made):.0f} ({low:.0f} to {high:.0f}) | {100 * np.mean(held):.1f} % | "
            f"{100 * bias:+.1f} % (±{100 * error:.1f}) |".replace("-", "\u2212")
        )
    yield PRICE


def bias_of(found: list[float], truth: float) -> tuple[float, float]:
    """How far estimates `found` at stopping are from the truth on average, as a share of it, and two standard errors."""
    share = np.array(found) / truth - 1
    return float(share.mean()), float(2 * share.std(ddof=1) / math.sqrt(len(share)))


def _play(gaps: np.ndarray, target: Target) -> tuple[list[int], list[bool], list[float]]:
    truth, made, held, found = gaps.mean(), [], [], []
    for chosen in drawn(len(gaps), MOST, 1000):
        n = 0
        further = MINIMUM
        while further != n:
            n = further
            some = gaps[chosen[:n]]
            spread = float(some.std(ddof=1))
            row = {
                "outcome": target.outcome,
                "policy": "b",
                "difference": some.mean(),
                "sd_difference": spread,
                "n": n,
                "unit": "",
            }
            further = next_look(n, reached(pd.DataFrame([row]), [target], "a"), MOST)
        made.append(n)
        held.append(bool(abs(some.mean() - truth) <= half_width(spread, n)))
        found.append(float(some.mean()))
    return made, held, found


def _bank(folder: Path) -> tuple[pd.DataFrame, str, dict[str, Any]]:
    """Paired differences of `COVERED`, and what they are in words."""
    bank = Bank(folder / "replications")
    plan = json.loads((bank.folder / "plan.json").read_text("utf-8"))
    values, words = bank.read(bank.read_plan(), [name for name in known() if name in COVERED])
    by = {name: rows.set_index("replication")[words.index] for name, rows in values.groupby("policy", sort=False)}
    base, other = list(by)[:2]
    gaps = (by[other] - by[base]).dropna()  # whole pairs
    return gaps, f"{len(gaps)} pairs of the study {plan['study']} at scale {plan['scale']:g}", plan


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
    parser.add_argument("bank", type=Path)
    parser.add_argument("comparisons", type=Path, nargs="*")
    asked = parser.parse_args()
    print("\n".join(page(asked.bank, asked.comparisons)))
