"""Whether the monthly loop of incentives and responses settles or swings: how far each response moves from one month to
the next, and how often it turns back.

Flows carry the feedback: a response changes what is done, this the projected year, this the next month's incentive. A
loop that overshoots shows as moves that are turned back at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.behaviour.levers import NAMES

F8 = npt.NDArray[np.float64]
SMALL = 0.01
"""A move of a log response that counts, one per cent: a smaller one is not turned back, it trembles."""
SETTLING = 2
"""Months at the start of a year before which next to nothing is known of it."""


def moves(response: F8) -> pd.DataFrame:
    """A row a lever, index `lever`: what its log responses did from month to month.

    Args:
        response: (months, A units, levers) logarithms of the accounted months.

    Returns:
        largest_first: the largest move in the first two months' steps; largest: the largest one after them; turned: how
        many moves above `SMALL` after them are followed by one back above `SMALL`; moves: how many there are to turn.
    """
    change = np.diff(response, axis=0)
    first, later = np.abs(change[:SETTLING]), np.abs(change[SETTLING:])
    back = change[SETTLING + 1 :] * change[SETTLING:-1] < 0
    back &= np.minimum(np.abs(change[SETTLING + 1 :]), np.abs(change[SETTLING:-1])) > SMALL
    found = {
        "largest_first": first.max(axis=(0, 1), initial=0.0), "largest": later.max(axis=(0, 1), initial=0.0),
        "turned": back.sum(axis=(0, 1)), "moves": np.full(len(NAMES), back.shape[0] * back.shape[1]),
    }  # fmt: skip
    return pd.DataFrame(found, index=pd.Index(NAMES, name="lever"))
