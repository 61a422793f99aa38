"""What a comparison's runs say about effects, gathered while they are in memory: tables that add up to what changed.

The baseline's encounters stay until the comparison is over, another policy's only until it has been looked at.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from sim.experiment.conduct import Outcome
from sim.experiment.effects import gains, journeys, parts, provisions
from sim.experiment.effects.counted import sound
from sim.experiment.effects.same_care import same_care
from sim.experiment.store import csv_text
from sim.experiment.store import replace as write_over
from sim.foundation.errors import Words
from sim.policy.policy import Policy
from sim.settlement.settlement import Settlement

FILES = (parts.FILE, parts.YEARS_FILE, provisions.FILE, gains.FILE, journeys.FILE, journeys.LIST)
Progress = Callable[[str, float], None]


def _silent(_stage: str, _share: float) -> None:
    """No progress."""


@dataclass
class Effects:
    """Gathers the effects of a comparison's policies; show it every run, the baseline first.

    by_provision: also take the mechanical part apart by provision, which settles the year up to 64 times a policy.
    by_resident: also keep the list of residents for whom anything changed.
    """

    by_provision: bool = False
    by_resident: bool = False
    progress: Progress = _silent
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    _baseline: Outcome | None = None
    _before: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def see(self, run: Outcome) -> None:
        """Take in a run that kept its encounters. ValueError if it did not, or if a settlement's checks fail."""
        if run.encounters is None:
            raise ValueError("the run kept no encounters")
        if self._baseline is None:
            self._baseline, self._before = run, sound(run.settlement)
            return
        self._compare(self._baseline, run)
        gc.collect()  # a run's calendar refers to itself: without this its arrays stay until Python happens to look

    def _compare(self, baseline: Outcome, run: Outcome) -> None:
        law, county, year = run.plan.policy, run.plan.county, run.plan.county.start.year + run.plan.years - 1
        first = run.calendar.minute(max(county.start, date(year, 1, 1)))
        assert baseline.encounters is not None
        assert run.encounters is not None
        again = self._settle(law)
        tables = self._before, sound(again), sound(run.settlement)
        self._add(parts.FILE, parts.parts(law.id, *tables, year))
        if run.plan.years > 1:
            self._add(parts.YEARS_FILE, parts.by_year(law.id, *tables, range(county.start.year, year + 1)))
        self._add(gains.FILE, gains.gains(law.id, baseline.settlement, again, run.settlement, tables, year))
        own = baseline.settlement.persons.own_paid, run.settlement.persons.own_paid
        found = journeys.changes(baseline.encounters, run.encounters, *own, first)
        self._add(journeys.FILE, found.table(law.id))
        if self.by_resident:
            self._add(journeys.LIST, journeys.listed(law.id, found, county, run.residents, *own))
        if self.by_provision:
            again = None  # type: ignore[assignment]  # its arrays are needed no longer
            told = provisions.by_provision(
                law, baseline.plan.policy, self._settle, year, baseline.settlement,
                lambda share: self.progress("stage_provisions", share),
            )  # fmt: skip
            self._add(provisions.FILE, told)

    def _settle(self, law: Policy) -> Settlement:
        assert self._baseline is not None
        return same_care(self._baseline, law)

    def _add(self, name: str, frame: pd.DataFrame) -> None:
        self.tables[name] = pd.concat([self.tables[name], frame], ignore_index=True) if name in self.tables else frame

    def write(self, folder: Path, letters: Mapping[str, str] | None = None) -> list[Words]:
        """Write the tables into a comparison's folder and remove those of an earlier one; gives what they say of the fund's
        balance, in sentences that call a policy by its letter in `letters`."""
        for name in FILES:
            file = folder / name
            if name not in self.tables:
                file.unlink(missing_ok=True)
            elif file.suffix == ".parquet":
                write_over(file, lambda temporary, name=name: self.tables[name].to_parquet(temporary, index=False))  # type: ignore[misc]
            else:
                write_over(file, lambda temporary, name=name: temporary.write_bytes(csv_text(self.tables[name])))  # type: ignore[misc]
        return parts.sentences(self.tables[parts.FILE], letters) if parts.FILE in self.tables else []


def forget(folder: Path) -> list[Words]:
    """Remove the files of an earlier comparison, which must not outlive it; there is nothing to say."""
    return Effects().write(folder)

