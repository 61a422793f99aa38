"""以收定支的总额: what the attributed enrolees bring in, less reserves and what is paid before the package."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share

I8 = npt.NDArray[np.int64]


def from_income(
    enrolees: I8,
    per_head_fen: I8 | int,
    reserve_ppm: int,
    deductions_per_head_fen: I8 | int = 0,
    lump_fen: I8 | int = 0,
) -> I8:
    """enrolees x funding x (1 - reserve) - enrolees x deductions - lump sums (fen), all (H,) or scalar.

    The reserve is rounded half-up to the fen. Raises ValueError if nothing would be left.
    """
    income = np.asarray(enrolees, np.int64) * per_head_fen
    left: I8 = income - share(income, reserve_ppm) - enrolees * np.asarray(deductions_per_head_fen) - lump_fen
    if np.any(left < 0):
        raise ValueError("reserves and deductions exceed the income of the package")
    return left


def per_head(funding_fen: int, shares_ppm: I8, balance_fen: int = 0, adjustment_fen: int = 0, enrolees: int = 1) -> int:
    """Head quota: [income - shares of it + past balance - adjustment] / enrolees, half-up to the fen."""
    income = funding_fen * enrolees
    total = income - share(income, int(np.sum(shares_ppm))) + balance_fen - adjustment_fen
    return (2 * total + enrolees) // (2 * enrolees)
