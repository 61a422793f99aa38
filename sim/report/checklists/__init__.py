"""What a paper has to say about a simulation, filled in from its runs: STRESS-DES, CHEERS 2022, ODD.

Sources of the items: Monks et al. 2019 (doi 10.1080/17477778.2018.1442155), Husereau et al. 2022
(doi 10.1186/s12916-021-02204-0), Grimm et al. 2020 (doi 10.18564/jasss.4259). What no run can know is marked for the authors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from sim.experiment.store import Run
from sim.report.checklists import logic, told
from sim.report.checklists.told import AUTHORS, Told
from sim.report.sections import intervals

Fill = Callable[[Told], str]
Items = Sequence[tuple[str, str, Sequence[Fill | str]]]


class Markdown(str):
    """Text that Jupyter shows as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


def stress_des(runs: Sequence[Run], folder: Path | None = None) -> pd.DataFrame:
    """The 20 items of STRESS-DES: number, item, text. `folder` is that of a replicated comparison: its intervals are told."""
    return _table(_STRESS, runs, folder)


def cheers(runs: Sequence[Run], folder: Path | None = None) -> pd.DataFrame:
    """The 28 items of CHEERS 2022: number, item, text. `folder` as in `stress_des`."""
    return _table(_CHEERS, runs, folder)


def odd(runs: Sequence[Run], folder: Path | None = None) -> pd.DataFrame:
    """The seven elements of an ODD description: number, item, text. `folder` as in `stress_des`."""
    return _table(_ODD, runs, folder)


def markdown(table: pd.DataFrame, title: str) -> Markdown:
    """A checklist as a Markdown section, one paragraph an item."""
    items = [f"**{row.number} {row.item}.** {row.text}" for row in table.itertuples()]
    return Markdown("\n\n".join([f"## {title}", *items]) + "\n")


def _table(items: Items, runs: Sequence[Run], folder: Path | None) -> pd.DataFrame:
    known = Told(runs)
    if folder is not None:
        known = Told(runs, intervals.read(folder), intervals.read(folder, "ranges.csv"))
    filled = [(number, item, " ".join(t if isinstance(t, str) else t(known) for t in texts)) for number, item, texts in items]
    return pd.DataFrame(filled, columns=["number", "item", "text"])


_STRESS: Items = (
    ("1.1", "Purpose of the model", (
        "To compare, before it is issued, what a policy of a county's basic insurance fund does to the fund, to "
        "institutions' bonuses, to "
        "patients' payments and to where they are treated. Question of this study:", told.question)),
    ("1.2", "Model outputs", (told.outcomes, told.definitions)),
    ("1.3", "Experimentation aims", ("Scenario comparison, paired by seed, no optimisation.", told.policies)),
    ("2.1", "Base model overview diagram", (logic.DIAGRAM,)),
    ("2.2", "Base model logic", (logic.base_logic,)),
    ("2.3", "Scenario logic", (
        "Scenarios differ from the base model in the parameters of rules alone; people, illness and luck are the same.",
        told.provisions)),
    ("2.4", "Algorithms", (logic.algorithms,)),
    ("2.5", "Components", (logic.components,)),
    ("3.1", "Data sources", (told.data,)),
    ("3.2", "Pre-processing", (
        "None outside the county's folder. Nine constants are fitted to nine targets (visits by tier and claimed visits an "
        "enrolee, admissions, their split by tier, the fund's share of inpatient charges) on the mean of several seeds; "
        "the constants and the seeds stand in "
        "demand.toml. Log-normal parameters follow from means and coefficients of variation.", told.fit)),
    ("3.3", "Input parameters", (told.data, told.inputs, "Values of the policies:", told.values)),
    ("3.4", "Assumptions", (told.assumptions, told.left_open)),
    ("4.1", "Initialisation", (
        told.horizon, "The system starts empty; the warm-up fills beds and queues. It is a terminating simulation of fund years.")),
    ("4.2", "Run length", (told.horizon, "Time is in whole minutes.")),
    ("4.3", "Estimation approach", (told.chance, told.uncertainty)),
    ("5.1", "Software or programming language", (told.versions,)),
    ("5.2", "Random sampling", (told.chance, "Uniforms have 52 bits (32 where one word serves); other distributions are their "
    "quantiles or exponential "
        "races.")),
    ("5.3", "Model execution", (logic.execution,)),
    ("5.4", "System specification", (told.seconds,)),
    ("6.1", "Computer model sharing statement", (
        "Program, input files, tests and documentation are open under Apache-2.0 and can be cited by CITATION.cff.", told.versions,
        told.inputs)),
)  # fmt: skip
_CHEERS: Items = (
    ("1", "Title", (lambda t: f"{t.runs[0].manifest.study.title_en}: a discrete-event simulation of a county's insurance fund.",)),
    ("2", "Abstract", (
        "Context:", told.question, "Methods: discrete-event simulation.", told.policies, told.horizon, "Results:",
        lambda t: told.results(t).partition(" Differences to the baseline")[0], "Conclusions:", AUTHORS)),
    ("3", "Background and objectives", ("Objective:", told.question, "Context and relevance for decisions:", AUTHORS)),
    ("4", "Health economic analysis plan", (
        "The study file fixes question, policies, horizon and seeds before a run; its content hash is",
        lambda t: f"{t.runs[0].manifest.study.hash[:12] or t.runs[0].manifest.hashes.get('study', 'not known')[:12]}.",
        "Whether a plan was published:", AUTHORS)),
    ("5", "Study population", (told.population,)),
    ("6", "Setting and location", (
        "A Chinese county with village clinics, township health centres and county hospitals, and hospitals of city and "
        "province outside.",
        told.county)),
    ("7", "Comparators", (told.policies, told.provisions)),
    ("8", "Perspective", ("The insurance fund, institutions and their staff, and patients, each shown apart; no societal sum is "
        "made.",)),
    ("9", "Time horizon", (told.horizon, "Payment rules act within the fund year and through its clearing in the next.")),
    ("10", "Discount rate", ("None: amounts are of their own year, and years are not added up.",)),
    ("11", "Selection of outcomes", (told.outcomes, "Health outcomes are not modelled: benefit and harm to health are not "
        "claimed.")),
    ("12", "Measurement of outcomes", (told.definitions,)),
    ("13", "Valuation of outcomes", ("Outcomes are money and counts as they are; health is not valued.",)),
    ("14", "Measurement and valuation of resources and costs", (
        "Resources are visits, stays, days and item classes; they are valued at charges by condition and tier, and by what "
        "each payer pays of "
        "them under the policy. Institutions' costs are basic pay, fixed cost and a variable share of income by item class.",
        told.data)),
    ("15", "Currency, price date, and conversion", (
        lambda t: f"Chinese yuan of {t.runs[0].manifest.start.year}, exact to the fen; no conversion.",)),
    ("16", "Rationale and description of model", (
        "A simulation of persons, because deductibles, caps and year-to-date benefits depend on each person's own year, "
        "and budgets on who goes "
        "where.", logic.DIAGRAM, logic.base_logic, "The model is open (Apache-2.0).", told.versions)),
    ("17", "Analytics and assumptions", (
        "Differences of paired runs; both parts of an effect (rules alone, changed care) by settling the baseline's care under "
        "the policy.",
        told.fit, told.left_open)),
    ("18", "Characterising heterogeneity", ("By benefit class, age band, township and institution.", told.by_class)),
    ("19", "Characterising distributional effects", (
        "Own payment by benefit class; who gains and who loses by class, township and institution. No equity weights.",
        told.by_class)),
    ("20", "Characterising uncertainty", (
        "Chance: paired replications, Student's and bootstrap intervals. Assumptions: behaviour sets and draws from their "
        "ranges, shown apart "
        "from chance, never added to it.", told.chance)),
    ("21", "Approach to engagement with patients and others affected by the study", (AUTHORS,)),
    ("22", "Study parameters", (
        told.assumptions, told.left_open, "Values of the policies:", told.values,
        "Distributions: episodes Poisson, frailty, charges and lengths of stay log-normal, patience and returns exponential.")),
    ("23", "Summary of main results", (told.results,)),
    ("24", "Effect of uncertainty", (told.uncertainty, told.ranking)),
    ("25", "Effect of engagement with patients and others affected by the study", (AUTHORS,)),
    ("26", "Study findings, limitations, generalisability, and current knowledge", (
        "Limitations of the model: severity moves neither charges nor length of stay; patients see today's price and do "
        "not plan their year; other payers' patients are streams; death does not depend on illness; sizes of responses to "
        "incentives are assumptions. The model "
        "county is invented from national means: differences, not levels, generalise.", told.fit,
        "Findings beside current knowledge:", AUTHORS)),
    ("27", "Source of funding", (AUTHORS,)),
    ("28", "Conflicts of interest", (AUTHORS,)),
)  # fmt: skip
_ODD: Items = (
    ("1", "Purpose and patterns", ("Purpose:", told.question, "Patterns by which the model is judged:", told.fit)),
    ("2", "Entities, state variables, and scales", (
        logic.components, "State of an institution: next free slot, occupied beds, both queues.", told.county,
        "Time is in whole minutes, space is travel minutes between townships and places.", told.horizon)),
    ("3", "Process overview and scheduling", (
        logic.DIAGRAM, "Month by month: responses, illness, journeys in the order of their minutes, settlement, what patients "
        "know. At the "
        "year's end the clearing and, where the county has rates by age, births, deaths, moves and changes of insurance.")),
    ("4", "Design concepts", (logic.concepts,)),
    ("5", "Initialization", (
        told.horizon, "Residents are drawn from the county's tables by keys (village, position in it): age, sex, class, home, "
        "registers, contract, "
        "frailty. Institutions start empty; a person's year to date starts at zero.")),
    ("6", "Input data", ("Seasons by month and condition, and trends by year of need, charges, costs, funding and population, "
    "from the county's "
        "tables.", told.data)),
    ("7", "Submodels", (logic.submodels, told.assumptions)),
)  # fmt: skip
