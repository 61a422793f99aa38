"""A bank of runs on disk: the plan is written before the work, each finished run is one small file, and what is left to
do is the difference of two sets of names. Killed and started again, it goes on where it stopped.

    plan.json          what is to be run: everything that the runs share, and one entry a run
    runs/ID.parquet    a finished run: its outcomes, columns of `sim.analysis.outcomes`
    runs/ID.states.csv in which band its budget holders ended, columns of `sim.analysis.states`; written first
    runs/ID.json       a run that failed: what went wrong

The id of a run is a hash of everything that its numbers depend on: law, county, assumptions, seed, horizon, the
program's own code. A file is therefore right or not there; a changed policy makes new runs and leaves the old ones
alone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import JsonValue

from sim.experiment.replicated_columns import STATES
from sim.experiment.store import csv_text, read_typed, replace, write_text
from sim.foundation.errors import Problem, Problems

SCHEMA = 1
KEYS = ("assumptions", "policy", "replication", "seed")
STALE_SECONDS = 3600  # age at which an unfinished file belongs to nobody
ROOMS = ("foundation", "policy", "county", "journey", "ledger", "settlement", "behaviour", "analysis", "experiment")
"""Code that the numbers of a run may depend on, apart from libraries: whole rooms, because a list of single files forgets one."""


@dataclass(frozen=True)
class Job:
    """One run of a plan. `assumptions` names the set of assumptions under which it is run: the plan's second axis
    beside chance. With `same_care` nobody moves: the baseline's encounters are settled under the policy."""

    id: str
    policy: str
    policy_hash: str
    assumptions: str
    replication: int
    seed: int
    same_care: bool = False


class Bank:
    """A folder of runs. Several processes may write into it: every file is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs = folder, folder / "runs"

    def write_plan(self, jobs: Sequence[Job], shared: dict[str, JsonValue]) -> None:
        """Write down what is to be run. `shared`: everything that the runs have in common, for readers."""
        self.runs.mkdir(parents=True, exist_ok=True)
        plan = {"schema_version": SCHEMA, **shared, "runs": [asdict(job) for job in jobs]}
        write_text(self.folder / "plan.json", json.dumps(plan, ensure_ascii=False, indent=1))

    def read_plan(self) -> list[Job]:
        """The runs of the plan, in its order. `Problems` if there is none that this version reads."""
        file = self.folder / "plan.json"
        try:
            plan = json.loads(file.read_text(encoding="utf-8"))
            if plan["schema_version"] != SCHEMA:
                raise ValueError(f"schema {plan['schema_version']}")
            return [Job(**run) for run in plan["runs"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            zh, en = f"没有可读的运行计划：{error}", f"no plan of runs that can be read: {error}"
            raise Problems([Problem(str(file), None, "", "", "", "", zh, en)]) from error

    def missing(self, jobs: Iterable[Job]) -> list[Job]:
        """Those that have no finished file yet, in their order; a run that failed is among them."""
        there = {file.stem for file in self.runs.glob("*.parquet") if _is_whole(file)} if self.runs.is_dir() else set()
        return [job for job in jobs if job.id not in there]

    def write(self, job: Job, outcomes: pd.DataFrame, states: pd.DataFrame | None = None) -> None:
        """Add a finished run: its outcomes, and in which states its budget holders ended (`sim.analysis.states`)."""
        if states is not None:
            replace(self._states(job), lambda temporary: temporary.write_bytes(csv_text(states)))
        table = pa.Table.from_pandas(outcomes, preserve_index=False).replace_schema_metadata()
        replace(self._file(job), lambda temporary: pq.write_table(table, temporary, compression="zstd"))
        (self.runs / f"{job.id}.json").unlink(missing_ok=True)

    def states(self, jobs: Sequence[Job]) -> list[tuple[str, str, pd.DataFrame]]:
        """(assumptions, policy, states of budget holders) of the finished runs of `jobs`, in the order of `jobs`."""
        left = {job.id for job in self.missing(jobs)}
        done = [job for job in jobs if job.id not in left and self._states(job).exists()]
        return [(job.assumptions, job.policy, read_typed(self._states(job), STATES)) for job in done]

    def write_failure(self, job: Job, error: str) -> None:
        """Note that a run failed, and why."""
        write_text(self.runs / f"{job.id}.json", json.dumps(asdict(job) | {"error": error}, ensure_ascii=False, indent=1))

    def read(self, jobs: Sequence[Job], outcomes: Sequence[str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The finished runs of `jobs`, in the order of `jobs`, whichever was finished first.

        Returns:
            values: one row a run: assumptions, policy, replication, seed, then one column an outcome (only `outcomes`,
            if given). Eight
                bytes a value: memory is 10 kB a run of a county with 300 institutions.
            words: group, unit, zh and en of every outcome, by outcome; where policies call an outcome by different names
            (a balance of the fund, or above the county that of the allotted total), all of them.
        """
        left = {job.id for job in self.missing(jobs)}
        done = [job for job in jobs if job.id not in left]
        if not done:
            return pd.DataFrame(columns=list(KEYS)), pd.DataFrame(columns=["group", "unit", "zh", "en"])
        of = self.words(done)
        words = next(iter(of.values())).copy()
        for lang, between in (("zh", "／"), ("en", " / ")):
            words[lang] = [between.join(dict.fromkeys(names)) for names in zip(*(one[lang] for one in of.values()), strict=True)]
        if outcomes is not None:
            words = words.loc[list(outcomes)]
        values = np.empty((len(done), len(words)))
        for n, job in enumerate(done):
            run = pq.read_table(self._file(job), columns=["outcome", "value"]).to_pandas().set_index("outcome")["value"]
            values[n] = run.reindex(words.index).to_numpy(float)
        keys = pd.DataFrame([(j.assumptions, j.policy, j.replication, j.seed) for j in done], columns=list(KEYS))
        return pd.concat([keys, pd.DataFrame(values, columns=words.index)], axis=1), words

    def words(self, done: Sequence[Job]) -> dict[str, pd.DataFrame]:
        """group, unit, zh and en of every outcome, by outcome, as the first of the finished runs of each policy has them."""
        first = {job.policy: job for job in reversed(done)}
        policies = dict.fromkeys(job.policy for job in done)
        return {p: pd.read_parquet(self._file(first[p])).set_index("outcome")[["group", "unit", "zh", "en"]] for p in policies}

    def status(self, jobs: Sequence[Job]) -> pd.DataFrame:
        """A row a run of the plan: id, policy, assumptions, replication, seed, same_care, status (done, failed, open) and
        error."""
        left = {job.id for job in self.missing(jobs)}
        rows = []
        for job in jobs:
            error, status = "", "done"
            if job.id in left:
                file = self.runs / f"{job.id}.json"
                status = "failed" if file.exists() else "open"
                error = str(json.loads(file.read_text(encoding="utf-8"))["error"]) if file.exists() else ""
            rows.append((job.id, job.policy, job.assumptions, job.replication, job.seed, job.same_care, status, error))
        return pd.DataFrame(rows, columns=["id", "policy", "assumptions", "replication", "seed", "same_care", "status", "error"])

    def _file(self, job: Job) -> Path:
        return self.runs / f"{job.id}.parquet"

    def _states(self, job: Job) -> Path:
        return self.runs / f"{job.id}.states.csv"

    def sweep_out(self) -> None:
        """Remove what killed processes left half-written, once it is old enough to be nobody's."""
        for file in self.runs.glob(".*.part"):
            if time.time() - file.stat().st_mtime > STALE_SECONDS:
                file.unlink(missing_ok=True)


@cache
def code_hash() -> str:
    """Hash of the program's own code that the numbers of a run may depend on (`ROOMS`)."""
    house = Path(__file__).parents[1]
    files = [file for room in ROOMS for file in sorted((house / room).rglob("*.py"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(house).as_posix()).encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _is_whole(file: Path) -> bool:
    """Whether a file ends as a finished one does; a machine that lost power may keep a name without its content."""
    try:
        pq.read_metadata(file)
    except (OSError, pa.ArrowInvalid):
        return False
    return True
