"""What a rule is: one pure function on columns, beside the schema of the parameters it needs.

A rule file contains one object named RULE. Nothing else has to be touched to add a rule: the registry finds the file,
the reader checks policy files against its schema, and `bill` (or `clear`) calls the function in the place that its
slot names. A rule is in force where a policy sets one of its parameters, and out of force where a policy sets
`<rule>.active = false`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.policy.claims import BIRTHS, CLASSES, LEVELS, TWO_DISEASES, WHERE
from sim.policy.package.score import BY_UNIT, INDICATORS

I8 = npt.NDArray[np.int64]

AXES: dict[str, tuple[str, ...]] = {
    "klass": CLASSES,
    "where": WHERE,
    "level": LEVELS,
    "place": ("county", "prefecture", "province", "elsewhere"),
    "contract": ("unsigned", "signed"),
    "kind": ("outpatient", "inpatient", "chronic_outpatient", "two_disease"),
    "two_disease": TWO_DISEASES,
    "institution_tier": ("village", "township", "county", "city", "province"),
    "government": ("central", "province", "prefecture", "county"),
    "item": (
        "bed", "consultation", "examination", "laboratory", "treatment", "surgery",
        "nursing", "materials", "western_drugs", "herbal_pieces", "patent_medicine",
    ),
    "birth": BIRTHS,
    "scheme": ("residents", "employees"),
    "indicator": INDICATORS,
    "share_indicator": BY_UNIT["%"],
    "money_indicator": BY_UNIT["yuan"],
    "days_indicator": BY_UNIT["days"],
}  # fmt: skip
"""Names that the keys of a table value may have, by axis. The key `all` stands for every name not written."""

BENEFIT_SLOTS = ("eligible", "full", "deductible", "ratio", "basic", "cap", "catastrophic", "aid", "supplement")
"""Order in which `bill` calls benefit rules."""
PROVIDER_SLOTS = ("budget", "assessment", "payment", "sharing", "distribution")
RECKONED_SLOTS = ("access", "tariff", "cash", "funding", "price")
"""Rules that turn single facts into single results: access, what a case is worth, when money moves, the fund, prices.
"""
SLOTS = BENEFIT_SLOTS + PROVIDER_SLOTS + RECKONED_SLOTS


@dataclass(frozen=True)
class Parameter:
    """One number (or table of numbers) of a rule. A value in a policy file is a scalar or a table over `axes`."""

    name: str
    unit: str
    zh: str
    en: str
    axes: tuple[str, ...] = ()
    listed: bool = False  # the innermost value is a list (bands, factors by turn)
    low: float | None = None  # in `unit`, inclusive
    high: float | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False  # the rule works without it; `name in values` tells
    neutral: Any = None  # in `unit`: what stands where the clause that sets it is left out; see sim.policy.left_out
    better: str = ""  # for patients: "high" or "low"; empty where neither can be said. See sim.policy.merge


ACTIVE = Parameter("active", "flag", "是否执行", "in force", optional=True)
"""Every rule has this parameter."""


@dataclass(frozen=True)
class Fact:
    """One input or one result of a reckoned rule, in a unit of sim.policy.units or as a `date`."""

    name: str
    unit: str
    zh: str
    en: str
    listed: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False  # an input that the function has a default for


class Values(Mapping[str, I8]):
    """Parameter values of one rule on one date, as int64 arrays over their axes; remembers which were looked at."""

    def __init__(self, rule: str, values: Mapping[str, I8], read: set[str]) -> None:
        self._rule, self._values, self._read = rule, dict(values), read

    def __getitem__(self, name: str) -> I8:
        value = self._values[name]
        self._read.add(f"{self._rule}.{name}")
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def replaced(self, without: tuple[str, ...] = (), **stated: I8) -> Values:
        """The same rule's values with others stated, and some left out."""
        kept = {name: value for name, value in self._values.items() if name not in without}
        return Values(self._rule, kept | stated, self._read)

    @property
    def plain(self) -> Mapping[str, I8]:
        """The values themselves, for whoever checks them: looking here does not count as reading."""
        return self._values

    def one(self, name: str) -> int:
        """A parameter without axes as a Python integer."""
        return int(self[name])


@dataclass(frozen=True)
class Need:
    """What a rule says nothing without: any one of `any_of`, each a rule ("payment.drg") or a parameter
    ("payment.package.weights"). Only where the rule's own parameter `where` has one of `choices`, or, with no choices, a
    value at all; always where `where` is empty. `in_run`: only a run needs it; a calculator is given the fact instead."""

    any_of: tuple[str, ...]
    where: str = ""
    choices: tuple[str, ...] = ()
    in_run: bool = False


@dataclass(frozen=True)
class Rule:
    """`function` of a benefit rule: (values, claims, ytd, work) -> {column: array} for columns named in `writes`.

    `work` holds the columns of the bill as they stand (see `sim.policy.benefit.bill`). The rule gets only claims of its
    `kinds`. `function` of a reckoned rule: (values, **facts) -> {name: result}, integers in and out as `takes` and
    `gives` declare them. Functions of provider rules have the signature that their slot documents.
    """

    name: str  # room.rule, the prefix of its parameters' paths
    slot: str
    zh: str
    en: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...] = ()
    kinds: tuple[int, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # rules of the same slot that go first where both are in force
    takes: tuple[Fact, ...] = ()
    gives: tuple[Fact, ...] = ()
    needs: tuple[Need, ...] = ()  # a policy file that leaves one out is refused, see sim.policy.needs

    def __post_init__(self) -> None:
        if self.slot not in SLOTS:
            raise ValueError(f"rule {self.name}: slot {self.slot!r} is not one of {', '.join(SLOTS)}")
        if self.slot in BENEFIT_SLOTS and not (self.kinds and self.writes):
            raise ValueError(
                f"rule {self.name}: a benefit rule names the kinds of claim it is for and the columns it writes"
            )
        if self.slot in RECKONED_SLOTS and not (self.takes and self.gives):
            raise ValueError(f"rule {self.name}: a reckoned rule names the facts it takes and the results it gives")

    def parameter(self, name: str) -> Parameter | None:
        """The declared parameter of this name, or None."""
        return next((p for p in (*self.parameters, ACTIVE) if p.name == name), None)
