"""What a paper says of a study, read off the manifests and tables of its runs: nothing here is written for one study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.experiment.manifest import ProvisionCard, SettingCard
from sim.experiment.store import Run
from sim.report.answers import answers
from sim.report.sections.intervals import SHOWN, repeated
from sim.report.sections.names import kind_of_year

AUTHORS = "For the authors to write."
AMOUNTS = {"yuan": 10_000.0}
PRINTED = {"yuan": "10,000 yuan"}


@dataclass(frozen=True)
class Told:
    """The runs of a study, baseline first, and where they were replicated `sim.report.sections.intervals.read` of intervals.csv,
    and of ranges.csv where assumptions were drawn from their ranges."""

    runs: Sequence[Run]
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    ranked: pd.DataFrame = field(default_factory=pd.DataFrame)


def question(told: Told) -> str:
    """The study's own question."""
    return told.runs[0].manifest.study.question_en


def policies(told: Told) -> str:
    """Every policy by title, with its document and the date on which it takes effect."""
    said = []
    for run in told.runs:
        card = run.manifest.policy
        of = "; ".join(filter(None, (card.number, card.source, f"in force from {card.effective}" if card.effective else "")))
        said.append(f"{card.title_en} ({'baseline' if run.manifest.baseline else run.name}{f': {of}' if of else ''})")
    return f"{len(said)} policies, the baseline first: {'; '.join(said)}."


def provisions(told: Told, values: bool = False) -> str:
    """What each policy says, clause by clause; with `values` what each clause sets."""
    said = []
    for run in told.runs:
        card = run.manifest.policy
        own = [_provision(provision, values) for provision in card.provisions]
        less = [f"not modelled: {left.clause}, {left.why_en}" for left in card.not_modelled]
        base = f"everything of {card.base}, and" if card.base else "of its own"
        said.append(_listed(f"{run.name}: {base}", [*own, *less] or ["nothing"]))
    return "".join(said)


def values(told: Told) -> str:
    """Every value that a policy sets."""
    return provisions(told, True)


def _listed(head: str, items: Iterable[str]) -> str:
    """A list in Markdown, with a line above it."""
    return f"\n\n{head}:\n\n" + "\n".join(f"- {item}" for item in items) + "\n\n"


def _provision(provision: ProvisionCard, values: bool) -> str:
    text = f"[{provision.clause or provision.id}] {provision.text_en or provision.quote_zh}"
    if not values:
        return text
    return f"{text}: " + ("; ".join(f"{setting.en or setting.path} = {_value(setting)}" for setting in provision.settings) or "-")


def _value(setting: SettingCard) -> str:
    return f"{_plain(setting.value)} {'' if setting.unit == 'flag' else setting.unit}".strip()


def _plain(value: object) -> str:
    if isinstance(value, dict):
        parts = (f"{name} ({_plain(of)})" if isinstance(of, dict) else f"{name} {_plain(of)}" for name, of in value.items())
        return ", ".join(parts)
    if isinstance(value, list | tuple):
        return " | ".join(map(_plain, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def county(told: Told) -> str:
    """The place, its size, and how much of it is known."""
    m = told.runs[0].manifest
    share = "" if m.scale == 1 else f" Run on {m.scale:g} of the residents: beds and slots stay, so queues and amounts are "
    "not to be used."
    return (
        f"{m.county.name_en}: {m.county.enrolees:,} enrolees, {m.county.institutions} institutions (content hash "
        f"{m.county.hash[:12]}).{share}"
    )


def population(told: Told) -> str:
    """Residents by benefit class and age, as in the run."""
    frame = told.runs[0]["patients"]
    frame = frame[frame["year"] == frame["year"].max()]
    parts = []
    for column, what in (("klass", "benefit class"), ("age_band", "age band")):
        if column in frame:
            sums = frame.groupby(column, sort=False)["persons"].sum()
            parts.append(f"by {what}: " + ", ".join(f"{name} {share:.1%}" for name, share in (sums / sums.sum()).items()))
    return (
        f"{county(told)} Enrolees of the residents' basic insurance (urban and rural), {'; '.join(parts)}. Employees, "
        "visitors and self-paying patients take slots and beds and bring revenue, but are not followed as persons."
    )


def horizon(told: Told) -> str:
    """What is accounted for, and what goes before."""
    m = told.runs[0].manifest
    return (
        f"{m.years} accounted fund year(s) (calendar years) from {m.start}, after a warm-up of {m.warm_up_days} days that "
        "is lived under the baseline policy and billed to nobody."
    )


def outcomes(told: Told) -> str:
    """What is reported: the fund, the institutions, the indicators by name."""
    names = told.runs[0]["indicators"]["name_en"].astype(str).drop_duplicates()
    return (
        "Fund statement by line, cash and incurred; clearing by holder of a budget; revenue, net income and bonus by "
        "institution; charges, fund payments and own payments by benefit class and age; visits, stays and waits by tier; "
        f"indicators: {', '.join(names)}."
    )


def definitions(told: Told) -> str:
    """Every indicator with its numerator and denominator."""
    frame = told.runs[0]["indicators"]
    frame = frame.drop_duplicates(["indicator", "variant_en"]) if "variant_en" in frame else frame.drop_duplicates("name_en")
    if "numerator_en" not in frame:
        return "Amounts are sums of postings, counts are counts of encounters."
    said = [
        f"{row['name_en']}{f' ({variant})' if (variant := str(row.get('variant_en') or '')) not in ('', 'nan') else ''} = "
        f"{row['numerator_en']} / {row['denominator_en']}"
        for row in frame.to_dict("records")
    ]
    return "Amounts are sums of postings of a double-entry book, counts are counts of encounters." + _listed("Indicators", said)


def assumptions(told: Told) -> str:
    """Labelled assumptions with value, range and reason."""
    m = told.runs[0].manifest
    total, assumed = (sum(pair[k] for pair in m.county.numbers.values()) for k in (0, 1))
    listed = [
        (f"{a.en} {a.value} ({a.range[0]} to {a.range[1]})" if a.range else f"{a.en} {a.value}") + (f", {a.why}" if a.why else "")
        for a in m.assumptions
    ]
    return f"{assumed} of the county's {total} numbers are labelled assumptions." + _listed("Constants, with their ranges", listed)


def left_open(told: Told) -> str:
    """Values that a policy needs and its document does not give."""
    open_ = [
        f"{run.name} {provision.id}: {setting.en or setting.path} = {_value(setting)}"
        + (f" ({setting.range[0]} to {setting.range[1]})" if setting.range else "")
        for run in told.runs
        for provision in run.manifest.policy.provisions
        for setting in provision.settings
        if setting.assumed
    ]
    return f"Left open by the documents and assumed: {'; '.join(open_) if open_ else 'nothing'}."


def fit(told: Told) -> str:
    """Simulated against known values: how many of each kind, and the predicted ones row by row."""
    frame = told.runs[0]["fit"]
    counts = frame["kind"].value_counts()
    said = ", ".join(f"{counts.get(kind, 0)} {kind}" for kind in ("echo", "fitted", "predicted"))
    rows = frame[(frame["kind"] == "predicted") & frame["target"].notna() & frame["simulated"].notna()]
    shown = "; ".join(
        f"{row['name_en']} {_rounded(row['simulated'])} (known {_rounded(row['target'])} {row['unit']})"
        for row in rows.to_dict("records")
    )
    return (
        f"{said} rows of simulated against known values: an echo is an input seen again, fitted rows set the constants, "
        f"predicted rows were used for nothing.{f' Predicted: {shown}.' if shown else ''}"
    )


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def data(told: Told) -> str:
    """Files of the county, with how many numbers each holds and how many of them are assumptions."""
    files = ", ".join(
        f"{file} ({of} numbers, {assumed} assumed)" for file, (of, assumed) in told.runs[0].manifest.county.numbers.items()
    )
    sources = sorted({str(s) for s in told.runs[0]["fit"].get("source", pd.Series(dtype=str)).dropna()} - {""})
    known = f" Known values for comparison come from: {'; '.join(sources)}." if sources else ""
    return f"Every number stands in a table of the county's folder with unit and source or reason: {files}.{known}"


def versions(told: Told) -> str:
    """The program and what it was imported with."""
    m = told.runs[0].manifest
    return f"yigongti {m.program} on Python: " + ", ".join(f"{name} {version}" for name, version in m.versions.items()) + "."


def seconds(told: Told) -> str:
    """Wall time of every run."""
    spent = ", ".join(f"{run.name} {sum(run.manifest.wall_seconds.values()):.1f} s" for run in told.runs)
    return f"Wall time a run, on one processor: {spent}. Model of the processor and memory: {AUTHORS.lower()}"


def checks(told: Told) -> str:
    """What was verified in these runs."""
    found = [check for run in told.runs for check in run.manifest.checks]
    names = dict.fromkeys(check.en for check in found)
    return f"{sum(check.ok for check in found)} of {len(found)} checks of these runs passed: {'; '.join(names)}."


def chance(told: Told) -> str:
    """Seeds, keyed draws, what kind of years, and how many replications."""
    seed = told.runs[0].manifest.seed
    said = (
        "Random numbers are Philox4x32-10 counters keyed by (seed, purpose, person, episode, n), so that all policies meet "
        "the same people with the same illnesses and the same luck (common random numbers), and one contact more or less "
        f"changes no other draw. Years: {kind_of_year(told.runs[0].manifest).en}."
    )
    if repeated(told.differences):
        n = int(told.differences["n"].max())
        return f"{n} replications of every policy, paired by seed. {said}"
    return f"One replication, seed {seed}: no interval. {said}"


def inputs(told: Told) -> str:
    """Content hashes of everything that went in."""
    found = told.runs[0].manifest.hashes
    return "Content hashes of the inputs: " + ", ".join(f"{name} {digest[:12]}" for name, digest in found.items()) + "."


def results(told: Told) -> str:
    """The three sentences of the page, then every outcome of interest with its interval."""
    said = " ".join(sentence.en for sentence in answers(told.runs, told.differences if len(told.differences) else None))
    return f"{said} {uncertainty(told)}"


def uncertainty(told: Told) -> str:
    """Differences with 95 % intervals; without replications what one run cannot say."""
    if not repeated(told.differences) or len(told.runs) < 2:
        return "One replication was run, so that differences have no interval; `compare --seeds 30` gives them."
    rows = told.differences[told.differences["outcome"].isin(SHOWN)]
    said = []
    for run in told.runs[1:]:
        mine = rows[rows["policy"] == run.name].to_dict("records")
        moved = [row for row in mine if (row["difference"], row["t_low"], row["t_high"]) != (0, 0, 0)]
        said.append(f"{run.name}: " + ("; ".join(map(_interval, moved)) if moved else "no outcome moves") + ".")
    return f"Differences to the baseline with 95 % intervals (Student's, paired by seed). {' '.join(said)}"


def _interval(row: Mapping[Any, Any]) -> str:
    unit = str(row["unit"])
    values = [float(str(row[column])) / AMOUNTS.get(unit, 1.0) for column in ("difference", "t_low", "t_high")]
    gap, low, high = (f"{value:+,.3g}" if abs(value) < 1000 else f"{value:+,.0f}" for value in values)
    return f"{row['en']} {gap} ({low} to {high}) {PRINTED.get(unit, unit)}"


def ranking(told: Told) -> str:
    """Which assumptions move the results most, where they were drawn from their ranges."""
    if not len(told.ranked):
        return "Assumptions were not drawn from their ranges in this study (`compare --ranges 40` does)."
    said = []
    for (_, policy), rows in told.ranked.groupby(["outcome", "policy"], sort=False):
        top = ", ".join(f"{row['name_en']} ({row['rank_correlation']:+.2f})" for row in rows.head(3).to_dict("records"))
        said.append(f"{rows['en'].iloc[0]}, {policy}: {top}")
    draws = int(told.ranked["draws"].max())
    return f"Rank correlation with each assumption over {draws} Latin hypercube draws, the three strongest: {'; '.join(said)}."


def by_class(told: Told) -> str:
    """Own payment a head by benefit class under every policy."""
    frames = []
    for run in told.runs:
        frame = run["patients"]
        sums = frame[frame["year"] == frame["year"].max()].groupby("klass", sort=False)[["persons", "own_paid_yuan"]].sum()
        heads = sums[sums["persons"] > 0]
        frames.append(f"{run.name}: " + ", ".join(f"{k} {v:,.0f}" for k, v in (heads["own_paid_yuan"] / heads["persons"]).items()))
    return "Own payment a head of the last year in yuan, by benefit class: " + "; ".join(frames) + "."
