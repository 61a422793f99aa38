"""Procurement savings left to institutions (集采结余留用): what rounds saved against their batch budgets in a year, shared by
the policy and cut by the score, is paid after the next year's accounts have begun."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, County
from sim.foundation.money import ONE, share
from sim.ledger.book import Batch
from sim.policy.fund.procurement import batches
from sim.policy.policy import PolicyAt

I8 = npt.NDArray[np.int64]
RULE = "fund.procurement"


def savings(law: PolicyAt, county: County, items: I8, earned_ppm: I8 | None) -> I8 | None:
    """(H,) fen left to institutions of the county for a year of residents' charges by item class (H, 11), as billed;
    `earned_ppm` (H,) is what the assessment leaves, None = all. None where the policy has no such rule."""
    if not law.uses(RULE):
        return None
    values = law.values[RULE]
    budget, actual = batches(values, items)
    saved = np.maximum(budget - actual, 0) * (county.institutions.place == PLACES.index("county"))
    kept = np.asarray(share(saved, values.one("retained")), np.int64)
    return np.asarray(share(kept, np.full(kept.size, ONE) if earned_ppm is None else earned_ppm), np.int64)


def post_savings(batch: Batch, kept: I8) -> None:
    """Pay the institutions' part of savings (H,) fen."""
    batch.move(
        kept, ("basic_fund.retained", "basic_fund.cash"), ("institution.cash", "institution.retained"),
        holder=np.arange(kept.size), line="procurement", purpose="procurement",
    )  # fmt: skip
