"""Where the year is heading, as an institution can know it: the months so far, and last year's profile for the rest.

P = [k x run rate + (12 - k) x last year's profile] / 12 after k months. What is not known of last year - an
institution that is new, a measure that the county's past does not give - goes on at this year's run rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F8 = npt.NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Projection:
    """`year` (cells,) expected totals of the year; `months` (k, cells) what is behind."""

    year: F8
    months: F8

    @property
    def left(self) -> int:
        """Months still to come."""
        return MONTHS - len(self.months)


def project(months: F8, profile: F8, known: npt.NDArray[np.bool_]) -> Projection:
    """Project a year.

    Args:
        months: (k, cells) totals of the months behind, 0 <= k < 12.
        profile: (cells,) totals of the whole last year; known: (cells,) whether the past has that cell.
    """
    k = len(months)
    if not 0 <= k < MONTHS:
        raise ValueError(f"a year of {MONTHS} months cannot be projected after {k}")
    behind = months.sum(axis=0)
    run_rate = behind * (MONTHS / k) if k else np.zeros_like(profile)
    rest = np.where(known, profile, run_rate)
    return Projection((k * run_rate + (MONTHS - k) * rest) / MONTHS, months)


def uncertainty(expected: F8, months: F8, floor: F8, prior_cv: float, prior_months: float) -> F8:
    """Standard deviation of what the rest of the year will bring, (X,) fen.

    The spread of single months, mixed with a prior spread (`prior_cv` of a mean month, worth `prior_months` of
    experience) so that two months are not mistaken for knowledge, times the root of the months left; at least `floor`
    (X,).
    """
    k = len(months)
    mean_month = expected / MONTHS
    squares = ((months - months.mean(axis=0)) ** 2).sum(axis=0) if k > 1 else np.zeros_like(expected)
    variance = (prior_months * (prior_cv * mean_month) ** 2 + squares) / (prior_months + max(k - 1, 0))
    spread: F8 = np.maximum(np.sqrt(variance * (MONTHS - k)), floor)
    return spread
