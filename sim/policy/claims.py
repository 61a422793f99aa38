"""What the benefit rules read: claims as columns, and what each person has already used up this year.

A claim carries facts, never the outcome of a rule. All columns of one object have the same length N; row i of
`YearToDate` belongs to the person of row i of `Claims`. One person may stand in a batch only once, which is why a
month is settled in rounds (the k-th claim of every person): within a round no row depends on another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]
I4 = npt.NDArray[np.int32]
U2 = npt.NDArray[np.uint16]
U1 = npt.NDArray[np.uint8]
B1 = npt.NDArray[np.bool_]

CLASSES = (
    "general",
    "low_income",
    "destitute",
    "registered_poor",
    "low_income_edge",
    "relapsed",
    "monitored",
    "illness_poor",
)
"""Benefit classes: 普通, 低保, 特困, 建档立卡, 低保边缘, 返贫致贫, 防止返贫监测, 因病致贫重病."""
KINDS = ("outpatient", "inpatient", "chronic_outpatient", "two_disease")
"""Kinds of claim: 普通门诊, 住院, 门诊慢特病, 两病门诊用药."""
OUTPATIENT, INPATIENT, CHRONIC, TWO_DISEASE = range(4)
WHERE = ("village", "township", "county", "city", "province", "elsewhere")
"""The place of care as benefit terms name it: the tier, or `elsewhere` for anything outside the province."""
PLACES = ("county", "prefecture", "province", "elsewhere")
LEVELS = ("none", "level_1", "level_2", "level_3")
"""Hospital grade: 未定级, 一级, 二级, 三级."""
REFERRALS = ("none", "up", "down", "emergency", "skipped")
"""How the patient came: on his own, referred up, stepped down, as an emergency, past a gate that he should have used.
"""
ALONE, UP, DOWN, EMERGENCY, SKIPPED = range(5)
FILINGS = ("unknown", "filed", "not_filed")
"""Whether care outside the pool was filed beforehand (备案)."""
FILED, NOT_FILED = 1, 2
BIRTHS = ("none", "vaginal", "caesarean")
"""Whether a stay was a birth: 无, 顺产, 剖宫产."""
TWO_DISEASES = ("neither", "hypertension", "diabetes", "both")
"""Index of `Claims.registered`: bit 0 hypertension, bit 1 diabetes."""

TWO_DISEASE_BITS = {"htn": 1, "hypertension": 1, "dm": 2, "diabetes": 2}
"""Which bit of `Claims.registered` a county's chronic condition sets; other conditions set none."""


@cache
def _names_of(cls: type[Columns]) -> tuple[str, ...]:
    """The columns by name: asked for thousands of times a run."""
    return tuple(f.name for f in fields(cls))  # type: ignore[arg-type]


class Columns:
    """Equal-length arrays with a name each; the base of `Claims` and `YearToDate`."""

    def _names(self) -> tuple[str, ...]:
        mine: Any = type(self)
        return _names_of(mine)

    def __len__(self) -> int:
        return len(getattr(self, self._names()[0]))

    @classmethod
    def zeros(cls, n: int, **columns: Any) -> Self:
        """n rows of zeros; a column given by name is used instead (scalars are repeated). Unknown names raise
        TypeError.
        """
        dtypes = column_types(cls)
        if unknown := set(columns) - set(dtypes):
            raise TypeError(f"{cls.__name__} has no column {', '.join(sorted(unknown))}")
        made = {}
        for name, dtype in dtypes.items():
            given = np.asarray(columns.get(name, 0), dtype=dtype)
            made[name] = np.full(n, given, dtype=dtype) if given.ndim == 0 else given
            if made[name].shape != (n,):
                raise ValueError(f"column {name} has shape {made[name].shape}, expected ({n},)")
        return cls(**made)

    def take(self, rows: npt.NDArray[Any] | slice) -> Self:
        """The same columns for some rows: an index array, a mask, or a slice (then the columns are views)."""
        if isinstance(rows, slice):
            return type(self)(**{name: getattr(self, name)[rows] for name in self._names()})
        which = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return type(self)(**{name: getattr(self, name).take(which) for name in self._names()})

    def then(self, other: Self) -> Self:
        """The rows of another behind one's own."""
        return type(self)(**{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in self._names()})


@dataclass(frozen=True)
class Claims(Columns):
    """One row a claim (一次结算). Money in fen; days are counted from the first day of the horizon.

    The columns after `registered` are facts that not every source of claims has: left out, they are zeros.
    """

    person: I8
    klass: U1  # index into CLASSES
    scheme: U1  # 0 residents, 1 employees, 2 other
    age: U1  # whole years
    contract: U1  # 1 = family-doctor contract
    away: U1  # 0 = lives in the county
    kind: U1  # index into KINDS
    tier: U1  # 0 village ... 4 provincial hospital
    place: U1  # index into PLACES
    level: U1  # index into LEVELS
    hospital_kind: U1
    condition: U2
    severity: U1
    charge_fen: I8
    selfpaid_fen: I8  # outside the catalogue (全自费)
    firstpaid_fen: I8  # inside it, but paid first by the patient (乙类先行自付)
    tcm_fen: I8  # eligible Chinese medicine contained in the charge
    referral: U1  # index into REFERRALS
    accident: B1  # injury without a liable third party
    days: I4  # length of stay; 0 for a visit
    admitted_day: I4
    discharged_day: I4
    registered: U1  # index into TWO_DISEASES: registered hypertension and diabetes of the person
    quota_fen: I8 = field(default_factory=lambda: np.zeros(0, np.int64))  # published quota of the disease; 0 = none
    mean_fen: I8 = field(default_factory=lambda: np.zeros(0, np.int64))  # the county's mean charge of it at this tier
    severe: B1 = field(default_factory=lambda: np.zeros(0, np.bool_))  # on the list of severe diseases (重大疾病)
    birth: U1 = field(default_factory=lambda: np.zeros(0, np.uint8))  # index into BIRTHS
    filing: U1 = field(default_factory=lambda: np.zeros(0, np.uint8))  # index into FILINGS
    covered_from_day: I4 = field(default_factory=lambda: np.zeros(0, np.int32))  # first day insured this year
    supply_days: I4 = field(default_factory=lambda: np.zeros(0, np.int32))  # days a prescription lasts
    same_course: B1 = field(default_factory=lambda: np.zeros(0, np.bool_))  # goes on with the contact before (同一疗程)
    unlisted_ppm: I4 = field(default_factory=lambda: np.zeros(0, np.int32))  # part of such cases on no list of the tier
    kept_below_ppm: I4 = field(default_factory=lambda: np.zeros(0, np.int32))  # part that a lower tier was to keep

    def __post_init__(self) -> None:
        for name in OPTIONAL:
            if len(getattr(self, name)) != len(self.person):
                object.__setattr__(self, name, np.zeros(len(self.person), getattr(self, name).dtype))

    @property
    def where(self) -> U1:
        """Index into WHERE."""
        return np.where(self.place == PLACES.index("elsewhere"), np.uint8(WHERE.index("elsewhere")), self.tier)


OPTIONAL = ("quota_fen", "mean_fen", "severe", "birth", "filing", "covered_from_day", "supply_days", "same_course",
            "unlisted_ppm", "kept_below_ppm")  # fmt: skip
"""Columns of `Claims` that may be left out."""


@dataclass(frozen=True)
class YearToDate(Columns):
    """What a person has used since 1 January, before the claim of the same row.

    `bill` returns the same type as `delta`: add it, column by column. Only `last_deductible_fen` is not a matter of the
    year: it is the deductible already paid in the chain of referrals that the claim continues, 0 where a new chain
    begins.
    """

    own_paid_eligible_fen: (
        I8  # eligible, paid by the patient after basic insurance, of the kinds that catastrophic insurance covers
    )
    basic_paid_fen: I8
    catastrophic_paid_fen: I8
    assistance_paid_fen: I8
    admissions: I8
    deductible_paid_fen: I8
    outpatient_paid_fen: I8  # by the outpatient pool
    catastrophic_base_used_fen: I8  # part of own_paid_eligible_fen above the deductible: > 0 means the line is passed
    last_deductible_fen: I8
    chronic_paid_fen: I8  # by basic insurance for the chronic-special list
    special_paid_fen: I8  # part of it for severe diseases that have a cap of their own
    chronic_deductible_fen: I8
    two_disease_paid_fen: I8
    two_disease_deductible_fen: I8
    accident_paid_fen: I8  # by catastrophic insurance for accidents
    assistance_base_fen: I8  # eligible amounts left to persons entitled to assistance

    def plus(self, delta: YearToDate) -> YearToDate:
        """The state after the claims whose `delta` this is."""
        return YearToDate(**{name: getattr(self, name) + getattr(delta, name) for name in self._names()})


def column_types(cls: type[Columns]) -> dict[str, type[np.generic]]:
    """Column name -> scalar type, in the order of the dataclass."""
    named: dict[str, type[np.generic]] = {
        "I8": np.int64,
        "I4": np.int32,
        "U2": np.uint16,
        "U1": np.uint8,
        "B1": np.bool_,
    }
    return {f.name: named[str(f.type)] for f in fields(cls)}  # type: ignore[arg-type]


def visit_kind(refill: B1, chronic_special: B1) -> U1:
    """Kind of claim of a visit: the regular visit of a registered chronic patient is a chronic-special claim where the
    condition stands on that list, otherwise a two-disease claim; every other visit is ordinary. Any shape."""
    return np.where(refill, np.where(chronic_special, CHRONIC, TWO_DISEASE), OUTPATIENT).astype(np.uint8)
