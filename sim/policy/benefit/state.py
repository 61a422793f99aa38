"""The benefit state of a person: what his year so far means for the price of the next encounter.

Three coordinates: stays this year (0, 1, 2 or more), outpatient cap used up, catastrophic line passed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import MAX_FEN
from sim.policy.claims import CLASSES, YearToDate
from sim.policy.policy import PolicyAt

I8 = npt.NDArray[np.int64]
U1 = npt.NDArray[np.uint8]


def outpatient_cap(policy: PolicyAt) -> I8:
    """Yearly cap of the outpatient pool by contract (2,); MAX_FEN where there is none."""
    values = policy.values.get("benefit.outpatient_year_cap")
    return np.full(2, MAX_FEN, np.int64) if values is None else values["cap"]


def catastrophic_line(policy: PolicyAt) -> I8:
    """Deductible of catastrophic insurance by class (K,); MAX_FEN where there is none."""
    values = policy.values.get("benefit.catastrophic")
    return np.full(len(CLASSES), MAX_FEN, np.int64) if values is None else values["deductible"]


def benefit_state(policy: PolicyAt, klass: U1, contract: U1, ytd: YearToDate) -> U1:
    """(N,) stays * 4 + cap used * 2 + line passed."""
    stays = np.minimum(ytd.admissions, 2)
    capped = ytd.outpatient_paid_fen >= outpatient_cap(policy)[np.minimum(contract, 1)]
    passed = ytd.own_paid_eligible_fen >= catastrophic_line(policy)[klass]
    state: U1 = (stays * 4 + capped * 2 + passed).astype(np.uint8)
    return state


def at_state(policy: PolicyAt, klass: U1, stays: I8 | int, capped: I8 | int, passed: I8 | int) -> YearToDate:
    """A year to date (N,) that stands for a state: exactly at the cap, exactly at the line, and so many stays."""
    n = len(klass)
    line = catastrophic_line(policy)[klass]
    cap = outpatient_cap(policy).max()
    return YearToDate.zeros(
        n,
        admissions=stays,
        outpatient_paid_fen=np.where(np.asarray(capped) > 0, cap, 0),
        own_paid_eligible_fen=np.where((np.asarray(passed) > 0) & (line < MAX_FEN), line, 0),
    )
