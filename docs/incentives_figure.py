"""Draws docs/incentives.svg from full runs of the model county: what each payment makes worth while, and what follows.

    python docs/incentives_figure.py [share of the residents]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.experiment.conduct import Plan, conduct
from sim.policy.read import read_policy

POLICIES = {
    "rizhao-2017": "own budgets 医院预算",
    "points-pool": "points of a region 区域点数",
    "package-100": "alliance, charged with leaving 医共体打包（含外流）",
    "package-100-no-leak": "alliance, not charged 医共体打包（不含外流）",
}
LEVERS = {
    "intensity": "intensity\n服务强度", "noncovered": "non-covered\n目录外", "admit": "admission\n收住院",
    "split": "split\n分解住院", "refer_out": "referral out\n转往县外",
}  # fmt: skip
HOSPITALS = ("county-general", "county-tcm", "county-mch")
COLOURS = ("#b2182b", "#ef8a62", "#2166ac", "#92c5de")


def runs(share: float) -> dict[str, pd.DataFrame]:
    """Incentives and responses by month, unit and lever, for every policy."""
    law = read_policy("baseline-ffs")
    plan = Plan(read("model-county"), law, law, 1, scale=share, behaviour=read_behaviour("central"))
    baseline = conduct(plan).behaviour
    assert baseline is not None
    found = {}
    for policy in POLICIES:
        watched = conduct(replace(plan, policy=read_policy(policy), reference=baseline.reference)).behaviour
        assert watched is not None
        found[policy] = watched.table()
    return found


def draw(found: dict[str, pd.DataFrame], to: Path) -> None:
    """Left: m - m_ref in the last month; right: odds ratios at the largest hospital."""
    plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Serif CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", "DejaVu Sans"]
    plt.rcParams |= {"axes.unicode_minus": False, "svg.hashsalt": "incentives"}
    figure, (left, *right) = plt.subplots(1, 3, figsize=(12, 4.4), width_ratios=[2.2, 1, 1], layout="constrained")
    at = np.arange(len(LEVERS))
    for n, (policy, table) in enumerate(found.items()):
        last = table[(table["month"] == table["month"].max()) & table["unit"].isin(HOSPITALS)]
        difference = (last["marginal"] - last["reference"]).groupby(last["lever"]).mean()
        left.bar(at + (n - 1.5) * 0.2, difference[list(LEVERS)], 0.2, label=POLICIES[policy], color=COLOURS[n])
        for axis, lever in zip(right, ("admit", "refer_out"), strict=True):
            one = table[(table["unit"] == HOSPITALS[0]) & (table["lever"] == lever)]
            axis.plot(np.arange(1, len(one) + 1), one["response"], color=COLOURS[n], lw=2)
    left.axhline(0, color="black", lw=0.8)
    left.set_xticks(at, list(LEVERS.values()))
    left.set_ylabel("yuan a yuan at stake, against fee for service\n每元边际净收入之差（较按项目付费）")
    left.legend(frameon=False, fontsize=8, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    for axis, lever in zip(right, ("admit", "refer_out"), strict=True):
        axis.axhline(1, color="black", lw=0.8)
        axis.set_title(LEVERS[lever].replace("\n", " "), fontsize=10)
        axis.set_xlabel("month 月")
        axis.set_xticks([1, 4, 7, 10, 12])
    right[0].set_ylabel("odds ratio 优势比")
    for axis in (left, *right):
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(to, metadata={"Date": None})


if __name__ == "__main__":
    draw(runs(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0), Path(__file__).with_name("incentives.svg"))
