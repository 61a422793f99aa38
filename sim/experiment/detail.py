"""Tables that answer "why": how full every ward was and how long people waited, what each institution treated, and what its
bonus would be without the pay ceiling. All of them are sums that the run has made anyway; nothing here is simulated again.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.behaviour.levers import LEVERS
from sim.county.county import TIERS, County
from sim.experiment.conduct import Outcome
from sim.foundation.calendar import DAY
from sim.foundation.money import share
from sim.settlement.bonus import ratio_of

COUNTERS = ("asked", "balked", "gave_up")
"""Counters of the queues that are written as they are: requests for a bed, patients who left at once, who lost patience."""


def capacity_table(outcome: Outcome) -> pd.DataFrame:
    """Beds and waits by month and institution, village clinics left out; columns as in `sim.experiment.columns.CAPACITY`.

    `beds` are those of the county's data, so `occupancy` can exceed 1 where a study's own event opened more. It is empty for
    institutions without beds and for hospitals outside the county, whose beds are not modelled as scarce.
    """
    county, totals = outcome.settlement.county, outcome.settlement.totals
    h = county.institutions
    shown = np.flatnonzero(h.tier != TIERS.index("village"))
    starts = outcome.calendar.month_starts
    parts = []
    for m, day in enumerate(outcome.settlement.months):
        if day < county.start:
            continue
        occupied = outcome.capacity["bed_minutes"][m] / (starts[m + 1] - starts[m])
        scarce = (h.beds > 0) & (h.place == 0)
        contacts = totals.flow[m].sum(axis=2, dtype=np.int64)  # (H, visit or stay)
        part = {
            "year": day.year, "month": day.month, "id": h.id, "name_zh": h.name_zh, "name_en": h.name_en,
            "tier": np.array(TIERS)[h.tier], "beds": np.where(scarce, h.beds, np.nan), "occupied_beds": occupied,
            "occupancy": np.where(scarce, occupied / np.maximum(h.beds, 1), np.nan),
        } | {name: outcome.capacity[name][m] for name in COUNTERS} | {
            "visit_wait_days": _mean_days(totals.waits[m, :, 0], contacts[:, 0]),
            "stay_wait_days": _mean_days(totals.waits[m, :, 1], contacts[:, 1]),
        }  # fmt: skip
        parts.append(pd.DataFrame(part).iloc[shown])
    return pd.concat(parts, ignore_index=True)


def mix_table(outcome: Outcome) -> pd.DataFrame:
    """Residents' cases and charges by year, institution, visit or stay, and illness; cells without a case are left out."""
    county, totals = outcome.settlement.county, outcome.settlement.totals
    parts = [
        _mix_of(county, year, totals.condition_cases[n], totals.condition_charge[n])
        for n, year in enumerate(outcome.calendar.years)
        if date(year, 12, 31) >= county.start
    ]
    return pd.concat(parts, ignore_index=True)


def _mix_of(county: County, year: int, cases: npt.NDArray[np.int32], charge: npt.NDArray[np.int64]) -> pd.DataFrame:
    institution, condition, kind = np.nonzero(cases)
    return pd.DataFrame(
        {
            "year": np.int64(year),
            "id": pd.Categorical.from_codes(institution, pd.Index(county.institutions.id)),
            "kind": pd.Categorical.from_codes(kind, pd.Index(("visit", "stay"))),
            "condition": pd.Categorical.from_codes(condition, pd.Index(county.conditions.id)),
            "cases": cases[institution, condition, kind].astype(np.int64),
            "charge_fen": charge[institution, condition, kind],
        }
    )


def pay_table(outcome: Outcome, institutions: pd.DataFrame) -> pd.DataFrame:
    """What bounds the bonus, by year, for every institution whose costs are known; columns as in `sim.experiment.columns.PAY`.

    `unlimited_yuan` is staff_share x (net income - debts and funds), at least 0: the bonus before the ceiling of the pay total.
    """
    names = ["year", "id", "name_zh", "name_en"]
    if institutions.empty:
        return pd.DataFrame(columns=[*names, "staff_share", "unlimited_yuan", "headroom_yuan", "bonus_yuan"])
    county = outcome.settlement.county
    shares = dict(zip(county.institutions.id, ratio_of(county, "staff_share").tolist(), strict=True))
    known = institutions[institutions["bonus_yuan"].notna()]
    free = (known["net_income_yuan"] - known["debts_and_funds_yuan"]).clip(lower=0.0)
    fen, ppm = np.rint(free.to_numpy() * 100).astype(np.int64), known["id"].map(shares).to_numpy(np.int64)
    made = known[names].assign(
        staff_share=ppm / 1e6, unlimited_yuan=np.asarray(share(fen, ppm)) / 100, headroom_yuan=known["headroom_yuan"],
        bonus_yuan=known["bonus_yuan"],
    )  # fmt: skip
    return made.reset_index(drop=True)


def incentives_table(outcome: Outcome) -> pd.DataFrame:
    """What the rules made it worth to do more, by accounted month, deciding unit and lever; see `Behaviour.table`.

    Columns: year, month, unit, name_zh, name_en, tier, lever, lever_zh, lever_en, marginal and reference (yuan of income a yuan
    at stake, not a number where nothing is at stake), response (a factor on amounts, an odds ratio on decisions). The village
    clinics of a township decide together.
    """
    behaviour = outcome.behaviour
    if behaviour is None:
        raise ValueError("nobody reacts in this run: there are no incentives to tell")
    county, table = outcome.settlement.county, behaviour.table()
    h, units = county.institutions, behaviour.units
    names = {}
    for n, id_ in enumerate(units.id):
        first = int(np.flatnonzero(units.of == n)[0])
        zh, en, tier = h.name_zh[first], h.name_en[first], TIERS[int(h.tier[first])]
        if tier == "village":
            zh, en = county.township_names[int(h.township[first])]
            zh, en = f"{zh}各村卫生室", f"{en}: village clinics"
        names[id_] = zh, en, tier
    levers = {lever.name: lever for lever in LEVERS}
    told = table["unit"].map(names)
    return pd.DataFrame(
        {
            "year": table["month"].str[:4].astype(np.int64), "month": table["month"].str[5:].astype(np.int64),
            "unit": table["unit"], "name_zh": told.str[0], "name_en": told.str[1], "tier": told.str[2], "lever": table["lever"],
            "lever_zh": table["lever"].map(lambda name: levers[name].zh),
            "lever_en": table["lever"].map(lambda name: levers[name].en),
            "marginal": table["marginal"], "reference": table["reference"], "response": table["response"],
        }
    )  # fmt: skip


def _mean_days(minutes: npt.NDArray[np.int64], contacts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.where(contacts > 0, minutes / np.maximum(contacts, 1) / DAY, np.nan)
