"""Who pays the same: the rows of the price tables, told apart only by what the rules in force read of a person.

Class always counts. Contract, living away and age make more rows where some benefit rule of a law in force reads them,
age by the very years that stand in the rules, so that inside a row everybody has the same terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.county.county import County
from sim.policy.claims import CLASSES
from sim.policy.policy import PolicyAt
from sim.policy.rule import BENEFIT_SLOTS, Rule, Values

I8 = npt.NDArray[np.int64]
U1 = npt.NDArray[np.uint8]
USUAL_AGE = 40
"""Age for which prices are asked where the rules treat this age like its neighbours."""


@dataclass(frozen=True)
class Groups:
    """G rows of the price tables: class x contract x away x age. `youngest` (ages,) is the first year of each age."""

    classes: tuple[str, ...]
    contract: bool  # whether rows differ by contract
    away: bool  # ... by living away
    youngest: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.classes) * (1 + self.contract) * (1 + self.away) * len(self.youngest)

    @property
    def columns(self) -> dict[str, U1]:
        """Columns of `Claims` for every row, (G,) each: klass, contract, away, age."""
        shape = (len(self.classes), 1 + self.contract, 1 + self.away, len(self.youngest))
        klass, contract, away, age = (i.ravel() for i in np.indices(shape))
        of_class = np.array([CLASSES.index(name) for name in self.classes])
        last = (*(first - 1 for first in self.youngest[1:]), 255)
        ages = [USUAL_AGE if a <= USUAL_AGE <= b else a for a, b in zip(self.youngest, last, strict=True)]
        found = {"klass": of_class[klass], "contract": contract, "away": away, "age": np.array(ages)[age]}
        return {name: column.astype(np.uint8) for name, column in found.items()}

    def of(self, residents: npt.NDArray[np.void]) -> U1:
        """Row of every resident, (N,); `klass` of a resident is an index into the county's classes."""
        row = residents["klass"].astype(np.uint8)
        if self.contract:
            row = row * np.uint8(2) + (residents["contract"] > 0)
        if self.away:
            row = row * np.uint8(2) + (residents["home"] > 0)
        if len(self.youngest) > 1:
            age = np.searchsorted(np.array(self.youngest), residents["age"], side="right") - 1
            row = row * np.uint8(len(self.youngest)) + age.astype(np.uint8)
        return row.astype(np.uint8)


def groups(laws: Iterable[PolicyAt], county: County) -> Groups:
    """The rows that tell apart whatever these laws treat differently. ValueError if there are more than 256."""
    read: set[str] = set()
    years = {0}
    for law in laws:
        for rule in (rule for slot in BENEFIT_SLOTS for rule in law.rules.get(slot, ())):
            values = law.values[rule.name]
            read |= {name for name in rule.reads if name != "contract" or _by_contract(rule, values)}
            if "age" in rule.reads:
                named = [p.name for p in rule.parameters if p.unit == "years" and p.name in values]
                years |= {int(year) for name in named for year in np.atleast_1d(values[name]) if 0 < year < 256}
    found = Groups(county.classes, "contract" in read, "away" in read, tuple(sorted(years)))
    if len(found) > 256:
        raise ValueError(f"{len(found)} groups of residents pay differently: the price tables hold at most 256")
    return found


def _by_contract(rule: Rule, values: Values) -> bool:
    """Whether a rule that reads the contract treats those who signed otherwise: not where it has two columns with the
    same numbers."""
    tables = [(p.axes.index("contract"), values[p.name]) for p in rule.parameters if "contract" in p.axes and p.name in values]
    return not tables or any(np.ptp(table, axis=axis).any() for axis, table in tables)


def by_class(county: County) -> Groups:
    """Rows by class alone: the terms of an adult at home without a contract."""
    return Groups(county.classes, False, False, (0,))
