"""Totals as tables for people: where residents were treated and what they paid. Money in yuan, exact fen / 100."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import AGE_BANDS, PLACES, SCHEMES, TIERS, County
from sim.foundation.calendar import DAY, Calendar
from sim.journey.encounters import Encounters
from sim.ledger.book import Ledger
from sim.ledger.query import change
from sim.policy.payment.package import ALLIANCE, GROUP
from sim.settlement.budgets import Budget
from sim.settlement.tariff import Points
from sim.settlement.totals import CLASSES, KINDS, MEASURE, UNCLAIMED, Totals, band_of
from sim.settlement.yearend import YearEnd

I8 = npt.NDArray[np.int64]
INPATIENT = KINDS.index("inpatient")
BALANCES = (
    "cash", "received_early", "payable", "premium_payable", "owed_residents", "owed_agency", "advanced", "recoverable",
    "prepaid_agency", "due_from_pool",
)  # fmt: skip
RESIDENTS = SCHEMES.index("residents")


def flows(totals: Totals, county: County, months: Sequence[date], first: int) -> pd.DataFrame:
    """Contacts of enrolees by month, tier, place and kind; months before `first` (the warm-up) are left out.

    Columns: year, month, tier, place, kind (visit, stay), count, claimed, charge_yuan, fund_yuan, own_paid_yuan.
    """
    h = county.institutions
    care = totals.care[:, :, RESIDENTS]
    cell = h.tier.astype(np.int64) * len(PLACES) + h.place
    rows: list[dict[str, object]] = []
    for m in range(first, len(months)):
        for kind, lines in (("visit", [k for k in range(len(KINDS)) if k != INPATIENT]), ("stay", [INPATIENT])):
            of_kind = care[m][:, lines].sum(axis=1)  # (H, MEASURES)
            claimed = care[m][:, [k for k in lines if k != UNCLAIMED], MEASURE["cases"]].sum(axis=1)
            for c in np.unique(cell):
                at = of_kind[cell == c].sum(axis=0)
                rows.append(
                    {
                        "year": months[m].year,
                        "month": months[m].month,
                        "tier": TIERS[c // len(PLACES)],
                        "place": PLACES[c % len(PLACES)],
                        "kind": kind,
                        "count": int(at[MEASURE["cases"]]),
                        "claimed": int(claimed[cell == c].sum()),
                        "charge_yuan": at[MEASURE["charge"]] / 100,
                        "fund_yuan": at[MEASURE["basic"]] / 100,
                        "own_paid_yuan": at[MEASURE["own_paid"]] / 100,
                    }
                )
    return pd.DataFrame(rows)


def members(residents: npt.NDArray[np.void], classes: int) -> I8:
    """Members of the residents' scheme by benefit class and age band, (classes, A)."""
    bands = len(AGE_BANDS)
    cell = residents["klass"].astype(np.int64) * bands + band_of(residents["age"])
    counted: I8 = np.bincount(cell[residents["scheme"] == RESIDENTS], minlength=classes * bands).reshape(classes, bands)
    return counted


def patients(
    totals: Totals, county: County, enrolled: Mapping[int, I8], months: Sequence[date], first: int
) -> pd.DataFrame:
    """What enrolees paid by year, benefit class and age band: a row wherever somebody belongs.

    Columns: year, klass, age_band, persons, visits, stays, and in yuan charge, eligible, basic, catastrophic,
    assistance, supplement, own_paid, advanced (by the patients for the insurers, and claimed later). Visits that did not
    draw on the fund are part of charge and own_paid, not of eligible.
    """
    bands, classes = len(AGE_BANDS), len(county.classes)
    years = sorted({day.year for day in months[first:]})
    money = ("charge", "eligible", "basic", "catastrophic", "assistance", "supplement", "own_paid", "advanced")
    parts = []
    for year in years:
        within = [m for m in range(first, len(months)) if months[m].year == year]
        of_year = totals.people[within].sum(axis=0).reshape(classes * bands, len(KINDS), -1)
        cases, all_kinds = of_year[..., MEASURE["cases"]], of_year.sum(axis=1)
        table = {
            "year": year,
            "klass": np.repeat(county.classes, bands),
            "age_band": np.tile(AGE_BANDS, classes),
            "persons": enrolled[year].ravel(),
            "visits": cases.sum(axis=1) - cases[:, INPATIENT],
            "stays": cases[:, INPATIENT],
        } | {f"{name}_yuan": all_kinds[:, MEASURE[name]] / 100 for name in money}
        parts.append(pd.DataFrame(table))
    found = pd.concat(parts, ignore_index=True)
    return found.loc[(found["persons"] > 0) | (found["charge_yuan"] > 0)].reset_index(drop=True)


def clearing_rows(year_ends: Sequence[YearEnd], county: County) -> pd.DataFrame:
    """医共体年度清算表: a row a budget holder and year. Columns: year, rule, rule_zh, rule_en, id, name_zh, name_en, and in yuan
    budget, spent, balance, retained, fund_keeps, borne, fund_adds. retained + fund_keeps is a surplus, borne +
    fund_adds a deficit."""
    h = county.institutions
    parts = []
    for end in year_ends:
        for budget, cleared in zip(end.budgets, end.clearings, strict=True):
            who = {
                "year": end.year, "rule": budget.rule.name, "rule_zh": budget.rule.zh,
                "rule_en": budget.rule.en,
                "id": [h.id[i] for i in budget.holder], "name_zh": [_holder(budget, h.name_zh[i]) for i in budget.holder],
                "name_en": [_holder(budget, h.name_en[i]) for i in budget.holder],
            }  # fmt: skip
            money = ("budget", "spent", "balance", "retained", "fund_keeps", "borne", "fund_adds")
            parts.append(pd.DataFrame(who | {f"{name}_yuan": getattr(cleared, name) / 100 for name in money}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _holder(budget: Budget, lead: str) -> str:
    """What a holder is called: an alliance after its lead, everybody else by name."""
    package = budget.rule.name in ("payment.package", "payment.employees_package")
    if not package or budget.values.one("holder") not in (ALLIANCE, GROUP):
        return lead
    return f"{lead}医共体" if any("\u4e00" <= c <= "\u9fff" for c in lead) else f"alliance of {lead}"


def homes_table(totals: Totals, county: County, years: Sequence[int], first_year: int) -> pd.DataFrame:
    """Claims by year, the patient's township, where he was treated (`place`, see `totals.CLASSES`) and visit or stay:
    cases, charge_fen, basic_fen. What left the county stands apart as treatable there, not treatable, living away."""
    rows = []
    for n, year in enumerate(years):
        for t, c, k in np.argwhere(totals.homes[n, ..., 0]).tolist() if year >= first_year else ():
            cases, charge, basic = totals.homes[n, t, c, k].tolist()
            who = {"year": year, "township": county.townships[t], "place": CLASSES[c], "kind": ("visit", "stay")[k]}
            rows.append(who | {"cases": cases, "charge_fen": charge, "basic_fen": basic})
    columns = ["year", "township", "place", "kind", "cases", "charge_fen", "basic_fen"]
    return pd.DataFrame(rows, columns=columns)


def points_table(points: Mapping[int, Points], county: County) -> pd.DataFrame:
    """What points were worth: a row an institution and year with stays paid by points. Columns: year, id, points,
    names, share (s, its part of all points of the pool), value_yuan (a point of the pool), marginal_yuan = (1 - s) x value:
    what one more point of its own brings."""
    h, parts = county.institutions, []
    for year, of in sorted(points.items()):
        rows, value = np.flatnonzero(of.points), of.value_fen / 100
        share = of.share[rows]
        ids, zh, en = ([names[i] for i in rows] for names in (h.id, h.name_zh, h.name_en))
        table = {"year": year, "id": ids, "name_zh": zh, "name_en": en, "points": of.points[rows] / 1000, "share": share}
        parts.append(pd.DataFrame(table | {"value_yuan": value, "marginal_yuan": (1 - share) * value}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def balance_table(
    ledger: Ledger, first: date, years: Sequence[int], part_of_year_ppm: Callable[[int], int]
) -> pd.DataFrame:
    """What the fund has on 31 December of each year, on both bases: cash less premiums collected for the next year;
    and that with advances and claims, less what it owes. Columns: year, basis, balance_yuan, part_of_year."""
    rows = []
    for year in years:
        before = ledger.rows()
        before = before[before["month"] < (year + 1 - first.year) * 12 - first.month + 1]
        at = {name: change(before, f"basic_fund.{name}") for name in BALANCES}
        cash = at["cash"] - at["received_early"]
        owed = at["payable"] + at["premium_payable"] + at["owed_residents"] + at["owed_agency"]
        owed -= at["advanced"] + at["recoverable"] + at["prepaid_agency"] + at["due_from_pool"]
        part = part_of_year_ppm(year) / 1e6
        rows += [
            {"year": year, "basis": basis, "balance_yuan": fen / 100, "part_of_year": part}
            for basis, fen in (("cash", cash), ("incurred", cash - owed))
        ]
    return pd.DataFrame(rows, columns=["year", "basis", "balance_yuan", "part_of_year"])


def results_table(year_ends: Sequence[YearEnd], county: County) -> pd.DataFrame:
    """What every clearing brought every institution: a row a rule and institution that has a part in it. Columns: year,
    rule, id and names (of the institution), holder (who answers for the budget, "" where the money is another's),
    surplus_part and deficit_part (the institution's part of what its holder retains or bears: 1 where it is alone), and
    in yuan retained, borne, unpaid (price between alliances), kept (bonus), lost (withheld and lost by the assessment).
    Over all rules, retained + kept - borne - unpaid - lost is an institution's alliance money."""
    h, parts = county.institutions, []
    for end in year_ends:
        nothing = np.zeros_like(end.lost)
        for budget, r in zip([*end.budgets, None], [*end.results, None], strict=True):
            amounts = (nothing,) * 4 + (end.lost,) if r is None else (r.retained, r.borne, r.unpaid, r.kept, nothing)
            surplus, deficit = _parts(budget, len(h))
            rows = np.flatnonzero(np.stack([*amounts, surplus, deficit]).any(axis=0))
            table = {
                "year": end.year, "rule": "assessment" if budget is None else budget.rule.name,
                "id": [h.id[i] for i in rows], "name_zh": [h.name_zh[i] for i in rows], "name_en": [h.name_en[i] for i in rows],
                "holder": [_answers(budget, int(i), h.id) for i in rows], "surplus_part": surplus[rows],
                "deficit_part": deficit[rows],
            }  # fmt: skip
            names = ("retained", "borne", "unpaid", "kept", "lost")
            money = {f"{name}_yuan": a[rows] / 100 for name, a in zip(names, amounts, strict=True)}
            if rows.size:
                parts.append(pd.DataFrame(table | money))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _parts(budget: Budget | None, institutions: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Every institution's part (H,) of its holder's surplus and of its deficit."""
    if budget is None:
        return np.zeros(institutions), np.zeros(institutions)
    if budget.members is None:
        alone = budget.shares().sum(axis=0)
        return alone, alone
    return budget.members.shares(surplus=True).sum(axis=0), budget.members.shares(surplus=False).sum(axis=0)


def _answers(budget: Budget | None, institution: int, ids: Sequence[str]) -> str:
    if budget is None:
        return ids[institution]
    if budget.members is None:
        return ids[institution]
    holder = int(budget.members.of[institution])
    return ids[budget.holder[holder]] if holder >= 0 else ""


def open_stays(stays: Encounters, county: County, calendar: Calendar) -> pd.DataFrame:
    """Memo line: stays that have begun and not ended when the horizon ends. They are billed on discharge, in the
    next year, and are
    outside every clearing. Columns: id, name_zh, name_en, stays, days_so_far, charge_yuan (of the whole stays)."""
    h = county.institutions
    days = np.maximum(calendar.days - stays["start_min"] // DAY, 0)
    size = len(h)
    count = np.bincount(stays["institution"], minlength=size)
    table = pd.DataFrame(
        {
            "id": h.id,
            "name_zh": h.name_zh,
            "name_en": h.name_en,
            "stays": count,
            "days_so_far": np.bincount(stays["institution"], days, size).astype(np.int64),
            "charge_yuan": np.bincount(stays["institution"], stays["charge_fen"], size) / 100,
        }
    )
    return table.loc[count > 0].reset_index(drop=True)
