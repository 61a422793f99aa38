"""Paired replications of a study: every policy on the same people with the same luck, again and again with other luck.

The plan is on disk before the work; processes of this machine do the runs and each writes its own file; nothing is kept
in memory but the outcomes. Which runs there are, when to stop, and every byte that is written depend on the study and
the options, never on the number of processes, on which of them was quicker, or on how often the work was interrupted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.analysis.apart import apart
from sim.analysis.outcomes import ALLOTTED, INSTITUTION, known
from sim.analysis.paired import COLUMNS, paired
from sim.analysis.risk import FUND, risks, told
from sim.analysis.split import COLUMNS as SPLIT
from sim.analysis.split import split_of
from sim.analysis.states import shares_of_seeds, undecided
from sim.county import read
from sim.experiment import store
from sim.experiment.bank import Bank, Job, code_hash
from sim.experiment.conduct import EngineName
from sim.experiment.events import load_events
from sim.experiment.jobs import AS_GIVEN, Assumptions, Recipe, different, in_groups, jobs_of, prepare, shared_by_all
from sim.experiment.precision import MINIMUM, MOST, Target, next_look, reached, read_targets
from sim.experiment.ranges import Ranged, drawn, matters, ranged, ranked, sets_of
from sim.experiment.study import read_study
from sim.experiment.workers import each
from sim.foundation.errors import Words

Progress = Callable[[str, float], None]
STAGE = "stage_replications"
TABLES = (
    "intervals.csv", "intervals-institutions.csv", "risk.csv", "assumptions.csv", "precision.csv", "states.csv",
    "effects-intervals.csv", "ranges.csv",
)  # fmt: skip
"""Tables written into the folder of a comparison."""
ENDS_SAID = 6
"""Holders that end in several states and are said one by one."""


@dataclass(frozen=True)
class Replications:
    """What came of it. `intervals` and `institutions` are tables of `sim.analysis.paired` with a first column
    assumptions, `risks` of `sim.analysis.risk`, `apart` of `sim.analysis.apart`, `targets` of
    `sim.experiment.precision`, `states` of `sim.analysis.states`, `runs` of `Bank.status`."""

    folder: Path
    values: pd.DataFrame
    intervals: pd.DataFrame
    institutions: pd.DataFrame
    risks: pd.DataFrame
    apart: pd.DataFrame
    targets: pd.DataFrame
    states: pd.DataFrame
    runs: pd.DataFrame
    effects: pd.DataFrame = field(default_factory=pd.DataFrame)  # of `sim.analysis.split`, with a first column assumptions
    ranges: pd.DataFrame = field(default_factory=pd.DataFrame)  # of `sim.experiment.ranges.ranked`
    drawn_years: bool = False


def replicate(
    study: str,
    folder: Path,
    *,
    seeds: int | None = None,
    precision: Sequence[str] = (),
    workers: int = 1,
    engine: EngineName = "compiled",
    scale: float | None = None,
    allow_code: bool = False,
    assumptions: Sequence[Assumptions] = (AS_GIVEN,),
    deficits: Sequence[float] = (0.0,),
    split: bool = False,
    ranges: int = 0,
    drawn_years: bool | None = None,
    progress: Progress = lambda _stage, _share: None,
) -> Replications:
    """Replicate a study and write intervals of what its policies change.

    Args:
        study: name or file of a study.
        folder: of the comparison. Gets `intervals.csv`, `intervals-institutions.csv`, `risk.csv`, `precision.csv`,
            `states.csv` (in which band each budget holder ends, by share of seeds), with
            several sets of assumptions `assumptions.csv`, and the runs in `replications/`.
        seeds: replications; by default as many as the study has seeds. With `precision` the most that will be made, by
            default `MOST`.
        precision: targets such as "fund.balance:1%" (of the difference) or "visits.township:500" (in the outcome's
            unit): half the width of the 95 % interval of every policy's difference from the baseline. At least
            `MINIMUM` replications are made first.
        workers: processes. With 1 everything is done in this one; with more, a program that calls this needs the usual
            `if __name__ == "__main__":`, because the processes import it.
        engine: as in `sim.run`, and so are `scale` and `allow_code`.
        assumptions: sets of assumptions, all run with the same seeds; precision and risks are about the first.
        deficits: sizes of a deficit, yuan, whose chance is reported.
        split: also settle each baseline's care under every policy, and write the mechanical and the behavioural part with
            intervals, `effects-intervals.csv`.
        ranges: draws of the assumptions from their ranges (`sim.experiment.ranges`), each run with all seeds. `assumptions.csv`
            then has their spread and `ranges.csv` which number matters most; everything else stays about the study's own.
        drawn_years: good and bad years, or average ones; by default as the study says.
        progress: told the stage and the share of the runs that is done.

    Raises `Problems` for faults in files and targets. A run that fails is a row of `runs`, and is left out of the
    intervals with its pairs.
    """
    asked = read_study(study)
    county = read(asked.county)
    asked.accounts_for(county)
    years = asked.drawn(drawn_years, county)
    numbers = ranged(asked, county, years) if ranges else []
    points = drawn(numbers, ranges, asked.seeds[0])
    if ranges:
        assumptions = sets_of(numbers, points, county)
    different(asked, assumptions)
    recipe = Recipe(
        str(asked.file.resolve()),
        folder / "replications",
        asked.scale if scale is None else scale,
        engine,
        allow_code,
        tuple(assumptions),
        code_hash(),
        split,
        years,
    )
    load_events(asked, allow_code)
    for given in recipe.assumptions:
        given.of(county)
    targets = read_targets(precision, known(county.institutions.id))
    bank = Bank(recipe.bank)
    most = (seeds or MOST) if targets else (seeds or len(asked.seeds))
    count = min(MINIMUM, most) if targets else most
    tried: set[str] = set()  # what failed before is tried again, once
    while True:
        jobs = jobs_of(asked, county, recipe, count)
        bank.write_plan(jobs, shared_by_all(asked, county, recipe))
        left = [job for job in bank.missing(jobs) if job.id not in tried]
        tried.update(job.id for job in left)
        _work(bank, len(jobs), in_groups(left, asked, recipe), recipe, workers, progress)
        state = _state(bank, jobs, targets, asked.baseline.id, recipe)
        further = next_look(count, state, most) if targets else count
        if further == count:
            break
        count = further
    bank.sweep_out()
    return _written(bank, jobs, recipe, asked.baseline.id, state, deficits, folder, numbers, points)


def forget(folder: Path) -> None:
    """Remove the tables of earlier replications from a comparison's folder; the runs themselves stay in
    `replications/`."""
    for name in TABLES:
        (folder / name).unlink(missing_ok=True)


def said(found: Replications, letters: Mapping[str, str] | None = None) -> list[Words]:
    """What was done, in sentences: how many replications, whether the precision asked for was reached, what failed. `letters`
    says what a reader calls each policy, by default its id."""
    called = letters or {}
    n = int(found.runs["replication"].nunique())
    years = Words("各年按好坏年景抽取，", " of good and bad years") if found.drawn_years else Words("", "")
    lines = [Words(f"{years.zh}重复{n}次，成对比较。", f"{n} paired replication{'s' if n > 1 else ''}{years.en}.")]
    for row in found.targets.to_dict("records"):
        half, allowed = _digits(row["half_width"]), f"{_digits(row['allowed'])} {row['unit']}"
        name = f"{row['outcome']} · {called.get(row['policy'], row['policy'])}"
        zh, en = ("已达到", "reached") if row["met"] else ("未达到", "not reached")
        lines.append(
            Words(
                f"{name}：95%区间半宽{half}，要求{allowed}，{zh}（{row['n']}对；至少{MINIMUM}次后才判断）。",
                f"{name}: half the 95 % interval is {half}, asked for {allowed}: {en} "
                f"({row['n']} pairs; at least {MINIMUM} before looking).",
            )
        )
    if found.drawn_years or (len(found.risks) and found.risks["beyond"].max() > 0):  # somebody asked for chances
        lines += told(found.risks.replace({"policy": dict(called)}), found.drawn_years)
    lines += _ends(found.states, called)
    lines += matters(found.ranges, called) if len(found.ranges) else _between(found.apart, called)
    failed = int((found.runs["status"] == "failed").sum())
    if failed:
        where = "replications/runs.csv"
        lines.append(Words(f"{failed}次运行失败，原因见 {where}。", f"{failed} runs failed; {where} says why."))
    return lines


def _between(apart: pd.DataFrame, called: Mapping[str, str]) -> list[Words]:
    """What other sets of assumptions do to the fund, a sentence a policy, apart from chance: the sentences above are of the first
    set alone."""
    lines = []
    rows = apart[(apart["outcome"] == "fund.balance_cleared") & (apart["sets"] > 1)] if len(apart) else apart
    for row in rows.to_dict("records"):
        of, low, high = called.get(row["policy"], row["policy"]), f"{row['lowest']:+,.0f}", f"{row['highest']:+,.0f}"
        zh = (
            f"{of} · {row['zh']}：{row['sets']}套假设之间，平均差值从{low}到{high}元"
            "（以上各句只是第一套；见 assumptions.csv）。"
        )
        en = (
            f"{of} · {row['en']}: over {row['sets']} sets of assumptions the mean difference lies between {low} and {high} "
            "yuan (the sentences above are of the first set alone; see assumptions.csv)."
        )
        lines.append(Words(zh, en))
    return lines


def _ends(shares: pd.DataFrame, called: Mapping[str, str]) -> list[Words]:
    """Where several seeds end in different bands of a sharing schedule: how many in each, a sentence a holder and year; of more
    holders than can be read, the first of each policy and how many they are."""
    lines = list[tuple[str, Words]]()
    for _, rows in undecided(shares).groupby(["assumptions", "policy", "year", "rule", "id"], sort=False):
        one = rows.iloc[0]
        of = called.get(one["policy"], one["policy"])
        zh = "，".join(f"{row['state_zh']} {row['share']:.0%}" for row in rows.to_dict("records"))
        en = ", ".join(f"{row['state_en']} {row['share']:.0%}" for row in rows.to_dict("records"))
        said_ = Words(
            f"{one['name_zh']}（{one['year']}年）：{one['of_seeds']}次重复中，{zh}",
            f"{one['name_en']} ({one['year']}): of {one['of_seeds']} replications, {en}",
        )
        lines.append((of, said_))
    if len(lines) <= ENDS_SAID:
        return [Words(f"{of} · {line.zh}。", f"{of} · {line.en}.") for of, line in lines]
    first, count = dict(reversed(lines)), Counter(of for of, _ in lines)
    return [
        Words(
            f"{of}：{n}个预算持有方在不同重复中落在不同档，如{first[of].zh}；其余见 states.csv。",
            f"{of}: {n} budget holders end in different states, as {first[of].en}; the others are in states.csv.",
        )
        for of, n in count.items()
    ]


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _work(bank: Bank, planned: int, left: Sequence[tuple[Job, ...]], recipe: Recipe, workers: int, progress: Progress) -> None:
    """Make the runs that are `left` of a plan, in groups; a run that fails becomes a row."""
    made = planned - sum(map(len, left))
    progress(STAGE, made / planned)
    for done in each(left, prepare, (recipe,), workers):
        errors = done.result if done.result is not None else [done.error if bank.missing([job]) else "" for job in done.task]
        for job, error in zip(done.task, errors, strict=True):
            if error:
                bank.write_failure(job, error)
        made += len(done.task)
        progress(STAGE, made / planned)


def _state(bank: Bank, jobs: Sequence[Job], targets: Sequence[Target], baseline: str, recipe: Recipe) -> pd.DataFrame:
    nothing = reached(pd.DataFrame(), (), baseline)
    if not targets:
        return nothing
    first = [job for job in jobs if job.assumptions == recipe.assumptions[0].id and not job.same_care]
    values, words = bank.read(first, list(dict.fromkeys(target.outcome for target in targets)))
    for _, wide in _sets(values, words):
        if baseline in wide:
            return reached(paired(wide, words, baseline, resamples=0), targets, baseline)
    return nothing


def _whose(bank: Bank, jobs: Sequence[Job]) -> dict[str, Words]:
    """Whose balance is cleared under each policy, from the name that its outcome has."""
    left = {job.id for job in bank.missing(jobs)}
    names = bank.words([job for job in jobs if job.id not in left and not job.same_care])
    cleared = {policy: str(of.at["fund.balance_cleared", "zh"]) for policy, of in names.items()}
    return {policy: ALLOTTED if name.startswith(ALLOTTED.zh) else FUND for policy, name in cleared.items()}


def _sets(values: pd.DataFrame, words: pd.DataFrame) -> Iterator[tuple[str, dict[str, pd.DataFrame]]]:
    """Every set of assumptions with, by policy, one row a replication and one column an outcome."""
    for name, of in values.groupby("assumptions", sort=False):
        yield str(name), {str(p): rows.set_index("replication")[words.index] for p, rows in of.groupby("policy", sort=False)}


def _effects(
    bank: Bank, jobs: Sequence[Job], sets: Mapping[str, Mapping[str, pd.DataFrame]], words: pd.DataFrame, baseline: str
) -> pd.DataFrame:
    """Mechanical and behavioural parts with intervals, where the baselines' care was settled again."""
    same_care, _ = bank.read([job for job in jobs if job.same_care])
    again = dict(_sets(same_care, words)) if len(same_care) else {}
    names = words[words["group"] != INSTITUTION] if len(words) else words
    tables = [split_of(sets[name], again[name], names, baseline).assign(assumptions=name) for name in sets if name in again]
    return pd.concat(tables, ignore_index=True)[["assumptions", *SPLIT]] if tables else pd.DataFrame()


def _written(
    bank: Bank, jobs: Sequence[Job], recipe: Recipe, baseline: str, state: pd.DataFrame, deficits: Sequence[float], folder: Path,
    numbers: Sequence[Ranged], points: npt.NDArray[np.float64],
) -> Replications:  # fmt: skip
    """Make the tables and write them."""
    values, words = bank.read([job for job in jobs if not job.same_care])
    every = {name: wide for name, wide in _sets(values, words) if baseline in wide}
    own = recipe.assumptions[0].id
    sets = {name: wide for name, wide in every.items() if name == own} if len(points) else every  # draws are one table only
    tables = [paired(wide, words, baseline).assign(assumptions=name) for name, wide in sets.items()]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["assumptions", *COLUMNS])
    table = table[["assumptions", *COLUMNS]]
    inside = table["outcome"].isin(words.index[words["group"] == INSTITUTION])
    several = len(every) > 1 and own in every
    found = Replications(
        folder,
        values,
        table[~inside].reset_index(drop=True),
        table[inside].reset_index(drop=True),
        risks(next(iter(sets.values())), deficits, whose=_whose(bank, jobs)) if sets else pd.DataFrame(),
        apart(every, words[words["group"] != INSTITUTION], baseline, drawn=bool(len(points))) if several else pd.DataFrame(),
        state,
        shares_of_seeds(bank.states([job for job in jobs if not len(points) or job.assumptions == own])),
        bank.status(jobs),
        _effects(bank, jobs, sets, words, baseline),
        ranked(every, words, baseline, numbers, points) if len(points) and several else pd.DataFrame(),
        recipe.drawn_years,
    )
    store.replace(bank.folder / "outcomes.parquet", lambda file: values.to_parquet(file, index=False))
    frames = (
        found.intervals, found.institutions, found.risks, found.apart, found.targets, found.states, found.effects, found.ranges,
        found.runs,
    )  # fmt: skip
    for name, frame in zip((*TABLES, "replications/runs.csv"), frames, strict=True):
        if len(frame):
            text = store.csv_text(frame)
            store.replace(folder / name, partial(Path.write_bytes, data=text))
        else:
            (folder / name).unlink(missing_ok=True)
    return found
