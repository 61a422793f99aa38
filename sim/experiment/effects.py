"""A reform's effect in two parts: what the new rules do to the same care, and what people and institutions then change.

The baseline's encounters are settled again under another policy: that difference is mechanical. What a run of its own under
that policy adds to it is behavioural: patients who go elsewhere because prices changed, institutions that treat otherwise.
Everything is counted in whole fen, contacts and discharges, so that the parts add up exactly.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.analysis.outcomes import CLASS_NAMES, INDICATOR, TABLES, outcomes
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.experiment.conduct import EngineName, Outcome, Plan, conduct
from sim.experiment.events import load_events
from sim.experiment.store import Run, csv_text
from sim.experiment.store import replace as write_over
from sim.experiment.study import read_study
from sim.foundation.errors import Words
from sim.policy.policy import Policy
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

FILE = "effects.csv"
COLUMNS = ("policy", "outcome", "name_zh", "name_en", "unit", "mechanical", "behavioural", "total")
PARTS = ("mechanical", "behavioural", "total")
UNITS = {"yuan": ("fen", 100), "contacts": ("contacts", 1), "discharges": ("discharges", 1)}
"""Unit of an outcome -> the unit that is counted here, and how many of them it is. Ratios and means do not add up."""
SPOKEN = ("fund.balance", "fund.balance_cleared", "fund.balance_cash")
KINDS = {"visits": ("visit", Words("门诊", "visits")), "stays": ("stay", Words("住院", "stays"))}
Progress = Callable[[str, float], None]


def _silent(_stage: str, _share: float) -> None:
    """No progress."""


def split(
    study: str,
    *,
    seed: int | None = None,
    scale: float | None = None,
    engine: EngineName = "compiled",
    allow_code: bool = False,
    runs: Sequence[Run] | None = None,
    progress: Progress = _silent,
) -> pd.DataFrame:
    """The mechanical and the behavioural part of what each policy changes against the baseline, on one seed.

    Args:
        study: name or file of a study; its behaviour set says who reacts.
        seed, scale, engine, allow_code: as in `sim.compare`.
        runs: the comparison's own runs, of this seed, scale and engine, baseline first; made here if left out.
        progress: told the stage and the share of it that is done.

    Returns:
        A frame with the columns `COLUMNS`, a row a policy and outcome of the last accounted year; the parts are whole
        numbers (`Int64`) of `unit`, missing where a run does not know the outcome.

    Raises `Problems` with everything that is wrong in the files, ValueError if a settlement's own checks fail.
    """
    asked = read_study(study)
    county = read(asked.county)
    asked.accounts_for(county)
    plan = Plan(
        county,
        asked.baseline,
        asked.baseline,
        asked.seeds[0] if seed is None else seed,
        asked.years,
        asked.warm_up_days,
        asked.scale if scale is None else scale,
        engine,
        load_events(asked, allow_code),
        keep_encounters=True,
        behaviour=read_behaviour(asked.behaviour),
    )
    made = {run.name: run.tables for run in runs or ()}
    baseline = conduct(plan, lambda share: progress("mechanical", share))
    frames = []
    for law in asked.policies[1:]:
        frames.append(parts(baseline, law, made.get(law.id), lambda share, law=law: progress(law.id, share)))  # type: ignore[misc]
        gc.collect()  # a run's calendar refers to itself: without this its arrays stay until Python happens to look
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))


def parts(
    baseline: Outcome,
    law: Policy,
    tables: Mapping[str, pd.DataFrame] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> pd.DataFrame:
    """The rows of one policy. `baseline` must have kept its encounters; `tables` are those of the policy's own run, which
    is made if they are left out. ValueError if there are no encounters or the settlement's checks fail."""
    plan = baseline.plan
    if baseline.encounters is None:
        raise ValueError("the baseline's run kept no encounters")
    year = plan.county.start.year + plan.years - 1
    again = reprice(baseline.encounters, plan.county, baseline.residents, law, baseline.calendar, plan.seed)
    if tables is None:
        reference = None if baseline.behaviour is None else baseline.behaviour.reference
        own = conduct(replace(plan, policy=law, keep_encounters=False, reference=reference), progress)
        tables = _sound(own.settlement)
    before, same_care, after = (counted(t, year) for t in (_sound(baseline.settlement), _sound(again), tables))
    if not (before.index.equals(same_care.index) and before.index.equals(after.index)):
        raise ValueError(f"the outcomes of {law.id} are not those of the baseline")
    rows = before[["name_zh", "name_en", "unit"]].assign(
        policy=law.id,
        mechanical=same_care["value"] - before["value"],
        behavioural=after["value"] - same_care["value"],
        total=after["value"] - before["value"],
    )
    return rows.reset_index()[list(COLUMNS)]


def counted(tables: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """The outcomes of an accounted year that can be counted, in whole `unit`s: index `outcome`, columns name_zh, name_en,
    unit, value (`Int64`). Means and ratios are left out; what persons paid is given as a sum instead."""
    known = {name: tables[name] for name in TABLES if name != "indicators"}
    found = outcomes(known | {"indicators": pd.DataFrame()}, year)
    rows = [
        (row["outcome"], row["zh"], row["en"], row["unit"], row["value"])
        for row in found.to_dict("records")
        if row["unit"] in UNITS and row["group"] != INDICATOR
    ]
    rows += _sums(tables["flows"], tables["patients"], year)
    frame = pd.DataFrame(
        [(name, zh, en, UNITS[unit][0], _whole(value, UNITS[unit][1])) for name, zh, en, unit, value in rows],
        columns=["outcome", "name_zh", "name_en", "unit", "value"],
    )
    return frame.astype({"value": "Int64"}).set_index("outcome")


def of_runs(study: str, runs: Sequence[Run], folder: Path, allow_code: bool, progress: Progress) -> list[Words]:
    """Split what the runs of a comparison say and write it beside them; gives sentences about the fund's balance."""
    first = runs[0].manifest
    engine: EngineName = "reference" if first.engine == "reference" else "compiled"
    frame = split(study, seed=first.seed, scale=first.scale, engine=engine, allow_code=allow_code, runs=runs, progress=progress)
    return write(frame, folder)


def write(frame: pd.DataFrame, folder: Path) -> list[Words]:
    """Write `effects.csv` into a comparison's folder; gives what it says of the fund's balance, a sentence a row."""
    write_over(folder / FILE, lambda temporary: temporary.write_bytes(csv_text(frame)))
    return [_sentence({str(k): v for k, v in row.items()}) for row in frame[frame["outcome"].isin(SPOKEN)].to_dict("records")]


def forget(folder: Path) -> list[Words]:
    """Remove the file of an earlier comparison, which must not outlive it; there is nothing to say."""
    (folder / FILE).unlink(missing_ok=True)
    return []


def _sentence(row: Mapping[str, object]) -> Words:
    mechanical, behavioural, total = (f"{int(str(row[part])) / 100:+,.2f}" for part in PARTS)
    return Words(
        f"{row['policy']}：{row['name_zh']} {total}元 = 机械效应 {mechanical} + 行为效应 {behavioural}",
        f"{row['policy']}: {row['name_en']} {total} yuan = mechanical {mechanical} + behavioural {behavioural}",
    )


def _sound(settlement: Settlement) -> dict[str, pd.DataFrame]:
    missed = {name: miss for name, miss in settlement.checks().items() if miss}
    if missed:
        raise ValueError(f"checks failed: {', '.join(f'{name} by {miss} fen' for name, miss in missed.items())}")
    return settlement.tables()


def _sums(flows: pd.DataFrame, patients: pd.DataFrame, year: int) -> Iterator[tuple[str, str, str, str, float]]:
    """Charges of visits and of stays, and what residents paid themselves, by class."""
    of_year = flows[flows["year"] == year]
    for name, (kind, words) in KINDS.items():
        charge = float(of_year.loc[of_year["kind"] == kind, "charge_yuan"].sum())
        yield f"charge.{name}", f"参保居民{words.zh}费用", f"charges of enrolees' {words.en}", "yuan", charge
    paid = patients[patients["year"] == year]
    yield "own_paid_sum.all", "参保居民个人负担合计", "paid by enrolees themselves", "yuan", float(paid["own_paid_yuan"].sum())
    for klass, words in CLASS_NAMES.items():
        amount = float(paid.loc[paid["klass"] == klass, "own_paid_yuan"].sum())
        yield f"own_paid_sum.{klass}", f"{words.zh}个人负担合计", f"paid themselves: {words.en}", "yuan", amount


def _whole(value: float, units: int) -> int | None:
    return None if pd.isna(value) else round(value * units)
