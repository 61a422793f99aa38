"""按床日付费: a quota a bed-day, paid by the catalogue classes of the cost, at most a share of what the stay really
cost.

A pure function without parameters in policy files yet: the settlement does not know whose stays are paid by the day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, cap, share, times

I8 = npt.NDArray[np.int64]


def per_diem(days: I8, quota_fen: I8 | int, class_a_ppm: I8 | int, ratio_a_ppm: int, ratio_b_ppm: int) -> I8:
    """What the fund pays for stays, (N,) fen.

    Args:
        days: bed-days. quota_fen: amount a bed-day (by level of the hospital).
        class_a_ppm: share of the cost that is class A (甲类), the rest is class B. ratio_*_ppm: the fund's ratio of
        each.

    The quota of the whole stay is multiplied once and rounded half-up once.
    """
    blended = (np.asarray(class_a_ppm) * ratio_a_ppm + (ONE - np.asarray(class_a_ppm)) * ratio_b_ppm + ONE // 2) // ONE
    return np.asarray(share(np.asarray(days, np.int64) * quota_fen, blended))


def within_cost(paid_fen: int, real_advance_fen: int, ceiling_ppm: int) -> int:
    """A hospital's per-diem payments of a year, at most `ceiling_ppm` of what it really and reasonably advanced."""
    return cap(paid_fen, times(real_advance_fen, ceiling_ppm))
