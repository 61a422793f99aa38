"""Fitting the nine free constants of a county's demand to its nine fitted targets, by simulation.

Each constant has a target of its own that it moves most, so a fixed-point step on the log scale converges: attractions move by
the log ratio of shares (the logit's own step, as in Berry 1994), scales by the ratio itself. No constant is typed by hand and
none is left over: as many constants as targets. What is not a target (`predicted`) is never looked at here.

For a county of your own: `python -m sim.experiment.calibrate my-county` (some minutes).
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.fit import fit_table, measured
from sim.county.county import County, Demand
from sim.county.read import read
from sim.experiment.conduct import Plan, conduct
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.settlement.budgets import spent_of
from sim.settlement.totals import KINDS, UNCLAIMED

CONSTANTS = (
    "asc_op_township", "asc_op_county", "asc_op_city", "asc_ip_county", "asc_ip_city", "scale_op", "scale_ip", "scale_claim",
    "scale_noncovered",
)  # fmt: skip
Values = dict[str, float]
Say = Callable[[int, Values, Mapping[str, float]], None]


def constants(demand: Demand) -> Values:
    """The nine fitted constants of a county's demand."""
    op, ip = demand.asc_op, demand.asc_ip
    scales = (demand.scale_op, demand.scale_ip, demand.scale_claim, demand.scale_noncovered)
    return dict(zip(CONSTANTS, (*map(float, (op[1], op[2], op[3], ip[2], ip[3])), *scales), strict=True))


def with_constants(county: County, values: Values) -> County:
    """The county with other fitted constants; everything else is as it was."""
    v = values
    demand = replace(
        county.demand, asc_op=np.array([0.0, v["asc_op_township"], v["asc_op_county"], v["asc_op_city"], v["asc_op_city"]]),
        asc_ip=np.array([0.0, 0.0, v["asc_ip_county"], v["asc_ip_city"], v["asc_ip_city"]]),
        scale_op=v["scale_op"], scale_ip=v["scale_ip"], scale_claim=v["scale_claim"], scale_noncovered=v["scale_noncovered"],
    )  # fmt: skip
    return replace(county, demand=demand)


def calibrate(
    county: County, baseline: Policy, seeds: Sequence[int], rounds: int = 6, say: Say = lambda *_: None
) -> tuple[Values, dict[str, float]]:
    """The fitted constants and the last round's measures, means over `seeds`.

    `say(round, constants used, measures)` is told every round. Raises ValueError when a constant's target is missing.
    """
    values = constants(county.demand)
    measures: dict[str, float] = {}
    for n in range(rounds):
        measures = mean_measures(with_constants(county, values), baseline, seeds)
        say(n, values, measures)
        if n < rounds - 1:
            values = step(county, values, measures)
    return values, measures


def mean_measures(county: County, baseline: Policy, seeds: Sequence[int]) -> dict[str, float]:
    """Every row of `measured`, averaged over runs of the baseline on `seeds`."""
    runs = []
    for seed in seeds:
        outcome = conduct(Plan(county, baseline, baseline, seed))
        runs.append(measured(outcome.settlement, outcome.capacity))
    return {row: float(np.mean([run[row] for run in runs])) for row in runs[0]}


def step(county: County, values: Values, measures: Mapping[str, float]) -> Values:
    """One step of the fixed point: better constants from the distance between measures and targets."""
    fitted = fit_table(county, measures).query("kind == 'fitted'").set_index("row")
    names = [str(row) for row in fitted.index]
    target = dict(zip(names, fitted["target"].astype(float), strict=True))
    found = dict(zip(names, fitted["simulated"].astype(float), strict=True))

    def log(row: str) -> float:
        if row not in target:
            raise ValueError(f"county {county.id} has no fitted target {row!r}, so a constant would stay free")
        return math.log(target[row] / found[row])

    visits = [f"visits_per_enrolee.{tier}" for tier in ("village", "township", "county", "city")]
    new = dict(values)
    for tier in ("township", "county", "city"):
        new[f"asc_op_{tier}"] += log(f"visits_per_enrolee.{tier}") - log(visits[0])
    new["scale_op"] *= sum(target[row] for row in visits) / sum(found[row] for row in visits)
    inside = "admission_share_in_county" if "admission_share_in_county.county" in target else "admission_share"
    county_step = log(f"{inside}.county") - log(f"{inside}.township")
    new["asc_ip_county"] += county_step
    out, was = target["admission_share.city"] / 100, found["admission_share.city"] / 100
    local = found[f"{inside}.county"] / (found[f"{inside}.county"] + found[f"{inside}.township"])
    new["asc_ip_city"] += math.log(out / (1 - out) * (1 - was) / was) + local * county_step
    volume = "admissions.in_county" if "admissions.in_county" in target else "admissions_per_100"
    new["scale_ip"] *= math.exp(log(volume))
    new["scale_claim"] *= math.exp(log("claimed_visits_per_enrolee"))
    share = next(row for row in target if row.startswith("fund_share_of_"))
    stays = (county.conditions.noncovered_ip * county.conditions.share)[county.conditions.kind == 1]
    outside = float(stays.sum() / county.conditions.share[county.conditions.kind == 1].sum()) * values["scale_noncovered"]
    relative = (found[share] - target[share]) / found[share] * (1 - outside) / outside
    new["scale_noncovered"] *= 1 + float(np.clip(relative, -0.4, 0.6))
    return new


def write_constants(file: Path, values: Values, how: str) -> None:
    """Put fitted values into demand.toml, leaving every other line as it is. `how` says what they were fitted to."""
    text = file.read_text("utf-8-sig")
    for name, value in values.items():
        table = re.compile(rf"(\[constants\.{name}\]\n(?:(?!\[).*\n)*?)value = .*\n((?:(?!\[).*\n)*?)why = .*\n")
        text, n = table.subn(lambda m, v=value: f'{m[1]}value = {v:.5g}\n{m[2]}why = "{how}"\n', text)  # type: ignore[misc]
        if n != 1:
            raise ValueError(f"{file}: no table [constants.{name}] with a value and a reason")
    file.write_text(text, "utf-8", newline="\n")


def earlier_years(county: County, baseline: Policy, seeds: Sequence[int]) -> pd.DataFrame:
    """Where a county has no accounts of its own: what its institutions would have been paid in the years before.

    The baseline's fund payment by institution and kind of care (mean of `seeds`) in the county's year, taken back by the mean
    yearly growth of fund spending per head in trend.csv (line `fund_per_head`): a single year of an epidemic is no base that
    an office would set a budget on. Columns of history.csv: year, institution, line, amount_yuan.
    """
    paid = np.mean([spent_of(conduct(Plan(county, baseline, baseline, s)).settlement.totals.care) for s in seeds], axis=0)
    trend = county.trend[county.trend["line"] == "fund_per_head"]
    yearly = float(np.prod(1 + trend["growth_ppm"].to_numpy(float) / 1e6)) ** (1 / len(trend))
    local = np.flatnonzero(county.institutions.place == 0)
    rows, factor = [], 1.0
    for year in sorted(trend["year"].astype(int), reverse=True):
        factor /= yearly
        for k, line in enumerate(KINDS[:UNCLAIMED]):
            some = [h for h in local if paid[h, k] > 0]
            rows += [(year - 1, county.institutions.id[h], line, round(float(paid[h, k]) * factor / 100, 2)) for h in some]
    return pd.DataFrame(rows, columns=["year", "institution", "line", "amount_yuan"]).sort_values("year", kind="stable")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("county", type=Path, help="folder of the county; its demand.toml is rewritten")
    parser.add_argument("--policy", default="baseline-ffs", help="terms of the year that the targets are about")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1001, 1002, 1003])
    parser.add_argument("--history", type=Path, help="write the years before into this file instead; nothing is fitted")
    asked = parser.parse_args()
    place, terms = read(str(asked.county)), read_policy(asked.policy)
    if asked.history:
        earlier_years(place, terms, asked.seeds).to_csv(asked.history, index=False, encoding="utf-8-sig")
    else:
        seeds, drawn = "、".join(map(str, asked.seeds)), ", ".join(map(str, asked.seeds))
        how = (
            f"拟合：在 {asked.policy} 下运行 sim.experiment.calibrate {asked.rounds}轮，种子 {seeds} 取平均；"
            "targets.csv 的每个拟合行对应一个常数。"
            f"fitted: {asked.rounds} rounds of sim.experiment.calibrate under {asked.policy}, mean of seeds {drawn}; "
            "one constant for each fitted row of targets.csv"
        )
        found, _ = calibrate(place, terms, asked.seeds, asked.rounds, lambda n, values, _: print(n, values, flush=True))
        write_constants(asked.county / "demand.toml", found, how)
