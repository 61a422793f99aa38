"""Composition: a study becomes runs. The whole way from files to tables is visible here.

study -> county, policies -> conduct (illness, journeys, settlement, month by month) -> tables, checks, findings -> Run
"""

from __future__ import annotations

import platform
import threading
import time
from collections.abc import Callable
from datetime import datetime

import numba
import numpy as np
import numpy.typing as npt
import pandas as pd
import simpy

from sim import __version__
from sim.analysis.fit import fit_table, group_echo, measured
from sim.analysis.indicators import indicators, monthly
from sim.behaviour.sets import read_behaviour
from sim.county import read
from sim.experiment.cards import county_assumptions, county_card, policy_card, study_card, year_cards
from sim.experiment.conduct import EngineName, Outcome, Plan, conduct
from sim.experiment.detail import capacity_table, incentives_table, mix_table, pay_table
from sim.experiment.effects.collect import Effects
from sim.experiment.events import event_cards, load_events
from sim.experiment.findings import findings
from sim.experiment.manifest import Check, Manifest
from sim.experiment.store import Run
from sim.experiment.study import Study, read_study
from sim.experiment.targets import named
from sim.foundation.compiled import is_compiled, mark_compiled
from sim.foundation.errors import Problem, Problems, Refused, Words, did_you_mean, one_of
from sim.policy.policy import Policy
from sim.settlement.counts import by_month

BEHIND = ("results", "charged", "scores", "points", "balance", "outside", "homes")
"""Tables that say what stands behind a clearing and a balance."""
Progress = Callable[[str, float], None]


def _silent(_stage: str, _share: float) -> None:
    """No progress."""


def run(
    study: str, *, policy: str | None = None, seed: int | None = None, engine: EngineName = "compiled",
    scale: float | None = None, encounters: bool = False, allow_code: bool = False, drawn_years: bool | None = None,
    progress: Progress = _silent,
) -> Run:  # fmt: skip
    """Simulate one policy of a study, once.

    Args:
        study: name or file of a study.
        policy: id of one of its policies; by default the first one compared with the baseline, or the baseline if it is alone.
        seed: replication; by default the study's first.
        engine: "compiled", or "reference" to run the readable SimPy processes (the same results, slowly).
        scale: share of the residents, for tests and teaching: queues do not scale.
        encounters: keep every encounter and claim in the result.
        allow_code: let the study's own events run.
        drawn_years: good and bad years as this seed draws them, or average ones; by default as the study says.
        progress: told the stage and the share of it that is done.

    Returns:
        A `Run`: `run.tables["fund"]`, `run["institutions"]`, ... are pandas frames, documented in docs/outputs.md.

    Raises `Problems` with everything that is wrong in the files.
    """
    plan_of = _Planner(study, seed, engine, scale, encounters, allow_code, drawn_years, progress)
    return plan_of.run(_chosen(plan_of.study, policy), "journeys")


def compare(
    study: str, *, seed: int | None = None, engine: EngineName = "compiled", scale: float | None = None,
    encounters: bool = False, allow_code: bool = False, drawn_years: bool | None = None, progress: Progress = _silent,
    effects: Effects | None = None,
) -> list[Run]:  # fmt: skip
    """Simulate all policies of a study on the same people with the same luck, the baseline first. Arguments as in `run`;
    `effects` is shown every run while it is in memory and gathers what the differences are made of."""
    plan_of = _Planner(study, seed, engine, scale, encounters, allow_code, drawn_years, progress, effects)
    return [plan_of.run(law, law.id) for law in plan_of.study.policies]


def compile_all(progress: Progress = _silent) -> None:
    """Compile the journeys if this machine has not done so before: once, about half a minute on an idle machine."""
    if is_compiled():
        return
    done = threading.Event()

    def tick() -> None:  # nobody can say how far a compiler is; a bar that slows down is honest enough and shows life
        began = time.perf_counter()
        while not done.wait(0.5):
            progress("stage_compile", 1 - 0.5 ** ((time.perf_counter() - began) / 20))

    ticker = threading.Thread(target=tick, daemon=True)
    progress("stage_compile", 0.0)
    ticker.start()
    try:
        study = read_study("first-look")
        conduct(Plan(read(study.county), study.baseline, study.baseline, 0, warm_up_days=31, scale=0.002))
    finally:
        done.set()
        ticker.join()
    progress("stage_compile", 1.0)
    mark_compiled()


class _Planner:
    """What the runs of one call share: the files as read, and the settings."""

    def __init__(
        self, study: str, seed: int | None, engine: EngineName, scale: float | None, encounters: bool, allow_code: bool,
        drawn_years: bool | None, progress: Progress, effects: Effects | None = None,
    ) -> None:  # fmt: skip
        self.effects = effects
        self.study = read_study(study)
        self.events = load_events(self.study, allow_code)
        self.county = read(self.study.county)
        self.study.accounts_for(self.county)
        self.drawn_years = self.study.drawn(drawn_years, self.county)
        self.seed = self.study.seeds[0] if seed is None else seed
        self.engine, self.encounters, self.progress = engine, encounters, progress
        self.scale = self.study.scale if scale is None else scale
        self.behaviour = read_behaviour(self.study.behaviour)
        self._reference: npt.NDArray[np.float64] | None = None  # the baseline's incentives on this seed, once it has run
        compile_all(progress)

    def run(self, law: Policy, stage: str) -> Run:
        began = time.perf_counter()
        plan = Plan(
            self.county, self.study.baseline, law, self.seed, self.study.years, self.study.warm_up_days, self.scale,
            self.engine, self.events, self.encounters or self.effects is not None, self.encounters, self.behaviour,
            self._reference, self.drawn_years,
        )  # fmt: skip
        try:
            outcome = conduct(plan, lambda share: self.progress(stage, share))
        except Refused as no:  # the policy and the county are each in order, and do not go together
            zh, en = f"政策不能用于{self.county.name_zh}：{no.zh}", f"the policy cannot be run in {self.county.name_en}: {no}"
            fix = Words("补上县数据，或换用不需要它的政策", "add it to the county's data, or choose a policy that does without it")
            raise Problems([Problem(law.layers[-1].document.file, None, law.id, "", "", fix, zh, en)]) from no
        if self.effects is not None:
            self.effects.see(outcome)
        if outcome.behaviour is not None and law.hash == self.study.baseline.hash:
            self._reference = outcome.behaviour.reference
        simulated = time.perf_counter()
        tables = tables_of(outcome)
        manifest = self._manifest(law, outcome, tables)
        wall = {"simulation": round(simulated - began, 3), "tables": round(time.perf_counter() - simulated, 3)}
        return Run(manifest.model_copy(update={"wall_seconds": wall}), tables)

    def _manifest(self, law: Policy, outcome: Outcome, tables: dict[str, pd.DataFrame]) -> Manifest:
        study, county = self.study, self.county
        laws = {f"policy/{p.id}": p.hash for p in study.policies}
        return Manifest(
            program=__version__, created=datetime.now().astimezone().isoformat(timespec="seconds"), study=study_card(study),
            county=county_card(county), policy=policy_card(law), baseline=law.hash == study.baseline.hash,
            start=county.start, years=study.years, warm_up_days=study.warm_up_days, seed=self.seed, scale=self.scale,
            engine=self.engine, behaviour=study.behaviour, versions=versions(),
            hashes={"study": study.hash, "county": county.hash, "behaviour": self.behaviour.hash} | laws,
            checks=checks_of(outcome), findings=findings(law, county, tables),
            assumptions=county_assumptions(county, self.drawn_years),
            events=event_cards(study.events), drawn_years=year_cards(outcome.plan), unread=outcome.settlement.noticed.idle(law),
            unchanged=outcome.settlement.noticed.unchanged(law),
        )  # fmt: skip


def tables_of(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """The tables of a run by name; see `sim.experiment.columns` for their columns."""
    settlement = outcome.settlement
    tables = settlement.tables()
    fit = fit_table(settlement.county, measured(settlement, outcome.capacity), group_echo(settlement))
    found = {name: tables[name] for name in ("fund", "institutions", "flows", "patients", "clearing", "notices", *BEHIND)}
    months = by_month(settlement.totals, settlement.county, settlement.months, settlement.enrolled)
    found |= {"indicators": indicators(tables), "indicators-months": monthly(months)}
    found |= {"fit": named(fit, settlement.county), "ledger": settlement.ledger.frame()}
    found |= {
        "capacity": capacity_table(outcome), "pay": pay_table(outcome, tables["institutions"]), "mix": mix_table(outcome),
    }  # fmt: skip
    if outcome.behaviour is not None:
        found["incentives"] = incentives_table(outcome)
    found |= {name: tables[name] for name in ("prices", "former") if not tables[name].empty}
    if outcome.encounters is not None and outcome.plan.keep_claims:
        found |= {"claims": settlement.claims(), "encounters": pd.DataFrame(outcome.encounters)}
    return found


def checks_of(outcome: Outcome) -> tuple[Check, ...]:
    """What must hold in every run, as checks for the manifest."""
    said = {
        "ledger_residual": Words("每笔分录借贷相等", "every posting balances"),
        "claims_less_ledger": Words("报销明细合计与账簿相等（到分）", "claims add up to the ledger, to the fen"),
        "payables_less_receivables": Words("应付与应收相等", "payables equal receivables"),
        "recoverable_less_repayable": Words("应扣回与应退还相等", "what is to be recovered equals what is to be repaid"),
        "owed_residents_less_advanced": Words("应付参保人与居民垫付相等", "what residents are owed equals what they advanced"),
        "owed_upward_less_due": Words("与清算机构、上级统筹往来相等", "debts with the clearing agency and the pool above agree"),
        "bases_untied": Words("收付实现制与权责发生制勾稽", "cash and incurred bases are tied by payables"),
    }
    return tuple(
        Check(id=name, ok=miss == 0, zh=said[name].zh, en=said[name].en, detail="" if miss == 0 else f"{miss} fen")
        for name, miss in outcome.settlement.checks().items()
    )


def versions() -> dict[str, str]:
    """Versions of what the results depend on."""
    return {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__,
            "simpy": simpy.__version__, "pandas": pd.__version__}  # fmt: skip


def _chosen(study: Study, policy: str | None) -> Policy:
    if policy is None:
        return study.policies[min(1, len(study.policies) - 1)]
    ids = [law.id for law in study.policies]
    if policy not in ids:
        raise Problems([Problem(
            str(study.file), 1, "study.policies", policy, one_of(ids), did_you_mean(policy, ids),
            "本研究没有这项政策", "the study has no such policy",
        )])  # fmt: skip
    return study.policies[ids.index(policy)]
