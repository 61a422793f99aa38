"""What a paper has to say about a simulation, filled in from the manifests of its runs: STRESS-DES, CHEERS 2022, ODD.

Sources of the items: Monks et al. 2019 (doi 10.1080/17477778.2018.1442155), Husereau et al. 2022
(doi 10.1186/s12916-021-02204-0), Grimm et al. 2020 (doi 10.18564/jasss.4259). What no manifest can know is marked for the authors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from sim.experiment.store import Run
from sim.journey.capacity import QUEUE
from sim.policy.registry import builtin_rules

AUTHORS = "For the authors to write."
PAPERS = "docs/model.md"
"""Where equations and algorithms are described; the checklists point there."""
Fill = Callable[[Sequence[Run]], str]


def stress_des(runs: Sequence[Run]) -> pd.DataFrame:
    """The 20 items of STRESS-DES: number, item, text."""
    return _table(_STRESS, runs)


def cheers(runs: Sequence[Run]) -> pd.DataFrame:
    """The 28 items of CHEERS 2022: number, item, text."""
    return _table(_CHEERS, runs)


def odd(runs: Sequence[Run]) -> pd.DataFrame:
    """The seven elements of an ODD description: number, item, text."""
    return _table(_ODD, runs)


def markdown(table: pd.DataFrame, title: str) -> str:
    """A checklist as a Markdown section, one paragraph an item."""
    items = [f"**{row.number} {row.item}.** {row.text}" for row in table.itertuples()]
    return "\n\n".join([f"## {title}", *items]) + "\n"


def _table(items: Sequence[tuple[str, str, Fill | str]], runs: Sequence[Run]) -> pd.DataFrame:
    filled = [(number, item, text if isinstance(text, str) else text(runs)) for number, item, text in items]
    return pd.DataFrame(filled, columns=["number", "item", "text"])


def _question(runs: Sequence[Run]) -> str:
    return runs[0].manifest.study.question_en


def _policies(runs: Sequence[Run]) -> str:
    return "; ".join(f"{run.manifest.policy.title_en} ({'baseline' if run.manifest.baseline else run.name})" for run in runs)


def _county(runs: Sequence[Run]) -> str:
    m = runs[0].manifest
    size = f"{m.county.enrolees:,} enrolees, {m.county.institutions} institutions"
    return f"{m.county.name_en}: {size} (content hash {m.county.hash[:12]})."


def _horizon(runs: Sequence[Run]) -> str:
    m = runs[0].manifest
    return f"{m.years} accounted year(s) from {m.start}, after a warm-up of {m.warm_up_days} days that is not accounted for."


def _outcomes(runs: Sequence[Run]) -> str:
    names = runs[0]["indicators"]["name_en"].astype(str).drop_duplicates()
    return (
        "Fund statement by line, clearing by holder, bonus by institution, own payment by class and age; " + ", ".join(names) + "."
    )


def _assumptions(runs: Sequence[Run]) -> str:
    m = runs[0].manifest
    total, assumed = (sum(pair[k] for pair in m.county.numbers.values()) for k in (0, 1))
    listed = "; ".join(
        f"{a.en} {a.value} ({a.range[0]} to {a.range[1]})" if a.range else f"{a.en} {a.value}" for a in m.assumptions
    )
    return f"{assumed} of the county's {total} numbers are labelled assumptions. Constants of choice, with ranges: {listed}."


def _open_provisions(runs: Sequence[Run]) -> str:
    open_ = [
        f"{run.name} {provision.id}: {setting.en or setting.path}"
        for run in runs
        for provision in run.manifest.policy.provisions
        for setting in provision.settings
        if setting.assumed
    ]
    return f"Left open by the documents and assumed: {'; '.join(open_) if open_ else 'nothing'}."


def _fit(runs: Sequence[Run]) -> str:
    counts = runs[0]["fit"]["kind"].value_counts()
    return (
        ", ".join(f"{counts.get(kind, 0)} {kind}" for kind in ("echo", "fitted", "predicted"))
        + " rows of simulated against known values (fit.csv)."
    )


def _versions(runs: Sequence[Run]) -> str:
    m = runs[0].manifest
    return f"yigongti {m.program}; " + ", ".join(f"{name} {version}" for name, version in m.versions.items()) + "."


def _seconds(runs: Sequence[Run]) -> str:
    spent = ", ".join(f"{run.name} {sum(run.manifest.wall_seconds.values()):.1f} s" for run in runs)
    return f"Wall time a run: {spent}. Hardware: {AUTHORS.lower()}"


def _checks(runs: Sequence[Run]) -> str:
    checks = [check for run in runs for check in run.manifest.checks]
    return f"{sum(check.ok for check in checks)} of {len(checks)} accounting checks passed, among them: {checks[0].en}."


def _chance(runs: Sequence[Run]) -> str:
    return (
        f"Seed {runs[0].manifest.seed}. Every draw is keyed by (seed, purpose, person, episode, n), so that all policies meet "
        "the same people with the same illnesses and the same luck (common random numbers)."
    )


def _engine(runs: Sequence[Run]) -> str:
    return (
        f"Engine: {runs[0].manifest.engine}. A readable SimPy engine and a compiled event loop give equal results; that is tested. "
        f"Scale: {runs[0].manifest.scale:g} of the residents."
    )


def _data(runs: Sequence[Run]) -> str:
    files = ", ".join(
        f"{file} ({of} numbers, {assumed} assumed)" for file, (of, assumed) in runs[0].manifest.county.numbers.items()
    )
    return f"Every number stands in a table with unit and source: {files}."


def _components(_: Sequence[Run]) -> str:
    return (
        "Entities: residents and streams of other payers' patients. "
        "Activities: illness, choice of institution, visit, stay, referral. "
        "Resources: outpatient slots and beds. Queues: first come first served, emergencies first in wards "
        f"(state: {', '.join(QUEUE.names or ())}). "
        "Entry: onset of illness; exit: end of the visit or discharge."
    )


def _rules(_: Sequence[Run]) -> str:
    rules = builtin_rules().values()
    slots = {rule.slot for rule in rules}
    return f"{len(rules)} pure rules of law in {len(slots)} slots; a policy is a document that sets their parameters."


_STRESS: tuple[tuple[str, str, Fill | str], ...] = (
    ("1.1", "Purpose of the model", _question),
    ("1.2", "Model outputs", _outcomes),
    ("1.3", "Experimentation aims", _policies),
    ("2.1", "Base model overview diagram", "docs/architecture.md, section What flows."),
    ("2.2", "Base model logic", f"{PAPERS}; the baseline is the first policy."),
    ("2.3", "Scenario logic", _policies),
    ("2.4", "Algorithms", lambda runs: f"{PAPERS}. {_rules(runs)}"),
    ("2.5", "Components", _components),
    ("3.1", "Data sources", _data),
    ("3.2", "Pre-processing", "None outside the county's folder; calibration is recorded in demand.toml."),
    ("3.3", "Input parameters", "docs/parameters.md, generated from the files."),
    ("3.4", "Assumptions", lambda runs: f"{_assumptions(runs)} {_open_provisions(runs)}"),
    ("4.1", "Initialisation", _horizon),
    ("4.2", "Run length", _horizon),
    ("4.3", "Estimation approach", _chance),
    ("5.1", "Software or programming language", _versions),
    ("5.2", "Random sampling", _chance),
    ("5.3", "Model execution", _engine),
    ("5.4", "System specification", _seconds),
    ("6.1", "Computer model sharing statement", "Apache-2.0, with all input files."),
)
_CHEERS: tuple[tuple[str, str, Fill | str], ...] = (
    ("1", "Title", lambda runs: runs[0].manifest.study.title_en),
    ("2", "Abstract", AUTHORS),
    ("3", "Background and objectives", _question),
    ("4", "Health economic analysis plan", AUTHORS),
    ("5", "Study population", _county),
    ("6", "Setting and location", _county),
    ("7", "Comparators", _policies),
    ("8", "Perspective", "The insurance fund, institutions and their staff, and patients, each shown apart."),
    ("9", "Time horizon", _horizon),
    ("10", "Discount rate", "None: amounts are of their own year."),
    ("11", "Selection of outcomes", _outcomes),
    (
        "12",
        "Measurement of outcomes",
        "From the ledger and the encounters; definitions with numerator and denominator in indicators.csv.",
    ),
    ("13", "Valuation of outcomes", "Outcomes are money and counts; health is not valued."),
    ("14", "Measurement and valuation of resources and costs", _data),
    (
        "15",
        "Currency, price date, and conversion",
        lambda runs: f"Chinese yuan of {runs[0].manifest.start.year}, exact to the fen; no conversion.",
    ),
    ("16", "Rationale and description of model", f"{PAPERS}."),
    ("17", "Analytics and assumptions", _assumptions),
    (
        "18",
        "Characterising heterogeneity",
        "By benefit class, age band, township and institution (patients.csv, institutions.csv).",
    ),
    ("19", "Characterising distributional effects", "Own payment by benefit class (patients.csv)."),
    ("20", "Characterising uncertainty", _chance),
    ("21", "Engagement with patients and others affected", AUTHORS),
    ("22", "Study parameters", "docs/parameters.md."),
    ("23", "Summary of main results", "The three sentences of report.html."),
    ("24", "Effect of uncertainty", "intervals.csv, risk.csv."),
    ("25", "Effect of engagement", AUTHORS),
    ("26", "Findings, limitations, generalisability, and current knowledge", lambda runs: f"{_fit(runs)} {AUTHORS}"),
    ("27", "Source of funding", AUTHORS),
    ("28", "Conflicts of interest", AUTHORS),
)
_ODD: tuple[tuple[str, str, Fill | str], ...] = (
    ("1", "Purpose and patterns", lambda runs: f"{_question(runs)} Patterns: {_fit(runs)}"),
    (
        "2",
        "Entities, state variables, and scales",
        lambda runs: f"{_components(runs)} {_county(runs)} Time is in minutes. {_horizon(runs)}",
    ),
    (
        "3",
        "Process overview and scheduling",
        "Month by month: illness, journeys, settlement, what patients know; at the year's end the clearing, and, where the county "
        "has rates by age, births, deaths, moves and changes of insurance.",
    ),
    (
        "4",
        "Design concepts",
        lambda runs: (
            f"Basic principles: {PAPERS}. Adaptation: behaviour set '{runs[0].manifest.behaviour}'. Interaction: slots and beds. "
            f"Stochasticity: {_chance(runs)} Observation: {_outcomes(runs)}"
        ),
    ),
    ("5", "Initialization", _horizon),
    ("6", "Input data", _data),
    ("7", "Submodels", lambda runs: f"{_rules(runs)} {_engine(runs)} {_checks(runs)}"),
)
