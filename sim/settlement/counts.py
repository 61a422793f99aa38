"""The sums behind every indicator, as long tables by year, tier and place. Money in whole fen, so that ratios are exact
until divided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import ITEM_CLASSES, PLACES, SCHEMES, TIERS, County
from sim.journey.encounters import AWAY, CLAIMED, DOWN, EMERGENCY, LEFT_QUEUE, READMISSION, REFERRED, TRANSFERRED
from sim.settlement.items import by_class
from sim.settlement.totals import FLAG_BITS, KINDS, MEASURES, NEW, OLD, PEOPLE, Totals

I8 = npt.NDArray[np.int64]
FLAGS = {
    "claimed": CLAIMED, "emergency": EMERGENCY, "referred": REFERRED, "stepped_down": DOWN, "readmissions": READMISSION,
    "left_queue": LEFT_QUEUE, "transferred": TRANSFERRED,
}  # fmt: skip


def _cells(county: County) -> tuple[npt.NDArray[np.int64], list[int]]:
    """(tier, place) of every institution as one number, and those that occur."""
    cell = county.institutions.tier.astype(np.int64) * len(PLACES) + county.institutions.place
    return cell, np.unique(cell).tolist()


def _named(cell: int) -> dict[str, object]:
    return {"tier": TIERS[cell // len(PLACES)], "place": PLACES[cell % len(PLACES)]}


def _periods(months: Sequence[date], first: int, monthly: bool) -> Iterator[tuple[dict[str, object], list[int]]]:
    """Labels of each accounted year, or month, and which months are in it."""
    within = range(first, len(months))
    if monthly:
        for m in within:
            yield {"year": months[m].year, "month": months[m].month}, [m]
        return
    for year in sorted({months[m].year for m in within}):
        yield {"year": year}, [m for m in within if months[m].year == year]


def care_table(totals: Totals, county: County, months: Sequence[date], first: int, monthly: bool = False) -> pd.DataFrame:
    """All measures by year (with `monthly`, by month), tier, place, scheme and kind of care: cases, days, and
    `<measure>_fen`."""
    cell, cells = _cells(county)
    rows = []
    for when, within in _periods(months, first, monthly):
        care = totals.care[within].sum(axis=0)
        for c in cells:
            at = care[cell == c].sum(axis=0)
            for s, scheme in enumerate(SCHEMES):
                for k, kind in enumerate(KINDS):
                    counts = {
                        name if name in ("cases", "days") else f"{name}_fen": int(v)
                        for name, v in zip(MEASURES, at[s, k], strict=True)
                    }
                    rows.append({**when, **_named(c), "scheme": scheme, "kind": kind, **counts})
    return pd.DataFrame(rows)


def contacts_table(totals: Totals, county: County, months: Sequence[date], first: int, monthly: bool = False) -> pd.DataFrame:
    """Contacts of residents by year (with `monthly`, by month), tier, place, visit or stay, and whether they live away: count,
    those with each flag of the encounter, and (all of them together, living away or not) minutes waited."""
    cell, cells = _cells(county)
    bits = np.arange(1 << FLAG_BITS)
    rows = []
    for when, within in _periods(months, first, monthly):
        flow, waits = totals.flow[within].sum(axis=0, dtype=np.int64), totals.waits[within].sum(axis=0)
        for c in cells:
            at, waited = flow[cell == c].sum(axis=0), waits[cell == c].sum(axis=0)
            for k, kind in enumerate(("visit", "stay")):
                for away in (False, True):
                    chosen = ((bits & AWAY) != 0) == away
                    counts = {name: int(at[k, chosen & ((bits & flag) != 0)].sum()) for name, flag in FLAGS.items()}
                    row = {
                        **when,
                        **_named(c),
                        "kind": kind,
                        "away": away,
                        "count": int(at[k, chosen].sum()),
                        **counts,
                    }
                    rows.append(row | {"waited_min": int(waited[k]) if not away else 0})
    return pd.DataFrame(rows)


def persons_table(
    seen: dict[int, tuple[int, int]], enrolled: Mapping[int, I8], part_of_year_ppm: Callable[[int], int]
) -> pd.DataFrame:
    """Distinct persons by cleared year: enrolees, with a visit, with a stay, and the accounted part of the year."""
    return pd.DataFrame(
        [
            {
                "year": year,
                "enrolees": int(enrolled[year].sum()),
                "visited": visited,
                "stayed": stayed,
                "part_of_year": part_of_year_ppm(year) / 1e6,
            }
            for year, (visited, stayed) in sorted(seen.items())
        ]
    )


def by_month(totals: Totals, county: County, months: Sequence[date], enrolled: Mapping[int, I8]) -> dict[str, pd.DataFrame]:
    """The sums behind the indicators that are known by month: care, contacts, and persons (enrolees, each month a twelfth of
    his year). `enrolled` are members of each year by class and age band, (K, A)."""
    first = next((m for m, day in enumerate(months) if day >= county.start), len(months))
    persons = [
        {**when, "enrolees": int(enrolled[months[m].year].sum()), "part_of_year": 1 / 12}
        for when, [m] in _periods(months, first, monthly=True)
    ]
    return {
        "care": care_table(totals, county, months, first, monthly=True),
        "contacts": contacts_table(totals, county, months, first, monthly=True),
        "persons": pd.DataFrame(persons),
    }


def items_table(totals: Totals, county: County, years: Sequence[int], first_year: int) -> pd.DataFrame:
    """Residents' charges by year, institution and item class: `<class>_fen`, adding up to the institution's charges to
    the fen."""
    parts = []
    for n, year in enumerate(years):
        if year >= first_year:
            classes = classes_of(totals, n, county)
            columns = {f"{name}_fen": classes[:, i] for i, name in enumerate(ITEM_CLASSES)}
            parts.append(pd.DataFrame({"year": year, "id": county.institutions.id} | columns))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def classes_of(totals: Totals, year: int, county: County, side: int = NEW) -> I8:
    """Residents' charges of a year (an index) by institution and item class (H, classes), as billed or, with OLD, what
    was done at the county's own prices."""
    by_table = by_class(totals.condition_charge[year] - totals.condition_by_item[year], county)
    classes: I8 = by_table + totals.item_prices[year, side, PEOPLE.index("residents")]
    return classes


def prices_table(totals: Totals, county: County, years: Sequence[int], first_year: int) -> pd.DataFrame:
    """What was billed by item because a policy changes prices or spares tests: year, id, item, whose (residents or other
    payers), old_fen at the county's prices, new_fen as billed. Rows where anything was billed so."""
    found = totals.item_prices[[n for n, year in enumerate(years) if year >= first_year]]
    year, whose, institution, item = np.nonzero(found.any(axis=1))
    columns = {
        "year": np.array([y for y in years if y >= first_year], np.int64)[year],
        "id": np.array(county.institutions.id)[institution],
        "item": np.array(ITEM_CLASSES)[item],
        "whose": np.array(PEOPLE)[whose],
        "old_fen": found[year, OLD, whose, institution, item],
        "new_fen": found[year, NEW, whose, institution, item],
    }
    return pd.DataFrame(columns)


def mix_table(totals: Totals, county: County, years: Sequence[int], first_year: int) -> pd.DataFrame:
    """Stays of residents and their CHS-DRG relative weights by year, tier and place: cases, weight."""
    cell, cells = _cells(county)
    rows = []
    for n, year in enumerate(years):
        if year >= first_year:
            stays = totals.condition_cases[n, :, :, 1].astype(np.int64)
            for c in cells:
                at = stays[cell == c].sum(axis=0)
                rows.append(
                    {"year": year, **_named(c), "cases": int(at.sum()), "weight": float(at @ county.conditions.weight)}
                )
    return pd.DataFrame(rows)
