"""Where people were treated: shares by tier as a picture and a table, and the indicators that offices quote."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sim.experiment.store import Run
from sim.report.figures import Column, ribbons
from sim.report.numbers import number, percent, points, ratio, signed, wan
from sim.report.sections.names import difference, letter
from sim.report.sections.year import rows
from sim.report.table import Cell, Head, Row, Table, change, figure, plain
from sim.report.words import TIER_WORDS, TIERS, say


def picture(run: Run) -> Markup:
    """How the tiers share visits, stays, charges and the fund's money: ribbons from one measure to the next."""
    frame = rows(run, "flows")
    columns = []
    for measure, kind, name in (
        ("count", "visit", "visits"), ("count", "stay", "stays"), ("charge_yuan", None, "charges"), ("fund_yuan", None, "fund_paid"),
    ):  # fmt: skip
        values = [_sum(frame, measure, tier=tier, kind=kind) for tier in TIERS]
        if measure == "count":
            total = number(sum(values))
        else:
            total = f"{wan(sum(values), 0)} 万元"
        columns.append(Column(say(name), total, values))
    return ribbons(columns, [TIER_WORDS[t] for t in TIERS], say("flows_figure"))


def by_tier(runs: Sequence[Run]) -> Table:
    """Visits, stays, charges and fund by tier; for policies compared, the differences from the baseline beside."""
    frames = [rows(run, "flows") for run in runs]
    measures = (("visits", "count", "visit"), ("stays", "count", "stay"), ("charges", "charge_yuan", None), ("fund_paid", "fund_yuan", None))
    heads = [Head(say("tier"), numeric=False)]
    for name, measure, _ in measures:
        unit = say("unit_count") if measure == "count" else say("unit_wan")
        heads.append(Head("A" if len(runs) > 1 else unit, unit if len(runs) > 1 else "", group=say(name)))
        if len(runs) == 1:
            heads.append(Head(say("share"), group=say(name)))
        heads += [Head(difference(n), group=say(name)) for n in range(1, len(runs))]
    body = []
    for tier in (*TIERS, None):
        cells = [Cell(TIER_WORDS[tier] if tier else say("total"))]
        for _, measure, kind in measures:
            values = [_sum(f, measure, tier=tier, kind=kind) for f in frames]
            show = _count if measure == "count" else wan
            cells.append(figure(show(values[0]), values[0]))
            if len(runs) == 1:
                share = ratio(values[0], _sum(frames[0], measure, tier=None, kind=kind))
                cells.append(figure(percent(share), share))
            for value in values[1:]:
                gap = value - values[0]
                cells.append(change(signed(gap) if measure == "count" else signed(gap / 10_000, 1), gap, 0.5))
        body.append(Row(tuple(cells), "" if tier else "total"))
    return Table(say("flows"), tuple(heads), plain(body), note=say("flows_note"), file="flows.csv", wide=len(runs) > 1)


def indicators(run: Run) -> dict[str, float]:
    """Indicator -> value; each has `KEY_def` in the words, with numerator and denominator."""
    frame, people = rows(run, "flows"), run.manifest.county.enrolees * run.manifest.scale
    stays = _sum(frame, "count", kind="stay")
    visits_in = _sum(frame, "count", kind="visit", place="county")
    primary = sum(_sum(frame, "count", tier=t, kind="visit", place="county") for t in ("village", "township"))
    return {
        "in_county_stays": ratio(_sum(frame, "count", kind="stay", place="county"), stays),
        "in_county_fund": ratio(_sum(frame, "fund_yuan", place="county"), _sum(frame, "fund_yuan")),
        "primary_visits": ratio(primary, visits_in),
        "stay_rate": ratio(stays, people),
        "claimed_visits": ratio(_sum(frame, "claimed", kind="visit"), people),
        "charge_visit": ratio(_sum(frame, "charge_yuan", kind="visit"), _sum(frame, "count", kind="visit")),
        "charge_stay": ratio(_sum(frame, "charge_yuan", kind="stay"), stays),
    }


def indicator_table(runs: Sequence[Run]) -> Table:
    """The indicators of every policy with numerator and denominator in words."""
    found = [indicators(run) for run in runs]
    heads = [Head(say("indicator"), numeric=False)]
    for n in range(len(runs)):
        heads.append(Head(letter(n) if len(runs) > 1 else say("value")))
        if n:
            heads.append(Head(difference(n)))
    body = []
    for key, value in found[0].items():
        cells = [Cell(say(key), note=say(f"{key}_def")), figure(_show(key, value), value)]
        for other in found[1:]:
            gap = other[key] - value
            text = points(gap) + " pp" if key in SHARES else signed(gap, 2)
            cells += [figure(_show(key, other[key]), other[key]), change(text, gap, 5e-5 if key in SHARES else 5e-3)]
        body.append(Row(tuple(cells)))
    return Table(say("indicator"), tuple(heads), plain(body), file="flows.csv")


SHARES = ("in_county_stays", "in_county_fund", "primary_visits", "stay_rate")


def _show(key: str, value: float) -> str:
    if key in SHARES:
        return percent(value, 2)
    return number(value, 2 if key == "claimed_visits" else 1)


def _count(value: float) -> str:
    return number(value)


def _sum(frame: pd.DataFrame, measure: str, **conditions: str | None) -> float:
    for column, wanted in conditions.items():
        if wanted is not None:
            frame = frame[frame[column] == wanted]
    return float(frame[measure].sum())
