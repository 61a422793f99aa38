"""What may go wrong with each policy, as the results show it: sentences with numbers, for an office to answer."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.report.numbers import percent, wan
from sim.report.office.words import filled, word
from sim.report.sections import indicators
from sim.report.sections.names import letter
from sim.report.sections.year import rows
from sim.report.words import say


def risks(runs: Sequence[Run]) -> list[Words]:
    """Budgets overspent, institutions at a loss, money leaving the county, clauses left out, failed checks."""
    found = []
    for n, run in enumerate(runs):
        of = letter(n) if len(runs) > 1 else run.name
        found.append(_budgets(run, of))
        found += _losses(run, of) + _clauses(run, of)
    share = indicators.values(runs[0]).get("in_county_fund", float("nan"))
    if share == share:
        of = letter(0) if len(runs) > 1 else runs[0].name
        found.append(filled("risk_out", of=of, share=percent(1 - share)))
    if runs[0].manifest.behaviour == "none":
        found.append(word("risk_behaviour"))
    if any(not check.ok for run in runs for check in run.manifest.checks):
        found.append(say("failed_checks"))
    return found


def _budgets(run: Run, of: str) -> Words:
    frame = rows(run, "clearing") if len(run["clearing"]) else run["clearing"]
    if not len(frame):
        return filled("risk_no_budget", of=of)
    over = frame[frame["balance_yuan"] < 0]
    if not len(over):
        return filled("risk_no_deficit", of=of, n=len(frame))
    worst = over.iloc[int(over["balance_yuan"].to_numpy().argmin())]
    return filled(
        "risk_budget", of=of, n=len(frame), over=len(over), sum=wan(-float(over["balance_yuan"].sum())),
        borne=wan(float(over["borne_yuan"].sum())), name=Words(str(worst["name_zh"]), str(worst["name_en"])),
        most=wan(-float(worst["balance_yuan"])),
    )  # fmt: skip


def _losses(run: Run, of: str) -> list[Words]:
    frame = rows(run, "institutions")
    at_loss = frame[(frame["place"] == "county") & (frame["net_income_yuan"] < 0)]
    total = wan(float(at_loss["net_income_yuan"].sum()))
    return [filled("risk_loss", of=of, n=len(at_loss), sum=total)] if len(at_loss) else []


def _clauses(run: Run, of: str) -> list[Words]:
    left_out = run.manifest.policy.not_modelled
    if not left_out:
        return []
    names = "；".join(clause.clause for clause in left_out)
    return [filled("risk_clauses", of=of, n=len(left_out), names=names)]
