"""Every institution's year as a table: what was done there, who paid, and the chain from there to performance pay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.county.county import KINDS as INSTITUTION_KINDS
from sim.county.county import PLACES, TIERS, County
from sim.settlement.alliances import names
from sim.settlement.bonus import Chain
from sim.settlement.budgets import RESIDENTS
from sim.settlement.totals import I8, KINDS, MEASURE

BEHIND_THE_COSTS = ("other_income", "costs", "net_income", "debts_and_funds", "headroom", "bonus")
"""Links that exist only where the county gives costs."""
OF_PUBLIC = ("headroom", "bonus")
"""Links that a private institution has not: no approved pay total binds it, its net income is its profit."""
REVENUE = {
    "basic": "revenue_basic_yuan",
    "catastrophic": "revenue_catastrophic_yuan",
    "assistance": "revenue_assistance_yuan",
    "supplement": "revenue_supplement_yuan",
    "own_paid": "revenue_patients_yuan",
    "other_paid": "revenue_other_payers_yuan",
}


def institution_rows(county: County, year: int, care: I8, chain: Chain, alliance: I8) -> pd.DataFrame:
    """A row an institution for one year; `care` (H, schemes, KINDS, MEASURES), `alliance` (H,) that of each, -1 = none.
    Money in yuan, exact fen / 100; empty = not known."""
    h = county.institutions
    private = h.kind == INSTITUTION_KINDS.index("private")
    ours = care[:, RESIDENTS, :, MEASURE["cases"]]
    inpatient = KINDS.index("inpatient")
    table: dict[str, object] = {
        "year": year,
        "id": h.id,
        "name_zh": h.name_zh,
        "name_en": h.name_en,
        "scheme": "residents",
        "tier": np.array(TIERS)[h.tier],
        "place": np.array(PLACES)[h.place],
        "ownership": np.where(private, "private", "public"),
        "alliance": [zh for zh, _ in names(county, alliance)],
        "township": [county.townships[t] if t >= 0 else "" for t in h.township],
        "staff": h.staff,
        "visits": ours.sum(axis=1) - ours[:, inpatient],
        "stays": ours[:, inpatient],
    }
    table |= {column: chain.revenue[measure] / 100 for measure, column in REVENUE.items()}
    table["revenue_medical_yuan"] = chain.revenue_medical / 100
    for name in ("retained", "assessment", "borne", "alliance_money"):
        table[f"{name}_yuan"] = getattr(chain, name) / 100
    for name in BEHIND_THE_COSTS:
        table[f"{name}_yuan"] = np.where(chain.known & ~(private & (name in OF_PUBLIC)), getattr(chain, name) / 100, np.nan)
    paid = chain.known & (h.staff > 0) & ~private
    table["bonus_per_staff_yuan"] = np.where(paid, chain.bonus / 100 / np.maximum(h.staff, 1e-9), np.nan)
    return pd.DataFrame(table)
