"""The fund's spending against its income, month by month, and every budget against what was charged to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang, Words
from sim.report.figures import MONTHS
from sim.report.numbers import number
from sim.report.plots.canvas import (
    LINE,
    SOFT,
    WAN,
    alike,
    called,
    colour,
    headed,
    house_style,
    in_,
    marker,
    new_figure,
    titled,
)
from sim.report.plots.legend import below
from sim.report.sections.names import letter
from sim.report.sections.year import rows
from sim.report.words import say

AGAINST = Words("累计支出与A之差", "Spending to date less that of A")


def fund(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """Cumulative spending (incurred) of the baseline against the year's income in equal months; below, what every policy spends
    more or less, too little to be told apart above; and budgets by holder where there are any. Numbers: part (months, budgets),
    policy, id, month, amounts in yuan."""
    months = pd.concat([_months(run) for run in runs], ignore_index=True)
    budgets = pd.concat([_budgets(run) for run in runs], ignore_index=True)
    groups = alike(runs, months)
    parts = [3.6] + [2.2] * (len(groups) > 1)
    if len(budgets):
        parts.append(0.9 + 0.62 * len(budgets[["policy", "rule"]].drop_duplicates()))
    with house_style():
        figure, axes = new_figure(8.6, sum(parts) + 0.8 + 0.2 * len(runs), len(parts), height_ratios=parts)
        headed(figure, runs, lang)
        _draw_months(axes[0], months, runs, groups[0], lang)
        if len(groups) > 1:
            _draw_gaps(axes[1], months, runs, groups, lang)
        if len(budgets):
            _draw_budgets(axes[-1], budgets, runs, lang)
        entries = [ax.get_legend_handles_labels() for ax in axes[:2]]
        below(figure, *([one for part in of for one in part] for of in zip(*entries, strict=True)))
    return figure, pd.concat([months, budgets], ignore_index=True)


def _months(run: Run) -> pd.DataFrame:
    frame = rows(run, "fund")
    frame = frame[frame["basis"] == "incurred"]
    spent = frame[frame["side"] == "spending"].groupby("month")["amount_yuan"].sum().reindex(range(1, 13), fill_value=0.0)
    income = float(frame.loc[frame["side"] == "income", "amount_yuan"].sum())
    return pd.DataFrame(
        {
            "part": "months", "policy": run.name, "id": "", "month": np.arange(1, 13), "spent_yuan": spent.to_numpy(),
            "cumulative_yuan": spent.cumsum().to_numpy(), "income_to_date_yuan": income * np.arange(1, 13) / 12,
        }
    )  # fmt: skip


def _budgets(run: Run) -> pd.DataFrame:
    frame = run["clearing"]
    frame = rows(run, "clearing") if len(frame) else frame
    if not len(frame):
        return pd.DataFrame()
    made = frame[["rule", "rule_zh", "id", "name_zh", "name_en", "budget_yuan", "spent_yuan"]]
    return made.assign(part="budgets", policy=run.name, used=frame["spent_yuan"] / frame["budget_yuan"])


def _draw_months(ax: Axes, months: pd.DataFrame, runs: Sequence[Run], group: Sequence[int], lang: Lang) -> None:
    first = months[months["policy"] == runs[0].name]
    due = in_(say("income_to_date"), lang)
    ax.plot(first["month"], first["income_to_date_yuan"] / WAN, color=SOFT, linestyle=(0, (1, 2)), label=due)
    name = called(runs, group, lang) if len(runs) > 1 else in_(say("spent_to_date"), lang)
    ax.plot(first["month"], first["cumulative_yuan"] / WAN, label=name, color=colour(0), linewidth=2.2)
    ax.set_ylim(0)
    _months_below(ax, lang)
    ax.set_title(titled(say("fund_against_income"), say("unit_wan"), lang))


def _draw_gaps(ax: Axes, months: pd.DataFrame, runs: Sequence[Run], groups: Sequence[Sequence[int]], lang: Lang) -> None:
    base = months.loc[months["policy"] == runs[0].name, "cumulative_yuan"].to_numpy()
    ax.axhline(0, color=SOFT, linewidth=0.9)
    for group in groups[1:]:
        mine = months[months["policy"] == runs[group[0]].name]
        gap = (mine["cumulative_yuan"].to_numpy() - base) / WAN
        ax.plot(mine["month"], gap, color=colour(group[0]), marker=marker(group[0]), markersize=5, label=called(runs, group, lang))
    _months_below(ax, lang)
    ax.set_title(titled(AGAINST, say("unit_wan"), lang))


def _months_below(ax: Axes, lang: Lang) -> None:
    ax.set_xticks(range(1, 13), [f"{m}月" if lang == "zh" else MONTHS[m - 1] for m in range(1, 13)])
    ax.yaxis.set_major_formatter(lambda y, _: number(y, 0 if max(map(abs, ax.get_ylim())) >= 5 else 2))
    ax.grid(axis="y")


def _draw_budgets(ax: Axes, budgets: pd.DataFrame, runs: Sequence[Run], lang: Lang) -> None:
    """A mark a budget: how much of it was used, full within it and hollow beyond; rows are policies and payment rules."""
    names = []
    groups = list(budgets.groupby(["policy", "rule"], sort=False))
    order = {run.name: n for n, run in enumerate(runs)}
    for y, ((policy, rule), found) in enumerate(groups):
        n = order[str(policy)]
        used = np.sort(found["used"].to_numpy())
        at = y + 0.06 * (np.arange(len(used)) % 5 - 2) if len(used) > 1 else np.full(1, float(y))
        for over in (False, True):
            chosen = (used > 1) == over
            face = "white" if over else colour(n)
            ax.scatter(used[chosen], at[chosen], s=26, marker=marker(n), facecolor=face, edgecolor=colour(n), linewidth=1.1)
        rule_name = found["rule_zh"].iloc[0] if lang == "zh" else _english(str(rule))
        names.append(letter(n) if len(runs) > 1 else "")
        ax.text(0.008, y - 0.42, rule_name, transform=ax.get_yaxis_transform(), fontsize=9, va="center", color=SOFT,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    ax.axvline(1, color=SOFT, linewidth=1)
    ax.set_yticks(range(len(groups)), names)
    ax.set_ylim(len(groups) - 0.6, -0.6)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.set_xlabel(in_(say("budget_used"), lang))
    ax.grid(axis="x", color=LINE)
    ax.set_title(in_(say("budgets_used"), lang))


def _english(rule: str) -> str:
    from sim.policy.registry import builtin_rules

    known = builtin_rules().get(rule)
    return known.en if known else rule
