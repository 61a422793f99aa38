"""The fund's spending against its income, month by month, and every budget against what was charged to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.store import Run
from sim.foundation.errors import Lang
from sim.report.figures import MONTHS
from sim.report.numbers import number
from sim.report.plots.canvas import DOWN, LINE, SOFT, WAN, alike, colour, house_style, in_, new_figure, titled
from sim.report.sections.names import letter, title
from sim.report.sections.year import rows
from sim.report.words import say


def fund(runs: Sequence[Run], lang: Lang) -> tuple[Figure, pd.DataFrame]:
    """Cumulative spending (incurred) of every policy against the year's income in equal months; below, budgets by holder where
    there are any. Numbers: part (months, budgets), policy, id, month, amounts in yuan."""
    months = pd.concat([_months(run) for run in runs], ignore_index=True)
    budgets = pd.concat([_budgets(run) for run in runs], ignore_index=True)
    with house_style():
        figure, axes = new_figure(8.6, 7.6 if len(budgets) else 4.2, 2 if len(budgets) else 1)
        _draw_months(axes[0], months, runs, lang)
        if len(budgets):
            _draw_budgets(axes[1], budgets, runs, lang)
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


def _draw_months(ax: Axes, months: pd.DataFrame, runs: Sequence[Run], lang: Lang) -> None:
    first = months[months["policy"] == runs[0].name]
    ax.plot(
        first["month"],
        first["income_to_date_yuan"] / WAN,
        color=SOFT,
        linestyle=(0, (1, 2)),
        label=in_(say("income_to_date"), lang),
    )
    lines = alike(runs, months)
    for k, (n, letters) in enumerate(lines):
        mine = months[months["policy"] == runs[n].name]
        alone = f"{letters}  {in_(title(runs[n]), lang)}" if letters == letter(n) else letters
        name = alone if len(runs) > 1 else in_(say("spent_to_date"), lang)
        wide = 4.2 - 3.0 * k / max(len(lines) - 1, 1) if len(lines) > 1 else 2.2  # later lines thinner: none hides another
        style: Any = {"color": colour(n), "linewidth": wide}
        ax.plot(mine["month"], mine["cumulative_yuan"] / WAN, label=name, **style)
    ax.set_ylim(0)
    ax.set_xticks(range(1, 13), [f"{m}月" if lang == "zh" else MONTHS[m - 1] for m in range(1, 13)])
    ax.yaxis.set_major_formatter(lambda y, _: number(y))
    ax.grid(axis="y")
    ax.set_title(titled(say("fund_against_income"), say("unit_wan"), lang))
    ax.legend(loc="upper left", fontsize=9)


def _draw_budgets(ax: Axes, budgets: pd.DataFrame, runs: Sequence[Run], lang: Lang) -> None:
    """A dot a budget: how much of it was used; rows are policies and payment rules."""
    names = []
    groups = list(budgets.groupby(["policy", "rule"], sort=False))
    order = {run.name: n for n, run in enumerate(runs)}
    for y, ((policy, rule), found) in enumerate(groups):
        n = order[str(policy)]
        jitter = np.linspace(-0.28, 0.28, len(found)) if len(found) > 1 else np.zeros(1)
        used = np.sort(found["used"].to_numpy())
        colours = [DOWN if share > 1 else colour(0) for share in used]
        ax.scatter(used, y + jitter, s=22, color=colours, alpha=0.85, linewidth=0)
        rule_name = found["rule_zh"].iloc[0] if lang == "zh" else _english(str(rule))
        names.append(f"{letter(n)}  {rule_name}" if len(runs) > 1 else rule_name)
    ax.axvline(1, color=SOFT, linewidth=1)
    ax.set_yticks(range(len(groups)), names)
    ax.set_ylim(len(groups) - 0.4, -0.6)
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.set_xlabel(in_(say("budget_used"), lang))
    ax.grid(axis="x", color=LINE)
    ax.set_title(in_(say("budgets_used"), lang))


def _english(rule: str) -> str:
    from sim.policy.registry import builtin_rules

    known = builtin_rules().get(rule)
    return known.en if known else rule
