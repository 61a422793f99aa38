"""Sharing schedules (结余留用、超支分担): who takes which part of a balance, in bands measured against the budget.

A schedule is a list of upper edges (shares of the budget) and the holder's share of each band; the last band is open.
It expresses every schedule of the documents in reach: one flat share, rising or falling bands, a band of 0 or 1, a
ceiling on what the holder keeps, a limit on what the fund adds, a condition that must be met first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, brackets, times

Amount = npt.NDArray[Any]
I8 = npt.NDArray[np.int64]


def banded(amount: Amount, budget: Amount, edges_ppm: I8, ppms: I8) -> Amount:
    """The part of an amount that falls to the holder.

    Args:
        amount: (..., H) non-negative surplus or deficit; int64 fen are rounded half-up once, float64 not at all.
        budget: (H,) or (..., H) what the edges are shares of.
        edges_ppm: (B - 1,) upper edges, rising. ppms: (B,) the holder's share of each band.
    """
    if np.issubdtype(amount.dtype, np.integer):
        edges = np.stack([times(budget, e) for e in edges_ppm]) if len(edges_ppm) else np.zeros((0, 1), np.int64)
        return np.asarray(brackets(amount, edges, ppms))
    below: Amount = np.zeros_like(amount)
    total: Amount = np.zeros_like(amount)
    for edge, rate in zip(edges_ppm, ppms[:-1], strict=True):
        reached = np.minimum(amount, budget * (edge / ONE))
        total = total + (reached - below) * (rate / ONE)
        below = reached
    last: Amount = total + (amount - below) * (ppms[-1] / ONE)
    return last


def retained(
    surplus: Amount, budget: Amount, edges_ppm: I8, ppms: I8, ceiling_ppm: int | None = None, gate: Amount | None = None
) -> Amount:
    """What the holder keeps of a surplus: by bands, at most `ceiling_ppm` of the budget, nothing where `gate` is
    false.
    """
    kept = banded(surplus, budget, edges_ppm, ppms)
    if ceiling_ppm is not None:
        kept = np.minimum(kept, part(budget, ceiling_ppm))
    return kept if gate is None else np.where(gate, kept, np.zeros_like(kept))


def borne(
    deficit: Amount,
    budget: Amount,
    edges_ppm: I8,
    ppms: I8,
    fund_limit: Amount | None = None,
    gate: Amount | None = None,
) -> Amount:
    """What the holder bears of a deficit: by bands; the fund adds the rest, at most `fund_limit`, nothing where
    `gate` fails.
    """
    own = banded(deficit, budget, edges_ppm, ppms)
    added = deficit - own
    if fund_limit is not None:
        added = np.minimum(added, fund_limit)
    if gate is not None:
        added = np.where(gate, added, np.zeros_like(added))
    rest: Amount = deficit - added
    return rest


def part(budget: Amount, ppm: int) -> Amount:
    """A share of the budget, exact for int64, unrounded for float64."""
    if np.issubdtype(budget.dtype, np.integer):
        return np.asarray(times(budget, ppm))
    out: Amount = budget * (ppm / ONE)
    return out
