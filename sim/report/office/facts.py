"""The dozen numbers with which policies are put side by side in a brief and in an estimate, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import number, percent, ratio, signed, wan
from sim.report.office.words import filled, word
from sim.report.sections import fit, fund, indicators, institutions, patients
from sim.report.sections.names import kind_of_year, reduced
from sim.report.sections.pooled import name_of, quota
from sim.report.sections.year import rows
from sim.report.table import Text
from sim.report.words import say
from sim.settlement.budgets import OTHERS_MONEY

NEAR = 0.10
"""Relative gap below which a prediction counts as near."""


@dataclass(frozen=True)
class Fact:
    """One number of one policy; `shown` and `change` are how it is written."""

    name: Words
    value: float
    shown: str
    change: Text  # against the baseline; empty for the baseline itself


def facts(runs: Sequence[Run]) -> list[list[Fact]]:
    """A list a fact, in it one entry a policy, the baseline first."""
    found = []
    for name, measure, show, differ in _MEASURES:
        values = [measure(run) for run in runs]
        key = next((key for key in ("fund_left", "surplus_after") if name in (word(key), _in_wan(word(key)))), "")
        shown = name_of(key, word(key), runs) if key else name
        shown = _in_wan(shown) if key == "fund_left" else shown
        found.append([
            Fact(shown, value, show(value), differ(value - values[0]) if n else "") for n, value in enumerate(values)
        ])  # fmt: skip
    return found


def fund_left(run: Run) -> float:
    """The year's balance after clearing, yuan."""
    return fund.balance_after_clearing(run)


def _of_budgets(run: Run, column: str) -> float:
    if run["clearing"].empty:
        return 0.0
    budgets = rows(run, "clearing")
    return float(budgets.loc[~budgets["rule"].isin(OTHERS_MONEY), column].sum())


def bonuses(run: Run) -> float:
    """Bonuses of the institutions in the county, yuan."""
    return institutions.total(run, "bonus_yuan")


def overspent(run: Run) -> int:
    """Budgets of the reported year that were spent beyond."""
    return int((rows(run, "clearing")["balance_yuan"] < 0).sum()) if len(run["clearing"]) else 0


def how_sure(runs: Sequence[Run], pairs: int = 0) -> list[Words]:
    """What a reader must know before trusting a number, in sentences: seed, behaviour, checks, fit, the county's
    data. `pairs`: paired replications behind the differences, 0 for a single run."""
    first = runs[0].manifest
    checks = [check for run in runs for check in run.manifest.checks]
    said = [filled("sure_pairs", n=pairs, seed=first.seed) if pairs else filled("sure_seed", seed=first.seed)]
    if first.scale < 1:
        said.append(reduced(first))
    if first.drawn_years:
        turned = kind_of_year(first)
        said.append(Words(f"{turned.zh}。", f"{turned.en[0].upper()}{turned.en[1:]}."))
    if first.behaviour == "none":
        said.append(word("sure_behaviour"))
    said.append(filled("sure_checks", ok=sum(c.ok for c in checks), bad=sum(not c.ok for c in checks)))
    frame = fit.tested(runs[0])
    if len(frame):
        gaps = (frame["simulated"] - frame["target"]) / frame["target"].abs()
        at = int(gaps.abs().to_numpy().argmax())
        worst = frame.iloc[at]
        name = Words(str(worst["name_zh"]), str(worst["name_en"]))
        gap = f"{signed(float(gaps.iloc[at]) * 100, 0)}%"
        said.append(filled("sure_fit", n=len(frame), near=int((gaps.abs() <= NEAR).sum()), name=name, gap=gap))
    of, assumed = (sum(c[k] for c in first.county.numbers.values()) for k in (0, 1))
    if of:
        said.append(filled("sure_county", n=number(of), a=number(assumed)))
    return said


def _indicator(name: str) -> Callable[[Run], float]:
    return lambda run: indicators.values(run).get(name, float("nan"))


def _wan(value: float) -> str:
    return wan(value)


def _wan_change(value: float) -> str:
    return signed(value / 10_000, 1)


def _points(value: float) -> Words:
    by = signed(value * 100, 2)
    return Words(f"{by}个百分点", f"{by} pp")


def _share(value: float) -> str:
    return percent(value, 2)


def _yuan(value: float) -> str:
    return number(value, 2)


def _yuan_change(value: float) -> str:
    return signed(value, 2)


def _in_wan(name: Words) -> Words:
    return Words(f"{name.zh}（{say('unit_wan').zh}）", f"{name.en} ({say('unit_wan').en})")


_MEASURES: tuple[tuple[Words, Callable[[Run], float], Callable[[float], str], Callable[[float], Text]], ...] = (
    (_in_wan(word("fund_income")), lambda r: fund.side_total(r, "incurred", "income"), _wan, _wan_change),
    (_in_wan(word("fund_spending")), lambda r: fund.side_total(r, "incurred", "spending"), _wan, _wan_change),
    (_in_wan(word("retained_total")), lambda r: _of_budgets(r, "retained_yuan"), _wan, _wan_change),
    (_in_wan(word("borne_total")), lambda r: _of_budgets(r, "borne_yuan"), _wan, _wan_change),
    (_in_wan(word("fund_left")), fund_left, _wan, _wan_change),
    (word("short_of_budget"), overspent, number, signed),
    (_in_wan(word("bonus_total")), bonuses, _wan, _wan_change),
    (word("stays_inside"), _indicator("in_county_stays"), _share, _points),
    (word("primary_visits"), _indicator("primary_visits"), _share, _points),
    (word("own_head"), patients.own_per_head, _yuan, _yuan_change),
    (word("actual_ratio"), lambda r: patients.actual_ratio(rows(r, "patients")), _share, _points),
    (
        word("surplus_after"),
        lambda r: ratio(fund_left(r), above.allocated if (above := quota(r)) else fund.side_total(r, "incurred", "income")),
        _share,
        _points,
    ),
)


def gains(runs: Sequence[Run], n: int) -> list[tuple[Words, float]]:
    """Institutions in the county with what policy `n` changes of their bonus, yuan, the largest gain first; those
    without a change or without known costs are left out."""
    frames = [rows(run, "institutions").set_index("id") for run in (runs[0], runs[n])]
    inside = frames[0][frames[0]["place"] == "county"].index
    change = (frames[1]["bonus_yuan"] - frames[0]["bonus_yuan"]).reindex(inside).dropna()
    change = change[change.abs() >= 0.005].sort_values(ascending=False, kind="stable")
    names = frames[0].loc[change.index]
    return [(Words(str(zh), str(en)), float(by)) for zh, en, by in zip(names["name_zh"], names["name_en"], change, strict=True)]
