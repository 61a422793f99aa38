"""What a run gave beside what is known, three kinds apart: inputs seen again, targets fitted to, and predictions.

`measured` computes every row that a county's targets may name; `fit_table` puts it beside the targets. "City" is the city tier and
above, as in the sources.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import AGE_BANDS, CONDITION_KINDS, PLACES, SCHEMES, TIERS, County
from sim.journey.encounters import READMISSION, STAY
from sim.ledger.statements import fund_statement
from sim.settlement.settlement import Settlement
from sim.settlement.totals import KINDS, MEASURE, UNCLAIMED

_INPATIENT = KINDS.index("inpatient")
_VISITS = [k for k in range(len(KINDS)) if k != _INPATIENT]
_RESIDENTS = SCHEMES.index("residents")
_TIERS = TIERS[:4]
I8 = npt.NDArray[np.int64]


def measured(settlement: Settlement, capacity: Mapping[str, npt.NDArray[np.int64]] | None = None) -> dict[str, float]:
    """Every row in the units of targets.csv, for the first accounted year.

    Args:
        settlement: after the year's end.
        capacity: counters of `sim.journey.capacity.close_month` by month, shape (months, H); without them no occupancy.
    """
    county, totals = settlement.county, settlement.totals
    months = [m for m, day in enumerate(settlement.months) if day.year == county.start.year]
    n = int(settlement.enrolled[county.start.year].sum())
    tier = np.minimum(county.institutions.tier, 3)
    care = totals.care[months][:, :, _RESIDENTS].sum(axis=0)  # (H, KINDS, MEASURES)
    by_tier = np.stack([care[tier == t].sum(axis=0) for t in range(4)])
    visits, stays = by_tier[:, _VISITS].sum(axis=1), by_tier[:, _INPATIENT]
    claimed = by_tier[:, [k for k in _VISITS if k != UNCLAIMED]].sum(axis=1)
    chronic = int(by_tier[:, KINDS.index("chronic_outpatient"), MEASURE["cases"]].sum())
    rows = _rates(visits, stays, claimed, chronic, n) | _ages(settlement, months) | _fund(settlement, care, n)
    flow = totals.flow[months].sum(axis=0)[:, STAY]
    again = [flags for flags in range(flow.shape[1]) if flags & READMISSION]
    rows["readmission_30d"] = _percent(flow[:, again].sum(), flow.sum())
    local = county.institutions.place == PLACES.index("county")
    rows["readmission.in_county"] = _percent(flow[local][:, again].sum(), flow[local].sum())
    in_county = care[local][:, _VISITS, MEASURE["cases"]].sum(axis=1)
    rows["primary_share_in_county"] = _percent(in_county[tier[local] < 2].sum(), in_county.sum())
    away = care[~local][:, _INPATIENT, MEASURE["basic"]].sum()
    rows["out_of_county_fund_share"] = _percent(away, care[:, _INPATIENT, MEASURE["basic"]].sum())
    if capacity is not None:
        minutes = capacity["bed_minutes"][months].sum(axis=0)
        year = sum(int(settlement.calendar.month_starts[m + 1] - settlement.calendar.month_starts[m]) for m in months)
        for t in (1, 2):
            here = local & (tier == t)
            rows[f"occupancy.{TIERS[t]}"] = _percent(minutes[here].sum(), county.institutions.beds[here].sum() * year)
    return rows | _in_county(county, care)


def _percent(part: float, whole: float) -> float:
    return 100.0 * float(part) / float(whole) if whole else float("nan")


def _mean(row: npt.NDArray[np.int64], measure: str, unit: float) -> float:
    cases = row[MEASURE["cases"]]
    return float(row[MEASURE[measure]]) / float(cases) / unit if cases else float("nan")


def _rates(visits: I8, stays: I8, claimed: I8, chronic: int, n: int) -> dict[str, float]:
    cases = MEASURE["cases"]
    rows = {"admissions_per_100": _percent(stays[:, cases].sum(), n), "claimed_visits_per_enrolee": claimed[:, cases].sum() / n}
    rows["claimed_visits_per_enrolee.chronic_outpatient"] = chronic / n
    for t, name in enumerate(_TIERS):
        rows[f"visits_per_enrolee.{name}"] = visits[t, cases] / n
        rows[f"charge_visit.{name}"] = _mean(visits[t], "charge", 100)
        rows[f"charge_stay.{name}"] = _mean(stays[t], "charge", 100)
        rows[f"stay_days.{name}"] = _mean(stays[t], "days", 1)
        rows[f"admission_share.{name}"] = _percent(stays[t, cases], stays[:, cases].sum())
    rows["fund_share_of_stay_charges"] = _percent(stays[:, MEASURE["basic"]].sum(), stays[:, MEASURE["charge"]].sum())
    return {name: float(value) for name, value in rows.items()}


def _ages(settlement: Settlement, months: list[int]) -> dict[str, float]:
    stays = settlement.totals.people[months][:, :, :, _INPATIENT, MEASURE["cases"]].sum(axis=(0, 1))
    persons = settlement.enrolled[settlement.county.start.year].sum(axis=0)
    rows = {f"admission_rate.{band}": _percent(stays[i], persons[i]) for i, band in enumerate(AGE_BANDS)}
    rows["admission_rate.elder"] = _percent(stays[5:].sum(), persons[5:].sum())
    return rows


def _fund(settlement: Settlement, care: I8, n: int) -> dict[str, float]:
    """The basic fund's spending of the year per enrolee, on the incurred basis, and its split."""
    fund = fund_statement(settlement.ledger, settlement.calendar.start, settlement.county.institutions.place)
    spent = fund[(fund["basis"] == "incurred") & (fund["side"] == "spending") & (fund["year"] == settlement.county.start.year)]
    total = float(spent["amount_yuan"].sum())
    paid = care[:, :, MEASURE["basic"]].sum(axis=0) / 100
    rows = {"fund_per_head": total / n}
    for name in ("inpatient", "outpatient", "chronic_outpatient"):
        amount = paid[KINDS.index(name)] + (paid[KINDS.index("two_disease")] if name == "chronic_outpatient" else 0)
        rows[f"fund_split.{name}"] = _percent(amount, total)
    premium = spent.loc[spent["programme"].str.contains("catastrophic"), "amount_yuan"].sum()
    rows["fund_split.catastrophic_premium"] = _percent(premium, total)
    rows["fund_split.other"] = 100.0 - sum(value for name, value in rows.items() if name.startswith("fund_split."))
    return rows


def _in_county(county: County, care: I8) -> dict[str, float]:
    """The same measures for stays inside the county only, as a county's own statistics count them."""
    h = county.institutions
    local = h.place == PLACES.index("county")
    stays = care[local][:, _INPATIENT]
    cases, tier = stays[:, MEASURE["cases"]], h.tier[local]
    whole = stays.sum(axis=0)
    rows = {f"admission_share_in_county.{TIERS[t]}": _percent(cases[tier == t].sum(), cases.sum()) for t in (1, 2)}
    return rows | {
        "admissions.in_county": float(cases.sum()), "charge_stay.in_county": _mean(whole, "charge", 100),
        "stay_days.in_county": _mean(whole, "days", 1), "fund_per_in_county_stay": _mean(whole, "basic", 100),
        "own_payment_per_in_county_stay": _mean(whole, "own_paid", 100),
        "fund_share_of_in_county_stay_charges": _percent(whole[MEASURE["basic"]], whole[MEASURE["charge"]]),
    }  # fmt: skip


def group_echo(settlement: Settlement) -> pd.DataFrame:
    """Stays and mean charges by admission group beside what the county's tables say at the run's own mix of tiers.

    Columns: condition, cases, charge_yuan, expected_yuan, share_percent, expected_share_percent.
    """
    county, totals = settlement.county, settlement.totals
    year = settlement.calendar.years.index(county.start.year)
    cases = totals.condition_cases[year][:, :, STAY].astype(float)  # (H, C)
    charge = totals.condition_charge[year][:, :, STAY].sum(axis=0) / 100
    groups = np.flatnonzero(county.conditions.kind == CONDITION_KINDS.index("inpatient"))
    expected = (cases * county.conditions.charge_ip[:, county.institutions.tier].T).sum(axis=0)
    n = cases.sum(axis=0)
    share = county.conditions.flags["admission_share"].to_numpy(float)
    with np.errstate(invalid="ignore"):  # a group without a case has no mean
        charge_a_case, expected_a_case = charge[groups] / n[groups], expected[groups] / n[groups]
    return pd.DataFrame({
        "condition": [county.conditions.id[c] for c in groups], "cases": n[groups].astype(int),
        "charge_yuan": charge_a_case, "expected_yuan": expected_a_case,
        "share_percent": 100 * n[groups] / n[groups].sum(), "expected_share_percent": 100 * share[groups] / share[groups].sum(),
    })  # fmt: skip


def fit_table(county: County, rows: Mapping[str, float], groups: pd.DataFrame | None = None) -> pd.DataFrame:
    """The county's targets beside the run: row, kind, unit, target, simulated, source.

    `groups` (see `group_echo`) adds a row for each admission group: its mean charge, an input seen again.
    """
    t = county.targets
    table = pd.DataFrame({
        "row": t["row"], "kind": t["kind"], "unit": t["unit"], "target": t["value"].astype(float),
        "simulated": [rows.get(row, float("nan")) for row in t["row"]], "source": t["source"],
    })  # fmt: skip
    if groups is None:
        return table
    seen = groups[groups["cases"] > 0]
    echo = pd.DataFrame({
        "row": "charge_stay." + seen["condition"], "kind": "echo", "unit": "yuan per stay", "target": seen["expected_yuan"],
        "simulated": seen["charge_yuan"], "source": "conditions.csv",
    })  # fmt: skip
    return pd.concat([table, echo], ignore_index=True)
