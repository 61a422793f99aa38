"""Totals of settled care: the only thing a run keeps of its encounters. Every cell is an exact int64."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.county.county import AGE_BAND_START, AGE_BANDS, ITEM_CLASSES, SCHEMES

I8 = npt.NDArray[np.int64]

KINDS = ("outpatient", "inpatient", "chronic_outpatient", "two_disease", "unclaimed")
"""Kinds of claim, and the visits that did not draw on the fund; the first lines of `sim.ledger.accounts.LINES`."""
UNCLAIMED = KINDS.index("unclaimed")
PAYER_MEASURES = ("basic", "catastrophic", "assistance", "supplement", "own_paid", "other_paid")
"""Who pays: their sum is the charge."""
MEASURES = ("cases", "days", "charge", "selfpaid", "firstpaid", "eligible", "deductible", *PAYER_MEASURES, "advanced")
"""cases and days are counts; the rest is fen. `advanced` is the insurers' part that patients paid first (by people only)."""
MEASURE = {name: i for i, name in enumerate(MEASURES)}
CLASSES = ("village", "township", "county", "city", "province", "treatable", "untreatable", "away")
"""Where a resident was treated: the tier inside the county, or outside it for what reason: 县内可治, 不可治, 异地居住."""
HOME_MEASURES = ("cases", "charge", "basic")
PEOPLE = ("residents", "other_payers")
"""Whose charges were billed by item."""
OLD, NEW = 0, 1
"""At the county's prices, and as billed."""
FLAG_BITS = 10
"""Bits of `flags` up to TRANSFERRED."""


def grouped(cell: npt.NDArray[Any], values: npt.NDArray[Any], cells: int) -> I8:
    """Sum of integer `values` by cell, exact while sums stay below 2**53 fen (90 trillion yuan). Shape (cells,)."""
    return np.bincount(cell, values, cells).astype(np.int64)


class Totals:
    """M months, H institutions, K benefit classes.

    `care` (M, H, schemes, KINDS, MEASURES); `people` (M, K, age bands, KINDS, MEASURES), residents only;
    `flow` (M, H, visit or stay, 2 ** FLAG_BITS) counts residents' encounters by their flags;
    `item_prices` (years, old or new, PEOPLE, H, item classes) fen of what was done and billed by item, at the county's
    prices and as billed, `tests_spared` (years, H) fen of tests not repeated, and `condition_by_item`, as
    `condition_charge`, residents' part of it;
    `waits` (M, H, visit or stay) minutes from request to start, residents; `condition_charge` (years, H, C, visit or
    stay) fen and `condition_cases`, the same in numbers; `homes` (years, townships, CLASSES, visit or stay,
    HOME_MEASURES) claims by the township that the patient belongs to.
    """

    def __init__(
        self, months: int, years: int, institutions: int, conditions: int, classes: int, townships: int = 0
    ) -> None:
        self.homes = np.zeros((years, townships, len(CLASSES), 2, len(HOME_MEASURES)), np.int64)
        self.institutions, self.conditions, self.classes = institutions, conditions, classes
        self.care = np.zeros((months, institutions, len(SCHEMES), len(KINDS), len(MEASURES)), np.int64)
        self.people = np.zeros((months, classes, len(AGE_BANDS), len(KINDS), len(MEASURES)), np.int64)
        self.flow = np.zeros((months, institutions, 2, 1 << FLAG_BITS), np.int32)
        self.waits = np.zeros((months, institutions, 2), np.int64)
        self.item_prices = np.zeros((years, 2, len(PEOPLE), institutions, len(ITEM_CLASSES)), np.int64)
        self.tests_spared = np.zeros((years, institutions), np.int64)
        self.condition_by_item = np.zeros((years, institutions, conditions, 2), np.int64)
        self.condition_charge = np.zeros((years, institutions, conditions, 2), np.int64)
        self.condition_cases = np.zeros((years, institutions, conditions, 2), np.int32)

    def add_care(
        self,
        month: int,
        institution: npt.NDArray[Any],
        scheme: npt.NDArray[Any] | int,
        kind: npt.NDArray[Any],
        measures: dict[str, npt.NDArray[Any]],
    ) -> None:
        """Add rows of care; a measure that is not given is zero, `cases` are counted."""
        cell = (institution.astype(np.int64) * len(SCHEMES) + scheme) * len(KINDS) + kind
        _add(self.care[month], cell, measures)

    def add_people(
        self,
        month: int,
        klass: npt.NDArray[Any],
        age: npt.NDArray[Any],
        kind: npt.NDArray[Any],
        measures: dict[str, npt.NDArray[Any]],
    ) -> None:
        """The same by benefit class and age band; `age` in whole years."""
        cell = (klass.astype(np.int64) * len(AGE_BANDS) + band_of(age)) * len(KINDS) + kind
        _add(self.people[month], cell, measures)

    def add_homes(
        self, year: int, township: npt.NDArray[Any], place: npt.NDArray[Any], stay: npt.NDArray[Any], charge: I8, basic: I8
    ) -> None:
        """Add claims by home township, class of place and visit or stay."""
        flat = self.homes[year].reshape(-1, len(HOME_MEASURES))
        cell = (township.astype(np.int64) * len(CLASSES) + place) * 2 + stay
        flat[:, 0] += np.bincount(cell, minlength=len(flat))
        for n, values in ((1, charge), (2, basic)):
            flat[:, n] += grouped(cell, values, len(flat))

    def add_flow(
        self,
        month: int,
        institution: npt.NDArray[Any],
        kind: npt.NDArray[Any],
        flags: npt.NDArray[Any],
        wait_min: npt.NDArray[Any],
    ) -> None:
        """Count residents' encounters by flags, and the minutes they waited."""
        place = institution.astype(np.int64) * 2 + kind
        cell = (place << FLAG_BITS) + (flags & (1 << FLAG_BITS) - 1)
        self.flow[month] += (
            np.bincount(cell, minlength=self.flow[month].size).reshape(self.flow[month].shape).astype(np.int32)
        )
        self.waits[month] += grouped(place, wait_min, self.waits[month].size).reshape(self.waits[month].shape)

    def add_conditions(
        self, year: int, institution: npt.NDArray[Any], condition: npt.NDArray[Any], kind: npt.NDArray[Any], charge: I8,
        by_item: npt.NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Charges and cases by institution, condition and visit or stay: what item classes and the case mix are made
        of. `by_item`: which of them were billed by item."""
        cell = (institution.astype(np.int64) * self.conditions + condition) * 2 + kind
        charges = self.condition_charge[year]
        charges += grouped(cell, charge, charges.size).reshape(charges.shape)
        if by_item is not None:
            charges = self.condition_by_item[year]
            charges += grouped(cell[by_item], charge[by_item], charges.size).reshape(charges.shape)
        cases = self.condition_cases[year]
        cases += np.bincount(cell, minlength=cases.size).reshape(cases.shape).astype(np.int32)


    def add_items(
        self, year: int, institution: npt.NDArray[Any], whose: npt.NDArray[Any], old: I8, new: I8, spared: I8
    ) -> None:
        """Add charges by item class (classes, R), at the county's prices and as billed, and tests spared (R,); `whose`
        indexes PEOPLE."""
        self.tests_spared[year] += grouped(institution, spared, self.institutions)
        cell, cells = whose.astype(np.int64) * self.institutions + institution, len(PEOPLE) * self.institutions
        sides = [([OLD, NEW], old)] if new is old else [([OLD], old), ([NEW], new)]
        for which, amounts in sides:
            into = [self.item_prices[year, side].reshape(cells, -1) for side in which]
            for k, amount in enumerate(amounts):
                added = grouped(cell, amount, cells)
                for one in into:
                    one[:, k] += added


_BAND = np.searchsorted(AGE_BAND_START, np.arange(256), side="right") - 1


def band_of(age: npt.NDArray[Any]) -> I8:
    """Index into AGE_BANDS of whole years."""
    band: I8 = _BAND[age]
    return band


def _add(into: I8, cell: npt.NDArray[Any], measures: dict[str, npt.NDArray[Any]]) -> None:
    cells = into.size // len(MEASURES)
    flat = into.reshape(cells, len(MEASURES))
    flat[:, MEASURE["cases"]] += np.bincount(cell, minlength=cells)
    for name, values in measures.items():
        flat[:, MEASURE[name]] += grouped(cell, values, cells)
